"""The list of amounts at the end of a document, in the looks such lists have."""

from __future__ import annotations

import pytest

from hanamizuki.policy.logic.reader import read_document
from hanamizuki.policy.logic.serialise import as_json

from .reading import text_of

TOLD = "budget_appendix_r8.txt"
BODY = text_of(TOLD).partition("参考：")[0]


def test_the_list_stands_in_the_json_beside_the_tree() -> None:
    read = as_json(read_document(text_of(TOLD)))
    assert [(one["title"], one["thousand_yen"]) for one in read["budget"]] == [
        ("避難所の受付訓練", 1_200),
        ("移動図書館の運行", 15_400),
        ("備蓄倉庫の増設", 9_999),
        ("地域の会議の支援", 700),
        ("庁舎の照明の交換", 230_000),
    ]
    lines = text_of(TOLD).split("\n")
    assert all(one["title"] in lines[one["line"] - 1] for one in read["budget"])


def test_the_contract_keeps_its_shape() -> None:
    read = as_json(read_document(text_of(TOLD)))
    assert {"fiscal_year", "goal", "measures", "organisation", "unplaced"} <= read.keys()
    for measure in read["measures"]:
        for initiative in measure["initiatives"]:
            assert all(isinstance(project, str) for project in initiative["projects"])
            details = initiative["details"]
            assert [one["title"] for one in details] == initiative["projects"]


def test_what_is_printed_beside_a_title_wins_and_belongs_to_what_it_stands_beside() -> None:
    first, second = as_json(read_document(text_of(TOLD)))["measures"]
    assert (first["budget_thousand_yen"], second["budget_thousand_yen"]) == (20_500, None)
    told = {one["title"]: one["budget_thousand_yen"] for one in first["initiatives"][0]["details"]}
    # The list says 9,999 for it; its own line says 8,000. A name at two places gets none.
    assert told == {"避難所の受付訓練": 1_200, "備蓄倉庫の増設": 8_000, "地域の会議の支援": None}


@pytest.mark.parametrize(
    "appendix",
    [
        "参考：主な予算\n・避難所の受付訓練　1,200千円\n",
        "【参考】令和８年度の主な予算\n　避難所の受付訓練（120万円）\n",
        "■参考：主な予算\n・避難所の受付訓練（1,200千円）\n",
        "（３）参考：主な予算\n・避難所の受付訓練（1,200千円）\n",
        "Ⅳ 参考：主な予算\n・避難所の受付訓練（1,200千円）\n",
        "参考：主な予算（単位：万円）\n避難所の受付訓練　120\n",
        "参考：主な予算\n（単位：千円）\n避難所の受付訓練　1,200\n",
        "## 参考：主な予算\n\n| 事業 | 予算（千円） |\n|---|---|\n| 避難所の受付訓練 | 1,200 |\n",
    ],
)
def test_after_the_organisation_it_is_no_head_of_the_organisation(appendix: str) -> None:
    document = read_document(f"{BODY}\n{appendix}")
    assert document.organisation == ("たずねる", "こたえる")
    assert [(one.title, one.thousand_yen) for one in document.amounts] == [
        ("避難所の受付訓練", 1_200)
    ]
    assert document.measures[0].initiatives[0].projects[0].budget_thousand_yen == 1_200


def test_a_list_without_amounts_says_that_it_found_no_place() -> None:
    document = read_document(f"{BODY}\n参考：主な予算\n・別冊をご覧ください\n")
    assert document.amounts == () and document.organisation == ("たずねる", "こたえる")
    assert [one.text for one in document.unplaced] == ["参考：主な予算", "・別冊をご覧ください"]

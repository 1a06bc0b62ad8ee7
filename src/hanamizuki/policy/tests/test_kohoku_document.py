"""The real document, 令和7年度 港北区 運営方針, against the 99 lines people found in it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from hanamizuki.policy.logic.compare import Comparison, TreeLine, compare
from hanamizuki.policy.logic.document import Document
from hanamizuki.policy.logic.reader import read_document
from hanamizuki.policy.logic.similarity import THRESHOLD

from .reading import FOLDER, lines_accounted

TEXT = (Path(__file__).parents[4] / "tests" / "data" / "policy_r7.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def lines() -> list[TreeLine]:
    with (FOLDER / "kohoku_r7_lines.csv").open(encoding="utf-8", newline="") as file:
        return [
            TreeLine(row["code"], row["parent"], row["kind"], row["line_ja"])
            for row in csv.DictReader(file)
        ]


@pytest.fixture(scope="module")
def document() -> Document:
    return read_document(TEXT)


@pytest.fixture(scope="module")
def comparison(document: Document, lines: list[TreeLine]) -> Comparison:
    return compare(document, lines)


def test_head_of_the_document(document: Document) -> None:
    assert document.fiscal_year == 2025
    assert document.ward == "港北区"
    assert document.title == "令和7年度 港北区 運営方針"
    assert document.goal == "活気にあふれ、人が、地域がつながる「ふるさと港北」"
    assert document.goal_subtitle == "区民の皆様の安全・安心を守り、共にあゆむ区政"


def test_measures_with_their_codes_kinds_and_themes(document: Document) -> None:
    assert [(m.code, m.kind, m.title, m.themes) for m in document.measures] == [
        ("G", "theme", "「GREEN×EXPO 2027」を転換点とした人と環境にやさしいグリーン社会の実現", ()),
        ("1", "measure", "安全に、安心して暮らせるまちづくり", ("05",)),
        ("2", "measure", "地域で支えあう福祉・保健のまちづくり", ("01", "02")),
        ("3", "measure", "活気にあふれるまちづくり", ("02", "03", "04", "05")),
        ("K", "measure", "協働で進めるまちづくり", ()),
    ]


def test_the_circled_items_stand_under_their_measure(document: Document) -> None:
    found = {
        m.code: [(i.number, i.title) for i in m.initiatives if i.number] for m in document.measures
    }
    assert found["1"] == [
        ("①", "災害に強いまちづくり"),
        ("②", "防犯・交通安全対策の推進"),
        ("③", "誰もが暮らしやすい生活環境づくり"),
    ]
    assert found["2"] == [
        ("①", "子育て支援の充実"),
        ("②", "高齢者への支援"),
        ("③", "健康づくり、障害児・者への支援、生活にお困りの方への支援"),
        ("④", "「ひとつプラン港北」（地域福祉保健計画）第5期の策定"),
    ]
    assert [title for _, title in found["3"]] == [
        "自治会町内会等への支援",
        "港北区商店街活性化",
        "地域イベントの開催",
        "その他の取組",
    ]


def test_prose_is_told_apart_into_projects(document: Document) -> None:
    disaster = document.measures[1].initiatives[0]
    assert [project.title for project in disaster.projects] == [
        "子ども向け防災啓発資料の作成・配布",
        "親子防災デイキャンプの実施による自助・共助の啓発",
        "トイレスターキットの配備",
        "備蓄庫の狭あい化対策",
        "地域防災拠点の運営支援",
        "まるごとまちごとハザードマップ（想定浸水深看板）の設置",
    ]


def test_every_one_of_the_99_lines_is_found_in_its_place(
    comparison: Comparison, lines: list[TreeLine]
) -> None:
    assert len(lines) == 99
    assert comparison.only_in_tree == ()
    assert comparison.moved == ()
    assert [match.code for match in comparison.matched] == [line.code for line in lines]


def test_nothing_of_the_document_is_left_unexplained(comparison: Comparison) -> None:
    assert comparison.only_in_document == ()


def test_no_two_lines_share_one_item(comparison: Comparison) -> None:
    items = [item for match in comparison.matched for item in match.items]
    assert len(items) == len(set(items))


def test_every_match_is_a_likeness_not_a_remainder(comparison: Comparison) -> None:
    for match in comparison.matched:
        assert max(match.scores) >= THRESHOLD
        if max(match.scores) < 0.55:
            pytest.fail(f"{match.code} {match.title} ~ {match.items}")


def test_all_lines_are_accounted_for(document: Document) -> None:
    filled = {number for number, line in enumerate(TEXT.split("\n"), 1) if line.strip()}
    assert lines_accounted(document) == dict.fromkeys(filled, 1)
    assert document.unplaced == ()
    assert {one.text for one in document.ornaments} == {
        "©港北区ミズキー",
        "区の木：ハナミズキ",
        "区の花：ウメ",
        "令和7年度の",
        "予算は[こちら](#)",
    }


def test_organisation_in_document_order_each_once(document: Document) -> None:
    assert document.organisation == (
        "行動指針 ～区民の皆様のために～",
        "区民の皆様に寄り添う",
        "協働と共創",
        "チーム力で応える",
        "ベースとなる職員・職場の力",
        "職員の力",
        "聴く力",
        "考える力",
        "行動する力",
        "伝える力",
        "職場の力",
        "おもてなしの職場",
        "創造・転換する職場",
        "支え合う職場",
        "スマートな職場",
    )

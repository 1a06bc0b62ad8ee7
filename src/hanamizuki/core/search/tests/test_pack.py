"""The pack sections: real files load, wrong ones are named, loading again changes nothing."""

from __future__ import annotations

import pytest
from django.conf import settings

from hanamizuki.core.packs import SectionRegistry, check, read_stack
from hanamizuki.core.packs import registry as sections
from hanamizuki.core.search import pack
from hanamizuki.core.search.models import SynonymTerm
from hanamizuki.core.search.synonyms import look_up

MANIFEST = "id: small\nname: 小さな国\nkind: country\nsource: 試験用\n"


def _only(name: str) -> SectionRegistry:
    mine = SectionRegistry()
    if name == "synonyms":
        mine.register(sections.get("readings"))
    mine.register(sections.get(name))
    return mine


def test_the_packs_synonyms_are_sound(packs):
    found = check(settings.PACKS_DIR, "kohoku", registry=_only("synonyms"))
    assert [p for p in found if p.origin.file.endswith(("synonyms.yaml", "readings.yaml"))] == []
    assert SynonymTerm.objects.values("group").distinct().count() >= 120


def test_loading_again_changes_nothing(packs):
    before = list(SynonymTerm.objects.order_by("pk").values_list("group", "key", "term"))
    pack.load(read_stack(settings.PACKS_DIR, "kohoku", registry=_only("synonyms")))
    assert list(SynonymTerm.objects.order_by("pk").values_list("group", "key", "term")) == before


def test_everyday_words_lead_to_office_words(packs):
    for typed, meant in [
        (["大きい", "ごみ"], "粗大ごみ"),
        (["国保"], "国民健康保険"),
        (["穴ぼこ"], "陥没"),
        (["町内", "会"], "自治会"),
        (["large", "trash"], "粗大ごみ"),
    ]:
        assert meant in look_up(typed)[0].others


@pytest.mark.parametrize(
    "bad",
    [
        "- {id: one, terms: [ごみ]}\n",
        "- {id: twice, terms: [ごみ, ごみ]}\n",
        "- {id: e, terms: [☆, ごみ]}\n",
    ],
)
def test_a_group_that_says_nothing_is_refused(tmp_path, bad):
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "pack.yaml").write_text(MANIFEST, "utf-8")
    (folder / "synonyms.yaml").write_text(bad, "utf-8")
    problems = check(tmp_path, "small", registry=_only("synonyms"))
    assert [p.origin.file for p in problems] == ["small/synonyms.yaml"]

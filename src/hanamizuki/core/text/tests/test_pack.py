"""The pack section `readings`: the real files load; loading again changes nothing."""

from __future__ import annotations

import pytest
from django.conf import settings

from hanamizuki.core.packs import SectionRegistry, check, read_stack
from hanamizuki.core.packs import registry as sections
from hanamizuki.core.text import pack, readings
from hanamizuki.core.text.models import Reading, ReadingsStamp

MANIFEST = "id: small\nname: 小さな国\nkind: country\nsource: 試験用\n"


@pytest.fixture
def only() -> SectionRegistry:
    mine = SectionRegistry()
    mine.register(sections.get("readings"))
    return mine


@pytest.mark.django_db
def test_load(only):
    data = read_stack(settings.PACKS_DIR, "kohoku", registry=only)
    pack.load(data)
    assert readings.current().table["大豆戸町"] == "まめどちょう"
    before = list(Reading.objects.order_by("pk").values_list("pk", "surface", "reading"))
    stamp = ReadingsStamp.objects.get().digest
    pack.load(data)
    assert list(Reading.objects.order_by("pk").values_list("pk", "surface", "reading")) == before
    assert ReadingsStamp.objects.get().digest == stamp
    readings.forget()


def test_the_packs_files_have_no_problem(only):
    found = check(settings.PACKS_DIR, "kohoku", registry=only)
    assert [p for p in found if p.origin.file.endswith("readings.yaml")] == []


@pytest.mark.parametrize(
    "bad",
    ["- {id: まめど, reading: まめど}\n", "- {id: 大豆戸町, reading: マメド}\n", "- {id: 町}\n"],
)
def test_wrong_records_are_named(tmp_path, only, bad):
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "pack.yaml").write_text(MANIFEST, "utf-8")
    (folder / "readings.yaml").write_text(bad, "utf-8")
    problems = check(tmp_path, "small", registry=only)
    assert [p.origin.file for p in problems] == ["small/readings.yaml"]

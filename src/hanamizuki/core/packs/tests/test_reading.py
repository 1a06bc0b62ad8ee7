"""Stacks are merged, and the dirt of published files is read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanamizuki.core.packs import Localised, PackData, check, read_stack
from hanamizuki.core.packs.csv_file import read_csv
from hanamizuki.core.packs.tests.sample import FILES, STOPS, sample_registry, write_sample


def read(root: Path, changed: dict[str, bytes | str | None] | None = None) -> PackData:
    near = write_sample(root, changed)
    data = read_stack(root, near, registry=sample_registry())
    assert data.problems == check(root, near, registry=sample_registry())
    return data


def test_the_sample_has_no_problem(tmp_path: Path) -> None:
    data = read(tmp_path)
    assert data.problems == []
    assert [manifest.id for manifest in data.packs] == ["far", "near"]
    assert data.ward.id == "near"


def test_the_nearest_definition_wins_and_the_first_order_stays(tmp_path: Path) -> None:
    areas = read(tmp_path).records("areas")
    assert [(one.value.id, one.value.name.ja, one.pack) for one in areas] == [
        ("kita", "北", "near"),
        ("minami", "南", "near"),
    ]
    assert str(areas[1].origin) == "near/areas.yaml:11"


def test_far_records_are_there_without_a_near_file(tmp_path: Path) -> None:
    only_far = {"near/areas.yaml": None, "near/stops.csv": None, "near/plans/2025.yaml": None}
    areas = read(tmp_path, only_far).records("areas")
    assert [(one.value.id, one.pack) for one in areas] == [("kita", "far")]


def test_a_mapping_merges_key_by_key(tmp_path: Path) -> None:
    rules = read(tmp_path).mapping("rules")
    assert (rules.seats, rules.valid_from) == (24, date(2020, 4, 1))
    assert rules.labels.short == Localised(ja="席", en="Seats")


def test_documents_are_kept_as_they_are(tmp_path: Path) -> None:
    data = read(tmp_path, {"far/plans/2024.txt": "昔の計画", "far/plans/2023.txt": "もっと昔"})
    texts = {one.path: (one.pack, one.content.decode()) for one in data.files("plans", "*.txt")}
    assert texts == {
        "plans/2023.txt": ("far", "もっと昔"),
        "plans/2024.txt": ("near", "令和6年度の計画\n"),
    }
    assert [one.value.year for one in data.records("plans")] == [2025]


def test_get_and_unknown_sections(tmp_path: Path) -> None:
    data = read(tmp_path)
    kita = data.get("areas", "kita")
    assert kita is not None and kita.value.people == 1200
    assert data.get("areas", "nowhere") is None
    assert data.get("plans", 2025) is not None
    with pytest.raises(KeyError, match="no section 'nothing'"):
        data.records("nothing")


def test_sources_as_list_and_from_the_manifest(tmp_path: Path) -> None:
    data = read(tmp_path)
    minami, fare = data.get("areas", "minami"), data.get("fares", "adult")
    assert minami is not None and fare is not None
    assert minami.value.source == "町のページ | https://example.jp/minami"
    assert (fare.value.source, fare.value.as_of) == ("運賃のページ", date(2026, 3, 31))


DIRT = {
    "BOM and CRLF": b"\xef\xbb\xbf" + STOPS.replace("\n", "\r\n").encode(),
    "cp932": STOPS.encode("cp932"),
    "old Macintosh line ends": STOPS.replace("\n", "\r").encode(),
    "trailing empty columns": STOPS.replace("\n", ",,,\n").encode(),
    "blank lines": STOPS.replace("\n", "\n\n,,,,,,,\n").encode(),
    "header widths": STOPS.replace("ID", " ＩＤ ").replace("名称", "名 称").encode(),
    "no last line end": STOPS.rstrip().encode(),
}


@pytest.mark.parametrize("name", DIRT)
def test_dirt_of_published_files_is_read(name: str, tmp_path: Path) -> None:
    expected = [one.value for one in read(tmp_path / "clean").records("stops")]
    data = read(tmp_path / "dirt", {"near/stops.csv": DIRT[name]})
    assert data.problems == []
    assert [one.value for one in data.records("stops")] == expected


def test_lines_are_counted_over_blank_lines_and_quoted_line_ends(tmp_path: Path) -> None:
    text = STOPS.replace("s-01", "\ns-01").replace("丘の上, 展望台", "丘の上\n展望台")
    text += "s-04,駅,kita,35.5,139.6,5,2010-04-01,町のページ\n"
    lines = [one.origin.line for one in read(tmp_path, {"near/stops.csv": text}).records("stops")]
    assert lines == [3, 4, 5, 7]


def test_a_published_code_gets_its_zero_back() -> None:
    text = "所在地_全国地方公共団体コード,x\n11002,11002\n".encode()
    table, problems = read_csv(text, "a.csv", "012025")
    assert problems == [] and table is not None
    assert table.rows[0][1]["所在地_全国地方公共団体コード"] == "011002"
    assert table.rows[0][1]["x"] == "11002"


def test_stored_text_is_not_normalised(tmp_path: Path) -> None:
    """Compatibility ideographs and selectors survive: 神 U+FA19, 辻 with U+E0100, 𠮷."""
    name = "\ufa19辻\U000e0100𠮷ｶﾅ"
    data = read(tmp_path, {"near/stops.csv": STOPS.replace("北の駅", name)})
    assert data.records("stops")[0].value.name == name


def test_readme_and_hidden_files_are_let_be(tmp_path: Path) -> None:
    extra = {"near/README.md": "x", "near/.DS_Store": "x", "near/.git/config": "x"}
    assert read(tmp_path, {**extra, "near/LICENSE": "x"}).problems == []


def test_a_link_out_of_the_pack_is_refused(tmp_path: Path) -> None:
    near = write_sample(tmp_path)
    (tmp_path / "secret.txt").write_text("secret")
    (near / "plans" / "2022.txt").symlink_to(tmp_path / "secret.txt")
    (near / "plans" / "2021.txt").symlink_to(tmp_path / "nothing")
    data = read_stack(tmp_path, near, registry=sample_registry())
    assert [str(one.origin) for one in data.problems] == [
        "near/plans/2021.txt:1",
        "near/plans/2022.txt:1",
    ]
    assert all(one.content != b"secret" for one in data.files("plans"))


def test_a_pack_elsewhere_finds_its_parents_in_the_root(tmp_path: Path) -> None:
    write_sample(tmp_path / "root")
    (tmp_path / "desk").mkdir()
    near = (tmp_path / "root" / "near").rename(tmp_path / "desk" / "near")
    assert check(tmp_path / "root", near, registry=sample_registry()) == []
    assert check(tmp_path / "root", "far", registry=sample_registry()) == []
    gone = check(tmp_path / "root", "gone", registry=sample_registry())
    assert [one.code for one in gone] == ["no_folder"]


@settings(max_examples=60, deadline=None)
@given(path=st.sampled_from(sorted(FILES)), data=st.data())
def test_no_bytes_make_it_raise(path: str, data: st.DataObject, tmp_path_factory) -> None:  # type: ignore[no-untyped-def]
    """Whatever a file holds, there is an answer."""
    raw = FILES[path].encode()
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, min(len(raw), start + 30)))
    filling = data.draw(st.one_of(st.binary(max_size=12), st.text(max_size=12).map(_bytes)))
    root = tmp_path_factory.mktemp("fuzz")
    near = write_sample(root, {path: raw[:start] + filling + raw[end:]})
    for one in check(root, near, registry=sample_registry()):
        assert one.code not in ("check_failed", "row_failed"), str(one)
        assert one.origin.line >= 1 and one.text("ja") and one.text("en")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")

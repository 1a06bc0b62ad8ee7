"""A new pack passes the check."""

from __future__ import annotations

from pathlib import Path

import pytest

from hanamizuki.core.packs import check, new, read_stack
from hanamizuki.core.packs.tests.sample import sample_registry, write_sample


@pytest.mark.parametrize("kind", ["ward", "city", "town", "village", "prefecture", "country"])
def test_a_new_pack_passes(kind: str, tmp_path: Path) -> None:
    write_sample(tmp_path)
    registry = sample_registry()
    files = new(tmp_path / "mine", name="緑: 区", extends="far", kind=kind, code="141135",
                registry=registry)  # fmt: skip
    assert check(tmp_path, tmp_path / "mine", registry=registry) == []
    named = set() if kind == "country" else {"identity.yaml"}
    assert {one.name for one in files} == {"pack.yaml", "areas.yaml", "stops.csv"} | named
    data = read_stack(tmp_path, "mine", registry=registry)
    assert (data.ward.name.ja, data.ward.kind, data.ward.code) == ("緑: 区", kind, "141135")
    assert data.ward.extends == "far"


def test_without_a_parent_or_a_code(tmp_path: Path) -> None:
    new(tmp_path / "alone", extends=None, registry=sample_registry())
    assert check(tmp_path, tmp_path / "alone", registry=sample_registry()) == []


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    near = write_sample(tmp_path)
    before = {path: path.read_bytes() for path in near.rglob("*") if path.is_file()}
    with pytest.raises(FileExistsError):
        new(near, registry=sample_registry())
    assert {path: path.read_bytes() for path in near.rglob("*") if path.is_file()} == before

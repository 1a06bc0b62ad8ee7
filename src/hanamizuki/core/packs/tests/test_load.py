"""Loading: all or nothing, once, in order, and what can be asked afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from hanamizuki.core.packs import PackData, PackInvalid, Section, SectionRegistry, load
from hanamizuki.core.packs.models import LoadedDocument, PackLoad
from hanamizuki.core.packs.queries import current_identity, current_manifest, loaded_document
from hanamizuki.core.packs.services import store_document
from hanamizuki.core.packs.tests.sample import (
    IDENTITY_FILE,
    Area,
    sample_registry,
    write_sample,
)

pytestmark = pytest.mark.django_db


def stored() -> dict[str, object]:
    return dict(LoadedDocument.objects.values_list("name", "body"))


def with_loader(loader) -> SectionRegistry:  # type: ignore[no-untyped-def]
    registry = sample_registry()
    registry.register(
        Section(name="last", files=("last.yaml",), record=Area, load=loader, after=("plans",))
    )
    return registry


def test_before_the_first_load_nothing_is_known() -> None:
    assert current_identity() is None
    assert current_manifest() is None


def test_a_load_can_be_asked(tmp_path: Path) -> None:
    report = load(tmp_path, write_sample(tmp_path), registry=sample_registry())
    assert report.changed and report.name == "near"
    assert report.records == {
        "identity": 1, "areas": 2, "stops": 3, "rules": 1, "fares": 2, "plans": 1,
    }  # fmt: skip
    identity, manifest = current_identity(), current_manifest()
    assert identity is not None and identity.ward_name is not None and identity.office is not None
    assert identity.ward_name.as_dict() == {
        "ja": "近い町", "en": "Near Town", "easy": "近い町（ちかいまち）",
    }  # fmt: skip
    assert identity.office.fax is None
    assert manifest is not None and manifest.bounds is not None
    assert (manifest.code, manifest.bounds.east) == ("141097", 139.66)


def test_answers_are_read_once_per_load(tmp_path: Path, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    near = write_sample(tmp_path)
    load(tmp_path, near, registry=sample_registry())
    current_identity()
    with django_assert_num_queries(1):
        current_identity()
    renamed = IDENTITY_FILE.replace("Near Town", "Nearer Town")
    load(tmp_path, write_sample(tmp_path, {"near/identity.yaml": renamed}),
         registry=sample_registry())  # fmt: skip
    identity = current_identity()
    assert identity is not None and identity.ward is not None
    assert identity.ward.romaji == "Nearer Town"


def test_loading_again_does_nothing_unless_forced(tmp_path: Path) -> None:
    calls: list[str] = []
    registry = with_loader(lambda data: calls.append(data.name))
    near = write_sample(tmp_path)
    changed = [load(tmp_path, near, registry=registry).changed for _ in range(3)]
    assert (changed, calls) == ([True, False, False], ["near"])
    before = stored()
    assert load(tmp_path, near, registry=registry, force=True).changed
    assert (stored(), calls) == (before, ["near", "near"])
    write_sample(tmp_path, {"far/rules.yaml": "seats: 11\nopens: '09:00'\nlabels: {short: 席}\n"
                                              "valid_from: 2021-04-01\n"})  # fmt: skip
    assert load(tmp_path, near, registry=registry).changed
    assert PackLoad.objects.count() == 3


def test_another_pack_in_between_is_a_change(tmp_path: Path) -> None:
    near = write_sample(tmp_path)
    names = [near, tmp_path / "far", near]
    reports = [load(tmp_path, name, registry=sample_registry()) for name in names]
    assert [one.changed for one in reports] == [True, True, True]


def test_a_broken_pack_never_half_loads(tmp_path: Path) -> None:
    load(tmp_path, write_sample(tmp_path), registry=sample_registry())
    before = stored()
    broken = {
        "near/identity.yaml": IDENTITY_FILE.replace("Near Town", "Other Town"),
        "near/fares.csv": "id,yen\nadult,free\n",
    }
    with pytest.raises(PackInvalid) as raised:
        load(tmp_path, write_sample(tmp_path, broken), registry=sample_registry(), force=True)
    assert [str(one.origin) for one in raised.value.problems] == ["near/fares.csv:2"]
    assert "near/fares.csv:2: " in str(raised.value)
    assert stored() == before and PackLoad.objects.count() == 1


def test_a_failing_loader_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    load(tmp_path, write_sample(tmp_path), registry=sample_registry())
    before = stored()

    def fail(data: PackData) -> None:
        store_document("half", {"written": True})
        assert loaded_document("half") is not None or "half" in stored()
        raise RuntimeError("power cut")

    renamed = write_sample(tmp_path, {"near/identity.yaml": IDENTITY_FILE.replace("Near", "Other")})
    with pytest.raises(RuntimeError, match="power cut"):
        load(tmp_path, renamed, registry=with_loader(fail))
    assert stored() == before and PackLoad.objects.count() == 1
    identity = current_identity()
    assert identity is not None and identity.ward is not None
    assert identity.ward.romaji == "Near Town"


def test_hooks_run_at_the_end_inside_the_transaction(tmp_path: Path) -> None:
    seen: list[tuple[bool, bool]] = []
    registry = sample_registry()

    @registry.after_load
    def rebuild() -> None:
        seen.append((connection.in_atomic_block, "identity" in stored()))

    registry.after_load(rebuild)
    near = write_sample(tmp_path)
    load(tmp_path, near, registry=registry)
    load(tmp_path, near, registry=registry)
    assert seen == [(True, True)]


def test_a_failing_hook_undoes_the_load(tmp_path: Path) -> None:
    registry = sample_registry()
    registry.after_load(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load(tmp_path, write_sample(tmp_path), registry=registry)
    assert stored() == {} and not PackLoad.objects.exists()

"""Packs for the tests of places: Kohoku's own as it stands, and a toy town built in a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from hanamizuki.core import clock
from hanamizuki.core.packs import PackData
from hanamizuki.core.packs.identity import identity_document
from hanamizuki.core.packs.models import PackLoad
from hanamizuki.core.packs.sections import registry
from hanamizuki.core.packs.services import store_document
from hanamizuki.core.packs.stack import checked
from hanamizuki.core.places import gazetteer
from hanamizuki.core.places.pack.facilities import SLUGS

OWN = ("sections", "districts", "towns", "associations", "catchments", *SLUGS)

MANIFEST = """\
id: toy
name: 見本町
kind: town
code: "011002"
bounds: {south: 43.0, west: 141.0, north: 43.2, east: 141.5}
source: 見本町のページ
"""
IDENTITY = "prefecture: {name: 北海道, source: x}\ncity: {name: 見本町, source: x}\n"

Toy = Callable[..., PackData]


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    """Make a small town's pack of the given files (text is UTF-8) and read it, checks included."""

    def make(files: dict[str, str | bytes], manifest: str = "") -> PackData:
        folder = tmp_path / "toy"
        folder.mkdir(exist_ok=True)
        given = {"pack.yaml": MANIFEST + manifest, "identity.yaml": IDENTITY, **files}
        for name, content in given.items():
            raw = content.encode() if isinstance(content, str) else content
            (folder / name).write_bytes(raw)
        return checked(tmp_path, "toy")

    return make


@pytest.fixture(scope="session")
def kohoku_data() -> PackData:
    """The ward's own pack, read and checked once."""
    return checked(Path(settings.PACKS_DIR), "kohoku")


def store(data: PackData) -> None:
    """Load the sections of places of a pack, as packs.load does with all sections."""
    store_document("manifest", data.ward.model_dump(mode="json"))
    store_document("identity", identity_document(data))
    for section in registry.all():
        if section.name in OWN:
            section.load(data)
    PackLoad.objects.create(name=data.name, digest=data.digest, loaded_at=clock.now())


@pytest.fixture
def kohoku(db: None, kohoku_data: PackData) -> Iterator[PackData]:
    """The ward's places in the database."""
    gazetteer._gazetteer.cache_clear()
    store(kohoku_data)
    yield kohoku_data
    gazetteer._gazetteer.cache_clear()

"""A small ward's pages, with the synonyms and readings of the packs in this repository."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from django.conf import settings

from hanamizuki.core.packs import SectionRegistry, read_stack
from hanamizuki.core.packs import registry as sections
from hanamizuki.core.search import Entry, Registry, pack, services
from hanamizuki.core.text import pack as readings
from hanamizuki.core.text.readings import forget


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> Registry:
    """An empty registry of sources in place of the installation's."""
    mine = Registry()
    monkeypatch.setattr(services, "registry", mine)
    monkeypatch.setattr(services, "discover", lambda: None)
    return mine


@pytest.fixture
def index(db: None, sources: Registry) -> Callable[[Iterable[Entry]], int]:
    """Index exactly these entries."""
    held: list[Entry] = []
    sources.source("test", lambda: held)

    def fill(entries: Iterable[Entry]) -> int:
        held[:] = entries
        return services.rebuild()

    return fill


@pytest.fixture
def packs(db: None) -> None:
    """The synonyms and readings of the Kohoku stack."""
    both = SectionRegistry()
    for name in ("readings", "synonyms"):
        both.register(sections.get(name))
    data = read_stack(settings.PACKS_DIR, "kohoku", registry=both)
    readings.load(data)
    pack.load(data)
    yield
    forget()

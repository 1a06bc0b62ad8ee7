"""What can be found: entries, and the rooms' sources of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.module_loading import autodiscover_modules


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One page or fact to be found. `title` and `summary` are maps {ja, en, easy}.

    `ref` is unique over all sources ("offer:ticket"); `keywords` are further names, readings in
    kana included; `body` is text that is searched but not shown; `weight` above 1 lifts the entry.
    """

    ref: str
    kind: str
    url: str
    title: Mapping[str, str]
    summary: Mapping[str, str]
    body: str = ""
    keywords: tuple[str, ...] = ()
    weight: float = 1.0


Source = Callable[[], Iterable[Entry]]


@dataclass
class Registry:
    """The sources, by name."""

    _sources: dict[str, Source] = field(default_factory=dict)

    def source(self, name: str, entries: Source) -> None:
        """Add a source. Raises ValueError when the name is taken by another function."""
        if self._sources.get(name, entries) is not entries:
            raise ValueError(f"search source {name!r} is declared twice")
        self._sources[name] = entries

    def entries(self) -> Iterator[Entry]:
        """Every entry of every source. Raises ValueError when two entries share a ref."""
        seen: dict[str, str] = {}
        for name, entries in self._sources.items():
            for entry in entries():
                if entry.ref in seen:
                    raise ValueError(
                        f"search entry {entry.ref!r} comes from {seen[entry.ref]!r} and {name!r}"
                    )
                seen[entry.ref] = name
                yield entry


registry = Registry()


def discover() -> None:
    """Import every installed application's `search_source` module (again is harmless)."""
    autodiscover_modules("search_source")

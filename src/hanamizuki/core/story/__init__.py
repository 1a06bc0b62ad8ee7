"""What happened around a policy line, told by every room in one timeline.

A room registers a source in its `apps.ready` (or a module imported there):

    registry.register("voices", answered_voices)   # (code, since) -> Iterable[Event]

`code` is a line of the current policy, `since` the first day that is asked for. A source returns
only what everybody may read, in a bounded number of queries. Who may import: rooms and site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened on a day. `title` is a map {ja, en, easy}; `kind` a short word.

    `url` is where more is to be read, "" where nowhere.
    """

    on: date
    kind: str
    title: Mapping[str, str]
    url: str = ""


Source = Callable[[str, date], Iterable[Event]]


@dataclass
class StoryRegistry:
    """The sources, by name."""

    _sources: dict[str, Source] = field(default_factory=dict)

    def register(self, name: str, source: Source) -> None:
        """Add a source. Raises ValueError when the name is taken by another function."""
        if self._sources.get(name, source) is not source:
            raise ValueError(f"story source {name!r} is declared twice")
        self._sources[name] = source

    def events(self, code: str, since: date) -> list[Event]:
        """Everything that the rooms tell of a line since that day, in no particular order."""
        found = (event for source in self._sources.values() for event in source(code, since))
        return [event for event in found if event.on >= since]


registry = StoryRegistry()

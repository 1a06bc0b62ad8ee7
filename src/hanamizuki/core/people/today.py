"""「今日」: what waits for a person, told by every room through one registry."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hanamizuki.core.people.models import Account


@dataclass(frozen=True)
class Task:
    """One thing to do. Texts are Japanese or {ja, en, easy}; `due` None is without a day.

    `room` names the part of the house in the same way; `late` is the room's own judgement.
    """

    title: str | dict[str, str]
    url: str
    due: date | None
    room: str | dict[str, str]
    late: bool = False


Source = Callable[["Account", datetime], Iterable[Task]]


@dataclass
class TaskRegistry:
    """The rooms' sources of tasks, asked at every request."""

    _sources: list[Source] = field(default_factory=list)

    def register(self, source: Source) -> Source:
        """Add a source; also usable as a decorator. Raises ValueError where it is there."""
        if source in self._sources:
            raise ValueError(f"source {source!r} is registered twice")
        self._sources.append(source)
        return source

    def tasks(self, account: Account, moment: datetime) -> list[Task]:
        """All tasks of a person: late ones first, then by day; those without a day last."""
        found = [task for source in self._sources for task in source(account, moment)]
        return sorted(found, key=lambda t: (not t.late, t.due is None, t.due or date.max))


registry = TaskRegistry()

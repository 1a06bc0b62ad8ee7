"""The templates and reminders of all rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hanamizuki.core.notices.logic.template import Template, Value


@dataclass(frozen=True)
class Recipient:
    """Whom a notice goes to. `language` is "ja", "en" or "easy"; `who` an id ("account:…").

    The id stays in the record when the address is forgotten; leave it empty for residents. By push
    there is no address but `push`, the number of a subscription (`push.keep`).
    """

    email: str
    language: str = "ja"
    who: str = ""
    push: int = 0


@dataclass(frozen=True, kw_only=True)
class NoticeRequest:
    """What a reminder wants sent; the fields are those of `send()`."""

    kind: str
    recipient: Recipient
    context: Mapping[str, Value]
    dedupe: str
    not_before: datetime | None = None
    safe: bool = False


Reminder = Callable[[datetime], Iterable[NoticeRequest]]
Wanted = Callable[[str], bool]
"""Of a notice's dedupe key: whether it still makes sense."""


@dataclass
class NoticeRegistry:
    """All templates by kind and all reminders by name, in order of declaration."""

    _templates: dict[str, Template] = field(default_factory=dict)
    _reminders: dict[str, Reminder] = field(default_factory=dict)
    _wanted: dict[str, Wanted] = field(default_factory=dict)

    def register(self, *templates: Template) -> None:
        """Add templates. Raises ValueError for a template that is wrong or a kind that is taken."""
        for template in templates:
            template.check()
            if template.kind in self._templates:
                raise ValueError(f"notice {template.kind!r} is declared twice")
            self._templates[template.kind] = template

    def reminder(self, name: str, remind: Reminder) -> None:
        """Add a function moment → requests, asked once a day by `hanamizuki notices remind`.

        It may return the same request day after day: the dedupe key lets it through once.
        """
        if name in self._reminders:
            raise ValueError(f"reminder {name!r} is declared twice")
        self._reminders[name] = remind

    def only_while(self, kind: str, wanted: Wanted) -> None:
        """Ask this of every notice of a kind just before it goes; False takes it back."""
        self._wanted[kind] = wanted

    def wanted(self, kind: str, dedupe: str) -> bool:
        """Whether a notice is still to go."""
        ask = self._wanted.get(kind)
        return ask is None or ask(dedupe)

    def get(self, kind: str) -> Template:
        """The template of a kind. Raises KeyError, naming the kinds there are."""
        try:
            return self._templates[kind]
        except KeyError:
            known = ", ".join(sorted(self._templates))
            raise KeyError(f"no notice {kind!r} is declared; there are: {known}") from None

    def __iter__(self) -> Iterator[Template]:
        return iter(self._templates.values())

    def reminders(self) -> Iterator[tuple[str, Reminder]]:
        """Every reminder with its name."""
        return iter(self._reminders.items())


registry = NoticeRegistry()

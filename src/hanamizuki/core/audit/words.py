"""Words for actions: what a reader of the trail sees in place of `policy.line.changed`."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

LANGUAGES = {"ja", "en", "easy"}
_ACTION = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*")


@dataclass
class ActionWords:
    """Texts {ja, en, easy} of every action, declared by the rooms in `audit_words.py`."""

    _all: dict[str, dict[str, str]] = field(default_factory=dict)

    def register(self, words: Mapping[str, Mapping[str, str]]) -> None:
        """Add actions. Raises ValueError for one that is taken, malformed or lacks a language."""
        for action, texts in words.items():
            if not _ACTION.fullmatch(action):
                raise ValueError(f"{action!r} is no action; write policy.line.changed")
            if action in self._all:
                raise ValueError(f"the words of the action {action!r} are declared twice")
            if texts.keys() != LANGUAGES or not all(text.strip() for text in texts.values()):
                raise ValueError(f"the action {action!r} needs words in ja, en and easy")
            self._all[action] = dict(texts)

    def get(self, action: str) -> Mapping[str, str] | str:
        """The words of an action; the action itself where nobody declared any."""
        return self._all.get(action, action)

    def remind(self, action: str) -> None:
        """Warn of an action without words. Tests take warnings for errors, a ward records it."""
        if action not in self._all:
            warnings.warn(
                f"the action {action} has no words: declare them in the room's audit_words.py",
                stacklevel=3,
            )

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)


words = ActionWords()

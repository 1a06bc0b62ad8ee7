"""Words for the actions that these tests record."""

from __future__ import annotations

import pytest

from hanamizuki.core.audit.words import ActionWords

ACTIONS = (
    *("people.joined", "policy.line.added", "policy.line.changed", "policy.review.approved"),
    *("policy.value.entered", "read", "x"),
)


@pytest.fixture(autouse=True)
def sample_words(monkeypatch: pytest.MonkeyPatch) -> None:
    known = ActionWords()
    known.register({name: {"ja": name, "en": name, "easy": name} for name in ACTIONS})
    monkeypatch.setattr("hanamizuki.core.audit.services.words", known)

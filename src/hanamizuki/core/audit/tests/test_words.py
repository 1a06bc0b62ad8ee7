"""Actions as words: three languages or none, and a warning where a room forgot them."""

from __future__ import annotations

import pytest
from django.db import transaction

from hanamizuki.core import audit
from hanamizuki.core.audit.words import ActionWords

TEXTS = {"ja": "変えた", "en": "Changed", "easy": "変えた"}


@pytest.mark.parametrize(
    ("action", "texts"),
    [
        ("policy.line", {"ja": "変えた", "en": "Changed"}),
        ("policy.line", TEXTS | {"easy": " "}),
        ("policy.line", TEXTS | {"de": "geändert"}),
        ("Policy", TEXTS),
        ("known", TEXTS),
    ],
)
def test_what_is_not_whole_is_refused(action: str, texts: dict[str, str]) -> None:
    words = ActionWords()
    words.register({"known": TEXTS})
    with pytest.raises(ValueError, match="action"):
        words.register({action: texts})


def test_an_action_without_words_stays_readable() -> None:
    words = ActionWords()
    words.register({"known": TEXTS})
    assert (words.get("known"), words.get("other")) == (TEXTS, "other")


@pytest.mark.django_db
def test_recording_an_action_without_words_warns_whoever_wrote_it() -> None:
    with pytest.warns(UserWarning, match=r"policy\.forgotten has no words"), transaction.atomic():
        entry = audit.record(None, "policy.forgotten", "policy")
    assert entry.action == "policy.forgotten"

"""A line's progress has one name on every page: an icon and a word, never a colour alone."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from django.conf import settings
from django.template import engines
from django.utils import translation

from hanamizuki.policy import words
from hanamizuki.policy.logic import gender, monitoring, progress
from hanamizuki.policy.models import Review

LANGUAGES = {"ja": "ja", "en": "en", "easy": "ja-easy"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", progress.LINE_STATES)
def test_the_component_shows_an_icon_and_the_word(state: str, language: str) -> None:
    source = Path(settings.BASE_DIR, "src/hanamizuki/site/templates/components/progress.html")
    body = source.read_text("utf-8").split("/>", 1)[1]
    with translation.override(LANGUAGES[language]):
        html = engines["django"].from_string("{% load policy %}" + body).render({"state": state})
    assert "<svg" in html
    assert words.PROGRESS[state].text[language] in html  # type: ignore[index]


def test_every_key_of_the_rules_has_words() -> None:
    for keys, told in (
        (progress.LINE_STATES, words.PROGRESS),
        (get_args(monitoring.Code), words.MONITORING),
        (get_args(monitoring.Grade), words.KEPT),
        (gender.QUESTIONS, words.QUESTIONS),
        (gender.MEANINGS, words.ANSWERS),
        (get_args(gender.GapCode), words.GAPS),
        (Review.GRADES, words.GRADES),
    ):
        assert set(keys) == set(told)

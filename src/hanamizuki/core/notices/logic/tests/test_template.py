"""Templates are checked when declared, and rendered only from exactly what they name."""

from __future__ import annotations

from typing import Any

import pytest

from hanamizuki.core.notices.logic.schedule import MAX_ATTEMPTS, pause
from hanamizuki.core.notices.logic.template import NEUTRAL, Template, TemplateError
from hanamizuki.core.notices.registry import NoticeRegistry


def three(ja: str, en: str | None = None, easy: str | None = None) -> dict[str, str]:
    return {"ja": ja, "en": ja if en is None else en, "easy": ja if easy is None else easy}


def template(**more: Any) -> Template:
    fields: dict[str, Any] = {
        "kind": "policy.value_late",
        "names": ("line", "link"),
        "subject": three("{line}の数字", "The number of {line}", "{line}の 数字"),
        "body": three("{line}はまだです。{link}"),
        "why": three("担当の課にいるためです。"),
    }
    return Template(**{**fields, **more})


def test_it_renders_each_language() -> None:
    made = template()
    made.check()
    context = {"line": {"ja": "見守り", "en": "Watching"}, "link": "https://a.example/x"}
    assert made.render("ja", context)[0] == "見守りの数字"
    assert made.render("en", context)[0] == "The number of Watching"
    assert made.render("easy", context)[1] == "見守りはまだです。https://a.example/x"


def test_values_are_not_templates_and_a_subject_is_one_line() -> None:
    subject, body, _ = template().render("ja", {"line": "{link}\r\nBcc: x", "link": "{0.x}"})
    assert subject == "{link} Bcc: xの数字"
    assert body.endswith("{0.x}")


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "Late"},
        {"kind": "late!"},
        {"names": ("line", "link", "unused")},
        {"names": ("line",)},
        {"names": ("line", "link", "password"), "why": three("{password}")},
        {"subject": {"ja": "{line}", "en": "{line}"}},
        {"subject": three("{line}", " ")},
        {"subject": three("{line}", "no name")},
        {"subject": three("{line.__class__}")},
        {"subject": three("{line[0]}")},
        {"subject": three("{line:>10}")},
        {"subject": three("{line!r}")},
        {"subject": three("{}")},
        {"subject": three("{line")},
        {"subject": three("{other}")},
    ],
)
def test_what_is_wrong_is_refused_when_declared(wrong: dict[str, Any]) -> None:
    with pytest.raises(TemplateError):
        NoticeRegistry().register(template(**wrong))


@pytest.mark.parametrize(
    "context",
    [{}, {"line": "a"}, {"line": "a", "link": "b", "more": "c"}, {"line": None, "link": "b"}],
)
def test_a_context_has_exactly_the_names(context: dict[str, Any]) -> None:
    with pytest.raises(TemplateError):
        template().render("ja", context)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(TemplateError, match="'fr'"):
        template().render("fr", {"line": "a", "link": "b"})


def test_the_neutral_text_is_a_sound_template() -> None:
    NEUTRAL.check()


def test_kinds_and_reminders_are_declared_once() -> None:
    registry = NoticeRegistry()
    registry.register(template())
    with pytest.raises(ValueError, match="twice"):
        registry.register(template())
    registry.reminder("late", lambda moment: [])
    with pytest.raises(ValueError, match="twice"):
        registry.reminder("late", lambda moment: [])
    with pytest.raises(KeyError, match=r"policy\.value_late"):
        registry.get("policy.value_lat")
    assert [one.kind for one in registry] == ["policy.value_late"]


def test_pauses_grow_and_outlast_a_day() -> None:
    pauses = [pause(number) for number in range(1, MAX_ATTEMPTS)]
    assert pauses == sorted(pauses)
    assert 24 <= sum(one.total_seconds() for one in pauses) / 3600 <= 30
    assert pause(10_000) == pauses[-1]

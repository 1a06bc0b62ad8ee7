"""Words for what people edit: a record's kind, its fields, its values, who changed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hanamizuki.core.audit.logic.differences import Segment, segments
from hanamizuki.core.clock.templatetags.clock import day
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import roles_of
from hanamizuki.core.people.roles import LABELS
from hanamizuki.core.places.models import Section
from hanamizuki.core.text.localised import active_language, aside, localise
from hanamizuki.policy import words

KINDS = {
    "line": _("行の文"),
    "target": _("目標"),
    "review": _("ふりかえり"),
    "gender": _("男女共同参画の点検"),
    "override": _("手で決めた進み具合"),
    "milestone": _("節目"),
    "budget": _("予算"),
    "budget_year": _("予算の年度"),
    "owner": _("受け持ち"),
}
MARKS = {"": _("なし"), "new": _("新規"), "extended": _("拡充")}
DAYS = ("baseline_at", "on", "until", "done_on")
LANGUAGES = {"ja": _("日本語"), "easy": _("やさしい日本語"), "en": _("英語")}
FIELDS = {
    "title": _("題"),
    "section": _("課"),
    "baseline": _("もとの値"),
    "baseline_at": _("もとの値の日"),
    "goals": _("目標の値と日"),
    "source": _("出典"),
    "note": _("メモ"),
    "grade": _("どこまでできたか"),
    "done": _("したこと"),
    "learnt": _("わかったこと"),
    "next_step": _("次にすること"),
    "answers": _("答え"),
    "state": _("進み具合"),
    "reason": _("理由"),
    "on": _("日"),
    "until": _("終わりの日"),
    "lines": _("行"),
    "done_on": _("できた日"),
    "done_note": _("できたときのメモ"),
    "owner": _("受け持ち"),
    "fiscal_year": _("年度"),
    "group": _("区分"),
    "line": _("運営方針の行"),
    "amount": _("予算額（千円）"),
    "carried_in": _("前年からの繰越（千円）"),
    "spent": _("使った額（千円）"),
    "carried_over": _("翌年への繰越（千円）"),
    "execution_source": _("使った額の出典"),
    "voted_on": _("議決の日"),
}


@dataclass(frozen=True)
class Change:
    """One field of a record, before and after, as people read it."""

    path: str
    label: str
    before: str
    after: str

    @property
    def segments(self) -> tuple[Segment, ...]:
        """What stayed, went and came."""
        return segments(self.before, self.after)


def field_label(path: str) -> str:
    """The words for a field, or for one part of it ("title.ja", "answers.no_stereotype")."""
    name, _dot, part = path.partition(".")
    if part in words.QUESTIONS:
        return choice(words.QUESTIONS, part)
    label = str(FIELDS[name]) if name in FIELDS else choice(words.FIELDS, name)
    return label + aside(str(LANGUAGES[part])) if part in LANGUAGES else label


def choice(texts: Mapping[Any, Any], value: str) -> str:
    """The words for a choice; the choice itself where there are none."""
    return localise(texts[value]) if value in texts else value


def state_text(state: str) -> str:
    """達成, 順調, …; the rules decide where nobody does."""
    found = {str(one): word.text for one, word in words.PROGRESS.items()} | words.BUDGET_STATES
    return choice(found, state) if state else gettext("決まりにまかせる")


def value_text(path: str, value: Any) -> str:
    """A stored value for people; "" where there is none."""
    name, _dot, part = path.partition(".")
    if value in (None, "", [], {}) and name not in ("mark", "state"):
        return ""
    said = {
        "mark": lambda: str(MARKS.get(value, value)),
        "grade": lambda: choice(words.GRADES, value),
        "state": lambda: state_text(value or ""),
        "section": lambda: section_name(value),
        "answers": lambda: choice(words.ANSWERS, value) if part else _answers(value),
        "goals": lambda: "\n".join(f"{day(one['due'])}: {one['goal']}" for one in value),
    }
    if name in said:
        return said[name]()
    if name in DAYS:
        return day(value)
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    if isinstance(value, Mapping):
        return "\n".join(f"{LANGUAGES.get(one, one)}: {text}" for one, text in value.items())
    return str(value)


def _answers(value: Mapping[str, str]) -> str:
    return "\n".join(
        f"{choice(words.QUESTIONS, q)}: {choice(words.ANSWERS, a)}" for q, a in value.items()
    )


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The fields that differ, texts by their language, in the record's order."""
    found = []
    for path, old, new in _pairs(before, after):
        if old != new:
            texts = value_text(path, old), value_text(path, new)
            found.append(Change(path, field_label(path), *texts))
    return [one for one in found if one.before != one.after]


def _pairs(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    names = [*after, *(one for one in before if one not in after)]
    for name in names:
        old, new = before.get(name), after.get(name)
        maps = [one for one in (old, new) if isinstance(one, Mapping)]
        if maps and all(one in (None, "") or isinstance(one, Mapping) for one in (old, new)):
            keys = dict.fromkeys(key for one in (new, old) for key in one or ())
            for key in keys:
                yield f"{name}.{key}", (old or {}).get(key), (new or {}).get(key)
        else:
            yield name, old, new


def record_title(kind: str, key: str) -> str:
    """What a record is called: 目標, ふりかえり（中間）, …"""
    label = str(KINDS.get(kind, kind))
    return choice(words.HALVES, key.partition("/")[2]) if kind == "review" else label


def section_name(code: str) -> str:
    """A section's name in the reader's language; its code where it is gone."""
    found = Section.objects.filter(code=code).first()
    return localise(found.name) if found else code


def section_names() -> dict[str, str]:
    """All sections by code, in the reader's language."""
    return {one.code: localise(one.name) for one in Section.objects.all()}


def person(account: Account) -> str:
    """A colleague with role and section, for pages of staff only."""
    where = [
        localise(LABELS[role]) + (f"・{section_name(section)}" if section else "")
        for role, section, _district in roles_of(account)
    ]
    comma = ", " if active_language() == "en" else "、"
    return account.name + aside(comma.join(where)) if where else account.name


def people() -> dict[str, str]:
    """account:<id> → what colleagues read; the ward itself is 「システム」."""
    found = {f"account:{one.pk}": one.name for one in Account.objects.all()}
    return {"system": gettext("システム"), **found}

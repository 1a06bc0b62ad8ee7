"""The same measure in summary, detail and list of projects becomes one measure."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import SequenceMatcher

from hanamizuki.policy.logic.codes import number_code, unique_letter
from hanamizuki.policy.logic.document import Initiative, Measure, Project
from hanamizuki.policy.logic.measures import Draft
from hanamizuki.policy.logic.widths import key

_SAME = 0.75
_ACROSS = re.compile(r"(?:分野|組織)?横断|(?:全|各)?(?:分野|施策)?共通")
# A number says it too, so the wording may differ more.
_SAME_NUMBERED = 0.5


def merge(drafts: list[Draft]) -> tuple[Measure, ...]:
    """Measures in order of their first appearance in the fullest telling."""
    merged: list[Draft] = []
    for draft in drafts:
        twin = next((other for other in merged if _same(other, draft)), None)
        if twin is None:
            merged.append(draft)
        else:
            _absorb(twin, draft)
    numbered = [d for d in merged if d.number]
    taken: set[str] = set()
    measures: list[Measure] = []
    codes: dict[int, str] = {}
    for draft in [*numbered, *(d for d in merged if not d.number)]:
        code = (
            number_code(draft.number, taken) if draft.number else unique_letter(draft.title, taken)
        )
        taken.add(code)
        codes[id(draft)] = code
    for draft in merged:
        measures.append(_measure(draft, codes[id(draft)], bool(numbered)))
    return tuple(measures)


def _measure(draft: Draft, code: str, has_numbers: bool) -> Measure:
    across = draft.wave and bool(_ACROSS.match(draft.title))
    themed = across or (draft.wave and draft.early and has_numbers)
    return Measure(
        code,
        draft.title,
        "theme" if themed else "measure",
        tuple(sorted(dict.fromkeys(draft.themes))),
        "\n".join(dict.fromkeys(draft.text)),
        tuple(i for i in draft.initiatives if i.title or i.projects),
        draft.line,
        draft.budget_thousand_yen,
    )


def _same(a: Draft, b: Draft) -> bool:
    one, two = key(a.title), key(b.title)
    if not one or not two:
        return bool(a.number) and a.number == b.number
    if one == two:
        return not (a.number and b.number) or a.number == b.number
    if a.number and b.number and a.number != b.number:
        return False
    likeness = SequenceMatcher(None, one, two, autojunk=False).ratio()
    if a.number and a.number == b.number:
        return likeness >= _SAME_NUMBERED or one in two or two in one
    return likeness >= _SAME


def _absorb(into: Draft, draft: Draft) -> None:
    if len(key(draft.title)) > len(key(into.title)) or (
        key(draft.title) == key(into.title) and len(draft.title) < len(into.title)
    ):
        into.title = draft.title
    into.number = into.number or draft.number
    into.early = into.early or draft.early
    into.wave = into.wave and draft.wave
    if into.budget_thousand_yen is None:
        into.budget_thousand_yen = draft.budget_thousand_yen
    into.themes.extend(draft.themes)
    into.text.extend(draft.text)
    for initiative in draft.initiatives:
        _absorb_initiative(into.initiatives, initiative)


def _absorb_initiative(initiatives: list[Initiative], new: Initiative) -> None:
    for at, old in enumerate(initiatives):
        if _same_title(old.title, new.title):
            initiatives[at] = replace(
                old,
                title=max(old.title, new.title, key=lambda t: len(key(t))),
                number=old.number or new.number,
                projects=_union(old.projects, new.projects),
                text="\n".join(filter(None, dict.fromkeys((old.text, new.text)))),
                summary=tuple(dict.fromkeys((*old.summary, *new.summary))),
                mark=old.mark or new.mark,
                budget_thousand_yen=old.budget_thousand_yen
                if old.budget_thousand_yen is not None
                else new.budget_thousand_yen,
            )
            return
    initiatives.append(new)


def _same_title(a: str, b: str) -> bool:
    one, two = key(a), key(b)
    if not one or not two:
        return one == two
    return one == two or SequenceMatcher(None, one, two, autojunk=False).ratio() >= 0.9


def _union(old: tuple[Project, ...], new: tuple[Project, ...]) -> tuple[Project, ...]:
    found = {key(project.title): project for project in old}
    for project in new:
        found.setdefault(key(project.title), project)
    return tuple(found.values())

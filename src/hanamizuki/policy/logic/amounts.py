"""The appendix 「参考：主な予算」: amounts listed by themselves, brought to what they are for."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TypeVar

from hanamizuki.policy.logic.annotations import amount_of_cell, annotate
from hanamizuki.policy.logic.document import Amount, Initiative, Measure, Project
from hanamizuki.policy.logic.entries import Entry
from hanamizuki.policy.logic.widths import key, narrow

T = TypeVar("T", Measure, Initiative, Project)
_UNIT = re.compile(r"単位\s*[:：]?\s*((?:億|百万|万|千)?円)")
_FLUSH = re.compile(r"^(?P<title>.*\S)[ .…‥・]+(?P<digits>\d[\d,]*)$")


def read_amounts(head: str, entries: list[Entry]) -> dict[int, Amount]:
    """The amounts of a list, by the place of their entry; a unit may stand in the head."""
    unit = _unit(head)
    columns: tuple[str, ...] = ()
    found: dict[int, Amount] = {}
    for at, entry in enumerate(entries):
        if entry.cells:
            amount = _of_cells(entry, columns, unit)
            columns = columns if amount else entry.cells
        else:
            unit = _unit(entry.text) or unit
            amount = _of_text(entry, unit)
        if amount:
            found[at] = amount
    return found


def _unit(text: str) -> str:
    match = _UNIT.search(narrow(text))
    return match[1] if match else ""


def _of_cells(entry: Entry, columns: tuple[str, ...], unit: str) -> Amount | None:
    title, *rest = entry.cells
    for at, cell in enumerate(rest, 1):
        header = columns[at] if at < len(columns) else ""
        thousands = amount_of_cell(cell, header if "円" in header else unit)
        if title and thousands is not None:
            return Amount(annotate(title).title, thousands, entry.line)
    return None


def _of_text(entry: Entry, unit: str) -> Amount | None:
    noted = annotate(entry.text)
    if noted.title and noted.budget_thousand_yen is not None:
        return Amount(noted.title, noted.budget_thousand_yen, entry.line)
    if unit and (match := _FLUSH.match(narrow(entry.text))):
        thousands = amount_of_cell(match["digits"], unit)
        title = entry.text[: match.end("title")].rstrip(" .…‥・　")
        if title and thousands is not None:
            return Amount(annotate(title).title, thousands, entry.line)
    return None


def with_amounts(measures: tuple[Measure, ...], amounts: tuple[Amount, ...]) -> tuple[Measure, ...]:
    """Measures, initiatives and projects of the same name get the amount, where they have none.

    A name that stands at several places says not which of them the amount is for: none gets it.
    """
    titles = [key(title) for measure in measures for title in _titles(measure)]
    known = {
        key(one.title): one.thousand_yen for one in amounts if titles.count(key(one.title)) == 1
    }
    return tuple(_measure(measure, known) for measure in measures) if known else measures


def _titles(measure: Measure) -> list[str]:
    below = [t for i in measure.initiatives for t in (i.title, *(p.title for p in i.projects))]
    return [measure.title, *filter(None, below)]


def _measure(measure: Measure, known: dict[str, int]) -> Measure:
    initiatives = tuple(_initiative(one, known) for one in measure.initiatives)
    return replace(_with(measure, known), initiatives=initiatives)


def _initiative(initiative: Initiative, known: dict[str, int]) -> Initiative:
    projects = tuple(_with(project, known) for project in initiative.projects)
    return replace(_with(initiative, known), projects=projects)


def _with(one: T, known: dict[str, int]) -> T:
    if one.budget_thousand_yen is not None:
        return one
    return replace(one, budget_thousand_yen=known.get(key(one.title)))

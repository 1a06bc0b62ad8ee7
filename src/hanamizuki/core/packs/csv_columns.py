"""Headers that are missing, unknown or misspelt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hanamizuki.core.packs.csv_file import Table, fold
from hanamizuki.core.packs.fields import nearest
from hanamizuki.core.packs.messages import both, listed, problem, shown
from hanamizuki.core.packs.schema import Origin, Problem
from hanamizuki.core.packs.sections import Section


def missing_column(origin: Origin, column: str, headers: list[str]) -> Problem:
    """A required column is not there; one of the headers may be meant."""
    values = {"value": shown(column), "known": listed(filter(None, headers), 20)}
    if near := nearest(column, filter(None, headers)):
        return problem(origin, "missing_column_near", near=shown(near), **values)
    return problem(origin, "missing_column", **values)


def accepted(section: Section) -> tuple[str, ...]:
    """All headers that may stand in a section's CSV; empty where any may."""
    if section.columns or section.row is not None:
        return section.columns
    return tuple(info.alias or name for name, info in section.record.model_fields.items())


def column_problems(section: Section, table: Table, origin: Origin) -> Iterator[Problem]:
    """Columns nobody reads: all of them where the section names its columns, else misspelt ones.

    Published files have many columns that a section has no use for; those are let pass, unless
    one looks like a column that the section asked for and did not find.
    """
    known = accepted(section)
    have = {fold(header) for header in table.headers}
    absent = [name for name in known or table.asked if fold(name) not in have]
    asked = {fold(name) for name in (*known, *table.asked)}
    for header in table.headers:
        if not header or fold(header) in asked:
            continue
        near = nearest(header, absent)
        if near:
            values = {"value": shown(header), "near": shown(near)}
            yield problem(origin, "unknown_column_near", **values)
        elif known:
            yield problem(origin, "unknown_column", value=shown(header), known=listed(known, 20))


def in_no_row(problems: list[Problem], table: Table, origin: Origin) -> list[Problem]:
    """Say once, at the header, what every row lacks: then it is a column that is missing."""
    count = Counter(str(one.what) for one in problems if one.code == "missing")
    lacking = {what for what, times in count.items() if times == len(table.rows) > 1}
    kept = [one for one in problems if not (one.code == "missing" and str(one.what) in lacking)]
    known = listed(filter(None, table.headers), 20)
    firsts = {str(one.what): one for one in problems if str(one.what) in lacking}
    for one in firsts.values():
        what = both(one.what)
        values = {"what": what.ja, "what_en": what.get("en"), "known": known}
        kept.append(problem(origin, "in_no_row", **values))
    return kept

"""The packs' amounts and years, beside what people entered; a sheet of amounts, whole or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hanamizuki.core.clock import now
from hanamizuki.core.packs.sync import sync
from hanamizuki.core.people.models import Account
from hanamizuki.policy.models import BudgetLine, BudgetYear
from hanamizuki.policy.queries import current_policy
from hanamizuki.policy.services import editing
from hanamizuki.policy.services.following import follow
from hanamizuki.policy.services.records import Fields

SPENDING = ("carried_in", "spent", "carried_over", "execution_source")


@transaction.atomic
def store_budget(rows: Iterable[Mapping[str, Any]]) -> None:
    """Make the packs' rows these. Spending that people entered (version 2 and up) stays."""
    given = list(rows)
    sync(
        BudgetLine,
        "key",
        [{name: row[name] for name in row if name not in SPENDING} for row in given],
        within={"origin": BudgetLine.PACK},
    )
    by_key = {row["key"]: row for row in given}
    untouched = BudgetLine.objects.filter(origin=BudgetLine.PACK, version=1)
    changed = []
    for one in untouched:
        wanted = {name: by_key[one.key][name] for name in SPENDING}
        if any(getattr(one, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(one, name, value)
            changed.append(one)
    BudgetLine.objects.bulk_update(changed, SPENDING, batch_size=500)


@transaction.atomic
def store_years(rows: Iterable[Mapping[str, Any]]) -> None:
    """Make the packs' years these; a year that people have edited (version 1 and up) stays."""
    edited = set(BudgetYear.objects.filter(version__gt=0).values_list("fiscal_year", flat=True))
    sync(
        BudgetYear,
        "fiscal_year",
        [{**row, "version": 0} for row in rows if row["fiscal_year"] not in edited],
        within={"version": 0},
    )


@dataclass(frozen=True)
class Entry:
    """One row of a sheet: its key, its fields, and the copy it was read beside."""

    row: int
    key: str
    fields: Fields
    base: str


class SheetRefused(Exception):
    """Nothing of a sheet was kept; `problems` are (row, words)."""

    def __init__(self, problems: list[tuple[int, str]]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@transaction.atomic
def store_sheet(actor: Account, entries: Iterable[Entry], *, reason: str = "") -> int:
    """Keep all rows of a sheet, or none; how many changed.

    Raises SheetRefused where a row is wrong, or somebody changed the same of it meanwhile.
    """
    problems: list[tuple[int, str]] = []
    changed = 0
    for one in entries:
        try:
            saved = editing.save(
                actor,
                "budget",
                one.key,
                one.fields,
                base=one.base,
                reason=reason,
                confirmed=True,
                turn=False,
            )
            changed += saved.changed
        except editing.Conflict:
            problems.append((one.row, _("読んだあとに、ほかの人がこの行を変えました。")))
        except ValidationError as error:
            problems += [(one.row, text) for text in error.messages]
    if problems:
        raise SheetRefused(problems)
    policy = current_policy()
    if changed and policy is not None:
        follow(policy, now())
    return changed

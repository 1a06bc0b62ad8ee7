"""Values and indicators as a section keeps them: stored, and the line's progress turned at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hanamizuki.core.clock import now
from hanamizuki.core.evidence import entering
from hanamizuki.core.evidence import services as evidence
from hanamizuki.core.evidence.definitions import text_problems
from hanamizuki.core.evidence.entering import Entry, Kept, Series
from hanamizuki.core.evidence.errors import AskBack, Conflict
from hanamizuki.core.evidence.logic.periods import Period, parse_period
from hanamizuki.core.evidence.models import Indicator, Value
from hanamizuki.core.evidence.sheets import (
    CellProblem,
    Entered,
    RowValue,
    SheetRefused,
    enter_sheet,
)
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed
from hanamizuki.policy.queries import current_policy
from hanamizuki.policy.services.following import follow

LONGEST_REASON = 2_000


@dataclass(frozen=True)
class Row:
    """One group's value as typed; `base_version` is the version that was shown, None for none."""

    split: str
    value: Decimal
    base_version: int | None


class Conflicts(Exception):
    """Somebody else stored some of these first: what stands now by split (None: withdrawn)."""

    def __init__(self, theirs: Mapping[str, Value | None]) -> None:
        super().__init__("somebody else has stored this meanwhile")
        self.theirs = dict(theirs)


@transaction.atomic
def enter(
    actor: Account,
    indicator_id: str,
    period: Period,
    rows: Sequence[Row],
    *,
    source: str,
    note: str = "",
    reason: str = "",
    confirmed: bool = False,
) -> int:
    """Store an indicator's values of one period together, or none; how many differ from before.

    Raises ValidationError and AskBack by field (period, source, note, reason, indicator, and
    `value:SPLIT` for a row), Conflicts where somebody was faster, PermissionDenied.
    """
    indicator = _indicator(indicator_id)
    _may(actor, "policy.enter", indicator.section)
    series = Series(entering.locked(indicator_id))
    entries = [
        Entry(
            period=period,
            value=row.value,
            split=row.split,
            source=source,
            note=note,
            base_version=row.base_version,
        )
        for row in rows
    ]
    kept = _keep(series, entries)
    if any(_is_correction(one) for one in kept) and not reason.strip():
        raise ValidationError({"reason": [_("なおす理由を書いてください。")]})
    if reason and (found := text_problems(reason, LONGEST_REASON)):
        raise ValidationError({"reason": found})
    if not confirmed:
        _ask_back(series, entries)
    changed = [pair for pair in zip(entries, kept, strict=True) if pair[1].changed]
    if changed:
        _turn(series.indicator.lines)
    for entry, one in changed:
        entering.record(actor, series.indicator, entry, one, reason)
    return len(changed)


def _keep(series: Series, entries: Iterable[Entry]) -> list[Kept]:
    kept: list[Kept] = []
    errors: dict[str, list[str]] = {}
    theirs: dict[str, Value | None] = {}
    for entry in entries:
        try:
            kept.append(entering.keep(series, entry))
        except ValidationError as error:
            for field, texts in error.message_dict.items():
                name = f"value:{entry.split}" if field in ("value", "split") else field
                known = errors.setdefault(name, [])
                known += [text for text in texts if text not in known]
        except Conflict as conflict:
            theirs[entry.split] = conflict.theirs  # type: ignore[assignment]
    if errors:
        raise ValidationError(errors)
    if theirs:
        raise Conflicts(theirs)
    return kept


def _is_correction(one: Kept) -> bool:
    """True where a value that was final is replaced by another; an interim one goes on."""
    before = one.before
    return one.changed and before is not None and not before["interim"]


def _ask_back(series: Series, entries: Sequence[Entry]) -> None:
    asked = {f"value:{one.split}": entering.doubts(series, one) for one in entries}
    if entries:
        whole = asked.setdefault("value:", [])
        whole += entering.doubts_of_period(series, entries[0])
    if found := {name: texts for name, texts in asked.items() if texts}:
        raise AskBack(found)


@transaction.atomic
def enter_rows(
    actor: Account, rows: Sequence[RowValue], *, confirmed: bool = False, reason: str = ""
) -> Entered:
    """Store the rows of a spreadsheet, all or none.

    Raises SheetRefused with every problem by cell; ValidationError where a final value would be
    corrected without a reason.
    """
    if reason and (found := text_problems(reason, LONGEST_REASON)):
        raise ValidationError({"reason": found})
    if not reason.strip() and corrections(rows):
        raise ValidationError({"reason": [_("なおす理由を書いてください。")]})
    entered = enter_sheet(
        actor,
        rows,
        may=lambda one: allowed(actor, "policy.enter", one.section),
        confirmed=confirmed,
        reason=reason,
    )
    if entered.new or entered.corrected:
        ids = {row.indicator_id for row in rows}
        named = Indicator.objects.filter(indicator_id__in=ids).values_list("lines", flat=True)
        _turn({code for codes in named for code in codes})
    return entered


def preview(actor: Account, rows: Sequence[RowValue]) -> tuple[list[CellProblem], bool]:
    """What `enter_rows` would say of these rows, and whether all of it may be confirmed.

    Stores nothing.
    """
    with transaction.atomic():
        try:
            enter_sheet(actor, rows, may=lambda one: allowed(actor, "policy.enter", one.section))
        except SheetRefused as refused:
            return refused.problems, refused.asked
        finally:
            transaction.set_rollback(True)
    return [], False


def corrections(rows: Iterable[RowValue]) -> list[RowValue]:
    """The rows that would replace a final value by another one."""
    given = list(rows)
    final = {
        (one.indicator_id, one.period, one.split, one.region): one.value
        for one in Value.objects.filter(
            indicator_id__in={row.indicator_id for row in given},
            origin=Value.ENTERED,
            interim=False,
        )
    }
    found = []
    for row in given:
        entry = row.entry
        stands = final.get((row.indicator_id, entry.period.label, entry.split, entry.region))
        if stands is not None and stands != entry.value:
            found.append(row)
    return found


@transaction.atomic
def withdraw(actor: Account, value: Value, *, base_version: int, reason: str) -> None:
    """Take an entered value back. ValidationError without a reason, Conflict, PermissionDenied."""
    indicator = _indicator(value.indicator_id)
    _may(actor, "policy.enter", indicator.section)
    if value.origin != Value.ENTERED:
        raise ValidationError({"value": [_("パックの値は、ここでは取り消せません。")]})
    evidence.withdraw_value(
        actor,
        value.indicator_id,
        period=parse_period(value.period),
        split=value.split,
        region=value.region,
        base_version=base_version,
        reason=reason,
    )
    _turn(indicator.lines)


@transaction.atomic
def define(
    actor: Account,
    id: str,
    fields: Mapping[str, Any],
    *,
    base_version: int | None,
    reason: str = "",
) -> Indicator:
    """Make or change an indicator in a section where the actor may, before and after.

    Raises what `evidence.define_indicator` does, and PermissionDenied. A change needs a reason.
    """
    stored = Indicator.objects.filter(indicator_id=id).first()
    if stored is not None:
        _may(actor, "policy.edit", stored.section)
    _may(actor, "policy.edit", str(fields.get("section", stored.section if stored else "")))
    if base_version is not None and not reason.strip():
        raise ValidationError({"reason": [_("変える理由を書いてください。")]})
    lines = set(stored.lines if stored else ())
    made = evidence.define_indicator(actor, id, fields, base_version=base_version, reason=reason)
    _turn(lines | set(made.lines))
    return made


@transaction.atomic
def retire(actor: Account, id: str, reason: str) -> None:
    """Ask for no more values of an indicator. ValidationError without reason, PermissionDenied."""
    indicator = _indicator(id)
    _may(actor, "policy.edit", indicator.section)
    if found := text_problems(reason, LONGEST_REASON):
        raise ValidationError({"reason": found})
    evidence.retire(actor, id, reason)
    _turn(indicator.lines)


def _indicator(id: str) -> Indicator:
    found = Indicator.objects.filter(indicator_id=id).first()
    if found is None:
        raise ValidationError({"indicator": [_("この指標はありません。")]})
    return found


def _may(actor: Account, action: str, section: str) -> None:
    if not allowed(actor, action, section):
        raise PermissionDenied


def _turn(lines: Iterable[str]) -> None:
    """The lines were worked on: note that, and what turned by it."""
    policy = current_policy()
    if policy is not None:
        policy.lines.filter(code__in=list(lines)).update(touched_at=now())
        follow(policy, now())

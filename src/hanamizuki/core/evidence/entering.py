"""Entering, correcting and withdrawing values; called through `services`.

Whoever writes a value first locks its indicator's row, so that two people cannot pass the checks
at once; the unique constraints stand behind that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hanamizuki.core import audit, clock
from hanamizuki.core.audit.services import Actor
from hanamizuki.core.evidence.definitions import text_problems
from hanamizuki.core.evidence.errors import AskBack, Conflict
from hanamizuki.core.evidence.logic import plausible
from hanamizuki.core.evidence.logic.periods import Period, period_of
from hanamizuki.core.evidence.models import Indicator, Value
from hanamizuki.core.evidence.registry import registry
from hanamizuki.core.evidence.splits import kind_of, valid_key
from hanamizuki.core.text.localised import localise

SOURCE_LENGTH, NOTE_LENGTH, REGION_LENGTH = 500, 1_000, 40
_LARGEST = Decimal(10) ** 15
Errors = dict[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One value as somebody gives it; `base_version` is the version they saw, None for none."""

    period: Period
    value: Decimal
    source: str
    split: str = ""
    region: str = ""
    note: str = ""
    base_version: int | None = None


@dataclass(frozen=True)
class Kept:
    """A stored value, what stood before it (None for a new one), and whether it differs."""

    value: Value
    before: dict[str, Any] | None
    changed: bool = True


class Series:
    """All values of one locked indicator, read once and kept in step with what is written."""

    def __init__(self, indicator: Indicator) -> None:
        self.indicator = indicator
        self._of_group: dict[str, list[Value]] = defaultdict(list)
        self._entered: dict[tuple[str, str, str], Value] = {}
        for value in Value.objects.filter(indicator_id=indicator.indicator_id):
            self._of_group[value.split].append(value)
            self._index(value)

    def entered(self, period: Period, split: str, region: str) -> Value | None:
        """The entered value of a period and group, or None."""
        return self._entered.get((period.label, split, region))

    def parts(self, period: Period, region: str) -> dict[str, Decimal]:
        """The entered values of a period by group."""
        return {
            split: value.value
            for (label, split, where), value in self._entered.items()
            if (label, where) == (period.label, region)
        }

    def last_before(self, entry: Entry) -> Decimal | None:
        """The newest final value of the same group before the entry's period."""
        own = localise(self.indicator.region, "ja")
        # A pack writes the indicator's own region out; who enters leaves it empty.
        regions = {entry.region, own} if entry.region in ("", own) else {entry.region}
        earlier = [
            value
            for value in self._of_group[entry.split]
            if not value.interim
            and value.at < entry.period.last
            and value.region in regions
            and value.period != entry.period.label
        ]
        return max(earlier, key=lambda value: value.at).value if earlier else None

    def beginning(self, entry: Entry, at: date) -> Value:
        """A new row, or the pack's with just this key: the ward's own takes its place."""
        key = (at, entry.period.label, entry.region)
        for value in self._of_group[entry.split]:
            if (value.at, value.period, value.region) == key:
                return value
        return Value(
            indicator_id=self.indicator.indicator_id,
            at=at,
            period=entry.period.label,
            split=entry.split,
            region=entry.region,
        )

    def add(self, value: Value, *, new: bool) -> None:
        """Take in what has been written."""
        if new:
            self._of_group[value.split].append(value)
        self._index(value)

    def _index(self, value: Value) -> None:
        if value.origin == Value.ENTERED:
            self._entered[value.period, value.split, value.region] = value


@transaction.atomic
def enter_value(
    actor: Actor,
    indicator_id: str,
    *,
    period: Period,
    value: Decimal,
    split: str = "",
    region: str = "",
    source: str,
    note: str = "",
    base_version: int | None,
    confirmed: bool = False,
    reason: str = "",
) -> Value:
    """Keep one value: a new one (`base_version` None), or the correction of that version.

    `at` becomes the period's last day; while the period lasts the value is interim and stands at
    today. The same again changes nothing and keeps its version.

    Raises ValidationError by field (indicator, period, value, split, region, source, note);
    AskBack where it looks like a slip and is not `confirmed`; Conflict where what is stored has
    another version.
    """
    series = Series(locked(indicator_id))
    entry = Entry(
        period=period,
        value=value,
        split=split,
        region=region,
        source=source,
        note=note,
        base_version=base_version,
    )
    kept = keep(series, entry)
    if not confirmed:
        asked = [*doubts(series, entry), *doubts_of_period(series, entry)]
        if asked:
            raise AskBack({"value": asked})
    record(actor, series.indicator, entry, kept, reason)
    return kept.value


@transaction.atomic
def withdraw_value(
    actor: Actor,
    indicator_id: str,
    *,
    period: Period,
    split: str = "",
    region: str = "",
    base_version: int,
    reason: str,
) -> None:
    """Take an entered value back; the audit trail keeps what it was.

    Raises ValidationError without a reason or indicator, Conflict where it has another version
    (`theirs` is None where it is gone).
    """
    indicator = locked(indicator_id, retired=True)
    if not reason.strip():
        raise ValidationError({"reason": [_("取り消す理由を書いてください。")]})
    if found := text_problems(reason, 2_000):
        raise ValidationError({"reason": found})
    stored = Series(indicator).entered(period, split, region)
    if stored is None or stored.version != base_version:
        raise Conflict(stored, {"withdraw": True})
    indicator.version_floor = max(indicator.version_floor, stored.version)
    indicator.save(update_fields=["version_floor"])
    stored.delete()
    audit.record(
        actor,
        "evidence.value_withdrawn",
        _subject(indicator_id, period, split),
        before=_record(stored),
        after=None,
        reason=reason,
        section=indicator.section,
    )


def locked(indicator_id: str, *, retired: bool = False) -> Indicator:
    """The indicator, its row locked to the transaction's end; ValidationError if none may enter."""
    found = Indicator.objects.select_for_update().filter(indicator_id=indicator_id).first()
    if registry.get(indicator_id):
        raise ValidationError(
            {"indicator": [_("この指標は自動で計算します。値は入れられません。")]}
        )
    if found is None:
        raise ValidationError({"indicator": [_("この指標はありません。")]})
    if found.retired_at and not retired:
        raise ValidationError({"indicator": [_("この指標は、もう終わっています。")]})
    return found


def keep(series: Series, entry: Entry) -> Kept:
    """Check and store one value inside the caller's transaction; nothing is asked back here."""
    today = clock.today()
    errors = refusals(series.indicator, entry, today)
    if errors:
        raise ValidationError(errors)
    stored = series.entered(entry.period, entry.split, entry.region)
    if (stored.version if stored else None) != entry.base_version:
        raise Conflict(stored, _mine(entry))
    interim = entry.period.last >= today
    at = today if interim else entry.period.last
    fields = {
        "at": at,
        "value": entry.value,
        "interim": interim,
        "source": entry.source.strip(),
        "note": entry.note.strip(),
    }
    if stored and all(getattr(stored, name) == value for name, value in fields.items()):
        return Kept(stored, _record(stored), changed=False)
    value = stored or series.beginning(entry, at)
    before = _record(value) if value.pk else None
    for name, given in fields.items():
        setattr(value, name, given)
    value.version = stored.version + 1 if stored else series.indicator.version_floor + 1
    value.origin, value.approximate = Value.ENTERED, False
    value.entered_at = clock.now()
    _save(value, entry)
    series.add(value, new=before is None)
    return Kept(value, before)


def refusals(indicator: Indicator, entry: Entry, today: date) -> Errors:
    """Why a value cannot be kept, by field; empty where it can."""
    errors: Errors = {}

    def add(field: str, *texts: str) -> None:
        if texts:
            errors.setdefault(field, []).extend(texts)

    period = entry.period
    fitting = period_of(period.first, indicator.every, indicator.since)
    if period.first > today:
        add("period", _("%(period)sは、まだ始まっていません。") % {"period": period.label})
    elif period != fitting:
        add(
            "period",
            _("この指標の期間は「%(period)s」のように書きます。") % {"period": fitting.label},
        )
    add("value", *_number_problems(entry.value, indicator.decimals))
    if entry.split and kind_of(entry.split) not in indicator.splits:
        add("split", _("この区分の値は、この指標では集めていません。"))
    elif not valid_key(entry.split):
        add("split", _("この区分はありません。"))
    if not entry.source.strip():
        add("source", _("出典を書いてください。どの資料の数字かが分かるようにします。"))
    add("source", *text_problems(entry.source, SOURCE_LENGTH))
    add("note", *text_problems(entry.note, NOTE_LENGTH))
    add("region", *text_problems(entry.region, REGION_LENGTH))
    return errors


def doubts(series: Series, entry: Entry) -> list[str]:
    """What is asked back about one value by itself: beside the last one, and its unit."""
    last = series.last_before(entry)
    unit = str(series.indicator.unit.get("ja", ""))
    interim = entry.period.last >= clock.today()
    if last is not None and not interim and plausible.jumps(entry.value, last):
        told = {"value": f"{entry.value:,}", "last": f"{last.normalize():,f}"}
        return [
            _("前の値 %(last)s とくらべて、%(value)s は10倍をこえるか、10分の1より小さいです。")
            % told
        ]
    if plausible.looks_like_fraction(entry.value, last, unit):
        return [_("1より小さい割合です。パーセントの数で書いてありますか。")]
    return []


def doubts_of_period(series: Series, entry: Entry) -> list[str]:
    """What is asked back about all values of one period together, as they are stored now."""
    if not series.indicator.splits:
        return []
    words = {
        "gender_sum": _("女性・男性などの合計が、全体と合いません。"),
        "gender_range": _("全体の値が、女性と男性の値の間にありません。"),
        "too_much": _("区分の合計が、全体より大きいです。"),
    }
    parts = series.parts(entry.period, entry.region)
    unit = str(series.indicator.unit.get("ja", ""))
    return [words[key] for key in plausible.doubts_of_parts(parts, unit)]


def record(actor: Actor, indicator: Indicator, entry: Entry, kept: Kept, reason: str = "") -> None:
    """Write what was kept into the audit trail; nothing where nothing changed."""
    if not kept.changed:
        return
    audit.record(
        actor,
        "evidence.value_corrected" if kept.before else "evidence.value_entered",
        _subject(indicator.indicator_id, entry.period, entry.split),
        before=kept.before,
        after=_record(kept.value),
        reason=reason,
        section=indicator.section,
    )


def _save(value: Value, entry: Entry) -> None:
    try:
        with transaction.atomic():
            value.save()
    except IntegrityError:
        theirs = Value.objects.filter(
            indicator_id=value.indicator_id,
            period=entry.period.label,
            split=entry.split,
            region=entry.region,
            origin=Value.ENTERED,
        ).first()
        raise Conflict(theirs, _mine(entry)) from None


def _mine(entry: Entry) -> Mapping[str, Any]:
    return {
        "period": entry.period.label,
        "value": entry.value,
        "split": entry.split,
        "region": entry.region,
        "source": entry.source,
        "note": entry.note,
    }


def _record(value: Value) -> dict[str, Any]:
    """What the trail keeps of a value; not its note, where people may write names."""
    return {
        "value": f"{Decimal(value.value).normalize():f}",
        "at": value.at.isoformat(),
        "interim": value.interim,
        "source": value.source,
        "region": value.region,
        "version": value.version,
    }


def _subject(indicator_id: str, period: Period, split: str) -> str:
    months = f"{period.first:%Y-%m}.{period.last:%Y-%m}"
    return f"evidence.value:{indicator_id}/{months}/{split}".rstrip("/")


def _number_problems(value: Decimal, decimals: int) -> list[str]:
    if not value.is_finite():
        return [_("数字を書いてください。")]
    if abs(value) >= _LARGEST:
        return [_("数字が大きすぎます。")]
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > decimals:
        if decimals == 0:
            return [_("小数は入れられません。整数で書いてください。")]
        return [_("小数は%(n)sけたまでです。") % {"n": decimals}]
    return []

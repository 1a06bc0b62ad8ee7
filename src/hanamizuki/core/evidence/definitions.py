"""Making, changing and retiring indicators that staff enter; called through `services`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hanamizuki.core import audit, clock
from hanamizuki.core.audit.services import Actor
from hanamizuki.core.evidence.errors import Conflict
from hanamizuki.core.evidence.logic.periods import valid_length
from hanamizuki.core.evidence.models import Indicator
from hanamizuki.core.evidence.registry import registry
from hanamizuki.core.evidence.splits import KINDS
from hanamizuki.core.places.models import Section
from hanamizuki.core.text.clean import MESSAGES, problems
from hanamizuki.core.text.localised import localise

SCHEDULE = ("every", "due_days", "since", "section", "splits")
FIELDS = ("title", "unit", "method", "direction", "decimals", "lines", *SCHEDULE)
LONGEST = {"title": 200, "unit": 40, "method": 1_000}
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_LINE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,31}")
_AFTER_PACKS = 100_000
"""Staff's indicators stand after those of the packs."""

Errors = dict[str, list[str]]


@transaction.atomic
def define_indicator(
    actor: Actor,
    id: str,
    fields: Mapping[str, Any],
    *,
    base_version: int | None,
    reason: str = "",
) -> Indicator:
    """Make a staff indicator (`base_version` None) or change one that has that version.

    `fields` has some of FIELDS: title, unit and method as {ja, en, easy}, direction up, down or
    none, decimals 0-4, every (months), due_days (or None), since (date or None), splits (kinds),
    lines (codes), section (code or ""). What is left out stays. Of a pack's indicator only
    SCHEDULE may change; a reload keeps that.

    Raises ValidationError by field, Conflict where somebody else was faster, TypeError for a
    field that does not exist.
    """
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"an indicator has no field {sorted(unknown)}")
    stored = Indicator.objects.select_for_update().filter(indicator_id=id).first()
    if (stored.version if stored else None) != base_version:
        raise Conflict(stored, fields)
    indicator = stored or _new(id)
    before = _record(indicator) if stored else None
    for name, value in fields.items():
        setattr(indicator, name, _tidy(name, value))
    errors = _problems(indicator, reason)
    if stored and stored.origin == Indicator.PACK:
        _keep_to_schedule(indicator, errors)
    if errors:
        raise ValidationError(errors)
    after = _record(indicator)
    if before == after:
        return indicator
    if stored:
        indicator.version += 1
    _save(indicator, fields)
    audit.record(
        actor,
        "evidence.indicator_changed" if stored else "evidence.indicator_made",
        f"evidence.indicator:{id}",
        before=before,
        after=after,
        reason=reason,
        section=indicator.section,
    )
    return indicator


@transaction.atomic
def retire(actor: Actor, id: str, reason: str) -> Indicator:
    """Ask for no more values from today on; what was entered stays to be seen.

    Raises ValidationError where there is no such indicator, no reason, or it is retired already.
    """
    indicator = Indicator.objects.select_for_update().filter(indicator_id=id).first()
    if indicator is None:
        raise ValidationError({"indicator": [_("この指標はありません。")]})
    if not reason.strip():
        raise ValidationError({"reason": [_("やめる理由を書いてください。")]})
    if indicator.retired_at:
        raise ValidationError({"indicator": [_("この指標は、もう終わっています。")]})
    indicator.retired_at = clock.today()
    indicator.version += 1
    indicator.save(update_fields=["retired_at", "version"])
    audit.record(
        actor,
        "evidence.indicator_retired",
        f"evidence.indicator:{id}",
        before={"retired_at": None},
        after={"retired_at": indicator.retired_at.isoformat()},
        reason=reason,
        section=indicator.section,
    )
    return indicator


def text_problems(text: str, longest: int) -> list[str]:
    """What is wrong with a text somebody typed, in the reader's language."""
    return [localise(MESSAGES[key]) for key in problems(text, longest)]


def _new(id: str) -> Indicator:
    order = _AFTER_PACKS + Indicator.objects.filter(origin=Indicator.STAFF).count()
    return Indicator(
        indicator_id=id, origin=Indicator.STAFF, title={}, unit={}, method={}, order=order
    )


def _save(indicator: Indicator, fields: Mapping[str, Any]) -> None:
    try:
        with transaction.atomic():
            indicator.save()
    except IntegrityError:  # two people made it at once; on SQLite they wait for each other
        theirs = Indicator.objects.filter(indicator_id=indicator.indicator_id).first()
        raise Conflict(theirs, fields) from None


def _tidy(name: str, value: Any) -> Any:
    if name in LONGEST:
        texts = {"ja": value} if isinstance(value, str) else value
        return {key: text.strip() for key, text in texts.items() if text.strip()}
    return list(dict.fromkeys(value)) if name in ("lines", "splits") else value


def _record(indicator: Indicator) -> dict[str, Any]:
    kept = {name: getattr(indicator, name) for name in FIELDS}
    return kept | {"since": indicator.since.isoformat() if indicator.since else None}


def _keep_to_schedule(indicator: Indicator, errors: Errors) -> None:
    """Note which fields of a pack's indicator staff changed; refuse those that the pack owns."""
    stored = Indicator.objects.get(pk=indicator.pk)
    changed = [name for name in FIELDS if getattr(stored, name) != getattr(indicator, name)]
    for name in changed:
        if name not in SCHEDULE:
            errors.setdefault(name, []).append(
                _("パックの指標なので、ここでは変えられません。パックを直してください。")
            )
    indicator.edited = sorted({*stored.edited, *(name for name in changed if name in SCHEDULE)})


def _problems(one: Indicator, reason: str) -> Errors:
    errors: Errors = {}

    def add(field: str, *texts: str) -> None:
        if texts:
            errors.setdefault(field, []).extend(texts)

    if not _ID.fullmatch(one.indicator_id):
        add("id", _("半角の小文字、数字、ハイフンで、64文字までにしてください。"))
    elif registry.get(one.indicator_id):
        add("id", _("この名前は、自動で計算する指標のものです。別の名前にしてください。"))
    for name, longest in LONGEST.items():
        texts: dict[str, str] = getattr(one, name)
        if not texts.get("ja"):
            add(name, _("日本語で書いてください。"))
        for text in texts.values():
            add(name, *text_problems(text, longest))
    if one.direction not in ("up", "down", "none"):
        add("direction", _("一つ選んでください。"))
    if not 0 <= one.decimals <= 4:
        add("decimals", _("0から4までにしてください。"))
    if any(not _LINE.fullmatch(line) for line in one.lines):
        add("lines", _("行の番号は「1-2-b」のように書いてください。"))
    if reason and (found := text_problems(reason, 2_000)):
        add("reason", *found)
    _schedule_problems(one, add)
    return errors


def _schedule_problems(one: Indicator, add: Any) -> None:
    if not (1 <= one.every <= 1_200 and valid_length(one.every)):
        add("every", _("1・2・3・4・6・12か月か、12か月の何倍かにしてください。"))
    if one.due_days is not None and not 0 <= one.due_days <= 1_000:
        add("due_days", _("0日から1000日までにしてください。"))
    if one.due_days is not None and one.since is None:
        add("since", _("期限を決めるときは、最初の期間の始まりも書いてください。"))
    if one.since is not None and not date(1950, 1, 1) <= one.since <= date(2200, 1, 1):
        add("since", _("1950年から2200年までの日にしてください。"))
    if set(one.splits) - set(KINDS):
        add("splits", _("一つ選んでください。"))
    if one.section and not Section.objects.filter(code=one.section).exists():
        add("section", _("この課はありません。"))

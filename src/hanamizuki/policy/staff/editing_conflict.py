"""What two people changed at once, field by field, and who the other one is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hanamizuki.core.audit.logic.differences import Segment, segments
from hanamizuki.core.audit.models import Entry
from hanamizuki.core.people.models import Account
from hanamizuki.policy.logic.threeway import Clash
from hanamizuki.policy.services.editing import Conflict
from hanamizuki.policy.services.records import KINDS
from hanamizuki.policy.staff.wording import field_label, person, value_text


@dataclass(frozen=True)
class Told:
    """A field that both changed: before, theirs and yours, each with its difference to before."""

    path: str
    label: str
    before: str
    theirs: tuple[Segment, ...]
    yours: tuple[Segment, ...]


@dataclass(frozen=True)
class By:
    """Who saved in between and when; None where the trail does not say (a pack was loaded)."""

    who: str
    at: datetime | None


def clashes(found: Iterable[Clash]) -> list[Told]:
    """The clashes in words."""
    return [_told(one) for one in found]


def _told(one: Clash) -> Told:
    base, theirs, yours = (value_text(one.field, v) for v in (one.base, one.theirs, one.yours))
    label = field_label(one.field)
    return Told(one.field, label, base, segments(base, theirs), segments(base, yours))


def told_by(conflict: Conflict) -> By:
    """The author of what stands now."""
    copy = conflict.copy
    if copy.proposal:
        return By(person(copy.proposal.author), copy.proposal.saved_at)
    entries = Entry.objects.filter(
        subject=KINDS[copy.kind].subject(copy.place, copy.key),
        action=f"policy.{copy.kind}.changed",
    )
    entry = entries.order_by("-seq").first()
    if entry is None or not _made(entry, conflict):
        return By("", None)
    kind, _colon, pk = entry.actor.partition(":")
    account = Account.objects.filter(pk=pk).first() if kind == "account" else None
    return By(person(account) if account else "", entry.moment)


def _made(entry: Entry, conflict: Conflict) -> bool:
    """Whether what stands in the clashing fields is what that entry put there."""
    names = {one.field.partition(".")[0] for one in conflict.merge.clashes}
    now = conflict.copy.fields
    return any(
        name in entry.change and entry.change[name].get("after") == now.get(name) for name in names
    )

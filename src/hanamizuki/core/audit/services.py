"""The only writer of the audit trail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS, connection, models, transaction

from hanamizuki.core import clock
from hanamizuki.core.audit.logic import chain
from hanamizuki.core.audit.logic.changes import Refused, checked_text, encode
from hanamizuki.core.audit.words import words
from hanamizuki.core.text.clean import problems

if TYPE_CHECKING:
    from hanamizuki.core.audit.models import Entry

# "account:7f1c…", "system:reminders", "resident", None for the ward itself, or a stored account.
Actor = str | models.Model | None

READ = "read"
MAX_REASON = 2_000
_ACTOR = re.compile(
    r"system(:[a-z0-9_.-]+)?|resident|[a-z][a-z_]*:([0-9]+|[0-9a-f]{8}[0-9a-f-]{0,28})"
)
_ACTION = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*")
_SUBJECT = re.compile(r"[a-z][a-z0-9_.-]*(:[A-Za-z0-9_./:-]+)?")
_SECTION = re.compile(r"[a-z0-9_-]*")


def record(
    actor: Actor,
    action: str,
    subject: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    section: str = "",
) -> Entry:
    """Append one entry inside the caller's transaction: it stands if and only if the change does.

    `actor` is an id ("account:<uuid>", "system:<job>"), an account, or None for the ward itself;
    never a name or an address. `action` is a key ("policy.line.changed") with words in
    `audit_words.py`, `subject` names what it was done to ("policy.line:2025.7/1-1-c"), `section`
    the section it belongs to. Of `before` and
    `after` only the fields that differ are kept; secrets and My Numbers are refused (ValueError).
    Call it last in the transaction: from here on other writers of the trail wait for its end.
    Raises TransactionManagementError outside a transaction.
    """
    from hanamizuki.core.audit.models import Entry, Head  # the package is imported before models

    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "audit.record() belongs into the transaction of the change it records"
        )
    fields = {
        "actor": _checked(_ACTOR, actor_key(actor), "actor", 64),
        "action": _checked(_ACTION, action, "action", 64),
        "subject": _checked(_SUBJECT, subject, "subject", 200),
        "section": _checked(_SECTION, section, "section", 64),
        "changes": encode(before, after),
        "reason": _reason(reason),
    }
    words.remind(action)
    # On SQLite our transactions begin IMMEDIATE: the whole database is ours already.
    head = Head.objects.select_for_update().get()
    entry = Entry(seq=head.seq + 1, at=chain.timestamp(clock.now()), previous=head.hash, **fields)
    values = [str(getattr(entry, name)).encode() for name in chain.FIELDS]
    entry.hash = chain.digest(values)
    entry.save(force_insert=True, using=DEFAULT_DB_ALIAS)
    Head.objects.filter(pk=head.pk).update(seq=entry.seq, hash=entry.hash)
    return entry


def read(actor: Actor, subject: str, why: str, *, section: str = "") -> Entry:
    """Record that something confidential was looked at; call it before showing anything.

    `why` is what the reader gave or the page implies ("case.open"); it may not be empty. Outside
    a transaction the entry is committed when this returns.
    """
    if not why.strip():
        raise ValueError("a confidential read needs a reason")
    with transaction.atomic():
        return record(actor, READ, subject, reason=why, section=section)


def actor_key(actor: Actor) -> str:
    """How an actor stands in the trail: "account:<id>" of a stored account, "system" for None."""
    if actor is None:
        return "system"
    if isinstance(actor, models.Model):
        return f"{actor._meta.model_name}:{actor.pk}"
    if not isinstance(actor, str):
        raise TypeError(f"{type(actor).__name__} is no actor: give an id or a stored account")
    return actor


def _checked(pattern: re.Pattern[str], value: str, name: str, longest: int) -> str:
    if len(value) > longest or not pattern.fullmatch(value):
        raise ValueError(f"{name} {value!r} is not of the form {pattern.pattern}")
    return value


def _reason(text: str) -> str:
    found = problems(text, MAX_REASON)
    if found:
        raise Refused(f"the reason cannot be kept: {', '.join(found)}")
    return checked_text(text, "reason")

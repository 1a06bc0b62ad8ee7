"""Queueing notices, taking them back, trying again. Delivery is in `delivery`."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction

from hanamizuki.core import clock
from hanamizuki.core.notices.logic.template import NEUTRAL, TemplateError, Value
from hanamizuki.core.notices.registry import NoticeRegistry, Recipient, Reminder, registry
from hanamizuki.core.text.clean import problems

log = logging.getLogger(__name__)
MAX_BODY = 20_000


def send(
    kind: str,
    recipient: Recipient,
    context: Mapping[str, Value],
    *,
    dedupe: str,
    not_before: datetime | None = None,
    until: datetime | None = None,
    link: str = "",
    safe: bool = False,
) -> bool:
    """Queue one notice inside the caller's transaction; True, or False where it was queued before.

    `dedupe` makes it unique within its kind, for ever. With `safe` neither subject nor body nor
    the record say what it is about. It is rendered now, in the recipient's language. After `until`
    it is given up. `link` is the path that a press on a push opens. Raises
    ValueError for a wrong address, context or text, KeyError for an unknown kind, and
    TransactionManagementError outside a transaction.
    """
    from hanamizuki.core.notices.models import Notice  # the package is imported before models

    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "notices.send() belongs into the transaction of what it tells"
        )
    if not dedupe or len(dedupe) > 200:
        raise ValueError("dedupe is a key of 1 to 200 characters")
    moment = clock.now()
    _, created = Notice.objects.get_or_create(
        kind=kind,
        dedupe=dedupe,
        defaults={
            **_rendered(kind, recipient, context, safe),
            **_to(recipient),
            "link": "" if safe else link,
            "until": until,
            "who": recipient.who,
            "language": recipient.language,
            "safe": safe,
            "created_at": moment,
            "due_at": max(moment, not_before) if not_before else moment,
        },
    )
    return created


def _rendered(
    kind: str, recipient: Recipient, context: Mapping[str, Value], safe: bool
) -> dict[str, str]:
    """The texts of a notice; those of the template are made, and so checked, in any case."""
    texts = registry.get(kind).render(recipient.language, context)
    if safe:
        texts = NEUTRAL.render(recipient.language, {})
    for text in texts:
        if found := problems(text, MAX_BODY):
            raise TemplateError(f"{kind} cannot be sent: {', '.join(found)}")
    return dict(zip(("subject", "body", "why"), texts, strict=True))


def _to(recipient: Recipient) -> dict[str, object]:
    if recipient.push:
        if recipient.email:
            raise ValueError("a notice goes by mail or by push, not by both")
        return {"carrier": "push", "push_id": recipient.push}
    return {"email": _address(recipient.email)}


def _address(email: str) -> str:
    try:
        validate_email(email)
    except ValidationError:
        # The address itself stays out of messages: they end in logs.
        raise ValueError("the recipient's address is not a mail address") from None
    return email


@transaction.atomic
def cancel(kind: str, dedupe: str) -> bool:
    """Take back a notice that no worker has yet; whether it could be taken back."""
    from hanamizuki.core.notices.models import Notice

    waiting = Notice.objects.filter(kind=kind, dedupe=dedupe, state=Notice.State.WAITING)
    return waiting.update(state=Notice.State.CANCELLED, claim=None, lease_until=None) == 1


@transaction.atomic
def retry(pk: int) -> bool:
    """Let a failed or unsure notice be tried again from the start; whether there was one."""
    from hanamizuki.core.notices.models import Notice

    given_up = Notice.objects.filter(
        pk=pk, state__in=(Notice.State.FAILED, Notice.State.UNSURE), forgotten_at=None
    )
    return (
        given_up.update(
            state=Notice.State.WAITING,
            attempts=0,
            due_at=clock.now(),
            claim=None,
            lease_until=None,
            last_error="",
        )
        == 1
    )


@dataclass(frozen=True)
class Reminded:
    """One reminder's run: its name, how many it asked for, how many were new, what went wrong."""

    name: str
    asked: int
    queued: int
    error: str = ""


def remind(moment: datetime, reminders: NoticeRegistry = registry) -> list[Reminded]:
    """Ask every reminder what is due. One that fails queues nothing and stops no other."""
    return [_ask(name, moment, reminder) for name, reminder in reminders.reminders()]


def _ask(name: str, moment: datetime, reminder: Reminder) -> Reminded:
    try:
        with transaction.atomic():
            new = [
                send(
                    one.kind,
                    one.recipient,
                    one.context,
                    dedupe=one.dedupe,
                    not_before=one.not_before,
                    safe=one.safe,
                )
                for one in reminder(moment)
            ]
    except Exception as error:
        log.exception("the reminder %s failed", name)
        return Reminded(name, 0, 0, f"{type(error).__name__}: {error}")
    return Reminded(name, len(new), sum(new))

"""The worker: claims what is due, sends it, writes down what became of it.

Killed at any moment, it leaves every notice either waiting, or claimed until its lease ends; the
next worker then takes it up. docs/notices.md says what that means for files and for servers.
"""

from __future__ import annotations

import logging
import os
import smtplib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.core.mail import get_connection
from django.db.models import F, Q

from hanamizuki.core import clock
from hanamizuki.core.notices.logic.schedule import MAX_ATTEMPTS, pause
from hanamizuki.core.notices.message import message
from hanamizuki.core.notices.models import Notice
from hanamizuki.core.notices.registry import registry

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=120)
BATCH = 100
State = Notice.State
_OPEN = (State.WAITING, State.SENDING)  # as the table's index has them
Verdict = Literal["sent", "later", "refused", "unsure"]


@dataclass
class Outcome:
    """What one round did; `outage` says why no mail can be sent at all, empty where it can."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    unsure: int = 0
    outage: str = ""

    def add(self, other: Outcome) -> None:
        """Count another round's too."""
        self.sent += other.sent
        self.later += other.later
        self.failed += other.failed
        self.unsure += other.unsure
        self.outage = self.outage or other.outage


def deliver(lease: timedelta = LEASE, stopped: Callable[[], bool] = lambda: False) -> Outcome:
    """Send everything that is due, until nothing is or `stopped()`; each notice as it is claimed.

    Any number of workers may run at once. An unreachable mail server costs no notice an attempt.
    """
    outcome = Outcome()
    if not _due_ids():
        return outcome  # no server is troubled every few seconds for nothing
    give_up_late(outcome)
    mail = get_connection()
    try:
        mail.open()
        settle_interrupted(outcome, "mail", sends_once=getattr(mail, "sends_once", False))
        while not stopped() and (due := _due_ids()):
            for pk in due:
                if stopped():
                    break
                if (notice := claim(pk, lease)) is not None and still_wanted(notice):
                    _deliver_one(notice, mail, outcome)
    except _Unreachable as error:
        outcome.outage = str(error)
    except OSError as error:  # smtplib's errors are OSErrors too
        outcome.outage = _named(error)
    finally:
        mail.close()
    if outcome.outage:
        log.error("no mail can be sent: %s", outcome.outage)
    return outcome


class _Unreachable(Exception):
    """The server went away and does not come back."""


def _is_due(moment: datetime) -> Q:
    interrupted = Q(state=State.SENDING, lease_until__lt=moment)
    return Q(state=State.WAITING, due_at__lte=moment) | interrupted


def due_ids(carrier: str, many: int = BATCH) -> list[int]:
    """What a carrier has to send now, the oldest first."""
    some = Notice.objects.filter(state__in=_OPEN, carrier=carrier)
    due = some.filter(_is_due(clock.now())).order_by("due_at", "id")
    return list(due.values_list("pk", flat=True)[:many])


def _due_ids() -> list[int]:
    return due_ids("mail")


def give_up_late(outcome: Outcome) -> None:
    """What waited until it was worth nothing any more is not sent."""
    late = Notice.objects.filter(state__in=_OPEN, until__lt=clock.now())
    if late.exists():
        outcome.failed += late.filter(state=State.WAITING).update(
            state=State.FAILED, last_error="too late"
        )


def claim(pk: int, lease: timedelta) -> Notice | None:
    """Take a notice for as long as the lease; None where another worker was faster."""
    moment = clock.now()
    token = uuid.uuid4()
    mine = Notice.objects.filter(_is_due(moment), pk=pk).update(
        state=State.SENDING,
        claim=token,
        lease_until=moment + lease,
        attempts=F("attempts") + 1,
    )
    return Notice.objects.select_related("push").get(pk=pk) if mine else None


def still_wanted(notice: Notice) -> bool:
    """Whether a claimed notice still makes sense to whoever queued it; else it is taken back."""
    if registry.wanted(notice.kind, notice.dedupe):
        return True
    Notice.objects.filter(pk=notice.pk, claim=notice.claim).update(
        state=State.CANCELLED, claim=None, lease_until=None
    )
    return False


def settle_interrupted(outcome: Outcome, carrier: str, *, sends_once: bool) -> None:
    """Notices whose worker died too often are given up; with `hold`, a person decides."""
    interrupted = Notice.objects.filter(
        carrier=carrier, state=State.SENDING, lease_until__lt=clock.now()
    )
    freed: dict[str, Any] = {"claim": None, "lease_until": None}
    if holds() and not sends_once:
        outcome.unsure += interrupted.update(
            state=State.UNSURE, last_error="the worker was interrupted", **freed
        )
        return
    outcome.failed += interrupted.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=State.FAILED, last_error="the worker was interrupted each time", **freed
    )


def holds() -> bool:
    """Whether a mail that may have gone is held for a person: `HANAMIZUKI_EMAIL_UNSURE`.

    Raises ValueError for anything but `hold` (the default) and `retry`.
    """
    given = os.environ.get("HANAMIZUKI_EMAIL_UNSURE") or "hold"
    if given not in ("hold", "retry"):
        raise ValueError(f"HANAMIZUKI_EMAIL_UNSURE is {given!r}; write hold or retry")
    return given == "hold"


def _deliver_one(notice: Notice, mail: Any, outcome: Outcome) -> None:
    try:
        if mail.send_messages([message(notice)]) != 1:
            raise OSError("the mail was not taken")
    except Exception as error:
        verdict = _verdict(error, getattr(mail, "sends_once", False))
        put_back(notice, verdict, _named(error), outcome, pause(notice.attempts))
        _reconnect(mail)
        return
    went(notice, outcome)


def went(notice: Notice, outcome: Outcome) -> None:
    """Sent is sent, whoever holds the claim by now."""
    Notice.objects.filter(pk=notice.pk).exclude(state=State.SENT).update(
        state=State.SENT, sent_at=clock.now(), claim=None, lease_until=None, last_error=""
    )
    outcome.sent += 1


def _verdict(error: Exception, sends_once: bool) -> Verdict:
    """What an error means: the server's own "no" is certain, a broken connection is not."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return "later" if any(code < 500 for code in codes) else "refused"
    if isinstance(error, smtplib.SMTPResponseException):
        return "refused" if error.smtp_code >= 500 else "later"
    if isinstance(error, OSError):
        return "unsure" if holds() and not sends_once else "later"
    return "refused"


def put_back(
    notice: Notice, verdict: Verdict, error: str, outcome: Outcome, wait: timedelta
) -> None:
    """Write down what did not go; "later" waits so long, if it is worth sending by then."""
    changes: dict[str, Any] = {"claim": None, "lease_until": None, "last_error": error}
    again = clock.now() + wait
    over = notice.until is not None and again > notice.until
    if verdict == "unsure":
        outcome.unsure += 1
        changes["state"] = State.UNSURE
    elif verdict == "refused" or notice.attempts >= MAX_ATTEMPTS or over:
        outcome.failed += 1
        changes["state"] = State.FAILED
    else:
        outcome.later += 1
        changes["state"] = State.WAITING
        changes["due_at"] = again
    Notice.objects.filter(pk=notice.pk, claim=notice.claim).update(**changes)
    log.warning("notice %d (%s), attempt %d: %s", notice.pk, notice.kind, notice.attempts, error)


def _reconnect(mail: Any) -> None:
    """A connection that saw an error is not used again."""
    try:
        mail.close()
        mail.open()
    except OSError as error:
        raise _Unreachable(_named(error)) from error


def _named(error: Exception) -> str:
    """The kind of an error and the server's code; its text may hold the address."""
    code = getattr(error, "smtp_code", None) or getattr(error, "errno", None)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = ", ".join(str(code) for code, _ in error.recipients.values())
    return f"{type(error).__name__} {code}" if code else type(error).__name__

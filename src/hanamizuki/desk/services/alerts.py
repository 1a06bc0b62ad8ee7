"""Choosing to be told that one's turn comes, telling it once, and deleting it after the day.

Exactly once: whoever tells holds the alert's row, looks once more whether it is still so, and
queues the notice in the same transaction; the outbox keeps its key unique besides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from hanamizuki.core.clock import JST, now
from hanamizuki.core.notices import Recipient, push, send
from hanamizuki.core.notices.models import PushSubscription
from hanamizuki.core.notices.retention import forget_kinds
from hanamizuki.desk.alert_models import Alert
from hanamizuki.desk.logic.alerts import USUAL, Choice
from hanamizuki.desk.logic.leaving import before_leaving
from hanamizuki.desk.logic.line import LIVE
from hanamizuki.desk.models import Ticket
from hanamizuki.desk.notices import CALLED, KINDS, NEAR, PUSH, TODO, ahead, window
from hanamizuki.desk.queries.alerts import Due, choice_of, due, wanted
from hanamizuki.desk.queries.glance import windows
from hanamizuki.desk.queries.line import present_stop

MOST = 20
"""So many choices of one number: no link is a machine for sending mail to others."""
WORTH = {NEAR: timedelta(minutes=10), CALLED: timedelta(minutes=5)}
"""So long after its moment a notice is still worth sending."""


@dataclass(frozen=True)
class Browser:
    """A push subscription as a browser gives it."""

    endpoint: str
    p256dh: str
    auth: str


def choose(
    ticket: Ticket, choice: Choice, to: str | Browser | None, *, language: str, link: str
) -> None:
    """Be told of a link's ticket so many people or minutes before, and when called.

    `to` is a mail address, a browser, or None to keep what there is. The same again changes
    nothing. Raises ValidationError where the number is over, was changed too often, or has nowhere
    to go; `push.NoTarget` for a subscription that cannot be used.
    """
    if isinstance(to, str):
        validate_email(to)
    with transaction.atomic():
        held = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
        if present_stop(held).state not in LIVE:
            raise ValidationError(_("この番号は、もう終わりました。"), code="over")
        alert = Alert.objects.filter(ticket=ticket).select_related("push").first()
        if alert is None:
            alert = Alert(ticket=ticket, journey_id=ticket.journey_id, day=ticket.day)
        if to is None and not alert.carrier:
            raise ValidationError(_("どこに知らせるかを選んでください。"), code="nowhere")
        if alert.carrier and _same(alert, choice, to, language):
            return
        if alert.choice >= MOST:
            words = _("この番号では、知らせの設定をこれ以上変えられません。")
            raise ValidationError(words, code="too_often")
        _redirect(alert, to)
        alert.choice += 1
        alert.unit, alert.number = choice.unit, choice.number
        alert.language, alert.link = language, link
        alert.save()


def _same(alert: Alert, choice: Choice, to: str | Browser | None, language: str) -> bool:
    if choice_of(alert) != choice or (to is not None and alert.language != language):
        return False
    if isinstance(to, Browser):
        kept = alert.push
        return kept is not None and (kept.endpoint, kept.auth) == (to.endpoint, to.auth)
    return to is None or alert.email == to


def _redirect(alert: Alert, to: str | Browser | None) -> None:
    if to is None:
        return
    before = alert.push_id
    if isinstance(to, Browser):
        number = push.keep(to.endpoint, to.p256dh, to.auth)
        alert.carrier, alert.email, alert.push_id = "push", "", number
    else:
        alert.carrier, alert.email, alert.push = "mail", to, None
    if before:
        push.drop([before])


def set_way(ticket: Ticket, minutes: int) -> None:
    """Keep how long somebody's way is, 0 for not said; an alert set for leaving moves along.

    Raises ValidationError where the number is over, ValueError for too long a way.
    """
    chosen = before_leaving(minutes)
    with transaction.atomic():
        held = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
        if present_stop(held).state not in LIVE:
            raise ValidationError(_("この番号は、もう終わりました。"), code="over")
        alert = Alert.objects.filter(ticket=ticket).first()
        if alert is None:
            alert = Alert(ticket=ticket, journey_id=ticket.journey_id, day=ticket.day)
            alert.unit, alert.number = USUAL.unit, USUAL.number
        follows = bool(minutes and alert.way and choice_of(alert) == before_leaving(alert.way))
        if follows and chosen != choice_of(alert) and alert.choice < MOST:
            alert.choice += 1
            alert.number = chosen.number
        alert.way = minutes
        alert.save()


def switch_off(ticket: Ticket) -> None:
    """Tell nothing any more; address and subscription are deleted at once."""
    with transaction.atomic():
        Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
        alert = Alert.objects.filter(ticket=ticket).first()
        if alert is None or not alert.carrier:
            return
        if alert.push_id:
            push.drop([alert.push_id])
        alert.carrier, alert.email, alert.push, alert.link = "", "", None, ""
        alert.save()


def tell(moment: datetime) -> int:
    """Queue what is due at a moment; how many. Any number of processes may do so at once."""
    return sum(_tell(one) for one in list(due(moment)))


def _tell(one: Due) -> bool:
    with transaction.atomic():
        # Both rows are held: neither the choice nor the ticket changes before this is committed.
        ticket = Ticket.objects.select_for_update(of=("self",)).get(pk=one.ticket.pk)
        alert = Alert.objects.select_for_update(of=("self",)).get(pk=one.alert.pk)
        if not wanted(one.key):
            return False
        told = alert.called if one.kind == CALLED else alert.near
        if told == one.key:
            return False
        if one.kind == CALLED:
            alert.called = one.key
        else:
            alert.near = one.key
        alert.save(update_fields=["called", "near"])
        return _queue(alert, ticket, one)


def _queue(alert: Alert, ticket: Ticket, one: Due) -> bool:
    if alert.carrier == "push" and alert.push_id is None:
        return False  # its browser is gone; the console says so
    context: dict[str, str | dict[str, str]] = {"label": ticket.label, "place": _place(ticket)}
    if one.kind == NEAR:
        context |= {"ahead": dict(ahead(one.before)), "todo": dict(TODO[ticket.present])}
    by_push = alert.carrier == "push"
    if not by_push:
        context["link"] = alert.link
    return send(
        one.kind + (PUSH if by_push else ""),
        Recipient(alert.email, alert.language, push=alert.push_id or 0),
        context,
        dedupe=one.key,
        until=now() + WORTH[one.kind],
        link=urlsplit(alert.link).path if by_push else "",
    )


def _place(ticket: Ticket) -> dict[str, str]:
    """The window that calls; before the call the first of those that may."""
    if ticket.counter is not None:
        return dict(window(ticket.counter.label, ticket.counter.floor, ticket.service.name))
    some = windows().get(ticket.service.code, ())
    known = [one for one in some if one.label]
    label = "・".join(one.label for one in known)
    floor = known[0].floor if known and len({one.floor for one in known}) == 1 else ""
    return dict(window(label, floor, ticket.service.name))


def forget(before: date) -> int:
    """Delete the alerts of the days before this one with all that they say; how many.

    Mail addresses, subscriptions, and in the outbox addresses, texts and links.
    """
    with transaction.atomic():
        old = Alert.objects.filter(day__lt=before)
        browsers = list(old.exclude(push=None).values_list("push", flat=True))
        many, _each = old.delete()
        PushSubscription.objects.filter(pk__in=browsers).delete()
    forget_kinds(KINDS, datetime.combine(before, time(), tzinfo=JST), now())
    return many

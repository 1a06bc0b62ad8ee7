"""What the person with the number does: arrive, cancel, change what they came for."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hanamizuki.core.audit.services import Actor
from hanamizuki.core.clock import now
from hanamizuki.desk.logic.line import LIVE, place_after, place_elsewhere
from hanamizuki.desk.models import Service, Ticket
from hanamizuki.desk.queries import opening
from hanamizuki.desk.services.book import locked, open_book, state_of
from hanamizuki.desk.services.taking import NotNow

GRACE_MINUTES = 15
"""How long after the turn a latecomer keeps the place, where the pack says nothing else."""


def arrive(ticket: Ticket, actor: Actor = "resident") -> Ticket:
    """They are here. In time they keep their place; later they come in a few places back.

    Arriving twice changes nothing. Raises Impossible where the number is over.
    """
    with open_book() as book:
        one = locked(ticket)
        if one.present and one.state != "missed":
            return one
        grace = one.service.rules.get("grace_minutes", GRACE_MINUTES) * 60_000_000
        late = one.state == "missed" or (one.passed_at and book.at - one.passed_at > grace)
        data: dict[str, object] = {"back": one.state == "missed"}
        if late:
            places = sorted(
                Ticket.objects.filter(
                    day=book.day, service=one.service, state="waiting", present=True
                ).values_list("place", flat=True)
            )
            behind = place_after(places, one.service.rules.get("return_after", 3), book.at)
            data["place"] = max(behind, one.place)
        return book.write("arrived", one, actor, data)


def cancel(ticket: Ticket, actor: Actor = "resident") -> Ticket:
    """Give the number back; twice changes nothing. Raises Impossible where it is over."""
    with open_book() as book:
        one = locked(ticket)
        if one.state == "cancelled":
            return one
        return book.write("cancelled", one, actor)


def channel_of(ticket: Ticket) -> str:
    """How somebody would take a number of another line now: at the office only who is there."""
    return "kiosk" if ticket.present or ticket.channel == "appointment" else ticket.channel


def change_service(ticket: Ticket, service: Service, actor: Actor = "resident") -> Ticket:
    """Wait for something else; the number stays the same.

    The place of when they came is kept by who is there and was not passed over; anybody else counts
    from now, and what somebody lost by being absent or late stays lost (`place_elsewhere`). Raises
    NotNow where the other line gives no number now, ValidationError, Impossible.
    """
    if ticket.journey_id is not None:
        raise ValidationError(
            _("いくつもの窓口をまわる番号は、変えられません。取り直してください。")
        )
    with open_book() as book:
        one = locked(ticket)
        if one.state != "waiting":
            raise ValidationError(_("呼ばれたあとは、窓口で言ってください。"))
        given = opening.state(service, now(), channel_of(one))
        if not given.open:
            raise NotNow(given)
        if (
            Ticket.objects.filter(day=book.day, service=service, device=one.device, state__in=LIVE)
            .exclude(device="")
            .exclude(pk=one.pk)
            .exists()
        ):
            raise ValidationError(_("この端末には、この用件の番号がもうあります。"), code="has_one")
        floor = 0 if one.rank == "priority" else one.issued_at
        place = place_elsewhere(state_of(one), book.at, floor)
        return book.write("transferred", one, actor, {"service": service.code, "place": place})

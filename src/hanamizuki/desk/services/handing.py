"""Staff give out a number by hand: to who stands there without a phone, or to a caller.

made = handing.hand_out(clerk, HandForm.cleaned_data…)   # see desk.handing_form
"""

from __future__ import annotations

from django.db import transaction

from hanamizuki.core.audit import record
from hanamizuki.core.people.models import Account
from hanamizuki.desk.models import Errand, Service
from hanamizuki.desk.services.issuing import Issued
from hanamizuki.desk.services.taking import Asked, take

CHANNELS = ("staff", "phone")


def hand_out(
    actor: Account,
    service: Service,
    channel: str,
    *,
    language: str = "ja",
    reason: str = "",
    errand: Errand | None = None,
    stops: tuple[str, ...] = (),
    token: str = "",
) -> Issued:
    """A number by a clerk: `staff` for who is there, `phone` for who has still to come.

    With a `reason` (a code) it has priority, which stands in the trail. `token` is the secret of
    its link, made anew without. The issued event names the clerk's account. Raises NotNow.
    """
    if channel not in CHANNELS:
        raise ValueError(channel)
    asked = Asked(
        service=service,
        channel=channel,
        actor=actor,
        present=channel == "staff",
        language=language,
        rank="priority" if reason else "normal",
        stops=stops,
        errand=errand.code if errand else "",
        token=token,
    )
    if not reason:
        return take(asked)
    with transaction.atomic():
        made = take(asked)
        record(
            actor,
            "desk.issued_priority",
            f"desk.ticket:{made.ticket.day.isoformat()}/{made.ticket.label}",
            after={"reason": reason},
            section=service.section,
        )
    return made

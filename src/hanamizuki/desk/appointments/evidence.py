"""Indicators of appointments: the share of slots that were booked, and of people who did not come.

Nothing is guessed: a slot of a closed day is not offered, and whoever nobody recorded as come or
not come is in neither sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count, Q

from hanamizuki.core.clock import JST
from hanamizuki.core.evidence import Computed, Reading, registry
from hanamizuki.desk.appointments.models import Appointment, AppointmentKind
from hanamizuki.desk.queries.appointments import Calendar, day_of

DAYS = 28
"""So many days up to yesterday are counted."""
_OURS = {
    "ja": "このソフトの予約の記録",
    "en": "This software's appointments",
    "easy": "この サイトの きろく",
}
_PERCENT = {"ja": "%", "en": "%", "easy": "パーセント"}


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(100 * part) / Decimal(whole)).quantize(Decimal("0.1"))


def booked_share(moment: datetime) -> Sequence[Reading]:
    """Of the seats offered in the last four weeks, how many somebody held at the hour."""
    last = moment.date() - timedelta(days=1)
    first = last - timedelta(days=DAYS - 1)
    offered = booked = 0
    for kind in AppointmentKind.objects.filter(withdrawn=False):
        calendar = Calendar(kind, moment)
        if calendar.rules is None or not kind.appointments.exists():
            continue  # nobody has ever booked: it may not have begun
        begun = day_of(kind.appointments.earliest("booked_at").booked_at)
        for some in calendar.days(max(first, begun), last).values():
            for one in some:
                if not one.blocked:
                    offered += calendar.desks
                    booked += calendar.desks - one.left
    return (Reading(_share(booked, offered), last),) if offered else ()


def no_show_share(moment: datetime) -> Sequence[Reading]:
    """Of those recorded as come or not come in the last four weeks, how many did not."""
    end = datetime.combine(moment.date(), time(), tzinfo=JST)
    found = Appointment.objects.filter(start__gte=end - timedelta(days=DAYS), start__lt=end)
    sums = found.aggregate(
        missed=Count("pk", filter=Q(state="no_show")),
        known=Count("pk", filter=Q(state__in=("no_show", "arrived"))),
    )
    if not sums["known"]:
        return ()
    return (Reading(_share(sums["missed"], sums["known"]), moment.date() - timedelta(days=1)),)


registry.register(
    Computed(
        id="desk-appointments-booked",
        lines=("K-4-a", "K-4"),
        title={
            "ja": "予約の枠のうち、使われた割合",
            "en": "Share of appointment slots used",
            "easy": "よやくの 時間が 使われた わりあい",
        },
        unit=_PERCENT,
        method={
            "ja": "きのうまでの4週間の枠のうち、その時間に予約があったものの割合です。"
            "止めた日や枠は数えません。",
            "en": "Of the seats offered in the four weeks up to yesterday, those somebody held. "
            "Closed days and slots do not count.",
            "easy": "きのうまでの 4週間の 時間の うち、よやくが あった わりあいです。",
        },
        source=_OURS,
        read=booked_share,
        decimals=1,
    )
)
registry.register(
    Computed(
        id="desk-appointments-no-show",
        lines=("K-4-a", "K-4"),
        title={
            "ja": "予約して来なかった人の割合",
            "en": "Share of appointments not kept",
            "easy": "よやくして 来なかった 人の わりあい",
        },
        unit=_PERCENT,
        method={
            "ja": "きのうまでの4週間に、来た・来なかったと記録された予約のうち、"
            "来なかったものの割合です。記録のない予約は数えません。",
            "en": "Of the appointments recorded as kept or not in the four weeks up to yesterday, "
            "those not kept. What nobody recorded does not count.",
            "easy": "きのうまでの 4週間の よやくの うち、来なかった わりあいです。",
        },
        source=_OURS,
        read=no_show_share,
        direction="down",
        decimals=1,
    )
)

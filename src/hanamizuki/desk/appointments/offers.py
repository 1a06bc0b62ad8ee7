"""Appointments that residents can make here."""

from __future__ import annotations

from datetime import datetime

from hanamizuki.core.offers import Availability, Offer, registry
from hanamizuki.desk.appointments.mails import said
from hanamizuki.desk.models import Service
from hanamizuki.desk.queries.appointments import Calendar, kinds


def next_slot(moment: datetime) -> Availability | None:
    """When the next slot is that can be booked now; None where nothing is booked here."""
    calendars = [one for kind in kinds() if (one := Calendar(kind, moment)).rules]
    if not calendars:
        return None
    found = [slot.start for one in calendars if (slot := one.next_free())]
    if not found:
        return Availability(
            False,
            {
                "ja": "いま空いている時間がありません",
                "en": "No free time at present",
                "easy": "いま あいて いる 時間が ありません",
            },
        )
    when = said(min(found))
    return Availability(
        True,
        {
            "ja": f"次の空き: {when['ja']}",
            "en": f"Next free: {when['en']}",
            "easy": f"つぎの あき: {when['easy']}",
        },
    )


def are_here() -> bool:
    """Whether the ward has any whose counters there are."""
    codes = {one.service for one in kinds()}
    return Service.objects.filter(code__in=codes, withdrawn=False).exists()


registry.register(
    Offer(
        id="desk-appointment",
        title={
            "ja": "窓口を予約する（お悔やみ窓口など）",
            "en": "Book an appointment (bereavement desk and others)",
            "easy": "窓口の よやくを する（お悔やみ窓口など）",
        },
        summary={
            "ja": "空いている時間を選んで予約し、あとから変えたりやめたりできます。"
            "登録はいりません。",
            "en": "Choose a free time; change or cancel it later. No account needed.",
            "easy": "あいて いる 時間を えらんで よやくします。あとで 変える ことも できます。",
        },
        lines=("K-4-a", "K-4"),
        url_name="desk:appointments",
        topics=("bereavement",),
        keywords=(
            "予約",
            "お悔やみ",
            "おくやみ",
            "よやく",
            "appointment",
            "booking",
            "bereavement",
        ),
        icon="calendar-days",
        availability=next_slot,
        exists=are_here,
    )
)

"""What residents can do at the ward's counters."""

from __future__ import annotations

from datetime import datetime

from hanamizuki.core.offers import Availability, Offer, registry
from hanamizuki.desk.appointments import offers as _appointments  # noqa: F401
from hanamizuki.desk.models import Service
from hanamizuki.desk.queries.offered import are_here
from hanamizuki.desk.queries.opening import states
from hanamizuki.desk.words import WHY

NEVER = ("no_web", "web_unknown", "by_appointment", "withdrawn")
"""Why a service gives no number over the web at any time."""


def by_phone_now(moment: datetime) -> Availability | None:
    """Whether some number is given over the web at a moment; None where it never is."""
    found = states(list(Service.objects.filter(withdrawn=False)), moment, "web")
    asked = [one for one in found.values() if one.reason not in NEVER]
    if not asked:
        return None
    ends = [one.until for one in asked if one.open and one.until]
    if not ends:
        return Availability(False, dict(WHY[asked[0].reason]))
    clock = f"{max(ends):%H:%M}"
    return Availability(
        True,
        {
            "ja": f"いま取れます（{clock}まで）",
            "en": f"Open now, until {clock}",
            "easy": f"いま とれます（{clock}まで）",
        },
    )


registry.register(
    Offer(
        id="desk-ticket",
        title={
            "ja": "窓口の番号を取る",
            "en": "Take a number for a counter",
            "easy": "窓口の 番号を とる",
        },
        summary={
            "ja": "用件を選ぶと、まわる窓口、待つ時間のめやす、持ち物がわかります。"
            "番号はスマホで取れて、近づくと知らせます。",
            "en": "Choose what you come for: the counters, the expected wait, what to bring. "
            "Take the number on your phone and be told when your turn is near.",
            "easy": "何を しに 来るかを えらびます。待つ 時間と 持ち物が わかります。"
            "スマホで 番号を とれます。",
        },
        lines=("K-4-b", "K-4", "W-1"),
        url_name="desk:choose",
        topics=(
            "moving",
            "baby",
            "marriage",
            "bereavement",
            "care",
            "disability",
            "tax",
            "insurance",
            "pet",
            "child-care",
        ),
        keywords=(
            "番号札",
            "発券",
            "Web発券",
            "順番",
            "整理券",
            "待ち時間",
            "ばんごう",
            "ticket",
            "queue",
            "number",
        ),
        icon="ticket",
        availability=by_phone_now,
        exists=are_here,
    ),
    Offer(
        id="desk-busy",
        title={
            "ja": "窓口の混み具合を見る",
            "en": "See how busy the counters are",
            "easy": "窓口が 混んで いるか 見る",
        },
        summary={
            "ja": "いま待っている人数と、呼ばれている番号です。",
            "en": "How many wait now, and which numbers are called.",
            "easy": "いま 待って いる 人の 数と、よばれて いる 番号です。",
        },
        lines=("K-4-b", "W-1"),
        url_name="desk:board",
        topics=("moving",),
        keywords=("混雑", "混み具合", "こんざつ", "待ち人数", "空いている", "busy", "waiting"),
        icon="users",
        exists=are_here,
    ),
)

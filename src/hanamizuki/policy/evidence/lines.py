"""Indicators the policy room computes from its own content."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from hanamizuki.core.evidence import Computed, Reading, registry
from hanamizuki.core.evidence.models import Value
from hanamizuki.core.offers import registry as offers
from hanamizuki.policy.models import BudgetLine, Line, Milestone
from hanamizuki.policy.queries import current_policy
from hanamizuki.policy.queries.comments import answered_in_time

OPENING = "expo-opening"


def days_to_opening(moment: datetime) -> Sequence[Reading]:
    """Days until the exposition opens; nothing once it has opened or where no date is known."""
    opening = Milestone.objects.filter(milestone_id=OPENING).first()
    if opening is None or opening.on < moment.date():
        return ()
    return (Reading(Decimal((opening.on - moment.date()).days), moment.date()),)


def lines_with_a_service(moment: datetime) -> Sequence[Reading]:
    """How many lines of the current policy have at least one service."""
    lines = dict(Line.objects.filter(policy=current_policy()).values_list("code", "room"))
    served = {code for offer in offers for code in offer.lines if lines.get(code)}
    return (Reading(Decimal(len(served)), moment.date()),) if lines else ()


def budget_amounts(moment: datetime) -> Sequence[Reading]:
    """How many published amounts stand beside the policy."""
    known = BudgetLine.objects.filter(amount__isnull=False).count()
    return (Reading(Decimal(known), moment.date()),) if known else ()


def published_series(moment: datetime) -> Sequence[Reading]:
    """How many statistics of the packs and of staff have a value."""
    published = Value.objects.filter(origin__in=(Value.PACK, Value.ENTERED))
    known = published.values("indicator_id").distinct().count()
    return (Reading(Decimal(known), moment.date()),) if known else ()


def comments_in_time(moment: datetime) -> Sequence[Reading]:
    """The share of the public's comments to lines that were answered by the promised day."""
    found = answered_in_time(moment)
    return (Reading(*found),) if found else ()


registry.register(
    Computed(
        id="policy-lines-with-service",
        lines=("goal",),
        title={
            "ja": "使えるサービスがある行",
            "en": "Policy lines with a service",
            "easy": "使える サービスが ある やくそく",
        },
        unit={"ja": "行", "en": "lines", "easy": "行"},
        method={
            "ja": "今年度の運営方針の行のうち、使えるサービスが一つ以上あるものの数です。",
            "en": "Lines of this year's policy with at least one service on this site.",
            "easy": "今年の やくそくの うち、この サイトで 使える サービスが ある ものの 数です。",
        },
        source={
            "ja": "このソフトウェアの記録",
            "en": "Records of this software",
            "easy": "この ソフトウェアの 記録",
        },
        read=lines_with_a_service,
        direction="up",
    )
)
registry.register(
    Computed(
        id="expo-days",
        lines=("G", "G-a"),
        title={
            "ja": "GREEN×EXPO 2027の開会まで",
            "en": "Until GREEN×EXPO 2027 opens",
            "easy": "GREEN×EXPO 2027が はじまるまで",
        },
        unit={"ja": "日", "en": "days", "easy": "日"},
        method={
            "ja": "開会日までの日数を、毎日数えています。",
            "en": "Days until the opening day, counted every day.",
            "easy": "はじまる 日まで 何日か、毎日 数えています。",
        },
        source={
            "ja": "節目の日（パックの milestones）",
            "en": "The pack's milestones",
            "easy": "大切な 日の 表",
        },
        read=days_to_opening,
        direction="down",
    )
)
registry.register(
    Computed(
        id="budget-amounts",
        lines=("K-2-b",),
        title={
            "ja": "公表を確かめた予算の金額",
            "en": "Published budget amounts on record",
            "easy": "たしかめた お金の 数字",
        },
        unit={"ja": "件", "en": "amounts", "easy": "件"},
        method={
            "ja": "公表資料で金額が確かめられた予算の行の数です。",
            "en": "Budget rows whose amount was found in a published document.",
            "easy": "本当か どうか たしかめた お金の 数字の 数です。",
        },
        source={
            "ja": "予算の表（パックの budget）",
            "en": "The pack's budget table",
            "easy": "お金の 表",
        },
        read=budget_amounts,
        direction="up",
        context=True,
    )
)
registry.register(
    Computed(
        id="published-series",
        lines=("K-3-f", "S-2"),
        title={
            "ja": "数え方と出典をつけて公表している数字",
            "en": "Figures published with method and source",
            "easy": "どこから 来たか わかる 数字の 数",
        },
        unit={"ja": "種類", "en": "figures", "easy": "しゅるい"},
        method={
            "ja": "値が一つ以上あり、数え方と出典がついた統計の種類を数えています。",
            "en": "Statistics with at least one value, each with its method and source.",
            "easy": "数え方と どこから 来たかが わかる 数字が 何しゅるい あるかを 数えています。",
        },
        source={
            "ja": "このソフトウェアの記録",
            "en": "Records of this software",
            "easy": "この ソフトウェアの 記録",
        },
        read=published_series,
        direction="up",
        context=True,
    )
)
registry.register(
    Computed(
        id="comments-in-time",
        lines=("P-1",),
        title={
            "ja": "約束の日までに返事をした声",
            "en": "Comments answered by the promised day",
            "easy": "やくそくの 日までに 返事を した 声",
        },
        unit={"ja": "%", "en": "%", "easy": "%"},
        method={
            "ja": "行に届いた声のうち、期日（役所が開いている日で10日）がこの1年に来たもので、"
            "期日までに返事か対応をしたものの割合です。",
            "en": "Of the comments on policy lines whose day (ten office days) fell within the "
            "last 365 days, the share answered or dealt with by that day.",
            "easy": "この 1年に 来た 声の うち、やくそくの 日（10日くらい）までに 返事を した "
            "ものが どれくらい あるかです。",
        },
        source={
            "ja": "このソフトウェアの記録",
            "en": "Records of this software",
            "easy": "この ソフトウェアの 記録",
        },
        read=comments_in_time,
        direction="up",
        decimals=1,
    )
)

"""Indicators about the policy's own progress and its look from the view of gender equality."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from hanamizuki.core.evidence import Computed, Reading, registry
from hanamizuki.core.evidence.models import Value
from hanamizuki.core.evidence.splits import GENDERS
from hanamizuki.policy.models import GenderCheck, ProgressChange
from hanamizuki.policy.queries import current_policy

PERCENT = {"ja": "%", "en": "%", "easy": "%"}
SOURCE = {
    "ja": "このソフトウェアの記録",
    "en": "Records of this software",
    "easy": "この ソフトウェアの 記録",
}


def _share(part: int, whole: int, moment: datetime) -> Sequence[Reading]:
    value = (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return (Reading(value, moment.date()),)


def lines_on_track(moment: datetime) -> Sequence[Reading]:
    """On track or achieved among the measured lines, as last noted; nothing where none is.

    The noted states are counted, not judged anew: judging reads every indicator, this one too.
    """
    last = dict(
        ProgressChange.objects.filter(line__policy=current_policy(), line__ended_on=None)
        .order_by("at", "id")
        .values_list("line_id", "after")
    )
    measured = [state for state in last.values() if state != "unmeasured"]
    well = sum(state in ("on_track", "achieved") for state in measured)
    return _share(well, len(measured), moment) if measured else ()


def lines_checked(moment: datetime) -> Sequence[Reading]:
    """Lines with the gender-equality check among all lines; nothing before the first check."""
    policy = current_policy()
    if policy is None:
        return ()
    checked = GenderCheck.objects.filter(line__policy=policy, line__ended_on=None).count()
    if not checked:
        return ()
    return _share(checked, policy.lines.filter(ended_on=None).count(), moment)


def counted_by_gender(moment: datetime) -> Sequence[Reading]:
    """How many indicators have values for women and men."""
    known = Value.objects.filter(split__in=GENDERS)
    count = known.values("indicator_id").distinct().count()
    return (Reading(Decimal(count), moment.date()),) if count else ()


registry.register(
    Computed(
        id="policy-on-track",
        lines=("goal",),
        title={
            "ja": "はかっている行のうち、順調か達成のもの",
            "en": "Measured lines that are on track or achieved",
            "easy": "はかっている やくそくの うち、うまく すすんでいる もの",
        },
        unit=PERCENT,
        method={
            "ja": "目標か節目のある行のうち、さいごに記録した進み具合が順調か達成の割合です。",
            "en": "Of the lines with a target or a milestone, the share last noted as on track or "
            "achieved.",
            "easy": "もくひょうか 大切な 日が ある やくそくの うち、うまく すすんでいるか "
            "できた ものの わりあいです。",
        },
        source=SOURCE,
        read=lines_on_track,
        direction="up",
        decimals=1,
    )
)
registry.register(
    Computed(
        id="policy-gender-checked",
        lines=("K-2-c",),
        title={
            "ja": "男女共同参画の点検をした行",
            "en": "Policy lines with a gender-equality check",
            "easy": "男の人と 女の人の 点検を した やくそく",
        },
        unit=PERCENT,
        method={
            "ja": "今の運営方針の行のうち、短い点検をしたものの割合です。",
            "en": "The share of the current policy's lines that had the short check.",
            "easy": "今の やくそくの うち、短い 点検を した ものの わりあいです。",
        },
        source=SOURCE,
        read=lines_checked,
        direction="up",
        decimals=1,
    )
)
registry.register(
    Computed(
        id="indicators-by-gender",
        lines=("K-2-c",),
        title={
            "ja": "男女別の値がある数字",
            "en": "Figures with values by gender",
            "easy": "男の人・女の人 べつの 数字",
        },
        unit={"ja": "件", "en": "figures", "easy": "けん"},
        method={
            "ja": "女性か男性の値が一つ以上ある数字を数えています。",
            "en": "Figures with at least one value for women or men.",
            "easy": "女の人か 男の人の 数字が 1つ いじょう ある ものを 数えています。",
        },
        source=SOURCE,
        read=counted_by_gender,
        direction="up",
    )
)

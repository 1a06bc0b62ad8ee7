"""The desk's indicators: waits, promises kept, how numbers are taken, what visitors say.

All are of the last four weeks of closed days. A rehearsal or a demo is no record: it says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings

from hanamizuki.core.clock import is_rehearsal
from hanamizuki.core.evidence import Computed, Reading, registry
from hanamizuki.desk.appointments import evidence as _appointments  # noqa: F401
from hanamizuki.desk.queries import statistics
from hanamizuki.desk.queries.statistics import Figures

WEEKS = timedelta(days=28)
CARD = "mynumber"
"""The service of the My Number Card."""

Words = dict[str, str]
MINUTES: Words = {"ja": "分", "en": "minutes", "easy": "分"}
PERCENT: Words = {"ja": "%", "en": "%", "easy": "%"}
SOURCE: Words = {
    "ja": "窓口の番号の記録（しめた日だけ）",
    "en": "The desk's record of numbers (closed days only)",
    "easy": "番号の 記録（おわった 日だけ）",
}


def _span(moment: datetime) -> tuple[date, date] | None:
    """The four weeks up to the last day with a record; None without one, and in a demo."""
    if settings.DEMO or is_rehearsal():
        return None
    last = statistics.last_day(moment.date())
    if last is None or last < moment.date() - WEEKS:
        return None
    return last - WEEKS + timedelta(days=1), last


def _read(
    figure: Callable[[Figures], float | None],
    *,
    service: str = "",
    times: int = 1,
    places: str = "1",
) -> Callable[[datetime], Sequence[Reading]]:
    """A reader of one figure, `times` as large, rounded to `places`."""

    def read(moment: datetime) -> Sequence[Reading]:
        span = _span(moment)
        value = figure(statistics.total(*span, service)) if span else None
        if span is None or value is None:
            return ()
        return (Reading(Decimal(str(value * times)).quantize(Decimal(places)), span[1]),)

    return read


def _content(moment: datetime) -> Sequence[Reading]:
    span = _span(moment)
    value = statistics.content(*span) if span else None
    if span is None or value is None:
        return ()
    return (Reading(Decimal(str(value * 100)).quantize(Decimal("1")), span[1]),)


def _declare(
    id: str,
    lines: tuple[str, ...],
    title: Words,
    unit: Words,
    method: Words,
    read: Callable[[datetime], Sequence[Reading]],
    direction: str,
    decimals: int = 0,
) -> None:
    registry.register(
        Computed(
            id=id,
            lines=lines,
            title=title,
            unit=unit,
            method=method,
            source=SOURCE,
            read=read,
            direction=direction,  # type: ignore[arg-type]
            decimals=decimals,
        )
    )


_declare(
    "desk-wait-median",
    ("K-4-b", "K-4", "K-3"),
    {
        "ja": "窓口の待ち時間（まん中の人）",
        "en": "Wait at the counters (median)",
        "easy": "窓口で 待つ 時間（まん中の 人）",
    },
    MINUTES,
    {
        "ja": (
            "しめた日の4週間に番号を取った人を待った時間の順にならべ、まん中の人の分数です。"
            "番号を取ってから、順番が来るまでを数えます。予約の人は入りません。"
        ),
        "en": (
            "Of everybody who took a number in four weeks of closed days, the middle one's "
            "minutes from taking it to their turn. Without appointments."
        ),
        "easy": (
            "4週間に 番号を とった 人を 待った 時間の 順に ならべた とき、まん中の 人の "
            "時間です。予約の 人は 入りません。"
        ),
    },
    _read(lambda one: one.wait_p50),
    "down",
)
_declare(
    "desk-wait-p90",
    ("K-4-b", "K-4"),
    {
        "ja": "窓口の待ち時間（10人に9人はこれより短い）",
        "en": "Wait at the counters (9 of 10 wait less)",
        "easy": "窓口で 待つ 時間（10人の うち 9人は これより 短い）",
    },
    MINUTES,
    {
        "ja": (
            "しめた日の4週間に番号を取った人の、待った時間の90パーセント点です。"
            "予約の人は入りません。"
        ),
        "en": (
            "The 90th percentile of the minutes from taking a number to the turn, over four "
            "weeks of closed days. Without appointments."
        ),
        "easy": "4週間に 番号を とった 人の うち、10人に 9人は これより 短く 待ちました。",
    },
    _read(lambda one: one.wait_p90),
    "down",
)
_declare(
    "desk-promise-kept",
    ("K-4-b", "W-1"),
    {
        "ja": "知らせた時間のうちに順番が来た割合",
        "en": "Called within the time we told",
        "easy": "知らせた 時間に 順番が きた わりあい",
    },
    PERCENT,
    {
        "ja": (
            "番号を取ったときに「◯時◯分〜◯時◯分ごろ」と知らせた人のうち、"
            "その間に順番が来た人の割合です。10人に8人になるように作っています。"
        ),
        "en": (
            "Of those told an interval when they took a number, the share whose turn came within "
            "it. It is made to hold for eight of ten."
        ),
        "easy": (
            "番号を とった とき 時間を 知らせた 人の うち、その 間に 順番が きた 人の "
            "わりあいです。10人に 8人に なるように して います。"
        ),
    },
    _read(lambda one: one.kept_share, times=100),
    "none",
)
_declare(
    "desk-web-share",
    ("K-4-b",),
    {
        "ja": "スマホやパソコンで取った番号の割合",
        "en": "Numbers taken over the web",
        "easy": "スマホや パソコンで とった 番号の わりあい",
    },
    PERCENT,
    {
        "ja": "しめた日の4週間に出した番号のうち、Webで取られたものの割合です。",
        "en": "Of the numbers given in four weeks of closed days, the share taken over the web.",
        "easy": "4週間の 番号の うち、ネットで とった 番号の わりあいです。",
    },
    _read(lambda one: one.web_share, times=100),
    "up",
)
_declare(
    "desk-missed-share",
    ("K-4-b",),
    {
        "ja": "呼んでも来なかった人の割合",
        "en": "Called and did not come",
        "easy": "呼んでも こなかった 人の わりあい",
    },
    PERCENT,
    {
        "ja": "しめた日の4週間に呼んだ人のうち、来ないまま終わった人の割合です。",
        "en": "Of those called in four weeks of closed days, the share who never came.",
        "easy": "4週間に 呼んだ 人の うち、さいごまで こなかった 人の わりあいです。",
    },
    _read(lambda one: one.missed_share, times=100, places="0.1"),
    "down",
    1,
)
_declare(
    "desk-called-per-hour",
    ("K-4-b", "K-4"),
    {
        "ja": "窓口一つが1時間に呼んだ人数",
        "en": "People called in an hour of one window",
        "easy": "窓口 一つが 1時間に 呼んだ 人の 数",
    },
    {
        "ja": "人",
        "en": "people",
        "easy": "人",
    },
    {
        "ja": "しめた日の4週間に呼んだ人数を、窓口が開いていた時間の合計で割ったものです。",
        "en": (
            "People called in four weeks of closed days, divided by the hours that windows were "
            "open."
        ),
        "easy": "4週間に 呼んだ 人の 数を、窓口が あいて いた 時間で わった 数です。",
    },
    _read(lambda one: one.called_per_hour, places="0.1"),
    "none",
    1,
)
_declare(
    "desk-satisfaction",
    ("W-1", "K-4"),
    {
        "ja": "窓口を「よかった」と答えた人の割合",
        "en": "Visitors who were content",
        "easy": "「よかった」と 答えた 人の わりあい",
    },
    PERCENT,
    {
        "ja": (
            "しめた日の4週間に、終わったあとの4段階の質問に答えた人のうち、"
            "よいほうの二つを選んだ人の割合です。答えが5件より少ないときは出しません。"
        ),
        "en": (
            "Of those who answered after their visit (four steps), the share who chose one of "
            "the two better ones. Not shown with fewer than five answers."
        ),
        "easy": (
            "おわった 後の 質問に 答えた 人の うち、「よい」を えらんだ 人の わりあいです。"
            "答えが 5より 少ない ときは 出しません。"
        ),
    },
    _content,
    "up",
)
_declare(
    "desk-card-wait",
    ("K-3-b",),
    {
        "ja": "マイナンバーカードの窓口の待ち時間（まん中の人）",
        "en": "Wait at the My Number Card counter (median)",
        "easy": "マイナンバーカードの 窓口で 待つ 時間",
    },
    MINUTES,
    {
        "ja": (
            "マイナンバーカードの窓口で、"
            "予約なしで番号を取った人の待ち時間のまん中です（しめた日の4週間）。"
        ),
        "en": (
            "The middle wait of those who took a number for the card without an appointment, "
            "over four weeks of closed days."
        ),
        "easy": (
            "予約が ない 人が マイナンバーカードの 窓口で 待った 時間です（4週間の まん中の 人）。"
        ),
    },
    _read(lambda one: one.wait_p50, service=CARD),
    "down",
)
_declare(
    "desk-card-done",
    ("K-3-b",),
    {
        "ja": "マイナンバーカードの窓口で終えた人（4週間）",
        "en": "People served at the My Number Card counter (four weeks)",
        "easy": "マイナンバーカードの 窓口で おわった 人（4週間）",
    },
    {
        "ja": "人",
        "en": "people",
        "easy": "人",
    },
    {
        "ja": (
            "マイナンバーカードの窓口で用件を終えた人の数です。受取りのほか、"
            "更新や暗証番号の人も入ります。"
        ),
        "en": (
            "People who finished at the My Number Card counter: hand-overs, and renewals and "
            "PINs too."
        ),
        "easy": (
            "マイナンバーカードの 窓口で おわった 人の 数です。カードを もらった 人の ほか、"
            "更新の 人も 入ります。"
        ),
    },
    _read(lambda one: float(one.done) if one.days else None, service=CARD),
    "up",
)

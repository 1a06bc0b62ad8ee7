"""The congestion calendar as page and API, the record's figures, and the desk's indicators."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from hanamizuki.core.clock import JST
from hanamizuki.core.evidence import registry
from hanamizuki.core.packs.services import load
from hanamizuki.desk.models import Feedback, Pattern, Service, ServiceHour
from hanamizuki.desk.queries import congestion, statistics
from hanamizuki.desk.queries.forecast import calendar, quieter

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 21)


@pytest.fixture
def kohoku(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    load(settings.PACKS_DIR, "kohoku")
    monkeypatch.setattr("hanamizuki.desk.queries.congestion.today", lambda: TODAY)


def service(code: str = "moving") -> Service:
    return Service.objects.create(code=code, letter=code[0].upper(), name={"ja": code})


def hour(one: Service, day: date, at: int, **more: Any) -> None:
    ServiceHour.objects.create(service=one, day=day, hour=at, **more)


# ---- the ward's own calendar


def test_the_year_end_of_kohoku(kohoku: None) -> None:
    days = {one.day: one for one in calendar("registration")}
    assert len(days) == 56
    shut = [day for day, one in days.items() if not one.hours and day.weekday() < 5]
    assert [f"{day:%m-%d}" for day in shut] == [
        "12-29", "12-30", "12-31", "01-01", "01-11", "02-11",
    ]  # fmt: skip
    assert [f"{d:%m-%d}" for d, one in days.items() if one.hours and d.weekday() == 5] == [
        "12-26", "01-09", "01-23", "02-13",
    ]  # fmt: skip
    assert days[date(2027, 1, 4)].because == ("monday", "after-holiday", "month-start")
    assert {one.basis for one in days.values() if one.hours} == {"pattern"}


def test_the_citys_spring_reaches_this_ward_and_only_registration(kohoku: None) -> None:
    spring = date(2027, 3, 15)
    levels = [one.level for one in congestion.calendar("registration", 26, spring)]
    assert levels[8:12] == [3, 3, 3, 3]  # 23 to 26 March; the 22nd is a holiday
    assert congestion.calendar("registration", 1, date(2027, 3, 29))[0].level == 3
    other = congestion.calendar("insurance", 26, spring)
    assert max(one.level or 0 for one in other if one.day.weekday() < 5) == 1


def test_quieter_hours_of_a_day_and_days_near_it(kohoku: None) -> None:
    monday = date(2026, 12, 21)
    found = [(one.start.hour, one.level) for one in quieter("registration", monday)]
    assert found == [(16, 0)]  # of 8:45 nothing is published
    assert quieter("tax", monday) == []  # the table is of another kind of section
    assert quieter("registration", date(2026, 12, 20)) == []
    assert quieter("nobody", monday) == []
    near = congestion.quieter_days("registration", monday)
    assert near and all(one.level == 0 for one in near)
    saturday = congestion.calendar("registration", 1, date(2027, 1, 9))[0]
    assert [one.level for one in saturday.hours] == [2, 2, 3] and saturday.because == ("saturday",)
    assert "riddlepuzzle" in congestion.reasons()["saturday"].source


def test_the_page_says_it_in_words_and_what_it_stands_on(kohoku: None, client: Client) -> None:
    page = client.get("/desk/calendar/?service=registration").content.decode()
    assert "大変混雑" in page and "12月28日（月）" in page and "月の終わり" in page
    assert page.count("休み</td>") >= 8 + 6 + 4  # Sundays, closed weekdays, other Saturdays
    closed = page[page.index("12月29日（火）") :]
    assert re.match(r"[^<]*</th><td[^>]*>休み</td>", closed)
    assert page.index("<details") < page.index("2027年1月4日からの週")
    assert page.index("2026年12月28日からの週") < page.index("<details")
    assert "堺市中区役所" in page and "公開されている混みぐあいから" in page
    assert len(page.encode()) < 100_000
    assert client.get("/desk/calendar/?service=nobody").status_code == 404
    assert client.get("/desk/calendar/").status_code == 200


def test_the_page_without_any_service(client: Client) -> None:
    page = client.get("/desk/calendar/")
    assert page.status_code == 200 and "開いている日が見つかりません" in page.content.decode()


def test_the_api_gives_days_hours_and_reasons(kohoku: None, client: Client) -> None:
    found = client.get("/api/v1/desk/calendar?service=registration&days=8").json()
    assert [one["day"] for one in found["days"]][:1] == ["2026-12-21"] and len(found["days"]) == 8
    monday = found["days"][0]
    assert (monday["level"], monday["basis"], monday["because"]) == (
        "slight",
        "pattern",
        ["monday"],
    )
    assert monday["hours"][0] == {
        "start": "08:45:00", "end": "09:00:00", "level": "slight", "basis": "pattern",
        "words": {"ja": "やや混雑", "en": "Somewhat busy", "easy": "少し 混む"},
    }  # fmt: skip
    assert {one["code"] for one in found["reasons"]} >= {"monday", "city-spring", "hours"}
    assert client.get("/api/v1/desk/calendar?service=nobody").status_code == 404
    assert client.get("/api/v1/desk/calendar?service=registration&days=0").status_code == 422
    assert client.get("/api/v1/desk/calendar").status_code == 422


# ---- the desk's own record


def test_twenty_days_of_record_speak_for_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    one = service()
    Pattern.objects.create(code="w", kind="waits", name={"ja": ""}, data={"minutes": [20, 40, 60]})
    monkeypatch.setattr("hanamizuki.desk.queries.congestion.today", lambda: TODAY)
    day, many = TODAY - timedelta(days=1), 0
    while many < 19:
        if day.weekday() < 5:
            hour(one, day, 10, issued=3, waits=[41, 45, 50])
            many += 1
        day -= timedelta(days=1)
    assert {hour.basis for day in calendar("moving", 7) for hour in day.hours} == {"none"}
    hour(one, day - timedelta(days=3), 10, issued=3, waits=[41, 45, 50])
    monday = calendar("moving", 1)[0]
    assert [(it.start.hour, it.level, it.basis) for it in monday.hours if it.level is not None] == [
        (10, 2, "history")
    ]


def test_figures_are_sums_and_what_was_not_measured_is_none(client: Client) -> None:
    one, other = service(), service("papers")
    hour(one, TODAY, 9, issued=2, web=1, called=2, done=2, missed=0, waits=[5, 15],
         service_sum=600, counters=2, told=2, kept=1, later=1)  # fmt: skip
    hour(one, TODAY, 10, issued=2, called=1, missed=1, waits=[25], counters=1)
    hour(other, TODAY, 9, issued=1)
    found = statistics.total(TODAY, TODAY, "moving")
    assert (found.people, found.wait_p50, found.wait_p90) == (4, 15, 23)
    assert (found.kept_share, found.web_share, found.minutes) == (0.5, 0.25, 5)
    assert (found.missed_share, found.called_per_hour) == (1 / 3, 1)
    empty = statistics.by_service(TODAY, TODAY)["papers"]
    assert (empty.wait_p50, empty.kept_share, empty.missed_share, empty.minutes) == (None,) * 4
    assert list(statistics.by_hour(TODAY, TODAY, "moving")) == [9, 10]
    assert statistics.total(TODAY - timedelta(days=9), TODAY - timedelta(days=1)).people == 0
    since = f"since={TODAY}&until={TODAY}"
    answer = client.get(f"/api/v1/desk/statistics?{since}")
    assert answer.status_code == 200


def test_the_api_tells_closed_days_only(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hanamizuki.desk.calendar_api.today", lambda: TODAY)
    one = service()
    hour(one, TODAY, 9, issued=5)
    hour(one, TODAY - timedelta(days=1), 9, issued=2, waits=[4])
    (row,) = client.get("/api/v1/desk/statistics").json()
    assert (row["service"], row["hour"], row["numbers"], row["wait_median"]) == ("moving", 9, 2, 4)
    assert row["promise_kept"] is None


MOMENT = datetime(2026, 12, 21, 12, tzinfo=JST)


def reading(id: str) -> Decimal | None:
    indicator = registry.get(id)
    assert indicator is not None
    found = indicator.read(MOMENT)
    return found[0].value if found else None


OURS = [
    "desk-wait-median",
    "desk-wait-p90",
    "desk-promise-kept",
    "desk-web-share",
    "desk-missed-share",
    "desk-called-per-hour",
    "desk-satisfaction",
    "desk-card-wait",
    "desk-card-done",
]


def test_no_value_without_data() -> None:
    assert [reading(id) for id in OURS] == [None] * len(OURS)


def test_values_are_of_the_last_four_weeks(settings: Any) -> None:
    one, card, day = service(), service("mynumber"), date(2026, 12, 18)
    hour(one, day, 9, issued=4, web=1, called=4, missed=1, waits=[5, 15, 30, 60], counters=2,
         told=4, kept=3)  # fmt: skip
    hour(card, day, 9, issued=1, called=1, done=1, waits=[7])
    hour(one, day - timedelta(days=28), 9, issued=9, waits=[500] * 9)
    for score in (1, 3, 4, 4, 4):
        Feedback.objects.create(day=day, hour=9, service="moving", score=score)
    assert [reading(id) for id in OURS] == [
        Decimal(15), Decimal(48), Decimal(75), Decimal(20), Decimal("20.0"), Decimal("2.5"),
        Decimal(80), Decimal(7), Decimal(1),
    ]  # fmt: skip
    settings.DEMO = True
    assert [reading(id) for id in OURS] == [None] * len(OURS)


def test_few_voices_are_not_shown_and_an_old_record_is_no_value() -> None:
    one = service()
    hour(one, date(2026, 12, 18), 9, issued=1, waits=[5])
    for _ in range(4):
        Feedback.objects.create(day=date(2026, 12, 18), hour=9, service="moving", score=4)
    assert reading("desk-satisfaction") is None
    ServiceHour.objects.update(day=date(2026, 10, 1))
    assert reading("desk-wait-median") is None

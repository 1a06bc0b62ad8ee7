"""When numbers are given: every edge of the clock, over the web and at the counter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.core.clock import JST
from hanamizuki.core.clock.hours import OpeningRule, stretches
from hanamizuki.core.clock.models import OpeningHours
from hanamizuki.core.clock.queries import is_holiday
from hanamizuki.desk.logic.opening import (
    REASONS,
    Hours,
    Opening,
    Rules,
    opening,
    rules_of,
    web_hours,
)
from hanamizuki.desk.models import Service, Ticket
from hanamizuki.desk.queries import opening as queries
from hanamizuki.desk.services.issuing import Wish, issue
from hanamizuki.desk.words import WHY

WEEK = OpeningRule(
    ("mon", "tue", "wed", "thu", "fri"), time(8, 45), time(17), closed=(("12-29", "01-03"),)
)
SATURDAY = OpeningRule(
    ("sat",), time(9), time(12), nth=(2, 4), on_holidays=True, closed=(("12-29", "01-03"),)
)


def hours(*rules: OpeningRule) -> Hours:
    return lambda day: stretches(rules, day, is_holiday)


OFFICE, WEEKLY = hours(WEEK, SATURDAY), hours(WEEK)
WEB = Rules(web_from=time(9, 30), web_until=time(16), web_days=("mon", "tue", "wed", "thu", "fri"))
CHANNELS = ("web", "kiosk", "staff", "phone", "appointment", "journey")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)


def ask(moment: str, channel: str = "web", rules: Rules = WEB, taken: int = 0) -> Opening:
    return opening(rules, OFFICE, OFFICE, at(moment), channel, taken)


@pytest.mark.parametrize(
    ("moment", "channel", "reason", "change"),
    [
        # an ordinary Wednesday
        ("2026-04-01T08:44:59.999999", "kiosk", "before_opening", "2026-04-01T08:45"),
        ("2026-04-01T08:45", "kiosk", "open", "2026-04-01T17:00"),
        ("2026-04-01T16:59:59.999999", "kiosk", "open", "2026-04-01T17:00"),
        ("2026-04-01T17:00", "kiosk", "after_closing", "2026-04-02T08:45"),
        ("2026-04-01T08:45", "web", "web_not_yet", "2026-04-01T09:30"),
        ("2026-04-01T09:29:59.999999", "web", "web_not_yet", "2026-04-01T09:30"),
        ("2026-04-01T09:30", "web", "open", "2026-04-01T16:00"),
        ("2026-04-01T15:59:59.999999", "web", "open", "2026-04-01T16:00"),
        ("2026-04-01T16:00", "web", "web_over", "2026-04-02T09:30"),
        ("2026-04-01T17:00", "web", "after_closing", "2026-04-02T09:30"),
        # midnight belongs to the new day
        ("2026-04-01T23:59:59.999999", "kiosk", "after_closing", "2026-04-02T08:45"),
        ("2026-04-02T00:00", "kiosk", "before_opening", "2026-04-02T08:45"),
        # open Saturdays, two of them national holidays: the office is open, the web not
        ("2026-03-28T11:59:59.999999", "kiosk", "open", "2026-03-28T12:00"),
        ("2026-03-28T12:00", "kiosk", "after_closing", "2026-03-30T08:45"),
        ("2026-03-28T10:00", "web", "web_not_today", "2026-03-30T09:30"),
        ("2028-02-12T10:00", "kiosk", "open", "2028-02-12T12:00"),
        ("2023-09-23T10:00", "kiosk", "open", "2023-09-23T12:00"),
        # the first Saturday, a Sunday, a holiday on a weekday
        ("2026-04-04T10:00", "kiosk", "closed_today", "2026-04-06T08:45"),
        ("2026-04-05T10:00", "web", "closed_today", "2026-04-06T09:30"),
        ("2026-04-29T10:00", "web", "closed_today", "2026-04-30T09:30"),
        # the year's end: the 28th is the last day, the 4th the first
        ("2026-12-28T16:30", "kiosk", "open", "2026-12-28T17:00"),
        ("2026-12-28T17:00", "kiosk", "after_closing", "2027-01-04T08:45"),
        ("2026-12-29T10:00", "kiosk", "closed_today", "2027-01-04T08:45"),
        ("2027-01-03T23:59:59", "web", "closed_today", "2027-01-04T09:30"),
        # a leap day on a Thursday
        ("2024-02-29T10:00", "web", "open", "2024-02-29T16:00"),
        ("2024-02-28T17:00", "kiosk", "after_closing", "2024-02-29T08:45"),
    ],
)
def test_the_edges(moment: str, channel: str, reason: str, change: str) -> None:
    found = ask(moment, channel)
    assert (found.reason, found.open) == (reason, reason == "open")
    assert (found.until if found.open else found.opens) == at(change)


def test_a_service_that_does_not_work_on_saturdays() -> None:
    found = opening(WEB, WEEKLY, OFFICE, at("2026-03-28T10:00"), "kiosk")
    assert found == Opening(False, "not_saturday", opens=at("2026-03-30T08:45"))


def test_without_web_by_appointment_and_withdrawn() -> None:
    monday = "2026-03-30T10:00"
    assert ask(monday, "web", Rules()).reason == "no_web"
    assert ask(monday, "web", Rules(web_unknown=True)).reason == "web_unknown"
    assert ask(monday, "web", Rules(web_unknown=True, appointment="only")).reason == (
        "by_appointment"
    )
    only = Rules(appointment="only")
    assert ask(monday, "kiosk", only).reason == "by_appointment"
    assert ask(monday, "appointment", only).open
    assert ask(monday, "kiosk", Rules(appointment="also")).open
    gone = Rules(withdrawn=True)
    assert {ask(monday, one, gone).reason for one in CHANNELS} == {"withdrawn"}


def test_a_full_hour_ends_with_the_hour_and_the_last_one_with_the_day() -> None:
    limited = Rules(
        web_from=time(9, 30), web_until=time(16), web_days=WEB.web_days, limit_web_per_hour=20
    )
    assert ask("2026-03-30T10:59:59", rules=limited, taken=19).open
    full = ask("2026-03-30T10:10", rules=limited, taken=20)
    assert full == Opening(False, "web_full", opens=at("2026-03-30T11:00"))
    last = ask("2026-03-30T15:10", rules=limited, taken=20)
    assert last == Opening(False, "web_full", opens=at("2026-03-31T09:30"))
    assert ask("2026-03-30T10:10", "kiosk", limited, taken=20).open


def test_who_waits_at_closing_still_goes_on_to_the_next_stop() -> None:
    assert ask("2026-03-30T17:40", "journey").open
    assert not ask("2026-03-30T17:40", "kiosk").open
    assert ask("2026-03-30T08:00", "journey").reason == "before_opening"
    assert ask("2026-03-29T10:00", "journey").reason == "closed_today"


def test_a_clock_set_back_only_asks_the_hours_again() -> None:
    assert ask("2026-03-30T16:00").reason == "web_over"
    assert ask("2026-03-30T15:59").open


def test_the_lunch_hour_is_a_closing_that_ends() -> None:
    halves = hours(
        OpeningRule(("mon",), time(9), time(12)), OpeningRule(("mon",), time(13), time(17))
    )
    noon = opening(WEB, halves, halves, at("2026-03-30T12:30"), "kiosk")
    assert noon == Opening(False, "before_opening", opens=at("2026-03-30T13:00"))
    web = opening(WEB, halves, halves, at("2026-03-30T12:30"), "web")
    assert web == Opening(False, "web_not_yet", opens=at("2026-03-30T13:00"))
    assert web_hours(WEB, halves)(date(2026, 3, 30)) == [
        (time(9, 30), time(12)),
        (time(13), time(16)),
    ]


MOMENTS = st.timedeltas(timedelta(), timedelta(days=9 * 365)).map(
    lambda passed: at("2024-01-01T00:00") + passed
)
CLOCKS = st.times().map(lambda one: one.replace(second=0, microsecond=0))
RULES = st.builds(
    Rules,
    web_from=st.none() | CLOCKS,
    web_until=st.none() | CLOCKS,
    web_days=st.sampled_from([("mon",), ("mon", "fri", "sat"), WEB.web_days]),
    limit_web_per_hour=st.none() | st.integers(0, 3),
    appointment=st.sampled_from(["none", "also", "only"]),
)


@given(RULES, MOMENTS, st.sampled_from(CHANNELS), st.integers(0, 4), st.booleans())
def test_an_answer_is_whole_and_its_times_are_edges(
    rules: Rules, moment: datetime, channel: str, taken: int, saturdays: bool
) -> None:
    own = OFFICE if saturdays else WEEKLY
    found = opening(rules, own, OFFICE, moment, channel, taken)
    assert found.reason in REASONS and found.open == (found.reason == "open")
    if found.open and channel != "journey":
        assert found.until is not None and found.until > moment
        assert found.until.date() == moment.date()
        last = found.until - timedelta(microseconds=1)
        assert opening(rules, own, OFFICE, last, channel, taken).open
        assert not opening(rules, own, OFFICE, found.until, channel, taken).open
    if channel == "web" and found.open:
        # Whoever may take one at home may take one at the counter too.
        assert opening(rules, own, OFFICE, moment, "kiosk").open
    if found.opens is not None:
        assert not found.open and found.opens > moment
        assert opening(rules, own, OFFICE, found.opens, channel).open or (
            rules.limit_web_per_hour == 0 and channel == "web"
        )


def test_every_reason_has_words_in_three_languages() -> None:
    assert set(WHY) == set(REASONS)
    for words in WHY.values():
        assert set(words) == {"ja", "en", "easy"} and all(words.values())


def test_stored_rules_are_read() -> None:
    stored = {"web_from": "09:30", "web_until": "16:00", "web_days": ["mon"], "appointment": "also"}
    assert rules_of(stored) == Rules(time(9, 30), time(16), ("mon",), appointment="also")
    assert rules_of({}) == Rules()
    with pytest.raises(ValueError, match="isoformat"):
        rules_of({"web_from": "half past nine"})


# ---- with the loaded hours


@pytest.fixture
def office(db: None) -> None:
    for place, rule in (("office", WEEK), ("saturday", SATURDAY)):
        OpeningHours.objects.create(
            rule_id=place,
            place=place,
            title={"ja": place},
            weekdays=list(rule.weekdays),
            nth=list(rule.nth),
            open=rule.open,
            close=rule.close,
            on_holidays=rule.on_holidays,
            closed=[list(span) for span in rule.closed],
            source="test",
        )


def service(code: str = "moving", **rules: Any) -> Service:
    return Service.objects.create(code=code, letter=code[0], name={"ja": code}, rules=rules)


def test_the_loaded_hours_and_the_services_own_rules(office: None) -> None:
    part = service("moving", saturday=True, web_from="09:30", web_until="16:00")
    never = service("tax")
    saturday = at("2026-03-28T10:00")
    assert queries.state(part, saturday, "kiosk").open
    assert queries.state(never, saturday, "kiosk").reason == "not_saturday"
    assert queries.hours_on(part, saturday.date()) == [(time(9), time(12))]
    assert queries.hours_on(never, saturday.date()) == []
    assert queries.states([part, never], at("2026-03-30T10:00"), "web").keys() == {"moving", "tax"}


def test_a_ward_without_hours_has_office_hours(db: None) -> None:
    found = queries.state(service(), at("2026-03-30T16:59"), "kiosk")
    assert found == Opening(True, "open", until=at("2026-03-30T17:00"))


def test_only_this_hours_web_numbers_count(office: None, monkeypatch: pytest.MonkeyPatch) -> None:
    one = service(web_from="09:30", web_until="16:00", limit_web_per_hour=2)
    moment = at("2026-03-30T09:59:59")
    monkeypatch.setattr("hanamizuki.desk.services.issuing.now", lambda: moment)
    for channel in ("web", "kiosk", "web"):
        issue(Wish(one.code, channel))
    assert queries.state(one, moment, "web").reason == "web_full"
    assert queries.state(one, moment, "kiosk").open
    assert queries.state(one, at("2026-03-30T10:00"), "web").open
    assert queries.state(one, at("2026-03-31T09:59"), "web").open


def test_a_days_numbers_end_for_web_and_kiosk_not_for_staff(
    office: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = service(web_from="09:30", web_until="16:00", limit_per_day=3)
    moment = at("2026-03-30T10:00")
    monkeypatch.setattr("hanamizuki.desk.services.issuing.now", lambda: moment)
    for channel in ("web", "appointment", "journey", "kiosk"):
        issue(Wish(one.code, channel))
    assert queries.state(one, moment, "kiosk").open
    last = issue(Wish(one.code, "staff")).ticket
    full = Opening(False, "day_full", opens=at("2026-03-31T08:45"))
    assert queries.state(one, moment, "kiosk") == full
    assert queries.state(one, moment, "web") == replace(full, opens=at("2026-03-31T09:30"))
    for channel in ("staff", "phone", "appointment", "journey"):
        assert queries.state(one, moment, channel).open
    Ticket.objects.filter(pk=last.pk).update(state="cancelled")
    assert queries.state(one, moment, "kiosk").open
    assert queries.state(one, at("2026-03-31T10:00"), "kiosk").open


@pytest.mark.parametrize(
    ("moment", "channel", "reason"),
    [
        ("2026-03-30T09:00", "web", "day_full"),  # it would have begun later today
        ("2026-03-30T16:30", "web", "web_over"),
        ("2026-03-30T17:00", "kiosk", "after_closing"),
        ("2026-04-05T10:00", "kiosk", "closed_today"),
    ],
)
def test_a_full_day_is_told_only_where_numbers_would_be_given_today(
    moment: str, channel: str, reason: str
) -> None:
    found = opening(replace(WEB, limit_per_day=5), OFFICE, OFFICE, at(moment), channel, day_taken=5)
    assert found.reason == reason and found.opens is not None
    assert found.opens.date() > at(moment).date()


def test_a_device_takes_so_many_a_day(office: None, monkeypatch: pytest.MonkeyPatch) -> None:
    one = service(limit_per_device=1)
    moment = at("2026-03-30T10:00")
    monkeypatch.setattr("hanamizuki.desk.services.issuing.now", lambda: moment)
    assert queries.device_may(one, "d", moment)
    issue(Wish(one.code, "web", device="d"))
    assert not queries.device_may(one, "d", moment)
    assert queries.device_may(one, "e", moment) and queries.device_may(one, "", moment)
    assert queries.device_may(one, "d", at("2026-03-31T10:00"))
    assert queries.device_may(service("tax"), "d", moment)

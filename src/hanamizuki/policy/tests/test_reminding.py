"""Reminders through a year, the clock set: whom they reach, each matter once, a mail a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from tests.support.staff import SECTION, make_account, make_places

from hanamizuki.core.clock import JST, now
from hanamizuki.core.evidence.models import Value
from hanamizuki.core.evidence.services import define_indicator
from hanamizuki.core.jobs import registry as jobs
from hanamizuki.core.notices.models import Notice
from hanamizuki.core.notices.services import remind as ask_all
from hanamizuki.core.people import services as people
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.core.people.today import registry as today_registry
from hanamizuki.policy import services
from hanamizuki.policy.models import Line, Milestone, Policy, Reminded, Review
from hanamizuki.policy.queries.owing import owed

pytestmark = pytest.mark.django_db
KIND = "policy.reminders"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2025-04-01T07:00:00+09:00", tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def ward(clock: Any) -> None:
    make_places()
    lines = [
        services.LineInput("goal", "", "goal", {"ja": "よい町"}),
        services.LineInput(
            "1", "goal", "project", {"ja": "訓練", "en": "Drills"}, {"section": SECTION}
        ),
        services.LineInput("2", "goal", "project", {"ja": "みどり"}),
    ]
    services.store_policy(2025, {"title": {"ja": "見本"}, "source": "見本"}, lines)
    define_indicator(
        None,
        "drills",
        {
            "title": {"ja": "訓練に来た人", "en": "People at drills"},
            "unit": {"ja": "人"},
            "method": {"ja": "数える。"},
            "every": 6,
            "due_days": 40,
            "since": date(2025, 4, 1),
            "section": SECTION,
            "lines": ["1", "2"],
        },
        base_version=None,
    )
    Milestone.objects.create(
        milestone_id="fair",
        title={"ja": "防災の日"},
        on="2025-09-01",
        lines=["1", "2"],
        source="見本",
        origin=Milestone.STAFF,
    )


@pytest.fixture
def staff() -> Account:
    return make_account("staff@example.lg.jp", Role.SECTION_STAFF)


@pytest.fixture
def planner() -> Account:
    return make_account("planner@example.lg.jp", Role.PLANNER)


def at(clock: time_machine.Traveller, day: date) -> datetime:
    clock.move_to(datetime(day.year, day.month, day.day, 7, tzinfo=JST))
    return now()


def morning(clock: time_machine.Traveller, day: date) -> int:
    """What the ward's worker does at seven; how many notices were new."""
    (done,) = [one for one in ask_all(at(clock, day)) if one.name == "policy"]
    assert not done.error
    return done.queued


def told(account: Account) -> list[str]:
    keys = Reminded.objects.filter(account=account).values_list("key", flat=True)
    return sorted(key.partition(":")[2] for key in keys)


def test_a_year_day_by_day_tells_each_thing_once(
    clock: time_machine.Traveller, staff: Account, planner: Account
) -> None:
    mails: Counter[str] = Counter()
    for n in range(365):
        day = date(2025, 4, 1) + timedelta(days=n)
        morning(clock, day)
        morning(clock, day)  # the job cut off and run again
        mails.update(
            Notice.objects.filter(kind=KIND, created_at__date=day).values_list("who", flat=True)
        )
        assert max(mails.values(), default=0) <= n + 1
        if day == date(2025, 11, 20):
            Value.objects.create(
                indicator_id="drills", at="2025-09-30", value=5, origin="entered", source="x"
            )
        if day == date(2025, 10, 20):
            Review.objects.create(
                line=Line.objects.get(code="1"),
                half="mid",
                grade="mostly",
                done={"ja": "した"},
                next_step={"ja": "する"},
                published_at=now(),
            )
    assert told(staff) == sorted(
        [
            # the half-year to 30 September: due 9 November, 30 days before, late once, entered
            "value_due_30:1:drills/2025-04:2025-11-09",
            "value_due_30:2:drills/2025-04:2025-11-09",
            "value_late:1:drills/2025-04:2025-11-09:0",
            "value_late:2:drills/2025-04:2025-11-09:0",
            # the milestone of 1 September, 14 days before; late, and again each month
            "milestone_due:1:fair:2025-09-01",
            *(f"milestone_late:1:fair:2025-09-01:{n}" for n in range(7)),
            "review_due:1:mid:2025-10-31",
            "review_due:1:end:2026-03-31",
            "untouched:1::2025-04-01:1",
        ]
    )
    assert [one for one in told(planner) if ":1:" in one] == []
    assert "review_late:2:mid:2025-10-31:0" in told(planner)
    # Two lines share the value and the milestone: one line of the mail each.
    bodies = Notice.objects.filter(who=f"account:{staff.pk}").values_list("body", flat=True)
    assert sum(body.count("防災の日（2025年9月1日まで）") for body in bodies) == 8
    assert sum(body.count("訓練に来た人 令和7年度上半期") for body in bodies) == 2


def test_one_mail_a_day_with_what_is_late_first_and_links(
    clock: time_machine.Traveller, staff: Account, settings: Any
) -> None:
    settings.WARD_URL = "https://ward.example.lg.jp"
    assert morning(clock, date(2025, 11, 12)) == 1
    mail = Notice.objects.get(kind=KIND)
    assert mail.email == staff.email and mail.subject.startswith("運営方針: お知らせが")
    assert mail.body.index("値の期日をすぎました") < mail.body.index("6か月")
    assert "https://ward.example.lg.jp/staff/policy/values/drills/2025-04/" in mail.body
    assert "担当の課に入っているためです。" in mail.why


def test_in_the_reader_s_language(clock: time_machine.Traveller, staff: Account) -> None:
    people.rename(staff, "見本", "en")
    morning(clock, date(2025, 11, 12))
    body = Notice.objects.get(kind=KIND).body
    assert "Values are late\n・People at drills 令和7年度上半期 (by 9 November 2025)" in body


def test_a_day_without_the_worker_loses_nothing(
    clock: time_machine.Traveller, staff: Account
) -> None:
    morning(clock, date(2025, 8, 1))
    before = told(staff)
    morning(clock, date(2025, 8, 25))
    assert set(told(staff)) - set(before) == {"milestone_due:1:fair:2025-09-01"}


def test_when_the_mail_cannot_be_queued_it_counts_as_not_told(
    clock: time_machine.Traveller, staff: Account
) -> None:
    Account.objects.filter(pk=staff.pk).update(email="no address")
    (done,) = [one for one in ask_all(at(clock, date(2025, 8, 25))) if one.name == "policy"]
    assert done.error and not Reminded.objects.exists()


def reached(section_line: str = "1") -> set[str]:
    rows = Reminded.objects.filter(key__contains=f":{section_line}:").values_list("account__email")
    return {email for (email,) in rows}


def test_the_chain_owner_section_planners_administrators(
    clock: time_machine.Traveller, staff: Account, planner: Account
) -> None:
    administrator = make_account("boss@example.lg.jp", Role.ADMINISTRATOR)
    owner = make_account("owner@example.lg.jp", Role.SECTION_STAFF)
    Line.objects.filter(code="1").update(owner=owner)
    day = date(2025, 8, 20)
    expected = [owner, staff, planner, administrator]
    for n, account in enumerate(expected):
        Reminded.objects.all().delete()
        morning(clock, day + timedelta(days=n))
        assert reached() == {account.email}
        if account != administrator:
            people.remove(None, account, administrator)
            Line.objects.filter(owner=administrator).update(owner=None)


def test_another_section_s_number_is_asked_of_that_section_not_of_the_line_s_owner(
    clock: time_machine.Traveller, staff: Account, planner: Account
) -> None:
    Line.objects.filter(code="2").update(owner=planner)
    morning(clock, date(2025, 11, 12))
    assert "value_late:2:drills/2025-04:2025-11-09:0" in told(staff)
    assert not [one for one in told(planner) if one.startswith("value")]


def test_only_the_current_public_policy(clock: time_machine.Traveller, staff: Account) -> None:
    moment = at(clock, date(2025, 11, 12))
    assert owed(moment)
    Policy.objects.update(state=Policy.DRAFT, publish_on=None)
    assert owed(moment) == [] and morning(clock, date(2025, 11, 12)) == 0


def test_today_has_the_same_late_ones_first(
    clock: time_machine.Traveller, staff: Account, planner: Account
) -> None:
    moment = at(clock, date(2025, 11, 12))
    tasks = today_registry.tasks(staff, moment)
    assert [task.late for task in tasks] == sorted((t.late for t in tasks), reverse=True)
    urls = [task.url for task in tasks]
    assert urls.count("/staff/policy/values/drills/2025-04/") == 1
    assert any("節目: 防災の日" in str(task.title) and task.late for task in tasks)
    assert not any("values" in task.url for task in today_registry.tasks(planner, moment))
    viewer = make_account("viewer@example.lg.jp", Role.VIEWER)
    assert not today_registry.tasks(viewer, moment)


def test_a_line_turns_late_by_the_passing_of_a_day(clock: time_machine.Traveller) -> None:
    (job,) = [one for one in jobs if one.name == "policy.follow"]
    assert job.every == "day"
    job.run(at(clock, date(2025, 9, 1)))
    line = Line.objects.get(code="1")
    assert line.progress_changes.all()[0].after == "on_track"
    job.run(at(clock, date(2025, 9, 2)))
    job.run(at(clock, date(2025, 9, 2)))
    assert [one.after for one in line.progress_changes.all()] == ["late", "on_track"]

"""A section enters, corrects and takes back values: the line turns, nobody overwrites anybody."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from tests.support.staff import SECTION, log_in, make_account

from hanamizuki.core.audit.models import Entry
from hanamizuki.core.clock import now
from hanamizuki.core.evidence.errors import AskBack
from hanamizuki.core.evidence.logic.periods import Period, period_of
from hanamizuki.core.evidence.models import Indicator, Value
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.policy.models import ProgressChange, Target
from hanamizuki.policy.queries import current_policy
from hanamizuki.policy.queries.progress import progress_of
from hanamizuki.policy.queries.values import overview
from hanamizuki.policy.services import values
from hanamizuki.policy.services.values import Conflicts, Row
from hanamizuki.policy.tests.entering import *  # noqa: F403
from hanamizuki.policy.tests.entering import PAGE, YEAR, enter, make, sent

pytestmark = pytest.mark.django_db


def test_the_line_turns_with_the_value_and_says_why(staff: Account) -> None:
    assert enter(staff) == 1
    (turn,) = ProgressChange.objects.all()
    assert (turn.line.code, turn.after, turn.why["verdict"]["value"]) == ("1", "missed", "150.0000")
    assert turn.line.touched_at is not None
    entry = Entry.objects.order_by("-seq")[0]
    assert (entry.action, entry.section) == ("evidence.value_entered", SECTION)
    enter(staff, Row("", Decimal(200), 1), reason="数えもれ")
    assert ProgressChange.objects.filter(line__code="1")[0].after == "achieved"


def test_nothing_turns_and_nothing_is_kept_where_a_row_is_wrong(staff: Account) -> None:
    with pytest.raises(ValidationError) as caught:
        enter(staff, Row("", Decimal(150), None), Row("gender:female", Decimal("70.5"), None))
    assert set(caught.value.message_dict) == {"value:gender:female"}
    assert not Value.objects.exists() and not ProgressChange.objects.exists()
    assert not Entry.objects.filter(action="evidence.value_entered").exists()


def test_groups_that_do_not_make_the_whole_are_asked_back_all_rows_together(
    staff: Account,
) -> None:
    rows = [
        Row("", Decimal(150), None),
        Row("gender:female", Decimal(90), None),
        Row("gender:male", Decimal(70), None),
    ]
    with pytest.raises(AskBack):
        enter(staff, *rows)
    assert not Value.objects.exists()
    assert enter(staff, *rows, confirmed=True) == 3
    # All three corrected at once fit together: the old parts are not held against the new whole.
    again = [Row(one.split, one.value + add, 1) for one, add in zip(rows, (20, 10, 0), strict=True)]
    assert enter(staff, *again, reason="数えもれ") == 2


def test_ten_times_the_last_value_is_asked_back(staff: Account) -> None:
    enter(staff)
    following = Period(date(2026, 4, 1), date(2027, 3, 31))
    with time_machine.travel("2027-05-01T01:00:00Z", tick=False):
        with pytest.raises(AskBack, match="10倍"):
            values.enter(staff, "drills", following, [Row("", Decimal(1501), None)], source="名簿")
        row = [Row("", Decimal(1501), None)]
        assert values.enter(staff, "drills", following, row, source="名簿", confirmed=True) == 1


def test_a_correction_needs_a_reason_an_interim_value_goes_on_without(staff: Account) -> None:
    enter(staff)
    with pytest.raises(ValidationError) as caught:
        enter(staff, Row("", Decimal(160), 1))
    assert set(caught.value.message_dict) == {"reason"}
    running = period_of(date(2026, 5, 12), 12)
    values.enter(staff, "drills", running, [Row("", Decimal(40), None)], source="名簿")
    assert Value.objects.get(period=running.label).interim
    values.enter(staff, "drills", running, [Row("", Decimal(60), 1)], source="名簿")
    assert Value.objects.get(period=running.label).value == 60


def test_a_count_that_goes_on_is_neither_late_nor_a_success_before_its_time(
    staff: Account,
) -> None:
    goals = [{"goal": "200", "due": "2027-03-31"}]
    Target.objects.update(goals=goals)
    running = period_of(date(2026, 5, 12), 12)

    def state(value: int, version: int | None) -> str:
        rows = [Row("", Decimal(value), version)]
        values.enter(staff, "drills", running, rows, source="名簿", confirmed=True)
        policy = current_policy()
        assert policy is not None
        return progress_of(policy, now())["1"].state

    assert state(5, None) == "unknown"
    assert state(200, 1) == "achieved"
    Indicator.objects.filter(indicator_id="drills").update(direction="down")
    Target.objects.update(goals=[{"goal": "50", "due": "2027-03-31"}])
    assert state(5, 2) == "unknown"


def test_a_groups_value_that_the_section_entered_stands_for_the_packs(staff: Account) -> None:
    Target.objects.update(split="gender:female")
    Indicator.objects.filter(indicator_id="drills").update(region={"ja": "見本区"})
    Value.objects.create(
        indicator_id="drills",
        at=YEAR.last,
        period="2025年",
        split="gender:female",
        region="見本区",
        value=120,
        origin=Value.PACK,
        source="見本",
    )
    enter(staff, Row("gender:female", Decimal(210), None))
    policy = current_policy()
    assert policy is not None
    assert progress_of(policy, now())["1"].state == "achieved"


def test_a_period_that_has_not_begun_is_refused(staff: Account) -> None:
    later = Period(date(2027, 4, 1), date(2028, 3, 31))
    with pytest.raises(ValidationError, match="始まっていません"):
        values.enter(staff, "drills", later, [Row("", Decimal(1), None)], source="名簿")


def test_the_second_of_two_sees_the_first_s_value_and_loses_nothing(
    inside: Client, staff: Account
) -> None:
    other = log_in(Client(), make_account("two@example.lg.jp", Role.SECTION_STAFF))
    first, second = inside.get(PAGE), other.get(PAGE)
    done = inside.post(PAGE, sent(first, **{"value-0": "150", "source": "名簿"}))
    assert done.status_code == 302
    theirs = other.post(PAGE, sent(second, **{"value-0": "１，５５０", "source": "報告書"}))
    page = theirs.content.decode()
    assert theirs.status_code == 409
    assert "先に入った値は 150" in page and "あなたの値は 1,550" in page
    assert 'value="１，５５０"' in page and 'value="報告書"' in page
    assert Value.objects.get().value == 150
    # Having seen it, the second decides, and says why.
    again = sent(theirs, reason="報告書が正しい")
    kept = other.post(PAGE, again)
    assert kept.status_code == 302
    kept_value = Value.objects.get()
    assert kept_value.value == 1550 and kept_value.source == "報告書"


def test_two_at_the_same_version_conflict_in_the_service(staff: Account) -> None:
    enter(staff)
    with pytest.raises(Conflicts) as caught:
        enter(staff, Row("", Decimal(170), None), reason="x")
    stands = caught.value.theirs[""]
    assert stands is not None and stands.value == 150


def test_an_emptied_field_takes_nothing_back(inside: Client, staff: Account) -> None:
    enter(staff)
    page = inside.post(PAGE, sent(inside.get(PAGE), **{"value-0": "", "reason": "x"}))
    assert "値を取り消す" in page.content.decode() and Value.objects.count() == 1


def test_a_value_is_taken_back_with_a_reason_and_the_line_turns_back(
    inside: Client, staff: Account
) -> None:
    enter(staff, Row("", Decimal(200), None))
    path = f"/staff/policy/values/{Value.objects.get().pk}/withdraw/"
    page = inside.post(path, {"version": "1", "reason": ""})
    assert page.status_code == 200 and Value.objects.exists()
    stale = inside.post(path, {"version": "7", "reason": "別の年の数字"})
    assert stale.status_code == 302 and Value.objects.exists()
    assert inside.post(path, {"version": "1", "reason": "別の年の数字"}).status_code == 302
    assert not Value.objects.exists()
    assert ProgressChange.objects.filter(line__code="1")[0].after == "unknown"
    assert Entry.objects.order_by("-seq")[0].reason == "別の年の数字"


def test_another_section_s_values_stay_theirs(inside: Client, staff: Account) -> None:
    assert inside.get("/staff/policy/values/theirs/2025-04/").status_code == 403
    with pytest.raises(PermissionDenied):
        values.enter(staff, "theirs", YEAR, [Row("", Decimal(1), None)], source="x")
    page = inside.get("/staff/policy/values/").content.decode()
    assert "/values/drills/2025-04/" in page and "/values/theirs/" not in page


@pytest.mark.parametrize("month", ["2025-05", "x", "2025-13", "99999-04", "0000-04"])
def test_an_address_that_begins_no_period_leads_nowhere(inside: Client, month: str) -> None:
    assert inside.get(f"/staff/policy/values/drills/{month}/").status_code == 404


def test_a_future_period_has_no_form(inside: Client) -> None:
    page = inside.get("/staff/policy/values/drills/2027-04/")
    assert "まだ始まっていません" in page.content.decode()
    data = {"value-0": "5", "source": "x"}
    again = inside.post("/staff/policy/values/drills/2027-04/", data)
    assert again.status_code == 200 and not Value.objects.exists()


def test_late_and_due_by_day(may: time_machine.Traveller) -> None:
    may.move_to("2026-04-30T10:00:00+09:00")
    found = overview([SECTION], date(2026, 4, 30))
    assert [one.period for one in found.due] == [YEAR] and not found.late
    found = overview([SECTION], date(2026, 5, 1))
    assert [one.period for one in found.late] == [YEAR] and not found.due


def test_an_age_is_typed_where_none_was_there(inside: Client) -> None:
    make("ages", splits=["age"])
    path = "/staff/policy/values/ages/2025-04/"
    page = inside.get(path)
    typed = {"value-0": "90", "source": "名簿", "spare-0-group": "65〜74歳", "spare-0-value": "40"}
    assert inside.post(path, sent(page, **typed)).status_code == 302
    assert Value.objects.get(split="age:65-74").value == 40
    assert [group.split for group, _, _ in inside.get(path).context["form"].table] == [
        "",
        "age:65-74",
    ]
    wrong = inside.post(path, sent(inside.get(path), **{"spare-0-group": "若い人"}))
    assert wrong.context["form"].errors["spare-0-group"]

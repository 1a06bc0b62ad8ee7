"""Appointments: booking, changing, cancelling, reminding, checking in, closing, forgetting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, transaction
from tests.support.staff import SECTION, make_account, make_places

from hanamizuki.core import clock
from hanamizuki.core.audit.models import Entry
from hanamizuki.core.evidence import registry as indicators
from hanamizuki.core.notices.models import Notice
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.desk.appointments.models import Appointment, AppointmentKind, Seat
from hanamizuki.desk.appointments.offers import next_slot
from hanamizuki.desk.models import Counter, Service, Ticket
from hanamizuki.desk.queries.appointments import Calendar, by_code, to_tell
from hanamizuki.desk.services import appointment_day as day_of_it
from hanamizuki.desk.services import appointments as services
from hanamizuki.desk.services import counters
from hanamizuki.desk.services.day import audit, close_days
from hanamizuki.desk.services.issuing import Wish, issue
from hanamizuki.desk.services.taking import NotNow
from hanamizuki.desk.tests.appointing import (
    MONDAY,
    RULES,
    Moment,
    book,
    free,
    link,
    refused,
    slot,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def at() -> Iterator[Moment]:
    with time_machine.travel("2026-12-01T10:00:00+09:00", tick=False) as traveller:
        yield Moment(traveller)


@pytest.fixture(autouse=True)
def kind(at: Moment) -> AppointmentKind:
    make_places()
    Service.objects.create(
        code="desk",
        letter="R",
        name={"ja": "窓口"},
        section=SECTION,
        rules={"appointment": "also"},
    )
    Counter.objects.create(code="w", label="1", services=["desk"], state="open")
    title = {"ja": "お悔やみ窓口", "en": "Bereavement desk", "easy": "お悔やみ窓口"}
    return AppointmentKind.objects.create(code="b", service="desk", title=title, rules=RULES)


@pytest.fixture
def clerk() -> Account:
    return make_account("clerk@example.lg.jp", Role.COUNTER)


# ---- booking


def test_a_slot_is_given_once(kind: AppointmentKind) -> None:
    one = book(kind).appointment
    assert (one.state, one.end - one.start) == ("booked", timedelta(minutes=50))
    assert free(kind) == ["10:30", "13:30", "15:00"]
    with refused("full"):
        book(kind, phone="045-000-0002")
    assert Seat.objects.count() == 1


def test_the_database_itself_keeps_a_seat_to_one_holder(kind: AppointmentKind) -> None:
    seat = book(kind).appointment.seat
    other = book(kind, f"{MONDAY}T10:30", phone="045-000-0002").appointment
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(appointment=other).update(start=seat.start)


def test_a_double_tap_is_one_appointment(kind: AppointmentKind) -> None:
    first = book(kind, token="t" * 32)
    again = book(kind, token="t" * 32)
    assert again.again and again.appointment.pk == first.appointment.pk
    assert Appointment.objects.count() == 1


def test_what_is_not_given_says_why(kind: AppointmentKind, at: Moment) -> None:
    for start, code in (
        (f"{MONDAY}T09:10", "no_slot"),
        ("2026-12-13T09:00", "no_slot"),  # a Sunday
        ("2027-01-01T09:00", "no_slot"),
        ("2026-12-08T09:00", "too_late"),  # five business days before was 1 December, 16:00
        ("2027-02-01T09:00", "too_early"),
    ):
        if code == "too_late":
            at.set("2026-12-01T16:00")
        with refused(code):
            book(kind, start)
    kind.rules = {}
    kind.save()
    with refused("not_here"):
        book(kind)
    assert not Appointment.objects.exists()


def test_the_last_minute_before_the_deadline(kind: AppointmentKind, at: Moment) -> None:
    at.set("2026-12-01T15:59")
    assert book(kind, "2026-12-08T09:00").appointment.state == "booked"


def test_nobody_hoards(kind: AppointmentKind, at: Moment) -> None:
    book(kind, device="d")
    with refused("enough_contact"):
        book(kind, f"{MONDAY}T10:30", phone="045 000 0001")  # however it is written
    book(kind, f"{MONDAY}T10:30", phone="", email="A@example.jp", device="d")
    with refused("enough_contact"):
        book(kind, f"{MONDAY}T13:30", phone="", email="a@EXAMPLE.jp")
    with refused("enough_device"):
        book(kind, f"{MONDAY}T13:30", phone="045-000-0009", device="d")
    book(kind, f"{MONDAY}T13:30", channel="phone", actor="account:1")  # staff decide
    at.set("2026-12-15T10:00")  # what is past counts no more
    book(kind, "2027-01-05T09:00", device="d")


def test_a_confidential_kind_does_not_tell_who_has_one(kind: AppointmentKind) -> None:
    kind.confidential = True
    kind.save()
    book(kind)
    book(kind, f"{MONDAY}T10:30")  # the same contact: a refusal would tell


def test_after_a_change_of_the_hours_old_appointments_still_count(kind: AppointmentKind) -> None:
    book(kind, f"{MONDAY}T10:30")
    times = [{"weekdays": ["mon"], "starts": ["10:00", "11:00", "13:00"]}]
    kind.rules = RULES | {"times": times}
    kind.save()
    assert free(kind) == ["13:00"]  # 10:30–11:20 lies across two of the new ones
    with refused("full"):
        book(kind, f"{MONDAY}T11:00", phone="045-000-0002")


# ---- mails


def mails(kind: str) -> list[Notice]:
    return list(Notice.objects.filter(kind=f"desk.appointment_{kind}").order_by("due_at"))


def test_mails_of_a_booking_and_its_reminders(kind: AppointmentKind) -> None:
    made = book(kind, email="a@example.jp", remind_hours=2)
    (booked,) = mails("booked")
    assert "お悔やみ窓口" in booked.subject and link(made.token) in booked.body
    due = [one.due_at for one in mails("reminder")]
    assert due == [slot("2026-12-11T10:00"), slot(f"{MONDAY}T07:00")]


def test_a_change_takes_the_old_reminders_back(kind: AppointmentKind) -> None:
    made = book(kind, email="a@example.jp")
    services.move(made.appointment, slot("2026-12-15T10:30"), made.token, link)
    assert len(mails("moved")) == 1
    states = {(one.state, one.due_at) for one in mails("reminder")}
    assert states == {
        ("cancelled", slot("2026-12-11T10:00")),
        ("waiting", slot("2026-12-14T10:00")),
    }
    services.cancel(made.appointment, link="https://ward.example/")
    assert {one.state for one in mails("reminder")} == {"cancelled"}
    assert len(mails("cancelled")) == 1


def test_a_confidential_kind_is_not_named_in_mail(kind: AppointmentKind) -> None:
    kind.confidential = True
    kind.save()
    made = book(kind, email="a@example.jp", remind_hours=2)
    services.cancel(made.appointment, "account:1", link="https://x.example/", reason="理由")
    found = list(Notice.objects.all())
    assert len(found) == 4
    for one in found:
        text = one.subject + one.body + one.why
        assert "お悔やみ" not in text and made.token not in text and "理由" not in text


# ---- changing and cancelling


def test_a_freed_slot_is_offered_again_at_once(kind: AppointmentKind) -> None:
    made = book(kind, email="a@example.jp", device="d")
    services.cancel(made.appointment, link="https://ward.example/")
    one = Appointment.objects.get()
    assert (one.state, one.name, one.phone, one.email, one.device) == ("cancelled", "", "", "", "")
    assert one.forgotten_at is not None
    assert free(kind)[0] == "09:00"
    assert book(kind).appointment.pk != one.pk
    services.cancel(one, link="https://ward.example/")  # twice changes nothing
    assert Entry.objects.count() == 0  # what residents do is not staff's trail


def test_a_change_that_fails_keeps_the_old(kind: AppointmentKind, at: Moment) -> None:
    made = book(kind)
    book(kind, f"{MONDAY}T10:30", phone="045-000-0002")
    with refused("full"):
        services.move(made.appointment, slot(f"{MONDAY}T10:30"), made.token, link)
    assert Appointment.objects.get(pk=made.appointment.pk).start == slot(f"{MONDAY}T09:00")
    assert Seat.objects.filter(start=slot(f"{MONDAY}T09:00")).count() == 1
    at.set("2026-12-07T16:00")  # the deadline of the 14th
    with refused("change_over"):
        services.move(made.appointment, slot("2026-12-21T09:00"), made.token, link)
    services.cancel(made.appointment, link="https://ward.example/")  # to give it up one may


def test_a_change_onto_hours_that_its_own_seat_overlaps(kind: AppointmentKind) -> None:
    made = book(kind, f"{MONDAY}T10:30")
    times = [{"weekdays": ["mon"], "starts": ["11:00"]}]
    kind.rules = RULES | {"times": times}
    kind.save()
    services.move(made.appointment, slot(f"{MONDAY}T11:00"), made.token, link)
    assert list(Seat.objects.values_list("start", flat=True)) == [slot(f"{MONDAY}T11:00")]


def test_nothing_is_changed_once_it_has_begun(kind: AppointmentKind, at: Moment) -> None:
    made = book(kind)
    at.set(f"{MONDAY}T09:00")
    with refused("over"):
        services.cancel(made.appointment, link="https://ward.example/")


# ---- the day


def test_an_appointment_holds_the_place_of_its_hour(
    kind: AppointmentKind, at: Moment, clerk: Account
) -> None:
    early = book(kind, f"{MONDAY}T10:30").appointment
    late = book(kind, f"{MONDAY}T09:00", phone="045-000-0002").appointment
    at.set(f"{MONDAY}T09:20")
    before = issue(Wish("desk", "kiosk", present=True)).ticket
    at.set(f"{MONDAY}T09:40")
    holder = day_of_it.check_in(early).ticket  # fifty minutes early
    at.set(f"{MONDAY}T09:50")
    between = issue(Wish("desk", "kiosk", present=True)).ticket
    missed = day_of_it.check_in(late).ticket  # fifty minutes late: the place of coming
    at.set(f"{MONDAY}T10:35")
    after = issue(Wish("desk", "kiosk", present=True)).ticket
    assert holder.rank == "appointment" and holder.channel == "appointment"
    window, order = Counter.objects.get(), []
    while (called := counters.call_next(clerk, window)) is not None:
        order.append(called.pk)
        counters.finish(clerk, called)
    assert order == [before.pk, between.pk, missed.pk, holder.pk, after.pk]
    assert list(audit()) == []


def test_checking_in_twice_is_one_number(kind: AppointmentKind, at: Moment) -> None:
    one = book(kind).appointment
    at.set(f"{MONDAY}T09:00")
    first, again = day_of_it.check_in(one), day_of_it.check_in(one)
    assert again.again and first.ticket.pk == again.ticket.pk
    assert Ticket.objects.count() == 1
    assert Appointment.objects.get().state == "arrived"


def test_checking_in_only_on_the_day_and_while_open(kind: AppointmentKind, at: Moment) -> None:
    one = book(kind).appointment
    with refused("not_today"):
        day_of_it.check_in(one)
    at.set(f"{MONDAY}T07:00")
    with pytest.raises(NotNow):
        day_of_it.check_in(one)
    services.cancel(one, link="https://ward.example/")
    at.set(f"{MONDAY}T09:00")
    with refused("cancelled"):
        day_of_it.check_in(one)
    assert not Ticket.objects.exists()


def test_who_did_not_come_may_still_come(kind: AppointmentKind, at: Moment, clerk: Account) -> None:
    one = book(kind).appointment
    with refused("not_yet"):
        day_of_it.no_show(one, clerk)
    at.set(f"{MONDAY}T09:30")
    assert day_of_it.no_show(one, clerk).state == "no_show"
    assert by_code(one.code[:3] + " " + one.code[3:].lower()) == one
    day_of_it.check_in(one)
    assert Appointment.objects.get().state == "arrived"
    with refused("came"):
        day_of_it.no_show(one, clerk)


def test_closing_a_day_with_open_appointments(
    kind: AppointmentKind, at: Moment, clerk: Account
) -> None:
    mailed = book(kind, email="a@example.jp", phone="").appointment
    phoned = book(kind, f"{MONDAY}T10:30").appointment
    day = date.fromisoformat(MONDAY)
    given = {"reason": "停電のため", "link": "https://ward.example/"}
    still = day_of_it.close(kind, day, None, clerk, cancel_open=False, **given)
    assert [one.pk for one in still] == [mailed.pk, phoned.pk]  # they stand until somebody decides
    assert free(kind) == []
    with refused("blocked"):
        book(kind, f"{MONDAY}T13:30", phone="045-000-0003")
    with refused("closed_already"):
        day_of_it.close(kind, day, None, clerk, cancel_open=True, **given)
    day_of_it.reopen(kind.closures.get(), clerk)
    assert free(kind) == ["13:30", "15:00"]
    day_of_it.close(kind, day, None, clerk, cancel_open=True, **given)
    assert set(Appointment.objects.values_list("state", flat=True)) == {"cancelled"}
    (mail,) = mails("called_off")
    assert "停電のため" in mail.body
    assert [one.pk for one in to_tell(None)] == [phoned.pk]  # no address: they must be phoned
    day_of_it.told(phoned, clerk)
    assert to_tell(None) == [] and Appointment.objects.get(pk=phoned.pk).phone == ""
    actions = list(Entry.objects.values_list("action", flat=True))
    assert actions.count("desk.appointments_closed") == 2
    assert "花子" not in "".join(f"{one.changes}{one.reason}" for one in Entry.objects.all())


def test_closing_one_slot(kind: AppointmentKind, clerk: Account) -> None:
    day, start = date.fromisoformat(MONDAY), slot(f"{MONDAY}T10:30")
    day_of_it.close(kind, day, start, clerk, reason="x", cancel_open=False, link="/")
    assert free(kind) == ["09:00", "13:30", "15:00"]


def test_the_day_after_nothing_tells_of_the_person(kind: AppointmentKind, at: Moment) -> None:
    one = book(kind, email="a@example.jp", device="d").appointment
    tomorrow = book(kind, "2026-12-15T09:00", phone="045-000-0002").appointment
    assert day_of_it.forget(at.set(f"{MONDAY}T23:59")) == 0
    assert day_of_it.forget(at.set("2026-12-15T00:01")) == 1
    one.refresh_from_db()
    tomorrow.refresh_from_db()
    kept = (one.name, one.phone, one.email, one.phone_key, one.email_key, one.device)
    assert kept == ("",) * 6 and one.state == "booked"
    assert tomorrow.name == "見本 花子"
    assert day_of_it.forget(clock.now()) == 0


def test_a_number_left_when_the_day_closes(kind: AppointmentKind, at: Moment) -> None:
    one = book(kind).appointment
    at.set(f"{MONDAY}T09:00")
    day_of_it.check_in(one)
    at.set("2026-12-15T00:05")
    assert close_days(clock.today()) == 1
    assert Appointment.objects.get().state == "arrived" and list(audit()) == []


# ---- what is told of it


def test_evidence_counts_only_what_is_known(
    kind: AppointmentKind, at: Moment, clerk: Account
) -> None:
    booked, missed = (indicators.get(f"desk-appointments-{name}") for name in ("booked", "no-show"))
    assert booked and missed
    assert booked.read(clock.now()) == () and missed.read(clock.now()) == ()
    one = book(kind, "2026-12-09T09:00").appointment
    two = book(kind, "2026-12-09T10:30", phone="045-000-0002").appointment
    book(kind, "2026-12-09T13:30", phone="045-000-0003")
    for day in range(1, 9):
        still = date(2026, 12, day)
        if Calendar(kind).slots(still):
            day_of_it.close(kind, still, None, clerk, reason="x", cancel_open=False, link="/")
    at.set("2026-12-09T16:00")
    day_of_it.no_show(one, clerk)
    day_of_it.came(two, clerk)
    moment = at.set("2026-12-10T09:00")
    assert [one.value for one in booked.read(moment)] == [Decimal("75.0")]
    assert [one.value for one in missed.read(moment)] == [Decimal("50.0")]  # the third: unknown


def test_the_offer_tells_the_next_free_time(kind: AppointmentKind) -> None:
    found = next_slot(clock.now())
    assert found and found.is_open and "2026年12月8日 09:00" in found.label["ja"]
    kind.rules = {}
    kind.save()
    assert next_slot(clock.now()) is None

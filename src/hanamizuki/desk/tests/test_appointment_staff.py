"""Staff and appointments: the day, a caller's booking, no-shows, closures; and the API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client
from pytest_django import DjangoDbBlocker
from tests.support.packs import loaded
from tests.support.staff import log_in, make_account

from hanamizuki.core.audit.models import Entry
from hanamizuki.core.people.grants import Grant
from hanamizuki.core.people.roles import Role
from hanamizuki.desk.appointments.models import Appointment, AppointmentKind
from hanamizuki.desk.models import Ticket

pytestmark = pytest.mark.django_db
STAFF, API = "/staff/desk/appointments/", "/api/v1/desk/appointments"
MONDAY = "2026-12-14"
GIVEN = {
    "start": f"{MONDAY}T09:00",
    "name": "見本 花子",
    "phone": "045-000-0001",
    "channel": "phone",
    "language": "ja",
}


@pytest.fixture(scope="module")
def kohoku(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker, "kohoku"):
        yield


@pytest.fixture
def clock(kohoku: None, db: None) -> Iterator[Any]:
    caches["counts"].clear()
    with time_machine.travel("2026-12-01T10:00:00+09:00", tick=False) as traveller:
        yield traveller


def clerk_of(section: str, name: str = "clerk") -> Client:
    account = make_account(f"{name}.{section}@example.lg.jp", Grant(Role.COUNTER.value, section))
    return log_in(Client(headers={"Accept-Language": "ja"}), account)


@pytest.fixture
def clerk(clock: Any) -> Client:
    return clerk_of("okuyami")


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def call_in(clerk: Client, **more: str) -> Appointment:
    answer = clerk.post(f"{STAFF}new/bereavement/", GIVEN | more)
    assert answer.status_code == 302, answer.content.decode()
    return Appointment.objects.latest("pk")


def press(clerk: Client, one: Appointment, do: str, **more: str) -> str:
    answer = clerk.post(f"{STAFF}{one.pk}/", {"do": do, **more}, follow=True)
    return str(answer.content.decode())


def test_a_caller_gets_a_code_and_once_a_link(clerk: Client) -> None:
    assert "2026年12月14日 09:00 月" in shown(clerk, f"{STAFF}new/bereavement/")
    one = call_in(clerk)
    page = clerk.get(f"{STAFF}made/{one.pk}/").content.decode()
    assert one.code in page and "<svg" in page
    again = clerk.get(f"{STAFF}made/{one.pk}/").content.decode()
    assert one.code in again and "一度だけ" not in again
    assert Entry.objects.get(action="desk.appointment_booked").section == "okuyami"
    assert "見本 花子" in shown(clerk, f"{STAFF}?day={MONDAY}")
    week = shown(clerk, f"{STAFF}week/?day=2026-12-16")
    assert "枠 20 のうち予約 1" in week and one.code in week


def test_a_slot_that_was_taken_says_so(clerk: Client) -> None:
    call_in(clerk)
    answer = clerk.post(f"{STAFF}new/bereavement/", GIVEN)
    assert answer.status_code == 422 and Appointment.objects.count() == 1


def test_the_day_of_it(clerk: Client, clock: Any) -> None:
    one = call_in(clerk)
    two = call_in(clerk, start=f"{MONDAY}T10:30", phone="045-000-0002")
    assert "まだ予約の時間" in press(clerk, one, "no_show")
    clock.move_to(f"{MONDAY}T10:25:00+09:00")
    clerk = clerk_of("okuyami", "other")  # the session of two weeks ago is over
    assert "来なかったと記録しました" in press(clerk, one, "no_show")
    assert "番号は R001 です" in press(clerk, two, "check_in")
    assert Ticket.objects.get().rank == "appointment"
    day = shown(clerk, STAFF)
    assert "来なかった" in day and "来た R001" in day and "早く着いても" in day
    assert "来たことが記録" in press(clerk, two, "no_show")
    assert press(clerk, two, "nonsense")
    assert shown(clerk, f"{STAFF}?day=9999-12-31") and shown(clerk, f"{STAFF}week/?day=x")


def test_calling_off_needs_a_reason_and_a_call(clerk: Client) -> None:
    one = call_in(clerk)
    assert clerk.post(f"{STAFF}{one.pk}/", {"do": "cancel"}).status_code == 422
    assert "予約をやめました" in press(clerk, one, "cancel", reason="停電のため")
    assert "電話で知らせる人" in shown(clerk, STAFF)
    assert "電話番号を消しました" in press(clerk, one, "told")
    assert "電話で知らせる人" not in shown(clerk, STAFF)
    told = Entry.objects.get(action="desk.appointment_cancelled")
    assert told.reason == "停電のため"


def test_closing_and_opening_a_day(clerk: Client) -> None:
    one = call_in(clerk)
    path = f"{STAFF}closing/bereavement/?day={MONDAY}"
    assert "この日に予約が1件あります" in shown(clerk, path)
    answer = clerk.post(path, {"start": "", "reason": "停電のため"}, follow=True)
    assert "予約が1件、残っています" in answer.content.decode()
    assert "止めています" in shown(clerk, f"{STAFF}?day={MONDAY}")
    assert clerk.post(path, {"start": "", "reason": "停電のため"}).status_code == 422
    closure = AppointmentKind.objects.get(code="bereavement").closures.get()
    assert clerk.get(f"{STAFF}closing/{closure.pk}/open/").status_code == 302
    clerk.post(f"{STAFF}closing/{closure.pk}/open/")
    clerk.post(path, {"start": "", "reason": "停電のため", "cancel_open": "on"})
    one.refresh_from_db()
    assert (one.state, one.reason) == ("cancelled", "停電のため")


def test_only_ones_own_section(clerk: Client) -> None:
    one = call_in(clerk)
    closing = f"{STAFF}closing/bereavement/"
    other = clerk_of("koseki")
    for path in (
        f"{STAFF}{one.pk}/",
        f"{STAFF}made/{one.pk}/",
        closing,
        f"{STAFF}new/bereavement/",
    ):
        assert other.get(path).status_code == 403, path
    assert one.code not in shown(other, f"{STAFF}?day={MONDAY}")


def test_a_confidential_person_is_in_no_list_and_reading_is_recorded(clerk: Client) -> None:
    AppointmentKind.objects.filter(code="bereavement").update(confidential=True)
    one = call_in(clerk)
    assert "花子" not in shown(clerk, f"{STAFF}?day={MONDAY}")
    assert "花子" in shown(clerk, f"{STAFF}{one.pk}/")
    assert Entry.objects.get(action="read").subject == f"desk.appointment:{one.pk}"


# ---- the API


def test_kinds_and_slots(clock: Any) -> None:
    client = Client()
    kinds = {one["id"]: one for one in client.get(API).json()}
    assert kinds["bereavement"]["bookable"]
    assert kinds["bereavement"]["next"] == "2026-12-08T09:00:00+09:00"
    assert kinds["mynumber-pickup"]["rules"] is None
    assert kinds["mynumber-pickup"]["elsewhere"][0]["phone"] == "0120-769-706"
    slots = client.get(f"{API}/bereavement/slots?from=2026-12-07&days=2").json()
    assert [one["state"] for one in slots] == ["too_late"] * 4 + ["free"] * 4
    assert slots[4]["deadline"] == "2026-12-01T16:00:00+09:00"
    assert client.get(f"{API}/nothing/slots").status_code == 404
    assert client.get(f"{API}/bereavement/slots?days=999").status_code == 422
    assert client.get(f"{API}/bereavement/slots?from=9999-12-31").json() == []


def test_booking_over_the_api(clock: Any) -> None:
    client = Client()
    body = {"start": f"{MONDAY}T09:00:00+09:00", "name": "Sample", "phone": "045-000-0001"}

    def post(**more: Any) -> Any:
        path = f"{API}/bereavement"
        return client.post(path, body | more, content_type="application/json")

    made = post(request_id="a" * 32)
    assert made.status_code == 201, made.content
    again = post(request_id="a" * 32).json()
    assert again["again"] and again["token"] == made.json()["token"]
    assert "/desk/appointments/b/" in made.json()["link"]
    for more, field in (
        ({"phone": "045-000-0002"}, "start"),  # taken
        ({"start": f"{MONDAY}T10:30:00+09:00"}, "phone"),  # one of a contact
        ({"start": "2026-12-13T09:00:00+09:00", "phone": "045-000-0002"}, "start"),
        ({"start": "9999-12-31T23:59:59+00:00", "phone": "045-000-0002"}, "start"),
        ({"start": "0001-01-01T00:00:00+14:00", "phone": "045-000-0002"}, "start"),
        ({"phone": ""}, "phone"),
        ({"phone": "", "email": "x"}, "email"),
        ({"name": "123456789018"}, "name"),
        ({"start": "2026-12-14T10:30"}, "start"),  # without a zone
        ({"way": "phone", "start": f"{MONDAY}T13:30:00+09:00"}, "way"),
        ({"who": "x"}, "who"),
    ):
        answer = post(**more)
        assert answer.status_code == 422, (more, answer.content)
        assert field in str(answer.json()["errors"]), (more, answer.json())
    assert Appointment.objects.count() == 1

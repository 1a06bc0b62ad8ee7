"""What no source gives is said to be assumed where staff stand on it, and is no page's fact."""

from __future__ import annotations

from typing import Any

from django.test import Client
from tests.support.staff import log_in, make_account

from hanamizuki.core.people.roles import Role
from hanamizuki.desk.models import Counter
from hanamizuki.desk.services.issuing import Wish, issue
from hanamizuki.desk.tests.conftest import Office

WORDS = "仮の数"


def pages(staff: Client) -> dict[str, str]:
    return {
        path: staff.get(f"/staff/desk/{path}").content.decode()
        for path in ("", "overview/", "overview/settings/")
    }


def test_an_assumed_number_of_seats_is_said_where_staff_stand_on_it(office: Office) -> None:
    Counter.objects.update(section="sample-section")
    Counter.objects.create(
        code="w-moving-2", label="", section="sample-section", services=["moving"]
    )
    for _ in range(40):
        issue(Wish("moving", "kiosk", present=True))
    office.clock.shift(3600)
    staff = log_in(Client(), make_account("boss@example.lg.jp", Role.SECTION_STAFF))
    shown = pages(staff)
    assert all(WORDS in one for one in shown.values())
    assert "もう1つあける" in shown["overview/"] and "席は仮の数" in shown["overview/"]
    Counter.objects.update(seats_known=True)
    shown = pages(staff)
    assert "もう1つあける" in shown["overview/"]
    assert not any(WORDS in one for one in shown.values())


def test_no_public_page_tells_a_number_of_seats(
    office: Office, client: Client, settings: Any
) -> None:
    for path in ("/desk/", "/desk/take/moved-in/", "/desk/board/", "/api/v1/desk/services"):
        page = client.get(path).content.decode()
        assert WORDS not in page and "seats" not in page

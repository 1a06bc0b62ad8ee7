"""Who may say that somebody is there: the holder of the number, and nobody else in the hall."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from hanamizuki.desk import presence
from hanamizuki.desk.device import COOKIE
from hanamizuki.desk.models import Ticket
from hanamizuki.desk.presence import code_now
from hanamizuki.desk.services.issuing import Wish, issue
from hanamizuki.desk.tests.conftest import Office
from hanamizuki.desk.tests.test_resident import HOUSE, OUTSIDE, take


@pytest.fixture
def phone(office: Office, settings: Any) -> Client:
    settings.RATE_LIMIT = True
    caches["counts"].clear()
    return Client(REMOTE_ADDR=OUTSIDE)


def wrong(client: Client, path: str, many: int = presence.TRIES + 1) -> None:
    """So many codes that are none."""
    for number in range(many):
        client.post(path, {"code": f"{number:06}", "c": f"{number:06}"})


def test_nobody_marks_the_numbers_of_others_with_the_halls_code(phone: Client) -> None:
    """Anybody in the hall sees the digits, and the numbers are A001 and so on."""
    take(phone)
    for _ in range(5):
        issue(Wish("moving", "web"))
    stranger = Client(REMOTE_ADDR="198.51.100.7")
    answers = [
        stranger.post("/desk/arrive/", {"c": code_now(), "number": f"A{number:03}"})
        for number in range(1, 9)
    ]
    # Live or not, each is answered alike: what is called is told to nobody either.
    assert {one.status_code for one in answers} == {422}
    assert len({one.content for one in answers}) == 1
    assert not Ticket.objects.filter(present=True).exists()
    holder = stranger.post("/desk/arrive/", {"c": code_now(), "mine": "1"})
    assert holder.status_code == 422 and not Ticket.objects.filter(present=True).exists()


def test_the_page_leads_to_the_link_the_machine_and_staff(phone: Client) -> None:
    code = code_now()
    page = Client(REMOTE_ADDR=OUTSIDE).get(f"/desk/arrive/?c={code}").content.decode()
    assert 'name="number"' not in page
    assert "入口の機械の「番号を持っています」" in page and "案内の人" in page
    assert f'data-links="/desk/t/" data-query="?c={code}"' in page and "notebook.js" in page
    path = take(phone)
    other = Client(REMOTE_ADDR=OUTSIDE)  # the link, opened on another phone
    assert f'value="{code}"' in other.get(f"{path}?c={code}").content.decode()
    assert other.post(f"{path}arrive/", {"code": code}).status_code == 302
    assert Ticket.objects.get().present


def test_at_the_kiosk_a_number_may_be_typed(phone: Client) -> None:
    take(phone)
    answer = Client(REMOTE_ADDR=HOUSE).post("/desk/kiosk/here/", {"number": "A001"})
    assert answer.status_code == 200 and Ticket.objects.get().present
    assert phone.post("/desk/kiosk/here/", {"number": "A001"}).status_code == 403


def test_no_code_is_not_a_wrong_one(phone: Client) -> None:
    path = take(phone)
    for _ in range(presence.TRIES + 5):
        assert phone.get("/desk/arrive/").status_code == 404
        assert phone.post(f"{path}arrive/", {"code": ""}).status_code == 422
    assert phone.get(f"/desk/arrive/?c={code_now()}").status_code == 200
    assert phone.post(f"{path}arrive/", {"code": code_now()}).status_code == 302
    assert Ticket.objects.get().present


def test_who_guesses_locks_out_only_themselves_and_is_told_the_truth(phone: Client) -> None:
    path = take(phone)
    prankster, cautious = Client(REMOTE_ADDR=OUTSIDE), Client(REMOTE_ADDR=OUTSIDE)
    theirs, other = take(prankster), take(cautious)
    wrong(prankster, f"{theirs}arrive/")
    wrong(prankster, "/desk/arrive/")
    wrong(Client(REMOTE_ADDR=OUTSIDE), "/desk/arrive/")  # who has taken no number
    answer = prankster.post(f"{theirs}arrive/", {"code": code_now()})
    page = answer.content.decode()
    assert answer.status_code == 429 and answer.headers["Retry-After"] == "600"
    assert "何度も送られた" in page and "入口の機械" in page and "数字がちがいます" not in page
    answer = Client(REMOTE_ADDR=OUTSIDE).get(f"/desk/arrive/?c={code_now()}")
    assert answer.status_code == 429 and answer.headers["Retry-After"] == "600"
    assert "何度も送られた" in answer.content.decode()
    # The same address, the hall's own net: the others arrive.
    assert phone.post(f"{path}arrive/", {"code": code_now()}).status_code == 302
    assert cautious.get(f"/desk/arrive/?c={code_now()}").status_code == 200
    assert cautious.post("/desk/arrive/", {"c": code_now(), "mine": "1"}).url == other
    present = set(Ticket.objects.filter(present=True).values_list("label", flat=True))
    assert present == {"A001", "A003"}
    assert Client(REMOTE_ADDR=HOUSE).post(f"{theirs}arrive/").status_code == 302
    assert Ticket.objects.filter(present=True).count() == 3


def test_the_api_says_too_many_as_such(phone: Client) -> None:
    secret = take(phone).split("/")[-2]
    address = f"/api/v1/desk/tickets/{secret}/arrive"
    sent = [
        phone.post(address, {"code": f"{number:06}"}, content_type="application/json").status_code
        for number in range(presence.TRIES + 2)
    ]
    assert set(sent[: presence.TRIES]) == {422} and sent[-1] == 429
    good = phone.post(address, {"code": code_now()}, content_type="application/json")
    assert good.status_code == 429 and int(good.headers["Retry-After"]) >= 600


def test_a_shared_device_forgets_and_the_next_person_gets_their_own_number(phone: Client) -> None:
    path = take(phone)
    assert phone.get(path).content.decode().count('name="shared"') == 1
    answer = phone.post(path, {"shared": "1"})
    assert (answer.status_code, answer.url) == (302, path)
    assert not phone.cookies[COOKIE].value
    assert take(phone) != path and Ticket.objects.count() == 2


def test_too_many_numbers_says_when_to_come_again(phone: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("hanamizuki.desk.limits.OUTSIDE", 0)
    answer = phone.post("/desk/take/moved-in/")
    assert answer.status_code == 429 and answer.headers["Retry-After"] == "600"


def test_crawlers_are_kept_from_private_links_and_machines(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    for path in ("/desk/t/", "/desk/appointments/b/", "/desk/kiosk/", "/desk/entrance/", "/staff/"):
        assert f"Disallow: {path}" in lines
    assert "Disallow: /" not in lines and "Disallow: /desk/" not in lines

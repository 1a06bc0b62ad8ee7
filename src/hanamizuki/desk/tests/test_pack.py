"""The desk's pack sections: Kohoku's as loaded, what reloading keeps, and what check refuses."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pydantic import ValidationError
from pytest_django import DjangoDbBlocker
from tests.support.packs import loaded
from tests.support.staff import make_account

from hanamizuki.core import clock
from hanamizuki.core.packs import check, load
from hanamizuki.core.people.grants import Grant
from hanamizuki.core.people.roles import Role
from hanamizuki.desk.models import Counter, Errand, Service, Ticket
from hanamizuki.desk.pack.errands import ErrandRecord
from hanamizuki.desk.queries.glance import windows
from hanamizuki.desk.queries.opening import states
from hanamizuki.desk.services.issuing import Wish, issue

DESK = Path(settings.PACKS_DIR) / "kohoku" / "desk"
LANGUAGES = {"ja", "en", "easy"}


@pytest.fixture(scope="module")
def kohoku(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with loaded(django_db_blocker, "kohoku"):
        yield


# ---- Kohoku


def test_only_the_windows_in_the_sources_have_a_number(db: None, kohoku: None) -> None:
    known = {one.label: one.floor for one in Counter.objects.exclude(label="")}
    assert known == {"11": "1F", "14-1": "1F", "21": "2F", "27": "2F"}
    assert Counter.objects.filter(label="").exists()
    assert Counter.objects.get(code="tax").floor == ""  # no source says its floor
    assert {one.floor for one in Counter.objects.filter(label="")} == {""}  # of the others neither


def test_the_floor_of_a_section_is_told_as_the_sections_only(db: None, kohoku: None) -> None:
    (place,) = windows()["pension"]
    assert (place.floor, place.near) == ("", "2F")
    (known,) = windows()["insurance"]
    assert (known.floor, known.near) == ("2F", "")
    one = next(it for it in Errand.objects.all() if it.services[:1] == ["pension"])
    page = Client().get(f"/desk/take/{one.code}/")
    assert "（課は2F。この窓口の階は、確かめられていません）" in page.content.decode()


def test_web_numbers_are_the_family_register_divisions(db: None, kohoku: None) -> None:
    web = {one.code: one for one in Service.objects.all() if "web_from" in one.rules}
    assert set(web) == {"registration", "family-register", "certificates"}
    rules = web["registration"].rules
    assert (rules["web_from"], rules["web_until"]) == ("09:30", "16:00")
    assert rules["web_days"] == ["mon", "tue", "wed", "thu", "fri"]
    assert "nordot.app" in web["certificates"].source


def test_what_no_source_says_of_web_numbers_is_not_denied(db: None, kohoku: None) -> None:
    moment = datetime(2026, 12, 1, 11, tzinfo=clock.JST)
    told = {
        code: one.reason for code, one in states(list(Service.objects.all()), moment, "web").items()
    }
    assert {code for code, why in told.items() if why == "open"} == {
        "registration", "family-register", "certificates",
    }  # fmt: skip
    assert told["mynumber"] == told["care"] == "web_unknown"
    assert told["bereavement"] == "by_appointment" and "no_web" not in told.values()


def test_the_ticket_machine_of_the_press_is_not_told_as_this_rooms_way() -> None:
    said = (DESK.parent / "hours.yaml").read_text("utf-8")
    (note,) = (line for line in said.splitlines() if "発券機で紙の番号" in line)
    assert "報道によるそのときの仕組み" in note and "入口の画面のQR" in note


def test_saturdays_are_of_three_sections(db: None, kohoku: None) -> None:
    on_saturdays = {one.section for one in Service.objects.all() if one.rules["saturday"]}
    assert on_saturdays == {"koseki", "hoken-nenkin", "kodomo-katei"}


def test_rules_that_no_source_gives_say_so(db: None, kohoku: None) -> None:
    for one in Service.objects.all():
        assert "初期値" in one.rules["rules_source"] and one.rules["rules_note"].keys() == LANGUAGES
        assert one.minutes is None  # no source gives it
    assert not Counter.objects.filter(seats_known=True).exists()  # nor the number of seats


def test_every_text_is_in_three_languages_and_has_a_source(db: None, kohoku: None) -> None:
    for service in Service.objects.all():
        assert service.name.keys() == LANGUAGES and service.source
        assert service.handles and service.handles.keys() == LANGUAGES
    for errand in Errand.objects.all():
        assert errand.title.keys() == LANGUAGES and errand.source and errand.words
        assert set(errand.when) <= set(errand.services)
        assert all(who.keys() == LANGUAGES for who in errand.when.values()), errand.code
        for fact in (*(errand.bring or ()), *(errand.elsewhere or ())):
            assert fact["text"].keys() == LANGUAGES and fact["source"], errand.code


def test_every_service_is_reached_by_an_errand(db: None, kohoku: None) -> None:
    reached = {code for one in Errand.objects.all() for code in one.services}
    assert reached == set(Service.objects.values_list("code", flat=True))


def test_what_is_not_done_at_a_counter_says_where(db: None, kohoku: None) -> None:
    nowhere = [one for one in Errand.objects.all() if not one.services]
    assert {one.code for one in nowhere} == {"birth-cost-aid", "senior-pass"}
    assert all(one.elsewhere for one in nowhere)


# ---- loading again


def test_loading_again_keeps_tickets_and_who_sits_where(tmp_path: Path, db: None) -> None:
    for pack in ("japan", "yokohama", "kohoku"):
        shutil.copytree(Path(settings.PACKS_DIR) / pack, tmp_path / pack)
    load(tmp_path, "kohoku")
    clerk = make_account("clerk@example.lg.jp", Grant(Role.COUNTER.value, "zeimu"))
    ticket = issue(Wish("tax", "kiosk", present=True)).ticket
    Counter.objects.filter(code__in=("w21", "tax")).update(
        state="open", clerk=clerk, since=clock.now()
    )
    for name, pattern in (
        ("services", r"- id: tax\n.*?\n\n"),
        ("counters", r"- id: tax\n.*?(?=- id)"),
        ("errands", r"- id: (?:tax-certificate|moped)\n.*?\n\n"),
        ("pattern", r"- id: tax-season\n.*?\n\n"),
    ):
        file = tmp_path / "kohoku" / "desk" / f"{name}.yaml"
        file.write_text(re.sub(pattern, "", file.read_text("utf-8"), flags=re.DOTALL), "utf-8")
    errands = tmp_path / "kohoku" / "desk" / "errands.yaml"
    cut = re.sub(r"    - service: tax\n.*?\n", "", errands.read_text("utf-8"))
    errands.write_text(cut, "utf-8")
    load(tmp_path, "kohoku")
    ticket.refresh_from_db()
    assert ticket.service.withdrawn and Ticket.objects.count() == 1
    with pytest.raises(Service.DoesNotExist):
        issue(Wish("tax", "kiosk"))
    assert Counter.objects.get(code="tax").withdrawn
    window = Counter.objects.get(code="w21")
    assert (window.state, window.clerk) == ("open", clerk) and not window.withdrawn


# ---- what is refused


FAULTS = [
    [
        ("services", "letter: B", "letter: A", "letter A is of both registration and family-"),
        ("services", "section: zeimu", "section: zei", "'zei' is not in sections.yaml"),
        ("services", "rules: ordinary", "rules: strict", "'strict' is not in desk/rules.yaml"),
        ("services", "hours: web-ticket", "hours: web", "hours.yaml has place 'web' 0 times"),
        ("counters", "services: [tax]", "services: [care]", "no counter of desk/counters.yaml"),
        ("counters", 'label: "27"', 'label: "21"', "window 21 is both w21 and w27"),
        ("counters", "id: w11", "id: w21-2", "seat w21-2 of w21-2"),
        ("errands", "services: [nursery]", "services: [creche]", "'creche' is not in desk/serv"),
        ("errands", "place: care-plaza", "place: plaza", "'plaza' is not in hours.yaml"),
        ("errands", "section: keiro-pass", "section: keiro", "'keiro' is not in sections.yaml"),
    ],
    [
        ("services", "hours: web-ticket", "hours: care-plaza", "'care-plaza' 2 times"),
        ("counters", "services: [tax]", "services: [taxes]", "'taxes' is not in desk/services"),
        ("counters", "section: zeimu", "section: zei", "'zei' is not in sections.yaml"),
    ],
    [  # what the schema refuses
        ("services", "letter: B", "letter: bb", "letter"),
        ("services", "appointment: only", "appointment: always", "appointment"),
        ("services", "quick: true", "quick: true\n  minutes: 0", "minutes"),
        ("counters", "floor: 1F", "floor: 1階", "write it in a form like 2F"),
        ("errands", "services: [nursery]", "services: [nursery, nursery]", "二度"),
        ("errands", "topics: [pet]", "topics: [pets]", "topics"),
        ("errands", "  words: [敬老パス", "  wordz: [敬老パス", "rename it to words"),
        ("rules", "grace_minutes: 15", "grace_minutes: 500", "grace_minutes"),
    ],
]


@pytest.mark.parametrize("faults", FAULTS, ids=["references", "more-references", "schema"])
def test_every_fault_is_named(tmp_path: Path, faults: list[tuple[str, str, str, str]]) -> None:
    pack = tmp_path / "kohoku"
    shutil.copytree(DESK.parent, pack)
    for file, old, new, _said in faults:
        target = pack / "desk" / f"{file}.yaml"
        text = target.read_text("utf-8")
        assert old in text
        target.write_text(text.replace(old, new, 1), "utf-8")
    found = [one.text("en") for one in check(settings.PACKS_DIR, pack)]
    for file, _old, _new, said in faults:
        assert any(said in one for one in found), (file, said, found)
    assert all("/desk/" in one for one in found), found


def test_an_errand_must_lead_somewhere() -> None:
    with pytest.raises(ValidationError, match="elsewhere"):
        ErrandRecord.model_validate({"id": "lost", "title": "迷子", "source": "なし"})

"""Booking on a phone in three languages, checking in, and the staff's pages, in a browser."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.ward import ROOT, Ward, environment, start
from tests.test_accessibility import TAGS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# A box that is ticked is touched by its label too.
SMALL = """() => [...document.querySelectorAll('main a, main input, main select, main button')]
  .filter((one) => one.type !== 'hidden' && one.checkVisibility() && !one.closest('li, p'))
  .map((one) => one.type === 'checkbox' ? one.labels[0] : one)
  .filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)"""
SHOTS = os.environ.get("HANAMIZUKI_SHOTS", "")

# A clerk's session, and somebody who is to come at half past ten this Wednesday.
SEED = """
import json
import django
django.setup()
from datetime import datetime, timedelta
from django.test import Client
from tests.support.staff import log_in, make_account
from hanamizuki.core.clock import JST, now
from hanamizuki.core.people.grants import Grant
from hanamizuki.core.receipts import digest, new_token
from hanamizuki.desk.appointments.models import Appointment, AppointmentKind, Seat
kind, token = AppointmentKind.objects.get(code="bereavement"), new_token()
start = datetime(2026, 4, 8, 10, 30, tzinfo=JST)
one = Appointment.objects.create(
    kind=kind, start=start, end=start + timedelta(minutes=50), state="booked",
    digest=digest(token), code="K7M3PQ", channel="web", name="見本 太郎", booked_at=now())
Seat.objects.create(kind=kind, start=one.start, end=one.end, seat=1, appointment=one)
clerk = make_account("yoyaku@example.lg.jp", Grant("counter", "okuyami", ""))
print(json.dumps([token, log_in(Client(), clerk).session.session_key]))
"""


@pytest.fixture(scope="module")
def clock() -> dict[str, str]:
    return {
        "HANAMIZUKI_CLOCK": "2026-04-08T10:00",
        "HANAMIZUKI_CLOCK_SET_AT": str(time.time()),
        "HANAMIZUKI_RATE_LIMIT": "off",
    }


@pytest.fixture(scope="module")
def ward(
    prepared: Path, tmp_path_factory: pytest.TempPathFactory, clock: dict[str, str]
) -> Iterator[Ward]:
    data = shutil.copytree(prepared, tmp_path_factory.mktemp("appointments") / "data")
    served = start(data, "--no-worker", command="serve", **clock)
    yield served
    served.stop()


@pytest.fixture(scope="module")
def seeded(ward: Ward, clock: dict[str, str]) -> tuple[str, str]:
    """The secret of today's appointment, and the session of a clerk."""
    env = environment(ward.data, DJANGO_SETTINGS_MODULE="hanamizuki.site.settings", **clock)
    env["PYTHONPATH"] += f":{ROOT}"
    run = [sys.executable, "-c", SEED]
    done = subprocess.run(run, env=env, capture_output=True, text=True, timeout=90)
    assert done.returncode == 0, done.stderr
    token, key = json.loads(done.stdout)
    return token, key


def seen(page: Any, name: str, found: dict[str, Any]) -> None:
    """Axe finds nothing, nothing is wider than the screen, everything is large enough to touch.

    A picture is kept where HANAMIZUKI_SHOTS names a folder.
    """
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": TAGS, "resultTypes": ["violations"]}
    violations = Axe().run(page, options=options).response["violations"]
    ids = [(one["id"], [n["html"][:120] for n in one["nodes"]]) for one in violations]
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    small = page.evaluate(SMALL)
    if ids or over > 0 or small:
        found[name] = (ids, over, small)
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    ("language", "booked", "title"),
    [
        ("ja", "予約できています", "お悔やみ窓口"),
        ("en", "", "Bereavement desk"),
        ("ja-easy", "", "お悔やみ窓口"),
    ],
)
def test_booking_changing_and_giving_up(
    browser: Any, ward: Ward, language: str, booked: str, title: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844})
    page, found = context.new_page(), {}  # type: ignore[var-annotated]
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    mark = f"{language}-{width}"
    page.goto(f"{ward.url}/desk/appointments/?lang={language}")
    seen(page, f"index-{mark}", found)
    page.click("main .errands a >> nth=1")
    seen(page, f"elsewhere-{mark}", found)
    page.go_back()
    page.click("main .errands a >> nth=0")
    assert title[0] in page.inner_text("h1")
    seen(page, f"kind-{mark}", found)
    page.click(".slots a >> nth=0")
    page.click("main form.form button.btn")
    page.locator(".errors").wait_for()
    assert page.evaluate("document.activeElement.className") in ("errors", "")
    seen(page, f"wrong-{mark}", found)
    page.fill("#id_name", "見本 花子")
    page.fill("#id_phone", f"045-000-{language.count('e'):02}{width % 100:02}")
    page.click("main form.form button.btn")
    page.wait_for_url("**/desk/appointments/b/**")
    assert booked in page.inner_text("main")
    page.locator("[data-own]").click()
    page.locator(".keep p[role=status]").wait_for()  # it is in the notebook
    seen(page, f"booked-{mark}", found)
    private = page.url
    page.click("a[href$='/change/']")
    seen(page, f"change-{mark}", found)
    page.click(".slots button >> nth=1")
    page.wait_for_url(private)
    page.click("a[href$='/cancel/']")
    seen(page, f"cancel-{mark}", found)
    page.click("main form button")
    page.wait_for_url(private)
    seen(page, f"cancelled-{mark}", found)
    page.goto(f"{ward.url}/notebook/")
    assert title[0] in page.inner_text("main")
    context.close()
    assert (found, errors) == ({}, [])


def test_without_script(browser: Any, ward: Ward) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ja-JP")
    page = context.new_page()
    page.goto(f"{ward.url}/desk/appointments/bereavement/")
    page.click(".slots a >> nth=2")
    page.fill("#id_name", "見本 花子")
    page.fill("#id_email", "hanako@example.jp")
    page.click("main form.form button.btn")
    assert "予約できています" in page.inner_text("main")
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_staffs_pages(browser: Any, ward: Ward, seeded: tuple[str, str], width: int) -> None:
    context = browser.new_context(locale="ja-JP", viewport={"width": width, "height": 844})
    context.add_cookies([{"name": "sessionid", "value": seeded[1], "url": ward.url}])
    page, found = context.new_page(), {}  # type: ignore[var-annotated]
    page.goto(f"{ward.url}/staff/desk/appointments/?lang=ja")
    assert "見本 太郎" in page.inner_text("main")
    seen(page, f"staff-day-{width}", found)
    page.goto(f"{ward.url}/staff/desk/appointments/week/")
    seen(page, f"staff-week-{width}", found)
    page.click("text=予約を取る >> nth=0")
    seen(page, f"staff-new-{width}", found)
    page.fill("#id_name", "見本 次郎")
    page.fill("#id_phone", f"045-111-{width:04}")
    page.click("main form.form button.btn")
    page.wait_for_url("**/made/**")
    seen(page, f"staff-made-{width}", found)
    page.click("text=この予約を見る")
    seen(page, f"staff-person-{width}", found)
    page.fill("#id_reason", "停電のため")
    page.click("text=予約をやめる")
    page.locator("text=予約をやめました").wait_for()
    page.goto(f"{ward.url}/staff/desk/appointments/")
    assert "電話で知らせる人" in page.inner_text("main")
    seen(page, f"staff-tell-{width}", found)
    page.goto(f"{ward.url}/staff/desk/appointments/closing/bereavement/?day=2026-04-08")
    seen(page, f"staff-closing-{width}", found)
    context.close()
    assert found == {}


def test_arriving_at_the_kiosk_in_the_hall(
    browser: Any, ward: Ward, seeded: tuple[str, str]
) -> None:
    context = browser.new_context(locale="ja-JP", viewport={"width": 1080, "height": 1920})
    page, found = context.new_page(), {}  # type: ignore[var-annotated]
    page.goto(f"{ward.url}/desk/kiosk/")
    page.click("text=予約があります")
    seen(page, "kiosk-appointment", found)
    for sign in "K7M3PQ":
        page.click(f"[data-key='{sign}']")
    page.click("main form button.btn")
    page.wait_for_url("**/desk/kiosk/number/**")
    label = page.inner_text("h1, .no >> nth=0").strip()
    phone = browser.new_context(locale="ja-JP", viewport={"width": 390, "height": 844}).new_page()
    phone.goto(f"{ward.url}/desk/appointments/b/{seeded[0]}/")
    assert "R001" in phone.inner_text("main"), label
    seen(phone, "arrived", found)
    context.close()
    assert found == {}

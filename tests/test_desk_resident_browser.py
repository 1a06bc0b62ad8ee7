"""A resident's way on a phone, in Japanese and English, and the kiosk in the hall, in a browser."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.ward import ROOT, environment, start
from tests.test_accessibility import TAGS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SMALL = """() => [...document.querySelectorAll('main a, main input, main select, main button')]
  .filter((one) => one.type !== 'hidden' && one.checkVisibility() && !one.closest('li, p'))
  .filter((one) => one.getBoundingClientRect().height < 44).length"""
CLERK = """
import sys, django; django.setup()
from hanamizuki.desk.models import Counter, Ticket
from hanamizuki.desk.services import counters
from hanamizuki.core.people.models import Account
from tests.support.staff import make_account
clerk = Account.objects.filter(email="desk@example.lg.jp").first() or make_account(
    "desk@example.lg.jp", second_factor=False)
def at(service):
    window = next(one for one in Counter.objects.all() if service in one.services)
    here = Ticket.objects.filter(counter=window, state__in=("called", "serving")).first()
    if here: counters.finish(clerk, here)
    if window.state != "open": counters.open_counter(clerk, window)
    return window
if sys.argv[1] == "through":  # everybody who waits, through all their counters
    while (one := Ticket.objects.filter(state="waiting").first()) is not None:
        counters.call_next(clerk, at(one.service.code))
        at(one.service.code)
else:
    window = at("registration")
    if sys.argv[1] == "call": print(counters.call_next(clerk, window))
"""


@pytest.fixture(scope="module")
def morning(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A ward on a Wednesday at ten, and a clerk at window 21: `call()`, `finish()`."""
    data = shutil.copytree(prepared, tmp_path_factory.mktemp("desk") / "data")
    more = {
        "HANAMIZUKI_CLOCK": "2026-04-08T10:00",
        "HANAMIZUKI_CLOCK_SET_AT": str(time.time()),
        "HANAMIZUKI_RATE_LIMIT": "off",
    }
    ward = start(data, **more)

    class Morning:
        url = ward.url

        def clerk(self, word: str) -> None:
            given = environment(data, DJANGO_SETTINGS_MODULE="hanamizuki.site.settings", **more)
            given["PYTHONPATH"] += f":{ROOT}"
            words = [sys.executable, "-c", CLERK, word]
            done = subprocess.run(words, env=given, capture_output=True, text=True, timeout=60)
            assert done.returncode == 0, done.stderr

    yield Morning()
    ward.stop()


def looked_at(page: Any, what: str, found: dict[str, Any]) -> None:
    """Axe finds nothing, nothing is wider than the screen, everything is large enough to touch."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": TAGS, "resultTypes": ["violations"]}
    violations = Axe().run(page, options=options).response["violations"]
    ids = [(one["id"], [n["html"][:120] for n in one["nodes"]]) for one in violations]
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    small = page.evaluate(SMALL)
    if ids or over > 0 or small:
        found[what] = (ids, over, small)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ja", {"go": "21番の窓口へ", "kept": "わたしの手帳"}),
        ("en", {"go": "21", "kept": "A0"}),
    ],
)
def test_from_choosing_to_a_face(
    browser: Any, morning: Any, language: str, words: dict[str, str]
) -> None:
    context = browser.new_context(locale=language, viewport={"width": 390, "height": 844})
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda one: wrong.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    found: dict[str, Any] = {}

    page.goto(f"{morning.url}/desk/?lang={language}")
    looked_at(page, "choose", found)
    page.click("a[href='/desk/take/moved-in/']")
    looked_at(page, "take", found)
    page.check("input[name=stop] >> nth=0")
    page.dblclick("button.big-btn")  # an impatient thumb
    page.wait_for_url("**/desk/t/**")
    number = page.inner_text(".tk .no").split()[-1]
    assert number.startswith("A0")
    looked_at(page, "ticket", found)
    address = page.url

    assert page.evaluate("localStorage.getItem('hanamizuki.notebook')") is None  # asked first
    page.click("[data-own]")
    page.wait_for_selector(".keep [role=status]:not(:empty)")

    page.goto(f"{morning.url}/desk/take/moved-in/")
    page.click("button.big-btn")
    page.wait_for_url("**/desk/t/**")
    assert page.url == address  # the same device, the same number

    page.wait_for_selector("[data-health=ok]:not([hidden])")
    page.click("#acts form button")  # the office's own net: no digits are asked
    page.wait_for_selector(".tk .tag.ok")
    page.wait_for_selector("[data-health=ok]:not([hidden])")
    morning.clerk("call")
    page.wait_for_selector(".tk.called", timeout=20_000)  # without anybody touching the phone
    assert words["go"] in page.inner_text(".go")
    looked_at(page, "called", found)
    morning.clerk("finish")
    page.wait_for_selector(".steps .step-done", timeout=20_000)
    assert page.url == address and page.inner_text(".tk .no").split()[-1] != number

    page.goto(f"{morning.url}/notebook/")
    page.wait_for_selector("[data-link]")
    assert number in page.inner_text("[data-list]")
    looked_at(page, "notebook", found)
    page.click("[data-link]")
    page.wait_for_url("**/desk/t/**")
    morning.clerk("through")
    page.goto(f"{address}feedback/")
    looked_at(page, "feedback", found)
    page.click(".faces button >> nth=0")
    looked_at(page, "thanks", found)

    page.goto(f"{morning.url}/desk/take/certificate/")
    page.click("button.big-btn")
    page.wait_for_url("**/desk/t/**")
    assert page.url != address  # that visit is over: a number of its own
    page.goto(f"{page.url}cancel/")
    looked_at(page, "cancel", found)
    page.click("form button.btn")
    page.wait_for_selector(".tk.cancelled")
    page.goto(f"{morning.url}/notebook/")
    page.wait_for_selector("[data-link]")
    for _visit in page.locator("[data-remove]").all():
        page.click("[data-remove] >> nth=0")
    page.wait_for_selector("[data-empty]:not([hidden])")
    looked_at(page, "empty notebook", found)
    context.close()
    assert found == {} and wrong == []


def test_a_shared_device_keeps_nothing_for_the_next_person(browser: Any, morning: Any) -> None:
    context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{morning.url}/desk/take/certificate/")
    page.click("button.big-btn")
    page.wait_for_url("**/desk/t/**")
    first = page.url
    page.click("[name=shared]")
    page.wait_for_selector(".keep [role=status]:not(:empty)")
    assert page.url == first and "残していません" in page.inner_text(".keep")
    assert page.evaluate("localStorage.getItem('hanamizuki.notebook')") is None
    page.goto(f"{morning.url}/desk/take/certificate/")  # the next person
    page.click("button.big-btn")
    page.wait_for_url("**/desk/t/**")
    assert page.url != first
    page.wait_for_selector("[name=shared]")  # is asked too
    context.close()


def test_without_a_script_it_is_the_same(browser: Any, morning: Any) -> None:
    context = browser.new_context(
        locale="ja-JP", viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{morning.url}/desk/take/certificate/")
    page.click("button.big-btn")
    page.wait_for_url("**/desk/t/**")
    assert page.locator("noscript meta[http-equiv=refresh], meta[http-equiv=refresh]").count()
    page.click("#acts form button")
    page.wait_for_selector(".tk .tag.ok")
    page.goto(f"{morning.url}/notebook/")
    assert "スクリプトが動かない" in page.inner_text("main")
    context.close()


@pytest.mark.parametrize(("width", "height"), [(768, 1024), (1080, 1920), (1280, 800)])
@pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
def test_the_kiosk_fits_the_screen_and_forgets(
    browser: Any, morning: Any, width: int, height: int, language: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.clock.install()
    wrong: list[str] = []
    page.on("console", lambda one: wrong.append(one.text) if one.type == "error" else None)
    found: dict[str, Any] = {}

    def fits(what: str) -> None:
        looked_at(page, what, found)
        cut = page.evaluate(
            """() => { const m = document.querySelector('main');
            return [m.scrollHeight - m.clientHeight, m.scrollWidth - m.clientWidth]; }"""
        )
        if max(cut) > 1:
            found[f"{what} cut"] = cut

    page.goto(f"{morning.url}/desk/kiosk/?lang={language}")
    fits("start")
    themes = page.locator(".big a").evaluate_all("all => all.map((one) => one.href)")
    for theme in themes:
        page.goto(theme)
        fits(theme)
        while page.locator("footer a[href*='page=']").count():
            page.click("footer a[href*='page=']")
            fits(page.url)
    page.goto(f"{morning.url}/desk/kiosk/here/")
    page.click("[data-key=A]")
    page.click("[data-key='9']")
    assert page.input_value("#id_number") == "A9"
    fits("here")
    page.goto(f"{morning.url}/desk/kiosk/take/moved-in/")
    fits("errand")
    page.click(".go button")
    page.wait_for_url("**/desk/kiosk/number/**")
    number = page.inner_text(".no").split()[-1]
    fits("number")
    page.clock.fast_forward(29_000)
    page.mouse.click(5, 5)  # somebody is there
    page.clock.fast_forward(29_000)
    assert number in page.inner_text("main")
    page.clock.fast_forward(2_000)
    page.wait_for_url("**/desk/kiosk/?lang=ja")
    assert number not in page.inner_text("body")
    page.goto(f"{morning.url}/desk/entrance/")
    fits("entrance")
    context.close()
    assert found == {} and wrong == []

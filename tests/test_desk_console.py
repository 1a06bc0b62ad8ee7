"""Two consoles in a browser: by keyboard, side by side, with the network gone, in English."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.ward import ROOT, Ward, environment, start

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONSOLE = "/staff/desk/counter/c{}/"

SEED = """
import json
import django
django.setup()
from django.test import Client
from tests.support.staff import log_in, make_account
from hanamizuki.core.people.grants import Grant
from hanamizuki.desk.models import Counter, Service
from hanamizuki.desk.services.issuing import Wish, issue
for letter, code in (("Y", "c-moving"), ("Z", "c-tax")):
    name = {"ja": f"見本 {letter}", "en": f"Sample {letter}", "easy": f"見本 {letter}"}
    Service.objects.create(code=code, letter=letter, name=name, section="koseki", order=900)
for number in (1, 2):
    Counter.objects.create(
        code=f"c{number}", label=f"9{number}", section="koseki", services=["c-moving", "c-tax"]
    )
for number in range(12):
    issue(Wish("c-moving", "kiosk", present=number != 1, language="en" if number == 2 else "ja"))
keys = []
for number in (1, 2):
    clerk = make_account(f"clerk{number}@example.lg.jp", Grant("section_staff", "koseki", ""))
    keys.append(log_in(Client(), clerk).session.session_key)
print(json.dumps(keys))
"""
CUT = """[...document.querySelectorAll('#live .table-wrap, .picks .card')]
  .filter((one) => one.scrollWidth > one.clientWidth + 1
    || (one.closest('.picks') && one.offsetHeight > 230))
  .map((one) => [one.scrollWidth, one.offsetHeight, one.textContent.slice(0, 30)])"""
STATES = """
import json
import django
django.setup()
from hanamizuki.desk.models import Event, Ticket
from hanamizuki.desk.services.day import audit
print(json.dumps({
    "states": dict(Ticket.objects.filter(roll__letter="Y").values_list("label", "state")),
    "calls": list(Event.objects.filter(kind="called").values_list("ticket__label", "counter")),
    "faults": [one.what for one in audit()],
}))
"""


@pytest.fixture(scope="module")
def ward(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    data = shutil.copytree(prepared, tmp_path_factory.mktemp("console") / "data")
    served = start(data, "--no-worker", command="serve", HANAMIZUKI_RATE_LIMIT="off")
    yield served
    served.stop()


def told(ward: Ward, script: str) -> Any:
    env = environment(ward.data, DJANGO_SETTINGS_MODULE="hanamizuki.site.settings")
    env["PYTHONPATH"] += f":{ROOT}"
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, timeout=90
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def keys(ward: Ward) -> list[str]:
    return list(told(ward, SEED))


def context_of(browser: Any, ward: Ward, key: str, **more: Any) -> Any:
    context = browser.new_context(locale="ja-JP", **more)
    context.add_cookies([{"name": "sessionid", "value": key, "url": ward.url}])
    return context


def shows(page: Any, text: str) -> None:
    page.locator("#live .cur .no", has_text=text).wait_for(timeout=15_000)


def test_a_morning_at_two_counters_by_keyboard_alone(
    browser: Any, ward: Ward, keys: list[str]
) -> None:
    contexts = [context_of(browser, ward, key) for key in keys]
    one, two = (context.new_page() for context in contexts)
    one.goto(ward.url + CONSOLE.format(1))
    two.goto(ward.url + CONSOLE.format(2))
    for page in (one, two):
        page.keyboard.press("o")
        page.locator("#press-next").wait_for()
    # Both press at once; each gets somebody, and nobody is called twice.
    one.keyboard.press("n")
    two.keyboard.press("n")
    for page in (one, two):
        page.locator("#press-start").wait_for()
    first, second = (page.inner_text("#live .cur .no") for page in (one, two))
    # The second has not arrived and is passed over.
    assert {first, second} == {"Y001", "Y003"}
    one.keyboard.press("r")
    one.locator("text=2回目").wait_for()
    one.keyboard.press("s")
    one.locator("#press-finish_next").wait_for()
    # What one does the other sees without touching anything.
    two.locator("tbody tr", has_text="Y004").wait_for()
    one.keyboard.press("n")
    shows(one, "Y004")
    two.locator("tbody tr", has_text="Y004").wait_for(state="detached", timeout=15_000)
    # Typing is no pressing; Escape goes back.
    one.keyboard.press("m")
    one.locator("#id_note-note").wait_for()
    one.focus("#id_note-note")
    one.keyboard.type("fns")
    one.keyboard.press("Escape")
    shows(one, "Y004")
    one.keyboard.press("h")
    one.locator("#held").wait_for()
    assert one.evaluate("document.activeElement.id") == "press-next"
    one.keyboard.press("?")
    assert one.locator("#help dl").is_visible()
    one.keyboard.press("Escape")
    one.keyboard.press("e")
    two.locator(".help", has_text="91番の窓口が応援を呼んでいます").wait_for(timeout=15_000)
    two.click("#press-answer-c1")
    one.locator(".help").wait_for(state="detached", timeout=15_000)
    # A call stands for the minutes that the rules promise: until then nobody is absent.
    two.keyboard.press("a")
    assert "から）" in two.inner_text("#press-absent")
    two.locator(".console[aria-busy=false]").wait_for()
    shows(two, second)
    two.keyboard.press("s")
    two.locator("#press-finish_next").wait_for()
    two.keyboard.press("f")
    two.locator("#press-next").wait_for()
    found = told(ward, STATES)
    assert found["faults"] == [] and found["states"]["Y004"] == "held"
    labels = [label for label, _counter in found["calls"]]
    assert len(labels) == len(set(labels)) == 3
    for context in contexts:
        context.close()


def test_a_call_whose_answer_was_lost_is_shown_and_not_made_twice(
    browser: Any, ward: Ward, keys: list[str]
) -> None:
    context = context_of(browser, ward, keys[0])
    page = context.new_page()
    page.goto(ward.url + CONSOLE.format(1))
    page.locator("#press-next").wait_for()
    before = len(told(ward, STATES)["calls"])
    lose = {"more": 2}

    def lost(route: Any) -> None:
        if lose["more"] > 0:
            lose["more"] -= 1
            route.fetch()  # it reaches the ward, its answer reaches nobody
            route.abort()
        else:
            route.continue_()

    page.route("**/act/", lost)
    page.keyboard.press("n")
    page.locator("#lost:not([hidden])").wait_for()
    assert page.locator(".console").get_attribute("aria-busy") == "true"
    page.keyboard.press("n")  # waits like everything else
    page.locator("#press-start").wait_for(timeout=20_000)
    page.locator("#lost").wait_for(state="hidden")
    assert lose["more"] == 0
    found = told(ward, STATES)
    assert len(found["calls"]) == before + 1
    assert page.inner_text("#live .cur .no") == found["calls"][-1][0]
    page.keyboard.press("f")
    page.locator("#press-next").wait_for()
    context.close()


def test_offline_says_so_and_comes_back_to_the_truth(
    browser: Any, ward: Ward, keys: list[str]
) -> None:
    context, other = (context_of(browser, ward, key) for key in keys)
    page, colleague = context.new_page(), other.new_page()
    page.goto(ward.url + CONSOLE.format(1))
    colleague.goto(ward.url + CONSOLE.format(2))
    colleague.locator("#press-next").wait_for()
    next_up = page.locator("tbody tr.turn th").inner_text()
    context.set_offline(True)
    page.locator("#lost:not([hidden])").wait_for(timeout=15_000)
    colleague.keyboard.press("n")
    shows(colleague, next_up)
    context.set_offline(False)
    page.locator("#lost").wait_for(state="hidden", timeout=15_000)
    page.locator("tbody tr", has_text=next_up).wait_for(state="detached", timeout=15_000)
    colleague.keyboard.press("f")
    colleague.locator("#press-next").wait_for()
    context.close()
    other.close()


def test_in_english_and_without_javascript(browser: Any, ward: Ward, keys: list[str]) -> None:
    context = context_of(browser, ward, keys[1], java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{ward.url}{CONSOLE.format(2)}?lang=en")
    assert page.locator("html").get_attribute("lang") == "en"
    page.click("#press-next")
    label = page.inner_text("#live .cur .no")
    assert label.startswith("Y") and "Sample Y" in page.inner_text("#live .cur")
    page.click("#press-start")
    page.click("#press-hold")
    assert label in page.inner_text("#live .asides")
    page.click(f"#live .asides li:has-text('{label}') form:has([value=resume]) button")
    assert label in page.inner_text("#live tbody")
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
def test_axe_finds_nothing(
    browser: Any, ward: Ward, keys: list[str], width: int, language: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = context_of(browser, ward, keys[0], viewport={"width": width, "height": 900})
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{ward.url}/staff/desk/?lang={language}")
    person = page.goto(ward.url + CONSOLE.format(1)) and page.get_attribute("tbody a", "href")
    wrong: dict[str, Any] = {}
    for path in (
        "/staff/desk/",
        CONSOLE.format(1),
        person,
        "/staff/desk/issue/",
        "/staff/desk/visit/",
        "/staff/desk/overview/",
        "/staff/desk/overview/waiting/c-moving/",
        "/staff/desk/overview/settings/",
        "/staff/desk/overview/record/",
    ):
        page.goto(ward.url + path)
        found = Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]})
        bad = [(one["id"], one["nodes"][0]["html"][:160]) for one in found.response["violations"]]
        wide = page.evaluate("document.documentElement.scrollWidth")
        cut = page.evaluate(CUT) if width == 390 else []  # on a phone nothing runs out sideways
        if bad or wide > width or cut:
            wrong[path] = (bad, wide, cut)
    assert (wrong, said) == ({}, [])
    context.close()


def test_an_emergency_is_seen_elsewhere_without_reloading(
    browser: Any, ward: Ward, keys: list[str]
) -> None:
    contexts = [context_of(browser, ward, key) for key in keys]
    one, two = (context.new_page() for context in contexts)
    one.goto(ward.url + CONSOLE.format(1))
    two.goto(ward.url + "/staff/desk/overview/")
    assert not one.locator("#press-alarm").is_visible()
    one.click("#alarm summary")
    one.wait_for_timeout(4_000)  # a look at the server meanwhile does not shut it
    one.click("#press-alarm")
    two.locator(".alarm", has_text="緊急！ 91番の窓口").wait_for(timeout=15_000)
    assert one.locator("#alarm").get_attribute("open") is None
    two.click("text=わたしが向かう")
    one.locator(".alarm", has_text="clerk2 が向かっています").wait_for(timeout=15_000)
    one.locator(".alarm button", has_text="終わりにする").click()
    two.locator(".alarm").wait_for(state="detached", timeout=15_000)
    for context in contexts:
        context.close()

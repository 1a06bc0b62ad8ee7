"""axe finds nothing on any kind of page, at phone and desktop width, in every language."""

from typing import Any

import pytest

from tests.support.crawl import crawl, pattern
from tests.support.screens import on_every_screen
from tests.support.ward import Ward

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASKED = (
    "/search/?q=ごみ",
    "/search/?q=zzzzqqqq",
    "/search/?q=123456789018",
    "/places/?q=綱島西3-12-5",
    "/places/?q=大豆戸町",
    "/places/?q=新宿区西新宿2-8-1",
    "/places/?lat=35.53&lon=139.63",
    "/nope/",
)


@pytest.fixture(scope="module")
def paths(live_ward: Ward) -> list[str]:
    found = {
        pattern(path): path
        for path, page in crawl(live_ward.url).items()
        if "text/html" in page.headers["Content-Type"]
    }
    return [*found.values(), *ASKED]


@on_every_screen
def test_axe(
    browser: Any, live_ward: Ward, paths: list[str], width: int, height: int, language: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto(f"{live_ward.url}/?lang={language}")
    problems: dict[str, Any] = {}
    # The colours are the same in every language, and furigana makes the rule slow: once is enough.
    contrast = {"color-contrast": {"enabled": language == "ja"}}
    options = {"runOnly": TAGS, "resultTypes": ["violations"], "rules": contrast}
    for path in paths:
        page.goto(live_ward.url + path)
        found = Axe().run(page, options=options).response["violations"]
        if found:
            problems[path] = [(one["id"], [n["html"][:120] for n in one["nodes"]]) for one in found]
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} scrolls sideways: {wide} px"
    context.close()
    assert problems == {}


NARROW = """() => [...document.querySelectorAll('td')].filter(
  (cell) => cell.clientWidth < 50 && cell.innerText.trim().length > 8).length"""


@pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
def test_nothing_overflows_and_no_cell_is_crushed_on_the_smallest_phone(
    browser: Any, live_ward: Ward, paths: list[str], language: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(f"{live_ward.url}/?lang={language}")
    wide, crushed = {}, {}
    for path in paths:
        page.goto(live_ward.url + path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[path] = width
        cells = page.evaluate(NARROW)
        if cells:
            crushed[path] = cells
    context.close()
    assert (wide, crushed) == ({}, {})


def test_everything_works_without_javascript(browser: Any, live_ward: Ward) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ja-JP")
    page = context.new_page()
    page.goto(live_ward.url)
    page.fill("input[name=q]", "粗大")
    page.click("form[role=search] button")
    assert "粗大ごみ" in page.inner_text("main")
    page.goto(f"{live_ward.url}/places/")
    page.fill("input[name=q]", "綱島西3-12-5")
    page.click("form.find button")
    assert "綱島西三丁目" in page.inner_text("main")
    page.click("text=English")
    assert page.url.startswith(f"{live_ward.url}/places/") and "綱島西三丁目" in page.content()
    context.close()


def test_no_console_error_and_no_foreign_request(browser: Any, live_ward: Ward) -> None:
    context = browser.new_context(locale="ja-JP")
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/policy/", "/places/", "/policy/compare/"):
        page.goto(live_ward.url + path)
    context.close()
    assert said == []
    assert [url for url in asked if not url.startswith(live_ward.url)] == []


def test_the_keyboard_reaches_the_search_and_shows_where_it_is(page: Any, live_ward: Ward) -> None:
    page.goto(live_ward.url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "q"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "4px"


def test_the_device_position_is_asked_only_on_request(browser: Any, live_ward: Ward) -> None:
    context = browser.new_context(
        locale="ja-JP",
        geolocation={"latitude": 35.5189, "longitude": 139.633},
        permissions=["geolocation"],
    )
    page = context.new_page()
    page.goto(f"{live_ward.url}/places/")
    page.click("#here")
    page.wait_for_url("**lat=35.51890**")
    # The ward office lies nearer to the centre of the next town than to its own: so the page
    # gives the nearest centres and says that it knows no boundaries.
    text = page.inner_text("main")
    assert "大倉山一丁目" in text and "境" in text
    context.close()

# ruff: noqa: F811 (fixtures are named as what they were imported as)
"""The planners' pages in a browser: axe, size, keyboard, two at once, a draft brought back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.screens import on_every_screen
from tests.support.ward import Ward
from tests.test_staff_browser import MOST, TAGS, signed_in, ward  # noqa: F401 (fixtures)

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = (
    "",
    "text/",
    "targets/",
    "gender/",
    "progress/",
    "reviews/mid/",
    "reviews/end/",
    "owner/",
    "history/",
    "milestones/new/",
)


@pytest.fixture
def context(browser: Any, signed_in: dict[str, Any]) -> Iterator[Any]:
    made = browser.new_context(
        locale="ja-JP", storage_state=signed_in["state"], viewport={"width": 390, "height": 844}
    )
    yield made
    made.close()


def line_of(page: Any, ward: Ward, words: str) -> str:
    """The address of the one line that a search on the desk finds."""
    page.goto(f"{ward.url}/staff/policy/?words={words}")
    found = page.locator(".desk .line a")
    assert found.count() == 1
    return ward.url + found.get_attribute("href")


@on_every_screen
def test_axe_finds_nothing_and_pages_are_small(
    context: Any,
    ward: Ward,
    width: int,
    height: int,
    language: str,
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{ward.url}/?lang={language}")
    line = line_of(page, ward, "1-1-c")
    page.goto(line)
    target = ward.url + page.locator("a[href*='/targets/']").first.get_attribute("href")
    milestones = page.locator("a[href*='/milestones/']:not([href*=new])").all()
    more = [ward.url + one.get_attribute("href") for one in milestones[:1]]
    problems: dict[str, Any] = {}
    for url in (f"{ward.url}/staff/policy/", *(line + one for one in PAGES), target, *more):
        answer = page.goto(url)
        assert answer.status == 200, url
        found = Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]})
        wrong = [
            (one["id"], [node["html"][:160] for node in one["nodes"]])
            for one in found.response["violations"]
        ]
        wide = page.evaluate("document.documentElement.scrollWidth")
        size = page.evaluate(
            "performance.getEntriesByType('navigation')[0].encodedBodySize"
            " + performance.getEntriesByType('resource')"
            ".reduce((sum, one) => sum + one.encodedBodySize, 0)"
        )
        if wrong or wide > width or size > MOST:
            problems[url] = (wrong, wide, size)
    assert problems == {}


def test_two_planners_in_two_windows(context: Any, ward: Ward) -> None:
    from axe_playwright_python.sync_playwright import Axe

    mine, theirs = context.new_page(), context.new_page()
    url = line_of(mine, ward, "1-1-b") + "text/"
    mine.goto(url)
    theirs.goto(url)
    theirs.fill("#id_title_ja", "一人目の題")
    theirs.fill("#id_text_ja", "一人目の説明")
    theirs.click("main form.form button")
    theirs.wait_for_url("**/proposals/*/")
    mine.fill("#id_title_ja", "二人目の題")
    mine.fill("#id_works_when_ja", "二人目の条件")
    mine.click("main form.form button")
    mine.wait_for_selector("#clash")
    assert mine.locator("ins").all_inner_texts()[:1] != []
    assert mine.input_value("#id_title_ja") == "二人目の題"
    assert mine.input_value("#id_text_ja") == "一人目の説明"
    assert mine.input_value("#id_works_when_ja") == "二人目の条件"
    found = Axe().run(mine, options={"runOnly": TAGS, "resultTypes": ["violations"]})
    assert found.response["violations"] == []
    mine.check("input[name='pick-title.ja'][value=theirs]")
    mine.click("main form.form button")
    mine.wait_for_url("**/proposals/*/")
    text = mine.inner_text("main")
    assert "一人目の題" in text and "二人目の条件" in text
    found = Axe().run(mine, options={"runOnly": TAGS, "resultTypes": ["violations"]})
    assert found.response["violations"] == []


def test_a_draft_brought_back_is_joined_not_laid_over(
    context: Any,
    ward: Ward,
) -> None:
    """The session ended, somebody else saved, the draft came back: still nobody is overwritten."""
    mine, theirs = context.new_page(), context.new_page()
    url = line_of(mine, ward, "1-1-d") + "text/"
    mine.goto(url)
    mine.fill("#id_text_ja", "書きかけの説明")
    session = [one for one in context.cookies() if one["name"] == "sessionid"]
    theirs.goto(url)
    theirs.fill("#id_title_ja", "New title")
    theirs.click("main form.form button")
    theirs.wait_for_url("**/proposals/*/")
    context.clear_cookies(name="sessionid")
    mine.click("main form.form button")
    mine.wait_for_url("**/staff/login/**")
    context.add_cookies(session)
    mine.goto(url)
    assert mine.locator("#draft-note").is_visible()
    assert mine.input_value("#id_text_ja") == "書きかけの説明"
    mine.click("main form.form button")
    mine.wait_for_url("**/proposals/*/")
    text = mine.inner_text("main")
    assert "New title" in text and "書きかけの説明" in text and "そのまま取り入れました" in text


def test_the_keyboard_alone_edits_a_line(context: Any, ward: Ward) -> None:
    page = context.new_page()
    page.goto(line_of(page, ward, "1-1-e") + "gender/")

    def tab_to(selector: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches({selector!r})"):
                return
        raise AssertionError(f"no way to {selector}")

    for number in range(5):
        tab_to("input[type=radio]")
        page.keyboard.press("ArrowDown" if number == 4 else "Space")
    tab_to("textarea")
    page.keyboard.type("keyboard")
    tab_to("main form.form button")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/staff/policy/lines/\d+/$"))
    assert "keyboard" in page.inner_text("main")

"""The boards in a browser: what is called appears and is said, a lost connection is shown."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.desk import Desk, start_again
from tests.support.ward import Ward, start

pytestmark = pytest.mark.browser
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = ("/desk/board/", "/desk/board/9F/", "/desk/board/2F/", "/desk/board/other/", "/desk/embed/")
WALLS = PAGES[1:4]
# Cards of lines and the footer's links that are not whole on the screen.
CUT = """[...document.querySelectorAll('.foot li, .one-floor > footer a, [data-big]')]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().bottom > innerHeight)
  .map((one) => one.textContent.slice(0, 40))"""
# Records what would be heard: the machine of the tests has no voice.
EARS = """
window.heard = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [], cancel() {},
  speak(one) { window.heard.push([one.lang, one.text]); setTimeout(() => one.onend(), 10); },
} });
"""


@pytest.fixture(scope="module")
def ward(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    data = shutil.copytree(prepared, tmp_path_factory.mktemp("boards") / "data")
    served = start(data, "--no-worker", command="serve", HANAMIZUKI_RATE_LIMIT="off")
    yield served
    served.stop()


@pytest.fixture(scope="module")
def desk(ward: Ward) -> Iterator[Desk]:
    with Desk(ward.data) as working:
        working("issue", "t-moving", 40)
        working("issue", "t-tax", 3)
        working("next", "t-tax")
        working("next")
        yield working


@pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
@pytest.mark.parametrize(("width", "height"), [(390, 844), (1920, 1080)])
def test_axe_and_no_sideways_scroll(
    browser: Any, ward: Ward, desk: Desk, width: int, height: int, language: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda one: one.type == "error" and errors.append(one.text))
    page.on("pageerror", lambda one: errors.append(str(one)))
    for path in PAGES:
        page.goto(f"{ward.url}{path}?lang={language}")
        page.locator("[data-health=ok]").wait_for(state="visible")
        found = (
            Axe()
            .run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]})
            .response["violations"]
        )
        assert [(one["id"], [n["html"][:150] for n in one["nodes"]]) for one in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        if height == 1080 and path in WALLS:  # nobody scrolls a wall display
            assert page.evaluate("document.documentElement.scrollHeight") <= height, path
            cut = page.evaluate(CUT)
            assert cut == [], (path, cut)
        if height == 1080 and path.endswith("9F/"):
            assert page.locator("[data-big] .no").bounding_box()["height"] > 200
    assert errors == []
    context.close()


def said(page: Any, many: int) -> list[list[str]]:
    """What was said by now, once it is so much (the page's policy forbids waiting inside it)."""
    for _ in range(300):
        heard: list[list[str]] = page.evaluate("window.heard")
        if len(heard) >= many:
            return heard
        page.wait_for_timeout(100)
    raise AssertionError(f"only {heard} was said")


def test_a_call_appears_is_said_in_both_languages_and_again(
    page: Any, ward: Ward, desk: Desk
) -> None:
    page.add_init_script(EARS)
    page.goto(f"{ward.url}/desk/board/9F/")
    page.locator("[data-health=ok]").wait_for(state="visible")
    page.locator("[data-sound]").click()
    before = page.locator("[data-big] .no").inner_text()
    label = desk("next")["label"]
    big = page.locator("[data-big]")
    big.get_by_text(label, exact=True).wait_for()
    assert "91番窓口へ" in big.inner_text() and "counter 91" in big.inner_text()
    assert before in page.locator("[data-list]").inner_text()
    second = desk("next")["label"]
    big.get_by_text(second, exact=True).wait_for()
    heard = said(page, 4)
    spaced = " ".join(label)
    assert heard[0] == ["ja-JP", f"番号 {spaced} の方、91番の窓口へ お越しください。"]
    assert heard[1] == ["en-US", f"Number {spaced}, please come to counter 91."]
    assert " ".join(second) in heard[2][1]
    desk("recall")
    assert " ".join(second) in said(page, 6)[4][1]
    assert page.locator("[data-list]").get_by_text(second).count() == 0


def test_the_overview_and_the_widget_follow_the_lines(page: Any, ward: Ward, desk: Desk) -> None:
    page.goto(f"{ward.url}/desk/board/")
    line = page.locator("[data-line=t-tax]")
    count = int(line.locator("[data-part=waiting]").inner_text())
    page.locator("[data-health=ok]").wait_for(state="visible")
    desk("issue", "t-tax", 2)
    line.locator("[data-part=waiting]").get_by_text(str(count + 2), exact=True).wait_for()
    page.goto(f"{ward.url}/desk/embed/?service=t-tax")
    assert page.locator("[data-line]").count() == 1
    desk("issue", "t-tax")
    page.locator("[data-part=waiting]").get_by_text(str(count + 3), exact=True).wait_for()


def test_without_javascript_the_board_is_there_and_comes_again(
    browser: Any, ward: Ward, desk: Desk
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{ward.url}/desk/board/9F/")
    assert page.locator("[data-big] .no").inner_text().startswith("T")
    assert '<meta http-equiv="refresh"' in page.content()
    context.close()


def test_only_the_widget_may_be_framed(ward: Ward, desk: Desk) -> None:
    import requests

    embed = requests.get(ward.url + "/desk/embed/", timeout=10)
    assert "frame-ancestors *" in embed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in embed.headers
    board = requests.get(ward.url + "/desk/board/", timeout=10)
    assert "frame-ancestors 'none'" in board.headers["Content-Security-Policy"]
    assert board.headers["X-Frame-Options"] == "DENY"
    for answer in (embed, board):
        assert len(answer.content) < 100_000
    assert ward.get("/desk/board/99F/")[0] == 404
    assert ward.get("/desk/embed/?service=nope")[0] == 404


@pytest.mark.slow
def test_a_board_shows_that_it_is_cut_off_and_resumes_after_kill_9(
    page: Any, prepared: Path, tmp_path: Path
) -> None:
    data = shutil.copytree(prepared, tmp_path / "data")
    served = start(data, "--no-worker", command="serve")
    try:
        _cut_off(page, served)
    finally:
        served.process.kill()
        served.process.wait()


def _cut_off(page: Any, served: Ward) -> None:
    with Desk(served.data) as desk:
        desk("issue", "t-moving", 5)
        desk("next")
        page.goto(f"{served.url}/desk/board/9F/")
        page.locator("[data-health=ok]").wait_for(state="visible")
        served.process.send_signal(signal.SIGKILL)
        served.process.wait()
        lost = page.locator("[data-health=lost]")
        lost.wait_for(state="visible")
        assert ":" in lost.inner_text()
        labels = [desk("next")["label"] for _ in range(2)]
        again = start_again(served)
        try:
            page.locator("[data-big]").get_by_text(labels[-1], exact=True).wait_for(timeout=60_000)
            assert labels[0] in page.locator("[data-list]").inner_text()
            page.locator("[data-health=ok]").wait_for(state="visible")
        finally:
            again.stop()

"""A plan made in a browser: axe finds nothing, nothing scrolls sideways, no script is needed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.screens import SCREENS
from tests.support.ward import Ward
from tests.test_accessibility import TAGS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGE = "/policy/payment-plan/"
SMALL = """() => [...document.querySelectorAll('main input, main select, main button')]
  .filter((one) => one.type !== 'hidden' && one.getBoundingClientRect().height < 44).length"""


def fill(page: Any, year: int, **changed: str) -> None:
    """The form, filled in and sent; `year` is the one of the first payment."""
    values = {
        "amount": "1,234,500",
        "due_year": str(year - 1),
        "due_month": "8",
        "due_day": "31",
        "start_year": str(year),
        "start_month": "6",
        "start_day": "30",
        "months": "12",
    }
    page.select_option("#id_charge", changed.pop("charge", "resident-tax"))
    for name, value in (values | changed).items():
        page.fill(f"#id_{name}", value)
    page.click("form.form button.btn")


def next_year(page: Any) -> int:
    return int(page.evaluate("new Date().getFullYear()")) + 1


@pytest.mark.parametrize(("width", "height", "language"), [(320, 700, "ja-easy"), *SCREENS])
def test_form_errors_and_plan(
    browser: Any, live_ward: Ward, width: int, height: int, language: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    found: dict[str, Any] = {}

    def look(what: str) -> None:
        options = {"runOnly": TAGS, "resultTypes": ["violations"]}
        violations = Axe().run(page, options=options).response["violations"]
        ids = [(one["id"], [n["html"][:120] for n in one["nodes"]]) for one in violations]
        wide = page.evaluate("document.documentElement.scrollWidth")
        small = page.evaluate(SMALL)
        if ids or wide > width or small:
            found[what] = (ids, wide, small)

    page.goto(f"{live_ward.url}{PAGE}?lang={language}")
    look("form")
    fill(page, next_year(page), amount="?", due_day="99", months="")
    assert page.locator(".errors li").count() == 3
    look("errors")
    for charge in ("resident-tax", "nhi", "care-insurance"):
        fill(page, next_year(page), charge=charge)
        assert page.locator("table.slim tbody tr").count() == 12
        for details in page.locator("main details summary").all():
            details.click()
        look(charge)
    context.close()
    assert found == {}


def test_the_plan_needs_no_script_and_keeps_no_cookie(browser: Any, live_ward: Ward) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ja-JP")
    page = context.new_page()
    page.goto(live_ward.url + PAGE)
    year = int(page.input_value("#id_due_year") or live_ward_year(page))
    fill(page, year, charge="nhi")
    assert "あなたの計画" in page.inner_text("main")
    assert context.cookies() == []
    assert page.url == live_ward.url + PAGE, "nothing typed stands in the address"
    page.click("button[lang=en]")
    assert "Your plan" in page.inner_text("main")
    context.close()


def live_ward_year(page: Any) -> int:
    """A year in which payments may begin, by the ward's own clock."""
    date = page.request.get(page.url).headers["date"]
    return int(date.split()[3]) + 1

"""Choosing to be told, on a phone in each language: by mail, by this phone; what it then shows."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from hanamizuki.core.notices.tests.push_server import Browser
from tests.test_desk_resident_browser import looked_at, morning

__all__ = ["morning"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = {"width": 390, "height": 844}
# What only a push service on the internet can give; the rest is the browser's own.
SUBSCRIBED = """
PushManager.prototype.getSubscription = async () => null;
PushManager.prototype.subscribe = async (asked) => {
  window.asked = [asked.userVisibleOnly, asked.applicationServerKey.length];
  return { toJSON: () => (%s) };
};
"""


def number_of(browser: Any, morning: Any, language: str, script: str = "") -> Any:
    """A phone with a number of its own; what went wrong on its pages is in `wrong`."""
    context = browser.new_context(locale=language, viewport=PHONE)
    page = context.new_page()
    page.wrong = []
    page.on("console", lambda one: page.wrong.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    if script:
        page.add_init_script(script)
    page.goto(f"{morning.url}/desk/take/moved-in/?lang={language}")
    page.click("button.big-btn")
    page.wait_for_url("**/desk/t/**")
    return page


@pytest.mark.parametrize("language", ["ja", "en", "ja-easy"])
def test_by_mail(browser: Any, morning: Any, language: str) -> None:
    page, found = number_of(browser, morning, language), dict[str, Any]()
    page.wait_for_selector("#alerts [data-push]:not([hidden])")
    looked_at(page, "choosing", found)
    page.fill("#id_alert_email", "hana")
    page.click("#alerts form button:not([type=button])")
    page.wait_for_selector("#alerts .errors")
    looked_at(page, "wrong", found)
    assert [one for one in page.wrong if "422" not in one] == []
    page.select_option("#id_alert_when", "minutes-20")
    page.fill("#id_alert_email", "hana@example.jp")
    page.press("#id_alert_email", "Enter")
    page.wait_for_selector("#alerts [role=status]")
    said = page.inner_text("#alerts [role=status]")
    assert "20" in said and "h…@example.jp" in said
    looked_at(page, "chosen", found)
    page.select_option("#id_alert_when", "people-3")
    page.click("#alerts form button >> nth=0")
    page.wait_for_load_state()
    assert "3" in page.inner_text("#alerts [role=status]")
    page.click("#alerts form button >> nth=1")
    page.wait_for_selector("#id_alert_email")
    page.goto(re.sub(r"#.*", "cancel/", page.url))
    page.click("form button.btn")
    page.wait_for_selector(".tk.cancelled")
    assert page.query_selector("#alerts") is None
    assert found == {}


def test_by_mail_without_javascript(browser: Any, morning: Any) -> None:
    context = browser.new_context(locale="ja", viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{morning.url}/desk/take/moved-in/?lang=ja")
    page.click("button.big-btn")
    page.wait_for_url("**/desk/t/**")
    assert not page.is_visible("[data-push-on]")
    page.fill("#id_alert_email", "hana@example.jp")
    page.click("#alerts form button:not([type=button])")
    page.wait_for_selector("#alerts [role=status]")
    assert page.url.endswith("#alerts")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_by_this_phone(browser: Any, morning: Any, language: str) -> None:
    keys = json.dumps(Browser("https://push.example.invalid/p").subscription)
    page, found = number_of(browser, morning, language, SUBSCRIBED % keys), dict[str, Any]()
    page.context.grant_permissions(["notifications"], origin=morning.url)
    page.reload()
    session = page.context.new_cdp_session(page)
    known: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: known.extend(one["registrationId"] for one in told["registrations"]),
    )
    session.send("ServiceWorker.enable")
    page.click("[data-push-on]")
    page.wait_for_selector("#alerts [role=status]")
    assert page.evaluate("document.activeElement.id") == "alerts-h"
    assert page.evaluate("window.asked") == [True, 65]
    looked_at(page, "registered", found)

    # The service worker as it is served, with the house's policy: a push, and what it shows.
    told = {
        "title": "もうすぐです",
        "body": "あと3人です",
        "link": "/desk/t/x/",
        "tag": "t",
        "lang": "ja",
    }
    page.wait_for_timeout(500)
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": morning.url, "registrationId": known[-1], "data": json.dumps(told)},
    )
    page.wait_for_timeout(500)
    shown = page.evaluate(
        "navigator.serviceWorker.ready.then((one) => one.getNotifications())"
        ".then((some) => some.map((one) => [one.title, one.body, one.tag, one.data]))"
    )
    assert shown == [["もうすぐです", "あと3人です", "t", "/desk/t/x/"]]
    assert (
        page.evaluate("navigator.serviceWorker.ready.then((one) => one.scope)") == f"{morning.url}/"
    )
    page.click("#alerts form button >> nth=1")
    page.wait_for_selector("[data-push-on]")
    assert (page.wrong, found) == ([], {})


def test_where_it_cannot_be_the_page_says_so(browser: Any, morning: Any) -> None:
    cases = {
        "denied": "Object.defineProperty(Notification, 'permission', { get: () => 'denied' });",
        "never": "delete window.PushManager;",
        "iphone": "delete window.PushManager; navigator.standalone = false;",
        "insecure": "Object.defineProperty(window, 'isSecureContext', { get: () => false });",
    }
    for word, script in cases.items():
        page = number_of(browser, morning, "ja", script)
        page.wait_for_selector(f"[data-say={word}]:not([hidden])")
        shown = "[...document.querySelectorAll('[data-say]')].filter((one) => !one.hidden).length"
        assert page.evaluate(shown) == 1
        assert page.is_visible("#id_alert_email") and not page.is_visible("[data-push-on]")
        assert page.wrong == []
        page.context.close()

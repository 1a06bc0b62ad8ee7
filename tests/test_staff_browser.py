"""The staff's door in a browser: joining, passkeys, the end of a session, drafts, axe, keyboard."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.screens import on_every_screen
from tests.support.ward import Ward, environment, start

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EMAIL, PASSWORD = "boss@example.lg.jp", "rokugatsu no ajisai"
MOST = 100_000  # bytes over the wire, of one page with all its files
ENTRANCE = ("/staff/login/", "/staff/inactive/", "/staff/join/x/", "/staff/sign-on/cancelled/")
INSIDE = (
    "/staff/",
    "/staff/profile/",
    "/staff/password/",
    "/staff/logout/",
    "/staff/again/",
    "/staff/factors/",
    "/staff/factors/again/",
    "/staff/factors/codes/",
    "/staff/factors/codes/new/",
    "/staff/factors/app/remove/",
    "/staff/factors/passkeys/",
    "/staff/factors/passkeys/add/",
    "/staff/factors/passkeys/again/",
    "/staff/accounts/",
    "/staff/accounts/invite/",
    "/staff/audit/",
    "/staff/notices/",
    "/staff/desk/",
    "/staff/desk/counter/w21/",
    "/staff/desk/issue/",
    "/staff/desk/visit/",
    "/staff/desk/overview/",
    "/staff/desk/overview/waiting/registration/",
    "/staff/desk/overview/settings/",
    "/staff/desk/overview/record/",
    "/staff/desk/appointments/",
    "/staff/desk/appointments/week/",
    "/staff/policy/",
    "/staff/policy/proposals/",
    "/staff/policy/values/",
    "/staff/policy/values/sheet/",
    "/staff/policy/indicators/",
    "/staff/policy/indicators/new/",
    "/staff/policy/comments/",
    "/staff/policy/money/",
    "/staff/policy/money/sheet/",
    "/staff/policy/money/2020/",
    "/staff/policy/money/2020/state/",
    "/staff/policy/money/2020/new/sample-1/",
    "/staff/nope/",
)


@pytest.fixture(scope="module")
def ward(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    data = shutil.copytree(prepared, tmp_path_factory.mktemp("staff") / "data")
    made = start(data, HANAMIZUKI_RATE_LIMIT="off")
    made.url = made.url.replace("127.0.0.1", "localhost")  # browsers give passkeys to names only
    yield made
    made.stop()


def staff(ward: Ward, *words: str) -> str:
    command = [sys.executable, "-m", "hanamizuki.cli", "staff", *words]
    given = environment(ward.data, HANAMIZUKI_URL=ward.url)
    done = subprocess.run(command, env=given, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def code(secret: str, later: int = 0) -> str:
    """What an authenticator app shows; computed here, since the browser has no such app."""
    import base64
    import hmac
    import struct
    import time

    counter = struct.pack(">Q", int(time.time()) // 30 + later)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def open_account(page: Any, ward: Ward, email: str = EMAIL, *roles: str) -> str:
    """From the link to 「今日」; the secret of the authenticator app."""
    held = [f"--role={one}" for one in roles or ("administrator",)]
    page.goto(staff(ward, "invite", email, *held))
    page.fill("#id_display_name", "見本の人")
    page.fill("#id_password", PASSWORD)
    page.fill("#id_again", PASSWORD)
    page.click("main form button")
    page.fill("#id_login", email)
    page.fill("#id_password", PASSWORD)
    page.click("main form.form button")
    page.wait_for_url("**/staff/second-factor/")
    page.click("text=認証アプリを登録する")
    secret = str(page.inner_text(".secret"))
    page.fill("#id_code", code(secret))
    page.click("main form.form button")
    page.wait_for_url("**/staff/factors/codes/")
    assert page.locator(".codes li").count() == 10
    page.click("text=しまいました")
    page.wait_for_url(f"{ward.url}/staff/")
    return secret


@pytest.fixture(scope="module")
def signed_in(browser: Any, ward: Ward) -> dict[str, Any]:
    """The cookies of somebody who may open every page, with an account just opened; the secret."""
    context = browser.new_context(locale="ja-JP")
    page = context.new_page()
    secret = open_account(page, ward, EMAIL, "administrator", "planner")
    state = context.storage_state()
    context.close()
    return {"state": state, "secret": secret}


@pytest.fixture
def inside(browser: Any, signed_in: dict[str, Any]) -> Iterator[Any]:
    context = browser.new_context(
        locale="ja-JP", storage_state=signed_in["state"], viewport={"width": 390, "height": 844}
    )
    yield context.new_page()
    context.close()


# ---- every page


@on_every_screen
def test_axe_finds_nothing(
    browser: Any, ward: Ward, signed_in: dict[str, Any], width: int, height: int, language: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    problems: dict[str, Any] = {}
    for paths, state in ((ENTRANCE, None), (INSIDE, signed_in["state"])):
        context = browser.new_context(
            viewport={"width": width, "height": height}, storage_state=state
        )
        page = context.new_page()
        said: list[str] = []
        page.on("pageerror", lambda error, said=said: said.append(str(error)))
        page.goto(f"{ward.url}/?lang={language}")
        for path in paths:
            page.goto(ward.url + path)
            found = Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]})
            wrong = [
                (one["id"], [node["html"][:160] for node in one["nodes"]])
                for one in found.response["violations"]
            ]
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wrong or wide > width or said:
                problems[path] = (wrong, wide, said[:])
        context.close()
    assert problems == {}


def test_every_page_is_small_and_has_no_inline_script(
    inside: Any, ward: Ward, signed_in: dict[str, Any]
) -> None:
    blocked: list[str] = []
    inside.on("console", lambda message: blocked.append(message.text))
    sizes: dict[str, int] = {}
    for path in (*ENTRANCE, *INSIDE):
        inside.goto(ward.url + path)
        html = inside.content()
        assert not re.search(r"<script(?![^>]*\ssrc=)", html), path
        files = inside.evaluate(
            "[...document.querySelectorAll('script[src],link[rel=stylesheet]')]"
            ".map(e => e.src || e.href)"
        )
        cookies = {one["name"]: one["value"] for one in signed_in["state"]["cookies"]}
        total = 0
        for url in {inside.url, *files}:
            with requests.get(url, stream=True, timeout=20, cookies=cookies) as answer:
                total += len(answer.raw.read(decode_content=False))
        sizes[path] = total
    assert {path: size for path, size in sizes.items() if size > MOST} == {}
    assert [text for text in blocked if "Content Security Policy" in text] == []


# ---- passkeys


def virtual_authenticator(page: Any) -> None:
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    client.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def log_out(page: Any, ward: Ward) -> None:
    page.goto(f"{ward.url}/staff/")
    page.click("text=ログアウト")
    page.goto(f"{ward.url}/staff/")
    assert "/staff/login/" in page.url


def test_a_passkey_is_added_and_opens_the_door_by_itself(browser: Any, ward: Ward) -> None:
    context = browser.new_context(locale="ja-JP")
    page = context.new_page()
    open_account(page, ward, "key@example.lg.jp", "viewer")
    virtual_authenticator(page)
    page.goto(f"{ward.url}/staff/factors/passkeys/add/")
    page.fill("#id_name", "事務室のパソコン")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/staff/factors/")
    assert "事務室のパソコン" in page.inner_text("main")
    log_out(page, ward)
    page.click("#passkey_login")
    page.wait_for_url(f"{ward.url}/staff/")
    # And as the second factor behind the password.
    log_out(page, ward)
    page.fill("#id_login", "key@example.lg.jp")
    page.fill("#id_password", PASSWORD)
    page.click("main form.form button")
    page.wait_for_url("**/staff/factors/check/")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url(f"{ward.url}/staff/")
    context.close()


def test_a_passkey_alone_is_enough_as_second_factor(browser: Any, ward: Ward) -> None:
    context = browser.new_context(locale="ja-JP")
    page = context.new_page()
    page.goto(staff(ward, "invite", "only@example.lg.jp", "--role", "viewer"))
    page.fill("#id_display_name", "見本")
    page.fill("#id_password", PASSWORD)
    page.fill("#id_again", PASSWORD)
    page.click("main form button")
    page.fill("#id_login", "only@example.lg.jp")
    page.fill("#id_password", PASSWORD)
    page.click("main form.form button")
    virtual_authenticator(page)
    page.click("text=パスキーを登録する")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/staff/factors/codes/")
    page.click("text=しまいました")
    page.wait_for_url(f"{ward.url}/staff/")
    context.close()


def test_without_an_authenticator_it_says_so(browser: Any, ward: Ward) -> None:
    context = browser.new_context(locale="ja-JP")
    page = context.new_page()
    page.goto(f"{ward.url}/staff/login/")
    page.evaluate("void (navigator.credentials.get = () => Promise.reject(new Error()))")
    page.click("#passkey_login")
    page.wait_for_selector("#passkey-failed:not([hidden])")
    context.close()


# ---- the end of a session


def test_it_says_before_it_ends_and_stays_on_request(
    browser: Any, ward: Ward, signed_in: dict[str, Any]
) -> None:
    context = browser.new_context(locale="ja-JP", storage_state=signed_in["state"])
    page = context.new_page()
    page.clock.install()
    page.goto(f"{ward.url}/staff/")
    assert page.locator(".warn").is_hidden() and "30分なにもしないと" in page.inner_text("#session")
    page.clock.run_for(26 * 60 * 1000)
    assert page.locator(".warn").is_hidden()
    page.clock.run_for(90 * 1000)
    assert page.locator(".warn").is_visible()
    page.click("text=つづける")
    page.locator("#session .warn").wait_for(state="hidden")  # no eval: the policy forbids it
    page.clock.run_for(29 * 60 * 1000)
    assert page.locator(".warn").is_visible()
    page.clock.run_for(2 * 60 * 1000)
    assert page.locator(".over").is_visible() and page.locator(".warn").is_hidden()
    context.close()


def test_nothing_typed_is_lost_by_the_end_of_a_session(
    browser: Any, ward: Ward, signed_in: dict[str, Any]
) -> None:
    context = browser.new_context(locale="ja-JP", storage_state=signed_in["state"])
    page = context.new_page()
    page.goto(f"{ward.url}/staff/accounts/invite/")
    page.fill("#id_email", "draft@example.lg.jp")
    page.fill("#id_display_name", "書きかけ")
    page.select_option("#id_grant-0-role", "viewer")
    session = [one for one in context.cookies() if one["name"] == "sessionid"]
    context.clear_cookies(name="sessionid")
    page.click("text=招待を送る")
    page.wait_for_url("**/staff/login/**")
    context.add_cookies(session)  # the log-in itself is shown elsewhere
    page.goto(f"{ward.url}/staff/accounts/invite/")
    assert page.input_value("#id_email") == "draft@example.lg.jp"
    assert page.input_value("#id_grant-0-role") == "viewer"
    assert page.locator("#draft-note").is_visible()
    page.click("text=招待を送る")
    page.wait_for_url(re.compile(r"/staff/accounts/[0-9a-f-]{36}/$"))
    page.goto(f"{ward.url}/staff/accounts/invite/")
    assert page.input_value("#id_email") == "" and page.locator("#draft-note").is_hidden()
    page.fill("#id_email", "again@example.lg.jp")
    page.reload()
    assert page.input_value("#id_email") == "again@example.lg.jp"
    page.click("text=書きかけを捨てる")
    assert page.input_value("#id_email") == ""
    assert page.evaluate("Object.values(sessionStorage).join('')") == ""
    context.close()


# ---- hands on the keyboard, no script


def test_the_keyboard_alone_logs_in(browser: Any, ward: Ward, signed_in: dict[str, Any]) -> None:
    context = browser.new_context(locale="ja-JP")
    page = context.new_page()
    page.goto(f"{ward.url}/staff/login/")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "id_login":
            break
    page.keyboard.type(EMAIL)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/factors/check/")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "id_code":
            break
    page.keyboard.type(code(signed_in["secret"], later=1))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{ward.url}/staff/")
    context.close()


def test_it_works_without_javascript(browser: Any, ward: Ward, signed_in: dict[str, Any]) -> None:
    context = browser.new_context(
        locale="ja-JP", java_script_enabled=False, storage_state=signed_in["state"]
    )
    page = context.new_page()
    page.goto(f"{ward.url}/staff/profile/")
    page.click("text=つづける")
    assert page.url == f"{ward.url}/staff/profile/"
    page.goto(f"{ward.url}/staff/audit/")
    page.select_option("#id_action", "people.joined")
    page.click("main form.filters button")
    assert "people.joined" in page.inner_text("main table")
    context.close()

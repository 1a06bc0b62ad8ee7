"""Log-in with password and second factor, enrolment, lock-out, end of the session."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from tests.support.staff import PASSWORD, SECRET, code, has_app, log_in, make_account

from hanamizuki.core import clock
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.site.staff.lockout import client_address

pytestmark = pytest.mark.django_db
LOGIN, CHECK, TODAY = "/staff/login/", "/staff/factors/check/", "/staff/"


@pytest.fixture(autouse=True)
def fresh_counts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def account() -> Account:
    return make_account("planner@example.lg.jp", Role.PLANNER)


def password_step(client: Client, email: str, password: str = PASSWORD) -> HttpResponse:
    return client.post(
        LOGIN, {"login": email, "password": password}, headers={"Accept-Language": "ja"}
    )


def inside(client: Client) -> bool:
    return client.get(TODAY).status_code == 200


# ---- two steps


def test_password_and_code_lead_to_today(client: Client, account: Account) -> None:
    answer = password_step(client, account.email)
    assert answer.status_code == 302 and answer.url == CHECK
    assert not inside(client), "the password alone is not enough"
    answer = client.post(CHECK, {"code": code()})
    assert answer.status_code == 302 and answer.url == TODAY
    assert inside(client)


def test_the_name_counts_in_any_case(client: Client, account: Account) -> None:
    assert password_step(client, "  Planner@EXAMPLE.lg.jp ").url == CHECK


def test_a_wrong_code_and_a_used_one_are_refused(client: Client, account: Account) -> None:
    password_step(client, account.email)
    assert (
        "コードがちがいます"
        in client.post(
            CHECK, {"code": "000000"}, headers={"Accept-Language": "ja"}
        ).content.decode()
    )
    used = code()
    assert client.post(CHECK, {"code": used}).status_code == 302
    other = Client()
    password_step(other, account.email)
    assert other.post(CHECK, {"code": used}).status_code == 200
    assert not inside(other)


def test_a_recovery_code_works_once(client: Client, account: Account) -> None:
    recovery = RecoveryCodes.activate(account)
    one = recovery.get_unused_codes()[0]
    password_step(client, account.email)
    assert client.post(CHECK, {"code": one}).status_code == 302
    again = Client()
    password_step(again, account.email)
    assert again.post(CHECK, {"code": one}).status_code == 200


def test_it_goes_on_where_it_was_interrupted(client: Client, account: Account) -> None:
    answer = client.get("/staff/profile/")
    assert answer.status_code == 302 and answer.url == f"{LOGIN}?next=/staff/profile/"
    data = {"login": account.email, "password": PASSWORD, "next": "/staff/profile/"}
    client.post(LOGIN, data)
    assert client.post(CHECK, {"code": code()}).url == "/staff/profile/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:x"])
def test_it_never_leads_to_another_site(client: Client, account: Account, elsewhere: str) -> None:
    client.post(LOGIN, {"login": account.email, "password": PASSWORD, "next": elsewhere})
    assert client.post(CHECK, {"code": code()}).url == TODAY
    log_in(client, account)
    assert client.post("/staff/stay/", {"next": elsewhere}).url == TODAY


def test_the_session_gets_a_new_key_at_log_in(client: Client, account: Account) -> None:
    password_step(client, account.email)
    before = client.session.session_key
    client.post(CHECK, {"code": code()})
    assert client.session.session_key != before


# ---- enrolment


def test_nobody_gets_in_without_a_second_factor(client: Client) -> None:
    account = make_account("new@example.lg.jp", Role.ADMINISTRATOR, second_factor=False)
    assert password_step(client, account.email).url == TODAY
    for path in (TODAY, "/staff/accounts/", "/staff/profile/", "/staff/password/"):
        answer = client.get(path)
        assert answer.status_code == 302 and answer.url == "/staff/second-factor/", path
    page = client.get("/staff/factors/app/add/")
    secret = re.search(r'class="secret">([A-Z2-7]+)<', page.content.decode())
    assert secret and "<svg" in page.content.decode()
    assert client.post("/staff/factors/app/add/", {"code": "000000"}).status_code == 200
    answer = client.post("/staff/factors/app/add/", {"code": code(secret[1])})
    assert answer.status_code == 302 and answer.url == "/staff/factors/codes/"
    assert client.get(answer.url).content.decode().count("<code>") == 10
    assert "<code>" not in client.get(answer.url).content.decode(), "shown once"
    assert has_app(account) and inside(client)


def test_the_last_second_factor_cannot_be_removed(client: Client, account: Account) -> None:
    log_in(client, account)
    client.post("/staff/factors/app/remove/")
    assert has_app(account)


def test_secrets_of_second_factors_are_not_readable_in_the_database(account: Account) -> None:
    row = Authenticator.objects.get(user=account)
    assert SECRET not in str(row.data)
    RecoveryCodes.activate(account)
    for row in Authenticator.objects.filter(user=account):
        assert not {"migrated_codes", SECRET} & set(map(str, row.data.values()))


# ---- guessing


def test_five_wrong_passwords_lock_the_account_for_that_address(
    client: Client, account: Account
) -> None:
    for _ in range(4):
        assert password_step(client, account.email, "wrong").status_code == 200
    locked = password_step(client, account.email, "wrong")
    assert locked.status_code == 429 and "15分のあいだ止めました" in locked.content.decode()
    assert int(locked.headers["Retry-After"]) == 900
    cache.clear()  # the short limit of a few minutes would answer first, with 200 and a message
    assert password_step(client, account.email).status_code == 429, "the right one too"
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert password_step(elsewhere, account.email).status_code in (302, 200)


def test_the_lock_ends(client: Client, account: Account) -> None:
    for _ in range(5):
        password_step(client, account.email, "wrong")
    cache.clear()  # the short limit of a few minutes is another one
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert password_step(client, account.email).status_code == 302


def test_a_guesser_cannot_hide_behind_a_header(client: Client, account: Account) -> None:
    for n in range(5):
        answer = client.post(
            LOGIN,
            {"login": account.email, "password": "wrong"},
            headers={"X-Forwarded-For": f"192.0.2.{n}"},
        )
    assert answer.status_code == 429


def test_nothing_of_the_person_is_kept_with_a_failed_try(client: Client, account: Account) -> None:
    password_step(client, account.email, "wrong")
    row = AccessAttempt.objects.get()
    kept = f"{row.username} {row.get_data} {row.post_data}"
    assert account.email not in kept and "wrong" not in kept


def test_names_that_do_not_exist_answer_alike(client: Client, account: Account) -> None:
    def body(email: str) -> str:
        text = password_step(Client(), email, "wrong").content.decode()
        return re.sub(r'csrfmiddlewaretoken" value="\w+"|value="[^"]*@[^"]*"', "", text)

    assert body("nobody@example.lg.jp") == body(account.email)


def test_codes_cannot_be_guessed(client: Client, account: Account) -> None:
    password_step(client, account.email)
    answers = [client.post(CHECK, {"code": f"{n:06}"}) for n in range(8)]
    assert answers[-1].status_code in (200, 429)
    assert client.post(CHECK, {"code": code()}).status_code != 302, "the right one comes too late"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counts"),
    [
        (0, "192.0.2.1", "198.51.100.1"),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.9, 192.0.2.1", "192.0.2.1"),
        (2, "203.0.113.9, 192.0.2.1, 198.51.100.7", "192.0.2.1"),
        (1, "", "198.51.100.1"),
        (1, "no address", "198.51.100.1"),
    ],
)
def test_which_address_counts(
    rf: object, settings: object, proxies: int, forwarded: str, counts: str
) -> None:
    settings.NINJA_NUM_PROXIES = proxies  # type: ignore[attr-defined]
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = rf.get("/", REMOTE_ADDR="198.51.100.1", headers=headers)  # type: ignore[attr-defined]
    assert client_address(request) == counts


# ---- sessions


def test_a_session_ends_after_thirty_idle_minutes(client: Client, account: Account) -> None:
    log_in(client, account)
    start = clock.now()
    with time_machine.travel(start + timedelta(minutes=29)):
        assert inside(client)
    with time_machine.travel(start + timedelta(minutes=58)):
        assert inside(client), "every request makes it longer"
    with time_machine.travel(start + timedelta(minutes=89)):
        answer = client.get(TODAY)
        assert answer.status_code == 302 and answer.url.startswith(LOGIN)


def test_a_session_ends_after_twelve_hours_whatever_happens(
    client: Client, account: Account
) -> None:
    start = clock.now()
    password_step(client, account.email)
    client.post(CHECK, {"code": code()})
    for minutes in range(20, 12 * 60, 20):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert inside(client), minutes
    with time_machine.travel(start + timedelta(minutes=12 * 60 + 5)):
        assert not inside(client)


def test_pages_for_staff_are_kept_by_no_cache_and_say_when_they_end(
    client: Client, account: Account
) -> None:
    answer = log_in(client, account).get(TODAY, headers={"Accept-Language": "ja"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert "30分なにもしないと" in answer.content.decode()


def test_log_out_ends_the_session(client: Client, account: Account) -> None:
    log_in(client, account)
    assert client.post("/staff/logout/").status_code == 302
    assert not inside(client) and not Session.objects.exists()


def test_rows_of_ended_sessions_do_not_pile_up(client: Client, account: Account) -> None:
    log_in(Client(), account)
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        password_step(client, account.email)
        client.post(CHECK, {"code": code()})
        assert inside(client) and Session.objects.count() == 1


def test_one_sees_ones_sessions_and_ends_the_others(account: Account) -> None:
    first, second = Client(HTTP_USER_AGENT="Windows Chrome/1"), Client(HTTP_USER_AGENT="Android")
    for later, one in enumerate((first, second)):
        password_step(one, account.email)
        assert one.post(CHECK, {"code": code(later=later)}).status_code == 302
    page = first.get("/staff/profile/", headers={"Accept-Language": "ja"}).content.decode()
    assert "Windows・Chrome" in page and "Android" in page and "この画面" in page
    first.post("/staff/profile/sessions/")
    assert inside(first) and not inside(second)


def test_visitors_of_public_pages_get_no_session(client: Client) -> None:
    client.get("/about/")
    assert "sessionid" not in client.cookies


# ---- settings


def test_passwords_are_kept_by_argon2() -> None:
    from hanamizuki.site import settings_staff

    assert settings_staff.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "PASSWORD_HASHERS", settings_staff.PASSWORD_HASHERS)
        from django.contrib.auth.hashers import get_hashers

        get_hashers.cache_clear()
        made = make_password("x")
    get_hashers.cache_clear()
    assert made.startswith("argon2$argon2id$")


# ---- anything at all

ANYTHING = st.one_of(
    st.text(max_size=300),
    st.sampled_from(
        ["", "\0", "a@b.jp", "a" * 5000, "ｐ@ｅ.jp", "\ud800", "{}", "[]", "null", "１２３４５６"]
    ),
)


@hypothesis(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(login=ANYTHING, password=ANYTHING, typed=ANYTHING, credential=ANYTHING, path=ANYTHING)
def test_nothing_that_is_sent_is_a_failure(
    account: Account, login: str, password: str, typed: str, credential: str, path: str
) -> None:
    cache.clear()
    client = Client()
    clean = {
        name: text.encode("utf-8", "replace").decode()
        for name, text in {
            "login": login, "password": password, "code": typed, "credential": credential,
            "next": path,
        }.items()
    }  # fmt: skip
    answers = [
        client.post(LOGIN, clean),
        client.get(LOGIN, {"next": clean["next"]}),
        client.post("/staff/factors/passkeys/login/", clean),
        client.get(f"/staff/join/{'x' * (len(login) + 1)}/"),
    ]
    password_step(client, account.email)
    answers += [client.post(CHECK, {"code": clean["code"]}), client.post(CHECK, clean)]
    assert [a.status_code for a in answers if a.status_code >= 500] == []
    assert not inside(client)

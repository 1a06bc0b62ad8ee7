"""Single sign-on against a real provider on this machine, and everything that must be refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from tests.support.staff import code, make_account

from hanamizuki.core.people import services
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.site.environment import sign_on
from hanamizuki.site.staff.tests.provider import CLIENT, SECRET, Provider, running

pytestmark = pytest.mark.django_db
BEGIN, CHECK = "/staff/sign-on/sso/", "/staff/factors/check/"


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    cache.clear()
    with running() as made:
        made.person = {"sub": "s-1", "email": "one@example.lg.jp", "email_verified": True}
        app = {
            "provider_id": "sso",
            "name": "区のログイン",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": made.issuer, "oauth_pkce_enabled": True},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        yield made


@pytest.fixture
def account() -> Account:
    return make_account("one@example.lg.jp", Role.PLANNER)


def round_trip(client: Client, change: Any = lambda url: url) -> HttpResponse:
    """From the button to the answer of the ward, by way of the provider."""
    begun = client.post(BEGIN)
    assert begun.status_code == 302, begun.content.decode()[:500]
    answer = requests.get(begun.url, allow_redirects=False, timeout=5)
    back = change(answer.headers["Location"])
    assert back.startswith("http://testserver/staff/sign-on/sso/back/?")
    return client.get(back.removeprefix("http://testserver"), headers={"Accept-Language": "ja"})


def inside(client: Client) -> bool:
    return client.get("/staff/").status_code == 200


def test_the_way_there_and_back(client: Client, provider: Provider, account: Account) -> None:
    page = client.get("/staff/login/", headers={"Accept-Language": "ja"}).content.decode()
    assert "区のログイン でログイン" in page and BEGIN in page
    answer = round_trip(client)
    assert answer.status_code == 302 and answer.url == CHECK
    assert not inside(client), "the ward's own second factor is asked for all the same"
    client.post(CHECK, {"code": code()})
    assert inside(client)
    assert SocialAccount.objects.get().user == account
    asked = provider.asked[0]
    assert asked["code_challenge"] and asked["state"]


def test_a_second_time_the_person_is_known_by_the_providers_id(
    client: Client, provider: Provider, account: Account
) -> None:
    round_trip(client)
    provider.person["email"] = "renamed@example.lg.jp"
    assert round_trip(Client()).url == CHECK


def test_nobody_gets_an_account_by_it(client: Client, provider: Provider) -> None:
    answer = round_trip(client)
    assert "ここのアカウントがありません" in answer.content.decode()
    assert not Account.objects.exists() and not inside(client)


@pytest.mark.parametrize("verified", [False, None])
def test_an_address_that_is_not_verified_there_opens_nothing(
    client: Client, provider: Provider, account: Account, verified: bool | None
) -> None:
    provider.person["email_verified"] = verified
    round_trip(client)
    assert not inside(client) and not SocialAccount.objects.exists()


def test_leavers_and_the_invited_are_refused(client: Client, provider: Provider) -> None:
    early = make_account("one@example.lg.jp", Role.PLANNER, joined=False)
    round_trip(client)
    assert not inside(client)
    services.remove(None, early)
    round_trip(client)
    assert not inside(client)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "another client"},
        {"exp": 1_000_000_000},
    ],
    ids=["issuer", "audience", "time"],
)
def test_a_token_with_wrong_claims_is_refused(
    client: Client, provider: Provider, account: Account, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    answer = round_trip(client)
    assert "ログインできませんでした" in answer.content.decode()
    assert not inside(client) and not SocialAccount.objects.exists()


def test_a_token_signed_by_another_key_is_refused(
    client: Client, provider: Provider, account: Account
) -> None:
    provider.signer = rsa.generate_private_key(65537, 2048)
    answer = round_trip(client)
    assert "ログインできませんでした" in answer.content.decode() and not inside(client)


@pytest.mark.parametrize(
    "change",
    [
        lambda url: url.replace("code=", "code=x"),
        lambda url: url.replace("state=", "state=x"),
        lambda url: url.split("?")[0] + "?error=access_denied&state=x",
        lambda url: url.split("?")[0] + "?",
    ],
    ids=["code", "state", "denied", "nothing"],
)
def test_a_changed_way_back_is_refused(
    client: Client, provider: Provider, account: Account, change: Any
) -> None:
    answer = round_trip(client, change)
    assert answer.status_code < 500 and not inside(client)
    assert not SocialAccount.objects.exists()


def test_a_code_is_of_no_use_in_another_browser(
    client: Client, provider: Provider, account: Account
) -> None:
    """The state and the verifier of PKCE are in the session of whoever began."""
    begun = client.post(BEGIN)
    back = requests.get(begun.url, allow_redirects=False, timeout=5).headers["Location"]
    other = Client()
    other.get(back.removeprefix("http://testserver"))
    assert not SocialAccount.objects.exists() and not inside(other)


def test_a_provider_that_is_down_is_no_failure_of_ours(
    client: Client, provider: Provider, settings: Any
) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = client.post(BEGIN, headers={"Accept-Language": "ja"})
    assert answer.status_code == 200 and "ログインできませんでした" in answer.content.decode()


def test_without_a_provider_there_is_no_button_and_no_address(client: Client) -> None:
    assert BEGIN not in client.get("/staff/login/").content.decode()
    assert client.get(BEGIN).status_code == 404
    assert client.get(BEGIN + "back/?code=x&state=y").status_code == 404


# ---- the environment

NAMES = ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")


def set_all(monkeypatch: pytest.MonkeyPatch, issuer: str, client: str, secret: str) -> None:
    for name, value in zip(NAMES, (issuer, client, secret), strict=True):
        monkeypatch.setenv(f"HANAMIZUKI_OIDC_{name}", value)


def test_it_is_configured_by_three_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sign_on() is None
    set_all(monkeypatch, "https://id.example.lg.jp/", "c", "s")
    made = sign_on()
    assert made and made["name"] == "id.example.lg.jp" and made["client_id"] == "c"
    assert made["settings"]["server_url"] == "https://id.example.lg.jp"


@pytest.mark.parametrize(
    ("issuer", "client", "said"),
    [("https://id.example", "", "all three"), ("http://id.example", "c", "https")],
)
def test_half_or_unsafe_settings_are_refused(
    monkeypatch: pytest.MonkeyPatch, issuer: str, client: str, said: str
) -> None:
    set_all(monkeypatch, issuer, client, "s")
    with pytest.raises(ValueError, match=said):
        sign_on()

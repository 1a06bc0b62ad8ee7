"""Every address below /staff/ × every role: declared here, or this fails; refused where it must be.

A room that adds a page for staff adds a line to DECLARED.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from hanamizuki.core.people import policy, services
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.navigation import menu
from hanamizuki.core.people.roles import Role
from hanamizuki.desk.models import Counter, Service
from tests.support.staff import SECTION, log_in, make_account, make_places

pytestmark = pytest.mark.django_db
LOGIN = "/staff/login/"
ALL = set(Role)
ADMINISTRATORS = {Role.ADMINISTRATOR}
PLANNERS = {Role.PLANNER}
SECTIONS = {Role.PLANNER, Role.SECTION_STAFF}
CLERKS = {Role.COUNTER, Role.SECTION_STAFF}
READERS = {*SECTIONS, Role.VIEWER, Role.DISTRICT_OFFICER}
# ENTRANCE: what a visitor may open; OWN: only one's own account is touched, so any colleague.
ENTRANCE, OWN = "entrance", "own"

DECLARED: dict[str, str | set[Role]] = {
    "/staff/login/": ENTRANCE,
    "/staff/logout/": ENTRANCE,
    "/staff/inactive/": ENTRANCE,
    "/staff/join/<str:token>/": ENTRANCE,
    "/staff/factors/check/": ENTRANCE,
    "/staff/factors/passkeys/login/": ENTRANCE,
    "/staff/sign-on/cancelled/": ENTRANCE,
    "/staff/sign-on/<slug:provider_id>/": ENTRANCE,
    "/staff/sign-on/<slug:provider_id>/back/": ENTRANCE,
    "/staff/again/": OWN,
    "/staff/password/": OWN,
    "/staff/factors/": OWN,
    "/staff/factors/again/": OWN,
    "/staff/factors/app/add/": OWN,
    "/staff/factors/app/remove/": OWN,
    "/staff/factors/codes/": OWN,
    "/staff/factors/codes/new/": OWN,
    "/staff/factors/passkeys/": OWN,
    "/staff/factors/passkeys/add/": OWN,
    "/staff/factors/passkeys/again/": OWN,
    "/staff/factors/passkeys/<int:pk>/": OWN,
    "/staff/factors/passkeys/<int:pk>/remove/": OWN,
    "/staff/": ALL,
    "/staff/second-factor/": ALL,
    "/staff/stay/": ALL,
    "/staff/profile/": ALL,
    "/staff/profile/sessions/": ALL,
    "/staff/notices/": ALL,
    "/staff/notices/<int:pk>/retry/": ADMINISTRATORS,
    "/staff/accounts/": ADMINISTRATORS,
    "/staff/accounts/invite/": ADMINISTRATORS,
    "/staff/accounts/<uuid:id>/": ADMINISTRATORS,
    "/staff/accounts/<uuid:id>/link/": ADMINISTRATORS,
    "/staff/accounts/<uuid:id>/remove/": ADMINISTRATORS,
    "/staff/accounts/<uuid:id>/return/": ADMINISTRATORS,
    "/staff/audit/": ADMINISTRATORS,
    "/staff/desk/": CLERKS,
    "/staff/desk/counter/<slug:code>/": CLERKS,
    "/staff/desk/counter/<slug:code>/look/": CLERKS,
    "/staff/desk/counter/<slug:code>/act/": CLERKS,
    "/staff/desk/counter/<slug:code>/person/<int:pk>/": CLERKS,
    "/staff/desk/appointments/": CLERKS,
    "/staff/desk/appointments/week/": CLERKS,
    "/staff/desk/appointments/<int:pk>/": CLERKS,
    "/staff/desk/appointments/new/<slug:kind>/": CLERKS,
    "/staff/desk/appointments/made/<int:pk>/": CLERKS,
    "/staff/desk/appointments/closing/<slug:kind>/": CLERKS,
    "/staff/desk/appointments/closing/<int:pk>/open/": CLERKS,
    "/staff/desk/issue/": CLERKS,
    "/staff/desk/visit/": CLERKS,
    "/staff/desk/overview/": SECTIONS,
    "/staff/desk/overview/waiting/<slug:code>/": SECTIONS,
    "/staff/desk/overview/hours.xlsx": SECTIONS,
    "/staff/desk/overview/record/": SECTIONS,
    "/staff/desk/overview/watch/": SECTIONS,
    "/staff/desk/overview/settings/": SECTIONS,
    "/staff/policy/": READERS,
    "/staff/policy/reports/": PLANNERS,
    "/staff/policy/reports/<int:id>/<slug:half>/": PLANNERS,
    "/staff/policy/money/": READERS,
    "/staff/policy/money/sheet/": PLANNERS,
    "/staff/policy/money/rows/<int:pk>/": PLANNERS,
    "/staff/policy/money/<int:year>/": READERS,
    "/staff/policy/money/<int:year>/state/": PLANNERS,
    "/staff/policy/money/<int:year>/new/": PLANNERS,
    "/staff/policy/money/<int:year>/new/<slug:key>/": PLANNERS,
    "/staff/policy/drafts/": PLANNERS,
    "/staff/policy/drafts/start/<int:id>/": PLANNERS,
    "/staff/policy/drafts/upload/": PLANNERS,
    "/staff/policy/drafts/plan/": PLANNERS,
    "/staff/policy/drafts/<int:id>/": PLANNERS,
    "/staff/policy/drafts/<int:id>/title/": PLANNERS,
    "/staff/policy/drafts/<int:id>/send/": PLANNERS,
    "/staff/policy/drafts/<int:id>/approve/": PLANNERS,
    "/staff/policy/drafts/<int:id>/return/": PLANNERS,
    "/staff/policy/drafts/<int:id>/discard/": PLANNERS,
    "/staff/policy/drafts/<int:id>/lines/<int:line>/add/": PLANNERS,
    "/staff/policy/drafts/<int:id>/lines/<int:line>/drop/": PLANNERS,
    "/staff/policy/drafts/<int:id>/lines/<int:line>/restore/": PLANNERS,
    "/staff/policy/drafts/<int:id>/lines/<int:line>/move/": PLANNERS,
    "/staff/policy/drafts/<int:id>/lines/<int:line>/join/": PLANNERS,
    "/staff/policy/lines/<int:pk>/": READERS,
    "/staff/policy/lines/<int:pk>/text/": PLANNERS,
    "/staff/policy/lines/<int:pk>/targets/": PLANNERS,
    "/staff/policy/lines/<int:pk>/targets/<str:indicator>/": PLANNERS,
    "/staff/policy/lines/<int:pk>/reviews/<slug:half>/": SECTIONS,
    "/staff/policy/lines/<int:pk>/gender/": SECTIONS,
    "/staff/policy/lines/<int:pk>/progress/": PLANNERS,
    "/staff/policy/lines/<int:pk>/owner/": PLANNERS,
    "/staff/policy/lines/<int:pk>/milestones/new/": PLANNERS,
    "/staff/policy/lines/<int:pk>/history/": READERS,
    "/staff/policy/milestones/<slug:key>/": PLANNERS,
    "/staff/policy/values/": SECTIONS,
    "/staff/policy/values/sheet/": SECTIONS,
    "/staff/policy/values/sheet/values.xlsx": SECTIONS,
    "/staff/policy/values/<int:pk>/withdraw/": SECTIONS,
    "/staff/policy/values/<slug:id>/<str:month>/": SECTIONS,
    "/staff/policy/indicators/": READERS,
    "/staff/policy/indicators/new/": PLANNERS,
    "/staff/policy/indicators/<slug:id>/": PLANNERS,
    "/staff/policy/indicators/<slug:id>/retire/": PLANNERS,
    "/staff/policy/comments/": SECTIONS,
    "/staff/policy/comments/<int:pk>/": SECTIONS,
    "/staff/policy/proposals/": READERS,
    "/staff/policy/proposals/<int:pk>/": READERS,
}
GUARDED = {path: who for path, who in DECLARED.items() if isinstance(who, set)}
PERSONAL = [path for path, who in DECLARED.items() if who != ENTRANCE]
# A second factor is set up before anything else, so these open without one.
ENROLMENT = {
    "/staff/second-factor/",
    "/staff/stay/",
    "/staff/again/",
    "/staff/factors/app/add/",
    "/staff/factors/passkeys/add/",
    "/staff/factors/codes/",
}


def addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    for one in resolver.url_patterns:
        path = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            yield path
        else:
            yield from addresses(one, path)


@pytest.fixture(autouse=True)
def places() -> None:
    make_places()
    Service.objects.create(code="w-sample", letter="X", name={"ja": "x"}, section=SECTION)
    Counter.objects.create(code="w-sample", section=SECTION, services=["w-sample"])


@pytest.fixture
def somebody() -> Account:
    return make_account("somebody@example.lg.jp", Role.VIEWER)


def real(path: str, somebody: Account) -> str:
    """The address with something in the place of its parameters."""
    for name, value in {
        "<uuid:id>": str(somebody.pk),
        "<int:pk>": "1",
        "<int:year>": "2025",
        "<int:id>": "1",
        "<int:line>": "1",
        "<slug:half>": "mid",
        "<slug:key>": "x-nothing",
        "<slug:kind>": "x-nothing",
        "<str:indicator>": "nothing",
        "<slug:id>": "nothing",
        "<slug:code>": "w-sample",
        "<str:month>": "2025-04",
        "<str:token>": "x" * 43,
        "<slug:provider_id>": "sso",
    }.items():
        path = path.replace(name, value)
    assert "<" not in path, f"give {path} an example"
    return path


def asked(client: Client, path: str) -> list[HttpResponse]:
    return [client.get(path), client.post(path, {})]


def to_login(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer.url.startswith(LOGIN)


def test_every_address_for_staff_is_declared_and_every_declared_one_is_there() -> None:
    found = {one for one in addresses(get_resolver()) if one.startswith("/staff/")}
    assert sorted(found) == sorted(DECLARED)


def test_every_view_declares_its_action_as_it_is_declared_here() -> None:
    """The decorator's action and this list say the same, so that neither is changed alone."""

    def views(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, Any]]:
        for one in resolver.url_patterns:
            path = prefix + str(one.pattern)
            if isinstance(one, URLPattern):
                yield path, one.callback
            else:
                yield from views(one, path)

    for path, view in views(get_resolver()):
        if path in GUARDED:
            action = policy.registry.get(getattr(view, "action", ""))
            assert action is not None, f"{path} has no requires(…)"
            assert action.roles == GUARDED[path], path


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_what_it_should_and_nothing_else(role: Role, somebody: Account) -> None:
    client = log_in(Client(raise_request_exception=True), make_account("a@example.lg.jp", role))
    make_account("spare@example.lg.jp", Role.ADMINISTRATOR)  # so that one can be removed
    for path, who in GUARDED.items():
        for answer in asked(client, real(path, somebody)):
            if role in who:
                assert answer.status_code in (200, 302, 404), (path, answer.status_code)
                assert not to_login(answer), path
            else:
                assert answer.status_code == 403, (path, answer.status_code)


def test_visitors_open_nothing(client: Client, somebody: Account) -> None:
    for path in PERSONAL:
        for answer in asked(client, real(path, somebody)):
            assert to_login(answer), (path, answer.status_code)


def test_the_entrance_is_open_and_says_nothing(client: Client, somebody: Account) -> None:
    for path, who in DECLARED.items():
        if who == ENTRANCE:
            answer = client.get(real(path, somebody))
            assert answer.status_code in (200, 302, 404, 410), path
            assert somebody.email not in answer.content.decode(), path


def test_without_a_second_factor_only_enrolment_opens(client: Client, somebody: Account) -> None:
    account = make_account("half@example.lg.jp", Role.ADMINISTRATOR, second_factor=False)
    log_in(client, account)
    for path in PERSONAL:
        for answer in asked(client, real(path, somebody)):
            led = answer.status_code == 302 and answer.url == "/staff/second-factor/"
            assert led is (path not in ENROLMENT), (path, answer.status_code)


def test_a_leaver_and_somebody_invited_open_nothing(somebody: Account) -> None:
    gone = make_account("gone@example.lg.jp", Role.PLANNER)
    early = make_account("early@example.lg.jp", Role.ADMINISTRATOR, joined=False)
    client, other = log_in(Client(), gone), log_in(Client(), early)
    services.remove(None, gone)
    for one in (client, other):
        for path in PERSONAL:
            assert to_login(one.get(real(path, somebody))), path


def test_nobody_reaches_the_passkey_of_another(client: Client, somebody: Account) -> None:
    from allauth.mfa.models import Authenticator

    key = Authenticator.objects.create(
        user=somebody, type=Authenticator.Type.WEBAUTHN, data={"name": "x", "credential": {}}
    )
    log_in(client, make_account("a@example.lg.jp", Role.ADMINISTRATOR))
    for path in (f"/staff/factors/passkeys/{key.pk}/", f"/staff/factors/passkeys/{key.pk}/remove/"):
        assert [a.status_code for a in asked(client, path)] == [404, 404]
    assert Authenticator.objects.filter(pk=key.pk).exists()


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_shows_what_opens(client: Client, role: Role) -> None:
    account = make_account("a@example.lg.jp", role)
    log_in(client, account)
    page = client.get("/staff/").content.decode()
    for entry in menu.for_account(account):
        from django.urls import reverse

        assert f'href="{reverse(entry.url_name)}"' in page
        assert client.get(reverse(entry.url_name)).status_code == 200
    assert ("/staff/accounts/" in page) is (role is Role.ADMINISTRATOR)

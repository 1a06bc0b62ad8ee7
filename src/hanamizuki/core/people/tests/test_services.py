"""Roles, leaving with duties handed over, coming back; there is always an administrator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client
from tests.support.staff import (
    PASSWORD,
    SECTION,
    code,
    grant,
    log_in,
    make_account,
    make_places,
)

from hanamizuki.core.audit import queries as audit
from hanamizuki.core.people import handover, invitations, queries, services
from hanamizuki.core.people.grants import Grant, held
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed, registry, sections_of
from hanamizuki.core.people.roles import Role

pytestmark = pytest.mark.django_db
ADMIN = Grant(Role.ADMINISTRATOR.value)


@pytest.fixture(autouse=True)
def places() -> None:
    make_places()


@pytest.fixture
def boss() -> Account:
    return make_account("boss@example.lg.jp", Role.ADMINISTRATOR)


@pytest.fixture
def lines() -> Iterator[dict[str, int]]:
    """A room's duties: account id → number of lines looked after."""
    owned: dict[str, int] = {}

    def move(leaver: Account, successor: Account) -> int:
        number = owned.pop(str(leaver.pk), 0)
        owned[str(successor.pk)] = owned.get(str(successor.pk), 0) + number
        return number

    duty = handover.Duty("test.lines", {"ja": "行"}, lambda a: owned.get(str(a.pk), 0), move)
    handover.registry.register(duty)
    yield owned
    del handover.registry._all["test.lines"]


# ---- roles


def test_roles_change_and_the_trail_shows_both_sides(boss: Account) -> None:
    one = make_account("one@example.lg.jp", Role.VIEWER)
    services.change_roles(boss, one, [grant(Role.COUNTER)], reason="異動")
    assert held(one) == [grant(Role.COUNTER)]
    entry = audit.history(f"account:{one.pk}")[0].entry
    assert entry.action == "people.roles_changed" and entry.reason == "異動"
    assert entry.actor == f"account:{boss.pk}"
    assert entry.change["roles"] == {
        "before": [{"role": "viewer"}],
        "after": [{"role": "counter", "section": SECTION}],
    }


def test_the_same_roles_again_are_no_change(boss: Account) -> None:
    before = len(audit.page().entries)
    services.change_roles(boss, boss, [ADMIN, ADMIN])
    assert len(audit.page().entries) == before


def test_the_last_administrator_stays(boss: Account) -> None:
    invitations.invite(None, "asked@example.lg.jp", [ADMIN])  # has not joined, so does not count
    for refused in (
        lambda: services.change_roles(boss, boss, [Grant(Role.VIEWER.value)]),
        lambda: services.remove(boss, boss),
    ):
        with pytest.raises(ValidationError, match="管理者がだれもいなくなる"):
            refused()
    make_account("second@example.lg.jp", Role.ADMINISTRATOR)
    services.remove(boss, boss)
    assert [one.email for one in queries.administrators()] == ["second@example.lg.jp"]


# ---- leaving


def test_a_leaver_is_out_at_once(client: Client, boss: Account) -> None:
    one = make_account("one@example.lg.jp", Role.PLANNER)
    client.post("/staff/login/", {"login": one.email, "password": PASSWORD})
    client.post("/staff/factors/check/", {"code": code()})
    assert client.get("/staff/").status_code == 200
    services.remove(boss, one, reason="退職")
    assert client.get("/staff/").status_code == 302
    assert not Session.objects.exists()
    one.refresh_from_db()
    assert one.state == "left" and not one.has_usable_password() and held(one) == []
    again = client.post("/staff/login/", {"login": one.email, "password": PASSWORD})
    assert again.status_code == 200
    assert not allowed(one, "staff.enter")
    with pytest.raises(ValidationError, match="もうやめています"):
        services.remove(boss, one)


def test_a_session_made_in_another_way_ends_too(client: Client, boss: Account) -> None:
    one = make_account("one@example.lg.jp", Role.PLANNER)
    log_in(client, one)
    services.remove(boss, one)
    assert client.get("/staff/").status_code == 302


def test_duties_are_never_orphaned(boss: Account, lines: dict[str, int]) -> None:
    one, two = (make_account(f"{n}@example.lg.jp", Role.PLANNER) for n in ("one", "two"))
    lines[str(one.pk)] = 3
    gone = make_account("gone@example.lg.jp", Role.PLANNER)
    services.remove(boss, gone)
    for nobody in (None, one, gone):
        with pytest.raises(ValidationError, match="引きつぐ人"):
            services.remove(boss, one, nobody)
    assert Account.objects.get(pk=one.pk).is_active and lines == {str(one.pk): 3}
    assert services.remove(boss, one, two) == {"test.lines": 3}
    assert lines == {str(two.pk): 3}
    entry = audit.history(f"account:{one.pk}")[0].entry
    assert entry.change["moved"]["after"] == {"test.lines": 3}
    assert entry.change["successor"]["after"] == str(two.pk)


def test_a_hand_over_that_fails_leaves_everything_as_it_was(boss: Account) -> None:
    one, two = (make_account(f"{n}@example.lg.jp", Role.PLANNER) for n in ("one", "two"))

    def fail(leaver: Account, successor: Account) -> int:
        raise RuntimeError("the room is on fire")

    handover.registry.register(handover.Duty("test.fire", {"ja": "火"}, lambda a: 1, fail))
    try:
        with pytest.raises(RuntimeError):
            services.remove(boss, one, two)
    finally:
        del handover.registry._all["test.fire"]
    one.refresh_from_db()
    assert one.is_active and held(one) == [Grant(Role.PLANNER.value)]


def test_who_comes_back_starts_afresh(boss: Account) -> None:
    one = make_account("one@example.lg.jp", Role.PLANNER)
    services.remove(boss, one)
    token = services.reactivate(boss, one, [grant(Role.VIEWER)], reason="再任用")
    one.refresh_from_db()
    assert one.state == "invited" and not one.is_active
    assert invitations.accept(token, PASSWORD).is_active
    assert held(one) == [Grant(Role.VIEWER.value)]
    with pytest.raises(ValidationError, match="やめていません"):
        services.reactivate(boss, one, [grant(Role.VIEWER)])


# ---- what roles open


@pytest.fixture
def edit() -> Iterator[str]:
    registry.register("test.edit", {Role.SECTION_STAFF, Role.PLANNER}, by_section=True)
    yield "test.edit"
    del registry._all["test.edit"]


def test_an_action_by_section_is_for_that_section(edit: str) -> None:
    one = make_account("one@example.lg.jp", Role.SECTION_STAFF)
    planner = make_account("planner@example.lg.jp", Role.PLANNER)
    assert allowed(one, edit) and allowed(one, edit, SECTION)
    assert not allowed(one, edit, "another")
    assert allowed(planner, edit, "another")
    assert sections_of(one, edit) == {SECTION} and sections_of(planner, edit) is None
    assert queries.holders(edit, SECTION) == [one, planner]
    assert queries.holders(edit, "another") == [planner]


def test_an_action_for_the_whole_ward_is_not_for_one_section() -> None:
    registry.register("test.publish", {Role.PLANNER}, ward=True)
    try:
        here = make_account("here@example.lg.jp", Grant(Role.PLANNER.value, SECTION))
        planner = make_account("planner@example.lg.jp", Role.PLANNER)
        assert not allowed(here, "test.publish") and not allowed(here, "test.publish", SECTION)
        assert allowed(planner, "test.publish", SECTION)
        assert sections_of(here, "test.publish") == frozenset()
        assert sections_of(planner, "test.publish") is None
        assert queries.holders("test.publish") == [planner]
    finally:
        del registry._all["test.publish"]


def test_nothing_is_allowed_that_is_not_declared(boss: Account) -> None:
    assert not allowed(boss, "no.such.action")
    assert not allowed(None, "staff.enter")
    assert queries.holders("no.such.action") == []
    with pytest.raises(ValueError, match="twice"):
        registry.register("staff.enter", set())


def test_somebody_invited_may_nothing_yet() -> None:
    account = make_account("new@example.lg.jp", Role.ADMINISTRATOR, joined=False)
    assert not allowed(account, "staff.enter")


def test_an_account_shows_no_address_in_logs(boss: Account) -> None:
    assert "boss" not in f"{boss} {boss!r}"

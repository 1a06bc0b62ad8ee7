"""An invitation opens one account, once, in time; its secret is kept nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import connection
from tests.support.staff import PASSWORD, SECTION, has_app, make_account, make_places

from hanamizuki.core import clock
from hanamizuki.core.audit import queries as audit
from hanamizuki.core.people import invitations, services
from hanamizuki.core.people.grants import Grant
from hanamizuki.core.people.models import Account, Invitation
from hanamizuki.core.people.roles import Role

pytestmark = pytest.mark.django_db
VIEWER = [Grant(Role.VIEWER.value)]


def invited(email: str = "new@example.lg.jp") -> tuple[Account, str]:
    return invitations.invite(None, email, VIEWER)


def test_it_opens_the_account_once() -> None:
    account, token = invited()
    assert account.state == "invited" and not account.has_usable_password()
    opened = invitations.accept(token, PASSWORD, display_name="見本")
    assert opened == account and opened.is_active and opened.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=account).verified
    with pytest.raises(ValidationError, match="もう使えません"):
        invitations.accept(token, "another long password")
    assert Account.objects.get().check_password(PASSWORD)


def test_only_its_digest_is_kept() -> None:
    _, token = invited()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_invitation")
        assert token not in str(cursor.fetchall())


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t + "A", str.swapcase, lambda t: ""]
)
def test_a_changed_secret_opens_nothing(change: object) -> None:
    _, token = invited()
    assert invitations.find(change(token)) is None  # type: ignore[operator]
    assert invitations.find(token) is not None


def test_it_is_good_for_three_days() -> None:
    _, token = invited()
    with time_machine.travel(clock.now() + timedelta(days=2, hours=23)):
        assert invitations.find(token)
    with (
        time_machine.travel(clock.now() + timedelta(days=3, minutes=1)),
        pytest.raises(ValidationError, match="もう使えません"),
    ):
        invitations.accept(token, PASSWORD)


def test_a_new_link_ends_the_old_one_and_resets_everything_only_when_used() -> None:
    account = make_account("kept@example.lg.jp", Role.VIEWER)
    first = invitations.invite_again(None, account)
    second = invitations.invite_again(None, account)
    assert invitations.find(first) is None
    assert has_app(account) and Account.objects.get().check_password(PASSWORD)
    invitations.accept(second, "kugatsu no kinmokusei")
    assert not Authenticator.objects.exists()
    assert Account.objects.get().check_password("kugatsu no kinmokusei")


@pytest.mark.parametrize(
    "password", ["short", "123456789012345", "password1234", "new@example.lg.jp"]
)
def test_bad_passwords_leave_the_link_unused(password: str) -> None:
    _, token = invited()
    with pytest.raises(ValidationError):
        invitations.accept(token, password)
    assert invitations.find(token) and not Account.objects.get().is_active


@pytest.mark.parametrize("email", ["NEW@example.LG.jp", " new@example.lg.jp "])
def test_one_address_one_account(email: str) -> None:
    invited()
    with pytest.raises(ValidationError, match="もうあります"):
        invited(email)


@pytest.mark.parametrize(
    "email", ["", "x", "a@b", "a b@c.jp", "a@c.jp\nb@c.jp", "a" * 250 + "@c.jp"]
)
def test_addresses_that_are_none(email: str) -> None:
    with pytest.raises(ValidationError):
        invited(email)
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    "grant",
    [
        Grant("mayor"),
        Grant(Role.SECTION_STAFF.value),
        Grant(Role.COUNTER.value),
        Grant(Role.DISTRICT_OFFICER.value, SECTION),
        Grant(Role.VIEWER.value, "no-such-section"),
        Grant(Role.VIEWER.value, "", "no-such-district"),
    ],
)
def test_roles_that_cannot_be(grant: Grant) -> None:
    make_places()
    with pytest.raises(ValidationError):
        invitations.invite(None, "new@example.lg.jp", [grant])
    with pytest.raises(ValidationError):
        invitations.invite(None, "new@example.lg.jp", [])
    assert not Account.objects.exists() and not Invitation.objects.exists()


def test_the_first_administrator_gives_the_address_with_the_link() -> None:
    first = invitations.first_administrator()
    again = invitations.first_administrator()
    assert first and again and invitations.find(first) is None
    with pytest.raises(ValidationError):
        invitations.accept(again, PASSWORD, email="not an address")
    account = invitations.accept(again, PASSWORD, email="Boss@example.lg.jp", display_name="長")
    assert account.email == "boss@example.lg.jp"
    assert [m.role for m in account.memberships.all()] == [Role.ADMINISTRATOR]
    assert invitations.first_administrator() is None


def test_a_leavers_link_opens_nothing() -> None:
    account, token = invited()
    services.remove(None, account)
    assert invitations.find(token) is None
    with pytest.raises(ValidationError, match="やめています"):
        invitations.invite_again(None, account)


def test_the_trail_tells_it_by_id_only() -> None:
    account, token = invited("hanako@example.lg.jp")
    invitations.accept(token, PASSWORD, display_name="花子")
    told = [(e.action, e.actor, e.subject) for e in audit.page().entries[::-1]]
    who = f"account:{account.pk}"
    assert told == [("people.invited", "system", who), ("people.joined", who, who)]
    text = "".join(str(vars(e)) for e in audit.page().entries)
    assert "hanako" not in text and "花子" not in text and token not in text

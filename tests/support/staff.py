"""Staff accounts for tests: made by the services, with an authenticator app, and logged in."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from hanamizuki.core import clock
from hanamizuki.core.people import invitations
from hanamizuki.core.people.grants import Grant
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.core.places import services as places

PASSWORD = "rokugatsu no ajisai"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SECTION, DISTRICT = "sample-section", "sample-district"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def make_places() -> None:
    """One section and one district, for roles that need them. Replaces what was there."""
    name, fact = {"ja": "見本課", "en": "Sample section", "easy": "みほん課"}, {"source": "見本"}
    section = {"code": SECTION, "kind": "ward", "name": name, "handles": name, **fact}
    places.store_sections([section], {SECTION: []})
    places.store_districts([{"code": DISTRICT, "name": name, **fact}])


def grant(role: Role, section: str = "", district: str = "") -> Grant:
    """A role, for the sample section or district where it needs one."""
    if role in (Role.SECTION_STAFF, Role.COUNTER):
        section = section or SECTION
    if role is Role.DISTRICT_OFFICER:
        district = district or DISTRICT
    return Grant(role.value, section, district)


def make_account(
    email: str, *roles: Role | Grant, second_factor: bool = True, joined: bool = True
) -> Account:
    """An account as the invitation makes it; the places it is for must be there."""
    grants = [one if isinstance(one, Grant) else grant(one) for one in roles]
    account, token = invitations.invite(None, email, grants or [Grant(Role.VIEWER.value)])
    if joined:
        account = invitations.accept(token, PASSWORD, display_name=email.partition("@")[0])
    if joined and second_factor:
        totp.TOTP.activate(account, SECRET)
    return account


def code(secret: str = SECRET, later: int = 0) -> str:
    """What an authenticator app shows now, or `later` periods from now."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + later))


def log_in(client: Client, account: Account) -> Client:
    """The client with a session of that account, past both steps of the log-in."""
    client.force_login(account, backend=BACKEND)
    session = client.session
    session["began"] = clock.real_now().isoformat()
    session.save()
    return client


def has_app(account: Account) -> bool:
    """True where an authenticator app is registered."""
    return Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists()

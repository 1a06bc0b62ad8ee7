"""`hanamizuki staff invite|list|remove`: accounts from the command line of the ward's machine."""

from __future__ import annotations

import argparse
import json
import os
from typing import TYPE_CHECKING, Any

from hanamizuki.cli.common import add_data, start_django, use_data
from hanamizuki.cli.errors import Failure

if TYPE_CHECKING:
    from hanamizuki.core.people.grants import Grant
    from hanamizuki.core.people.models import Account

_INVITE = """Makes an account and prints its one-time link, good for three days; with --mail the
link is mailed instead. For an address that has an account already: a new link, with which
password and second factor are set anew."""
HERE = "http://127.0.0.1:8000"


def add_parser(subparsers: Any) -> None:
    """Add `staff`."""
    parser = subparsers.add_parser("staff", help="staff accounts: invite, list, remove")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    inviting = actions.add_parser("invite", help="invite somebody", description=_INVITE)
    inviting.add_argument("email", metavar="ADDRESS")
    inviting.add_argument("--role", action="append", default=[], help="a role; may be repeated")
    inviting.add_argument("--section", default="", metavar="CODE", help="the roles' section")
    inviting.add_argument("--district", default="", metavar="CODE", help="the roles' district")
    inviting.add_argument("--mail", action="store_true", help="mail the link, do not print it")
    add_data(inviting)
    inviting.set_defaults(func=invite)
    listing = actions.add_parser("list", help="every account, leavers too")
    listing.add_argument("--json", action="store_true", help="print JSON for a program")
    add_data(listing)
    listing.set_defaults(func=show)
    removing = actions.add_parser("remove", help="let somebody leave: logged out at once")
    removing.add_argument("email", metavar="ADDRESS")
    removing.add_argument("--successor", metavar="ADDRESS", help="who takes over their duties")
    removing.add_argument("--reason", default="", metavar="TEXT", help="it stands in the record")
    add_data(removing)
    removing.set_defaults(func=remove)


def _find(email: str) -> Account:
    from hanamizuki.core.people.models import Account

    found = Account.objects.filter(email__iexact=email.strip()).first()
    if found is None:
        raise Failure(f"there is no account {email}; `hanamizuki staff list` shows all")
    return found


def _grants(arguments: argparse.Namespace) -> list[Grant]:
    from hanamizuki.core.people.grants import Grant
    from hanamizuki.core.people.roles import Role

    known = [one.value for one in Role]
    wrong = [one for one in arguments.role if one not in known]
    if wrong:
        raise Failure(f"there is no role {wrong[0]!r}; there are: {', '.join(known)}")
    return [Grant(one, arguments.section, arguments.district) for one in arguments.role]


def base_address() -> str:
    """How links begin: HANAMIZUKI_URL, else this machine."""
    return os.environ.get("HANAMIZUKI_URL", "").strip() or HERE


def invite(arguments: argparse.Namespace) -> int:
    """Invite, or give a new link."""
    use_data(arguments)
    start_django()
    from django.core.exceptions import ValidationError
    from django.utils import translation

    from hanamizuki.core.people import invitations
    from hanamizuki.core.people.models import Account
    from hanamizuki.site.staff.mails import link, send_invitation

    with translation.override("en"):
        try:
            found = Account.objects.filter(email__iexact=arguments.email.strip()).first()
            if found is None:
                account, token = invitations.invite(None, arguments.email, _grants(arguments))
            elif arguments.role:
                raise Failure(
                    f"{arguments.email} has an account; change its roles at /staff/accounts/,"
                    " or leave out --role for a new link"
                )
            else:
                account, token = found, invitations.invite_again(None, found)
        except ValidationError as error:
            raise Failure(" ".join(map(str, error.messages))) from None
    if not arguments.mail:
        print(link(base_address(), token))
    elif not send_invitation(account, base_address(), token):
        raise Failure("the mail was not sent; try again, or leave out --mail to print the link")
    else:
        print("mailed")
    return 0


def show(arguments: argparse.Namespace) -> int:
    """Address, state and roles of everybody."""
    use_data(arguments)
    start_django()
    from hanamizuki.core.people import grants, queries

    rows: list[dict[str, Any]] = [
        {
            "id": str(one.pk),
            "email": one.email,
            "state": one.state,
            "roles": grants.as_record(grants.held(one)),
        }
        for one in queries.accounts()
    ]
    if arguments.json:
        print(json.dumps(rows, ensure_ascii=False))
        return 0
    for row in rows:
        roles = ", ".join(" ".join(role.values()) for role in row["roles"])
        print(f"{row['email'] or '(first administrator)'}  {row['state']}  {roles or '-'}")
    return 0


def remove(arguments: argparse.Namespace) -> int:
    """Let somebody leave."""
    use_data(arguments)
    start_django()
    from django.core.exceptions import ValidationError
    from django.utils import translation

    from hanamizuki.core.people import services

    account = _find(arguments.email)
    successor = _find(arguments.successor) if arguments.successor else None
    with translation.override("en"):
        try:
            moved = services.remove(None, account, successor, reason=arguments.reason)
        except ValidationError as error:
            raise Failure(" ".join(map(str, error.messages))) from None
    print("removed" + "".join(f"; {name}: {number} handed over" for name, number in moved.items()))
    return 0


def first_link(base: str) -> str | None:
    """The link for the ward's first administrator; None once anybody has joined.

    Leaves no database connection open: the server is about to be forked.
    """
    from django.db import connections

    from hanamizuki.core.people.invitations import first_administrator
    from hanamizuki.site.staff.mails import link

    token = first_administrator()
    connections.close_all()
    return link(base, token) if token else None

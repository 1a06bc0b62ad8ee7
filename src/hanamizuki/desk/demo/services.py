"""Whether a database is a demo's: marked before the first made-up number, and never unmarked.

A demo day writes only where it is marked, it is marked only where nobody has entered anything, and
a ward that is no demo does not start on it: so made-up and real numbers never meet.
"""

from __future__ import annotations

from typing import Literal

from django.db import transaction

from hanamizuki.core.audit.models import Entry
from hanamizuki.core.clock import now
from hanamizuki.core.people.grants import Grant
from hanamizuki.core.people.invitations import invite
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.core.places.models import Section
from hanamizuki.desk.appointments.models import Appointment
from hanamizuki.desk.models import Counter, Desk, Event, Feedback, Setting, Ticket

MARK = "demo"
ADDRESS = "demo@localhost"
Standing = Literal["demo", "clean", "real"]


class NoDemo(Exception):
    """Somebody has entered something here: no demo day may run in this database."""


def standing() -> Standing:
    """demo: marked as one. real: not marked, and somebody has entered something. Else clean."""
    if Setting.objects.filter(pk=MARK).exists():
        return "demo"
    used = (
        Ticket.objects.exists()
        or Event.objects.exists()
        or Feedback.objects.exists()
        or Appointment.objects.exists()
        or Entry.objects.filter(actor__startswith="account:").exists()
    )
    return "real" if used else "clean"


def mark() -> None:
    """Mark this database as a demo's; twice changes nothing. Raises NoDemo."""
    with transaction.atomic():
        # Nobody takes a number between the look and the mark.
        Desk.objects.select_for_update().get(pk=1)
        found = standing()
        if found == "real":
            raise NoDemo
        if found == "clean":
            Setting.objects.create(pk=MARK, value={"since": now().isoformat()})


def clerk() -> Account:
    """The account that stands for the demo's clerks; nobody can log in with it."""
    found = Account.objects.filter(email=ADDRESS).first()
    if found is not None:
        return found
    sections = set(Counter.objects.values_list("section", flat=True))
    known = Section.objects.filter(code__in=sections).values_list("code", flat=True)
    grants = [Grant(Role.COUNTER.value, section=code) for code in sorted(known)]
    # Its link is shown to nobody.
    account, _token = invite(
        None, ADDRESS, grants or [Grant(Role.VIEWER.value)], display_name="デモの職員"
    )
    return account

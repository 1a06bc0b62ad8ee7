"""An emergency at a counter: called, answered, over. Each is an event of the counter, and audited.

Each says what is to be so: done twice it is done once.
"""

from __future__ import annotations

from django.db import transaction

from hanamizuki.core.audit import record
from hanamizuki.core.people.models import Account
from hanamizuki.desk.emergency_models import Emergency
from hanamizuki.desk.models import Counter
from hanamizuki.desk.services.book import Book, open_book


def call(actor: Account, counter: Counter) -> Emergency:
    """Every console and the supervisors' page show it until somebody says that it is over."""
    with transaction.atomic():
        with open_book() as book:
            found = Emergency.objects.filter(counter=counter, ended_at=None).first()
            if found is not None:
                return found
            made = Emergency.objects.create(counter=counter, since=book.moment, caller=actor)
            _write(book, "alarm_called", actor, counter)
        _record("emergency_called", actor, counter)
    return made


def go(actor: Account, emergency: Emergency) -> Emergency:
    """Somebody goes there; everybody sees who. The first one counts."""
    with transaction.atomic():
        with open_book() as book:
            one = _now(emergency)
            if one.going is not None or one.ended_at is not None:
                return one
            one.going, one.going_at = actor, book.moment
            one.save(update_fields=["going", "going_at"])
            _write(book, "alarm_answered", actor, one.counter)
        _record("emergency_answered", actor, one.counter)
    return one


def end(actor: Account, emergency: Emergency) -> Emergency:
    """It is over: no screen shows it any more. Who may say so, the caller has asked."""
    with transaction.atomic():
        with open_book() as book:
            one = _now(emergency)
            if one.ended_at is not None:
                return one
            one.ended, one.ended_at = actor, book.moment
            one.save(update_fields=["ended", "ended_at"])
            _write(book, "alarm_over", actor, one.counter)
        _record("emergency_over", actor, one.counter)
    return one


def _now(emergency: Emergency) -> Emergency:
    """As it is now: the desk is locked, so nobody changes it meanwhile."""
    return Emergency.objects.select_related("counter", "going").get(pk=emergency.pk)


def _write(book: Book, kind: str, actor: Account, counter: Counter) -> None:
    book.note(kind, actor, counter=counter.code)


def _record(action: str, actor: Account, counter: Counter) -> None:
    record(actor, f"desk.{action}", f"desk.counter:{counter.code}", section=counter.section)

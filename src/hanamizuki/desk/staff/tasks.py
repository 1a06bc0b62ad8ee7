"""What the desk puts on a colleague's 「今日」."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import allowed
from hanamizuki.core.people.today import Task, registry
from hanamizuki.desk.models import Counter, Service, Ticket
from hanamizuki.desk.queries.console import counters_of
from hanamizuki.desk.queries.opening import service_hours

ROOM = {"ja": "窓口", "en": "Counters", "easy": "まどぐち"}


@registry.register
def desk_tasks(account: Account, moment: datetime) -> Iterator[Task]:
    """A counter that somebody left open, and people who did not come when they were called."""
    if not allowed(account, "desk.console"):
        return
    mine = Counter.objects.filter(clerk=account).exclude(state=Counter.CLOSED)
    for one in mine:
        if _over(one, moment):
            yield Task(_left_open(one), _console(one), moment.date(), ROOM, late=True)
    rows = counters_of(account, "desk.console")
    codes = {code for one in rows for code in one.services}
    missed = Ticket.objects.filter(
        day=moment.date(), state="missed", service__code__in=codes
    ).count()
    if missed:
        where = _console(rows[0]) if rows[0].clerk_id == account.pk else _choose()
        yield Task(_missed(missed), where, moment.date(), ROOM)


def _over(counter: Counter, moment: datetime) -> bool:
    """Whether a counter is open from a former day, or after its services' hours are over."""
    if counter.since is None or counter.since.astimezone(moment.tzinfo).date() < moment.date():
        return True
    services = Service.objects.filter(code__in=counter.services)
    ends = [close for one in services for _open, close in service_hours(one)(moment.date())]
    return bool(ends) and moment.time() > max(ends)


def _console(counter: Counter) -> str:
    return reverse("desk_staff:console", args=[counter.code])


def _choose() -> str:
    return reverse("desk_staff:choose")


def _left_open(one: Counter) -> dict[str, str]:
    name = one.label or one.code
    return {
        "ja": f"窓口 {name} があいたままです",
        "en": f"Counter {name} was left open",
        "easy": f"窓口 {name} が あいた ままです",
    }


def _missed(many: int) -> dict[str, str]:
    return {
        "ja": f"呼んでも来なかった人が {many}人います",
        "en": f"{many} people did not come when they were called",
        "easy": f"呼んでも 来なかった 人が {many}人 います",
    }

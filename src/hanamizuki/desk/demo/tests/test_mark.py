"""Made-up and real never meet: where anybody has entered anything no demo begins."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from tests.support.staff import make_account

from hanamizuki.core import audit
from hanamizuki.core.people.roles import Role
from hanamizuki.desk.demo import services
from hanamizuki.desk.models import Counter, Event, Setting
from hanamizuki.desk.services import counters, feedback
from hanamizuki.desk.services.issuing import Wish, issue

pytestmark = pytest.mark.usefixtures("small")


def take() -> None:
    issue(Wish(service="moving", channel="web"))


def say() -> None:
    feedback.give("moving", 4)


def open_a_window() -> None:
    clerk = make_account("clerk@example.lg.jp", Role.COUNTER)
    counters.open_counter(clerk, Counter.objects.get(code="m1"))


def enter_elsewhere() -> None:
    clerk = make_account("planner@example.lg.jp", Role.PLANNER)
    with transaction.atomic():
        audit.record(clerk, "people.renamed", f"account:{clerk.pk}")


@pytest.mark.parametrize("enter", [take, say, open_a_window, enter_elsewhere])
def test_what_people_entered_is_no_demos(enter: Callable[[], None]) -> None:
    enter()
    assert services.standing() == "real"
    events = Event.objects.count()
    with pytest.raises(services.NoDemo):
        services.mark()
    assert not Setting.objects.filter(pk=services.MARK).exists()
    assert Event.objects.count() == events


def test_once_marked_it_stays_a_demos_whatever_is_entered() -> None:
    assert services.standing() == "clean"
    services.mark()
    take()
    services.mark()
    assert services.standing() == "demo"


def test_nobody_can_log_in_as_the_demos_clerk() -> None:
    clerk = services.clerk()
    assert services.clerk() == clerk
    assert not clerk.is_active
    assert not clerk.has_usable_password()
    assert clerk.joined_at is None

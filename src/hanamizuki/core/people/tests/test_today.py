"""Tasks of all rooms in one order; duties, menu and sources are declared once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from hanamizuki.core.clock import JST
from hanamizuki.core.people.handover import Duty, DutyRegistry
from hanamizuki.core.people.navigation import Entry, Menu
from hanamizuki.core.people.today import Task, TaskRegistry

WHO: Any = object()
NOW = datetime(2026, 11, 24, tzinfo=JST)


def task(title: str, due: date | None, late: bool = False) -> Task:
    return Task(title, "/", due, "見本", late)


def test_late_first_then_by_day_then_without_a_day() -> None:
    registry = TaskRegistry()
    registry.register(lambda who, at: [task("c", None), task("b", date(2026, 12, 1))])
    registry.register(lambda who, at: [task("a", date(2026, 12, 24), late=True)])
    registry.register(lambda who, at: [task("a2", date(2026, 11, 30))])
    assert [one.title for one in registry.tasks(WHO, NOW)] == ["a", "a2", "b", "c"]


def test_a_source_gets_the_person_and_the_moment() -> None:
    registry = TaskRegistry()
    asked: list[Any] = []

    @registry.register
    def source(account: Any, moment: datetime) -> list[Task]:
        asked.append((account, moment))
        return []

    assert registry.tasks(WHO, NOW) == [] and asked == [(WHO, NOW)]
    with pytest.raises(ValueError, match="twice"):
        registry.register(source)


def test_duties_and_menu_entries_are_declared_once() -> None:
    duties, menu = DutyRegistry(), Menu()
    duty = Duty("x", {"ja": "x"}, lambda a: 2, lambda a, b: 2)
    duties.register(duty)
    assert duties.held(WHO) == [(duty, 2)]
    with pytest.raises(ValueError, match="twice"):
        duties.register(duty)
    menu.register(Entry({"ja": "x"}, "staff:today"))
    with pytest.raises(ValueError, match="twice"):
        menu.register(Entry({"ja": "y"}, "staff:today"))

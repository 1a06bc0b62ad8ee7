"""Kohoku's policies with what stands beside them, without the places and the search index."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoDbBlocker

from hanamizuki.core.packs import SectionRegistry, read_stack
from hanamizuki.core.packs import registry as house

SECTIONS = ("indicators", "statistics", "policy", "budget", "budget_years", "milestones", "themes")


@pytest.fixture(scope="module")
def policies(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The three years of Kohoku's policy, for a module; tests ask for `db` too."""
    some = SectionRegistry()
    for name in SECTIONS:
        some.register(house.get(name))
    with django_db_blocker.unblock(), transaction.atomic():
        data = read_stack(settings.PACKS_DIR, "kohoku", registry=some)
        for section in some.all():
            section.load(data)
        yield
        transaction.set_rollback(True)

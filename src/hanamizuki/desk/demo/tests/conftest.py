"""A small office that nobody has opened yet, on a Wednesday."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.support.staff import SECTION, make_places

from hanamizuki.core.clock import JST
from hanamizuki.desk.models import Counter, Errand, Pattern, Service
from hanamizuki.desk.tests.conftest import RULES, text

WEDNESDAY = datetime(2026, 4, 8, tzinfo=JST)


@pytest.fixture
def small(db: None) -> None:
    """Three lines, six windows, a visit to two counters; the end of March is very crowded."""
    make_places()
    for order, (code, letter) in enumerate((("moving", "A"), ("papers", "B"), ("tax", "C"))):
        Service.objects.create(
            code=code,
            letter=letter,
            order=order,
            name=text(code),
            section=SECTION,
            rules={**RULES, "quick": code == "papers"},
        )
    for service, many in (("moving", 3), ("papers", 2), ("tax", 1)):
        for number in range(1, many + 1):
            Counter.objects.create(
                code=f"{service[0]}{number}", services=[service], section=SECTION
            )
    Errand.objects.create(
        code="moved", title=text("moved"), services=["moving", "tax"], when={"tax": text("some")}
    )
    Errand.objects.create(code="paper", title=text("paper"), services=["papers"])
    Pattern.objects.create(
        code="season",
        kind="season",
        services=["moving"],
        name=text("season"),
        data={"level": 3, "span": ["03-28", "03-31"]},
    )

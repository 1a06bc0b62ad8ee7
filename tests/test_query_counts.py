"""A list page costs as many queries with a hundred rows as with ten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hanamizuki.core import clock
from hanamizuki.core.evidence.models import Indicator, Value
from hanamizuki.core.packs.models import PackLoad
from hanamizuki.core.places import services as places
from hanamizuki.core.search import services as search
from hanamizuki.core.text import readings
from hanamizuki.policy import services as policy
from hanamizuki.policy.models import BudgetLine
from hanamizuki.policy.services import LineInput

pytestmark = pytest.mark.django_db
FEW, MANY = 10, 100
SAID = {"ja": "x", "en": "x", "easy": "x"}


def named(n: int) -> dict[str, str]:
    return {"ja": f"見本の取組{n}", "en": f"Sample project {n}", "easy": f"みほん{n}"}


def a_policy_of(n: int) -> None:
    """n projects, ten to a measure, each with a statistic beside it."""
    lines = [LineInput("goal", "", "goal", named(0), {"room": "policy"})]
    for project in range(n):
        measure = str(project // 10 + 1)
        if project % 10 == 0:
            lines.append(LineInput(measure, "goal", "measure", named(project)))
        code = f"{measure}-p-{project}"
        lines.append(LineInput(code, measure, "project", named(project), {"room": "desk"}))
    header = {"title": {"ja": "令和8年度 見本区 運営方針"}, "source": "見本"}
    policy.store_policy(2026, header, lines)
    earlier = [LineInput(x.code, x.parent, x.kind, x.title, x.details) for x in lines]
    policy.store_policy(2025, header, earlier)
    statistics_of([line.code for line in lines if line.kind == "project"])


def statistics_of(codes: list[str]) -> None:
    for order, code in enumerate(codes):
        fields = {"title": SAID, "unit": SAID, "method": SAID, "source": "見本", "order": order}
        Indicator.objects.update_or_create(
            indicator_id=f"s-{code}", defaults={"lines": [code], **fields}
        )
        Value.objects.update_or_create(
            indicator_id=f"s-{code}",
            at=date(2026, 4, 1),
            defaults={"value": order, "origin": Value.PACK, "source": "見本"},
        )


def budgets_of(n: int) -> None:
    BudgetLine.objects.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(
            key=f"{row}", fiscal_year=2020 + row % 5, area="x", group="x", title=f"事業{row}",
            amount=row, source="見本", order=row,
        )
        for row in range(n)
    )  # fmt: skip


def places_of(n: int) -> None:
    """n sections with two desks each, n towns in n districts, n shelters."""
    fact = {"source": "見本"}
    sections = [
        {"code": f"s{row}", "kind": "ward", "name": named(row), "handles": SAID, **fact}
        for row in range(n)
    ]
    desk = {"handles": SAID, **fact}
    places.store_sections(sections, {one["code"]: [desk, desk] for one in sections})
    places.store_districts([{"code": f"d{row}", "name": named(row), **fact} for row in range(n)])
    towns = [
        {
            "code": f"t{row}",
            "lg_code": "489999",
            "full_name": f"見本{row}町",
            "oaza_cho": f"見本{row}町",
            "lat": 30.0 + row / 1000,
            "lon": 135.0 + row % 7 / 1000,
            **fact,
        }
        for row in range(n)
    ]
    places.store_towns(towns)
    places.store_catchments(
        [
            {
                "entry": f"c{row}",
                "kind": "district",
                "target": f"d{row}",
                "town": f"見本{row}町",
                "part": "whole",
                "confidence": "stated",
                **fact,
            }
            for row in range(n)
        ]
    )
    PackLoad.objects.create(name="sample", digest=f"{n}", loaded_at=clock.now())


def indexed(n: int) -> None:
    a_policy_of(n)
    search.rebuild()


PAGES: list[tuple[str, Callable[[int], None]]] = [
    ("/policy/", a_policy_of),
    ("/policy/coverage/", a_policy_of),
    ("/policy/progress/", a_policy_of),
    ("/policy/progress/progress.csv", a_policy_of),
    ("/policy/monitoring/", a_policy_of),
    ("/policy/gender/", a_policy_of),
    ("/policy/goal/", a_policy_of),
    ("/policy/indicators/", a_policy_of),
    ("/policy/compare/", a_policy_of),
    ("/policy/policy.csv", a_policy_of),
    ("/policy/policy.json", a_policy_of),
    ("/policy/budget/", budgets_of),
    ("/api/v1/policy", a_policy_of),
    ("/", a_policy_of),
    ("/places/", places_of),
    ("/places/sections/", places_of),
    ("/search/?q=見本の取組", indexed),
    ("/api/v1/search?q=見本の取組", indexed),
]


def queries(client: Client, path: str) -> tuple[int, int]:
    """How many queries a page costs once caches are warm, and how long its body is."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path, headers={"Accept-Encoding": "identity"})
    assert answer.status_code == 200
    return len(captured), len(answer.content)


@pytest.mark.parametrize(("path", "fill"), PAGES, ids=[path for path, _ in PAGES])
def test_more_rows_cost_no_more_queries(
    client: Client,
    path: str,
    fill: Callable[[int], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The readings are asked for anew every few seconds; that is not what is counted here.
    monkeypatch.setattr(readings, "_RECHECK", 1e9)
    fill(FEW)
    few, short = queries(client, path)
    fill(MANY)
    many, long = queries(client, path)
    assert long > short, "the rows are not on the page"
    assert many <= few

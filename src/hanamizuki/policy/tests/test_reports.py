"""Frozen reports: as they were, once, and whoever changes one is found out."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator

import pytest
import python_calamine
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from tests.support.staff import SECTION, log_in, make_account, make_places

from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.policy import services
from hanamizuki.policy.models import Line, Policy, Report, Review
from hanamizuki.policy.services import editing
from hanamizuki.policy.services.records import AskBack
from hanamizuki.policy.services.reports import freeze, unchanged

pytestmark = pytest.mark.django_db
HEADER = {"title": {"ja": "令和7年度 運営方針", "en": "Policy 2025"}, "source": "見本"}
PAGE = "/policy/reports/operating-2025-mid"


@pytest.fixture(autouse=True)
def october() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2025-10-02T01:00:00Z", tick=False) as moment:
        yield moment


@pytest.fixture
def policy() -> Policy:
    make_places()
    lines = [
        services.LineInput("goal", "", "goal", {"ja": "よい町"}),
        services.LineInput("1", "goal", "measure", {"ja": "安全"}),
        services.LineInput("1-1", "1", "project", {"ja": "=SUM(A1)"}, {"section": SECTION}),
    ]
    return services.store_policy(2025, HEADER, lines)


@pytest.fixture
def planner() -> Account:
    return make_account("planner@example.lg.jp", Role.PLANNER)


def set_by_hand(actor: Account, line: Line, state: str) -> None:
    key = str(line.pk)
    base = editing.working_copy("override", key).base
    fields = {"state": state, "reason": "工事の都合", "section": SECTION}
    editing.save(actor, "override", key, fields, base=base)


def reviewed(line: Line) -> None:
    Review.objects.create(
        line=line,
        half="mid",
        grade="mostly",
        done={"ja": "訓練をした"},
        next_step={"ja": "もっとする"},
        published_at="2025-10-01T00:00:00+09:00",
    )


def test_a_report_stays_as_it_was(policy: Policy, planner: Account) -> None:
    line = Line.objects.get(code="1-1")
    reviewed(line)
    set_by_hand(planner, line, "late")
    report = freeze(planner, policy, "mid")
    set_by_hand(planner, line, "achieved")
    Line.objects.filter(pk=line.pk).update(title={"ja": "別の題"})
    kept = json.loads(Report.objects.get().document)
    (one,) = [each for each in kept["lines"] if each["code"] == "1-1"]
    assert one["title"] == {"ja": "=SUM(A1)"} and one["progress"]["state"] == "late"
    assert one["review"]["grade"] == "mostly" and "工事の都合" in one["progress"]["told"]["ja"]
    assert unchanged(report)


def test_it_is_made_once_in_time_by_planners_and_asks_for_reviews(
    policy: Policy, planner: Account, october: time_machine.Traveller
) -> None:
    with pytest.raises(AskBack, match="1行"):
        freeze(planner, policy, "mid")
    with pytest.raises(PermissionDenied):
        freeze(make_account("s@example.lg.jp", Role.SECTION_STAFF), policy, "mid", confirmed=True)
    with pytest.raises(ValidationError, match="2026-03-01"):
        freeze(planner, policy, "end", confirmed=True)
    freeze(planner, policy, "mid", confirmed=True)
    with pytest.raises(ValidationError, match="もう"):
        freeze(planner, policy, "mid", confirmed=True)
    october.move_to("2025-09-30T14:59:00Z")
    Report.objects.all().delete()
    with pytest.raises(ValidationError, match="2025-10-01"):
        freeze(planner, policy, "mid", confirmed=True)


def test_a_changed_report_is_found_out(policy: Policy, planner: Account, client: Client) -> None:
    report = freeze(planner, policy, "mid", confirmed=True)
    assert "変わっていないことを確かめました" in client.get(f"{PAGE}/").content.decode()
    text = report.document.replace("安全", "安心")
    Report.objects.update(document=text, digest=hashlib.sha256(text.encode()).hexdigest())
    assert not unchanged(Report.objects.get())
    assert "確かめられません" in client.get(f"{PAGE}/").content.decode()


def test_the_document_has_its_digest_and_the_spreadsheet_its_rows(
    policy: Policy, planner: Account, client: Client
) -> None:
    report = freeze(planner, policy, "mid", confirmed=True)
    answer = client.get(f"{PAGE}.json")
    assert hashlib.sha256(answer.content).hexdigest() == report.digest
    book = python_calamine.load_workbook(io.BytesIO(client.get(f"{PAGE}.xlsx").content))
    rows = book.get_sheet_by_name("行").to_python()
    assert rows[0][:2] == ["番号", "行"] and rows[3][:2] == ["1-1", "=SUM(A1)"]
    assert client.get("/policy/reports/").status_code == 200
    for missing in ("operating-2025-end/", "operating-2024-mid/", "x-2025-mid/"):
        assert client.get(f"/policy/reports/{missing}").status_code == 404


def test_the_page_asks_before_it_freezes_without_reviews(
    policy: Policy, planner: Account, client: Client
) -> None:
    log_in(client, planner)
    address = f"/staff/policy/reports/{policy.pk}/mid/"
    assert "このまま作る" in client.post(address).content.decode()
    assert not Report.objects.exists()
    assert client.post(address, {"confirmed": "1"}).status_code == 302
    assert Report.objects.count() == 1
    assert "もう作ってあります" in client.post(address, follow=True).content.decode()

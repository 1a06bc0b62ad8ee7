"""The whole policy on one sheet, in every language, however long it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override
from tests.support.packs import sheets

from hanamizuki.core.clock import now
from hanamizuki.core.text.annotate import KANJI
from hanamizuki.policy import leaflet, services
from hanamizuki.policy.leaflet import leaflet_pdf
from hanamizuki.policy.models import Line, Policy
from hanamizuki.policy.services import LineInput

pytestmark = pytest.mark.django_db
ADDRESS = "https://ward.example/policy/"


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the template is given, in place of the PDF."""
    seen: list[dict[str, Any]] = []
    monkeypatch.setattr(leaflet, "render", lambda template, data: seen.append(data) or b"%PDF")
    return seen


def items(data: dict[str, Any]) -> list[dict[str, str]]:
    pillars = data["pillars"]
    return [
        *(item for pillar in pillars for item in pillar["items"]),
        *(item for pillar in pillars for group in pillar["groups"] for item in group["items"]),
    ]


@pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
def test_kohokus_policy_is_one_tagged_sheet(policies: None, language: str) -> None:
    with override(language):
        pdf = leaflet_pdf(Policy.objects.get(fiscal_year=2025), now(), ADDRESS)
    assert sheets(pdf) == 1
    assert b"/StructTreeRoot" in pdf
    assert (b"/Lang(en)" if language == "en" else b"/Lang(ja)") in pdf


def test_every_line_stands_on_it_once(policies: None, given: list[dict[str, Any]]) -> None:
    policy = Policy.objects.get(fiscal_year=2025)
    with override("ja"):
        leaflet_pdf(policy, now(), ADDRESS)
    (data,) = given
    heads = [pillar["title"] for pillar in data["pillars"]]
    heads += [group["title"] for pillar in data["pillars"] for group in pillar["groups"]]
    told = sorted([data["goal"], *heads, *(item["text"] for item in items(data))])
    assert told == sorted(line.title["ja"] for line in policy.lines.all())
    assert [pillar["number"] for pillar in data["pillars"]].count("1") == 1


def test_marks_count_what_the_coverage_counts(policies: None, given: list[dict[str, Any]]) -> None:
    with override("en"):
        leaflet_pdf(Policy.objects.get(fiscal_year=2025), now(), ADDRESS)
    (data,) = given
    assert {item["mark"] for item in items(data)} <= {"●", "○", ""}
    assert data["language"] == "en" and "99" in data["count"]
    assert data["qr"].startswith("<svg") and data["address"] == ADDRESS


def test_the_easy_sheet_has_readings_and_the_others_none(
    policies: None, given: list[dict[str, Any]]
) -> None:
    policy = Policy.objects.get(fiscal_year=2025)
    for language in ("ja", "en", "ja-easy"):
        with override(language):
            leaflet_pdf(policy, now(), ADDRESS)
    japanese, english, easy = given
    for plain in (japanese, english):
        assert not plain["readings"]
        assert isinstance(plain["goal"], str)
        assert all(isinstance(item["text"], str) for item in items(plain))
    assert easy["readings"]
    texts = [item["text"] for item in items(easy)]
    for text in texts:
        written = "".join(piece for piece, _ in text)
        read = "".join(sound or piece for piece, sound in text)
        assert KANJI.search(read) is None, written
    titles = {line.title["easy"] for line in policy.lines.all()}
    assert {"".join(piece for piece, _ in text) for text in texts} <= titles


def test_typed_markup_stays_text(policies: None) -> None:
    line = Line.objects.get(policy__fiscal_year=2025, code="1-1-a")
    line.title = {"ja": "#panic() *太* $x$ \\ ] #["}
    line.save()
    assert sheets(leaflet_pdf(line.policy, now(), ADDRESS)) == 1


def test_a_policy_of_one_line_is_a_sheet_too() -> None:
    header = {"title": {"ja": "令和8年度 見本区 運営方針"}, "source": "見本"}
    policy = services.store_policy(2026, header, [LineInput("goal", "", "goal", {"ja": "目標"})])
    assert sheets(leaflet_pdf(policy, now(), ADDRESS)) == 1

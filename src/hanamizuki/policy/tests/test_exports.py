"""The policy as CSV and JSON: every line, readable by spreadsheet programs, nothing executed."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.http import HttpResponse
from django.test import Client

from hanamizuki.policy.exports import COLUMNS
from hanamizuki.policy.models import Line, Policy

pytestmark = pytest.mark.django_db
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows(answer: HttpResponse) -> list[dict[str, str]]:
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def table(policies: None, client: Client) -> list[dict[str, str]]:
    return rows(client.get("/policy/policy.csv"))


def test_the_file_opens_in_spreadsheet_programs(policies: None, client: Client) -> None:
    answer = client.get("/policy/policy.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf" + ",".join(COLUMNS).encode() + b"\r\n")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="policy-2025.csv"'
    lines = answer.content.split(b"\n")
    assert all(line.endswith(b"\r") for line in lines[:-1]) and lines[-1] == b""


def test_all_99_lines_are_there_in_order_with_their_parents(table: list[dict[str, str]]) -> None:
    stored = Line.objects.filter(policy__fiscal_year=2025).select_related("parent")
    told = dict.fromkeys((row["code"], row["parent"]) for row in table)
    assert list(told) == [(one.code, one.parent.code if one.parent else "") for one in stored]
    assert len(told) == 99


def test_every_row_says_its_name_and_status(table: list[dict[str, str]]) -> None:
    own = {row["code"] for row in table if row["indicator"] and not row["context"]}
    for row in table:
        assert row["title_ja"] and row["title_en"], row
        has = (bool(row["offers"]), row["code"] in own)
        named = {(True, True): "both", (True, False): "service", (False, True): "number"}
        assert row["status"] == named.get(has, "none"), row
        for url in filter(None, row["offers"].split(";")):
            assert url.startswith("/"), row


def test_numbers_of_the_books_are_marked_and_do_not_count(table: list[dict[str, str]]) -> None:
    context = {row["indicator"] for row in table if row["context"]}
    assert {"budget-amounts", "published-series"} <= context
    assert not {"population", "expo-days"} & context
    assert {row["status"] for row in table if row["code"] == "S-2"} <= {"service", "none"}


def test_values_are_plain_numbers_with_unit_day_and_source(table: list[dict[str, str]]) -> None:
    numbered = [row for row in table if row["indicator"]]
    assert len(numbered) > 30
    for row in numbered:
        assert re.fullmatch(r"-?\d+(\.\d+)?", row["value"]), row
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["as_of"]), row
        assert row["unit"] and row["source"], row
    assert max(float(row["value"]) for row in numbered) > 300_000


def test_no_cell_is_a_formula(table: list[dict[str, str]]) -> None:
    for row in table:
        for column, cell in row.items():
            assert column == "value" or not cell.startswith(FORMULA), row


@pytest.mark.parametrize("typed", ["=1+1", "+81", "-2", "@SUM(A1)", "\tx", '=HYPERLINK("x")'])
def test_a_title_that_looks_like_a_formula_is_text(
    policies: None, client: Client, typed: str
) -> None:
    line = Line.objects.get(policy__fiscal_year=2025, code="1-1-a")
    line.title = {"ja": typed, "en": typed}
    line.save()
    row = next(one for one in rows(client.get("/policy/policy.csv")) if one["code"] == "1-1-a")
    for column in ("title_ja", "title_en"):
        assert row[column] == "'" + typed


def test_the_json_file_has_the_same_lines(policies: None, client: Client) -> None:
    answer = client.get("/policy/policy.json")
    document = answer.json()
    assert [line["code"] for line in document["lines"]] == list(
        Line.objects.filter(policy__fiscal_year=2025).values_list("code", flat=True)
    )
    assert "港北".encode() in answer.content
    assert sum(document["coverage"][key] for key in ("both", "service", "number", "none")) == 99


@pytest.mark.parametrize("name", ["policy.csv", "policy.json", "leaflet.pdf"])
def test_without_a_policy_there_is_no_file(client: Client, name: str) -> None:
    Policy.objects.all().delete()
    assert client.get(f"/policy/{name}").status_code == 404

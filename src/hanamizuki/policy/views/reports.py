"""Frozen reports for everybody: the list, one report, its spreadsheet, its document."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from hanamizuki.policy import words
from hanamizuki.policy.logic.progress import LINE_STATES
from hanamizuki.policy.models import Report
from hanamizuki.policy.report_sheet import workbook
from hanamizuki.policy.services.reports import unchanged

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _report(plan: str, year: int, half: str) -> Report:
    found = Report.objects.select_related("policy").order_by("-pk")
    return get_object_or_404(
        found.filter(policy__plan=plan, policy__fiscal_year=year, half=half)[:1]
    )


def index(request: HttpRequest) -> HttpResponse:
    """Every report there is, newest first."""
    reports = Report.objects.select_related("policy").defer("document")
    return render(request, "policy/reports.html", {"reports": reports})


def report(request: HttpRequest, plan: str, year: int, half: str) -> HttpResponse:
    """One report as it was, and whether it still is."""
    found = _report(plan, year, half)
    document: dict[str, Any] = json.loads(found.document)
    counts = [(words.PROGRESS[one], document["counts"].get(one, 0)) for one in LINE_STATES]
    context = {
        "report": found,
        "document": document,
        "counts": counts,
        "half": words.HALVES[found.half],
        "unchanged": unchanged(found),
    }
    return render(request, "policy/report.html", context)


def spreadsheet(request: HttpRequest, plan: str, year: int, half: str) -> HttpResponse:
    """The report as .xlsx, made from the frozen document."""
    found = _report(plan, year, half)
    response = HttpResponse(workbook(json.loads(found.document)), content_type=SPREADSHEET)
    response["Content-Disposition"] = f'attachment; filename="{plan}-{year}-{half}.xlsx"'
    return response


def document(request: HttpRequest, plan: str, year: int, half: str) -> HttpResponse:
    """The frozen document itself, byte for byte: its SHA-256 is the digest."""
    found = _report(plan, year, half)
    return HttpResponse(found.document, content_type="application/json")

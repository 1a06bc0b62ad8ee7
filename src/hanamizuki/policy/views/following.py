"""The policy through its year: how far each line is, how well it is kept, gender equality."""

from __future__ import annotations

import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hanamizuki.core.clock import now
from hanamizuki.core.evidence.queries import all_evidence
from hanamizuki.core.text.localised import localise
from hanamizuki.policy.exports import cell, csv_response
from hanamizuki.policy.filters import LinesForm
from hanamizuki.policy.logic.gender import QUESTIONS
from hanamizuki.policy.queries.gender import looked_at, newest_by_gender
from hanamizuki.policy.queries.monitoring import counts
from hanamizuki.policy.queries.monitoring import monitoring as kept
from hanamizuki.policy.queries.overview import Row, chosen, counted, overview
from hanamizuki.policy.views.pages import policy_or_404
from hanamizuki.policy.words import KINDS, PROGRESS

COLUMNS = (
    "code",
    "kind",
    "title",
    "measure",
    "section",
    "progress",
    "progress_word",
    "share",
    "due",
    "why",
)


def progress(request: HttpRequest) -> HttpResponse:
    """The state of every line on one page; filtered and sorted by the address."""
    policy = policy_or_404()
    seen = overview(policy, now())
    form = LinesForm(seen, request.GET or None)
    wanted = form.wanted()
    rows = chosen(seen.rows, wanted)
    return render(
        request,
        "policy/progress.html",
        {
            "policy": policy,
            "form": form,
            "rows": rows,
            "found": counted(row.progress.state for row in rows),
            "whole": seen.whole,
            "measures": seen.measures,
            "query": request.GET.urlencode(),
        },
    )


def progress_csv(request: HttpRequest) -> HttpResponse:
    """The same lines as a table, UTF-8 with BOM; words in the reader's language."""
    policy = policy_or_404()
    seen = overview(policy, now())
    rows = chosen(seen.rows, LinesForm(seen, request.GET or None).wanted())
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([cell(one) for one in _cells(row)])
    return csv_response(out.getvalue(), f"policy-progress-{policy.fiscal_year}.csv")


def _cells(row: Row) -> list[str]:
    line, found = row.line, row.progress
    return [
        line.code,
        localise(KINDS.get(line.kind, {"ja": line.kind})),
        localise(line.title),
        row.measure.code if row.measure else "",
        localise(row.section_name),
        found.state,
        localise(PROGRESS[found.state].text),
        "" if found.share is None else f"{found.share:f}",
        row.due.isoformat() if row.due else "",
        localise(row.why),
    ]


def monitoring(request: HttpRequest) -> HttpResponse:
    """How well every line is looked after, and what is missing."""
    policy = policy_or_404()
    found = kept(policy, now())
    grades, lacking = counts(found)
    return render(
        request,
        "policy/monitoring.html",
        {
            "policy": policy,
            "found": list(found.values()),
            "grades": list(grades.items()),
            "lacking": list(lacking.items()),
        },
    )


def gender(request: HttpRequest) -> HttpResponse:
    """Which lines were looked at from the view of gender equality, which numbers tell women."""
    policy = policy_or_404()
    evidence = all_evidence(now())
    by_gender = newest_by_gender(evidence)
    lines = looked_at(policy, evidence, by_gender)
    codes = {one.line.code for one in lines}
    numbers = [
        one
        for one in evidence
        if codes & set(one.lines) and not one.retired_at and (one.series or one.splits)
    ]
    return render(
        request,
        "policy/gender.html",
        {
            "policy": policy,
            "total": len(lines),
            "questions": QUESTIONS,
            "checked": [one for one in lines if one.check],
            "unchecked": [one for one in lines if not one.check],
            "split": [(one, by_gender[one.id]) for one in numbers if one.id in by_gender],
            "whole": [one for one in numbers if one.id not in by_gender],
        },
    )

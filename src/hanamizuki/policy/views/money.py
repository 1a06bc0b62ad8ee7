"""The public pages of the money, and its table as CSV."""

from __future__ import annotations

import csv
import io

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hanamizuki.core.clock import now
from hanamizuki.policy.exports import FORMULA
from hanamizuki.policy.models import BudgetLine
from hanamizuki.policy.money_table import COLUMNS, cells
from hanamizuki.policy.queries import money as queries


def index(request: HttpRequest) -> HttpResponse:
    """The years with their totals and how far each is; the same amounts through the years."""
    context = {"years": queries.years(now()), "series": queries.series()}
    return render(request, "policy/budget.html", context)


def year(request: HttpRequest, fiscal_year: int) -> HttpResponse:
    """One year: measures and projects, beside what was spent and what came of it."""
    found = queries.year(fiscal_year, now())
    if found is None:
        raise Http404(f"no budget of {fiscal_year}")
    others = queries.fiscal_years()
    at = others.index(fiscal_year)
    context = {
        "year": found,
        "later": others[at - 1] if at else None,
        "earlier": others[at + 1] if at + 1 < len(others) else None,
    }
    return render(request, "policy/budget_year.html", context)


def as_csv(request: HttpRequest) -> HttpResponse:
    """Every amount in the columns of a pack's budget.csv, UTF-8 with BOM; `?fiscal_year=2026`."""
    rows = BudgetLine.objects.all()
    asked = request.GET.get("fiscal_year", "")
    if asked:
        years = {str(one): one for one in queries.fiscal_years()}
        if asked not in years:
            raise Http404(f"no budget of {asked!r}")
        rows = rows.filter(fiscal_year=years[asked])
    names = queries.areas()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in rows:
        writer.writerow(_safe(cell) for cell in cells(one, names[one.area]["ja"]))
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"budget-{asked}.csv" if asked else "budget.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _safe(cell: str) -> str:
    """No program takes the cell for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell

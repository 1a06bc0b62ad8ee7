"""The planners' pages of the money: years, a year's rows, one row, the vote, a spreadsheet."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from hanamizuki.core.clock import now
from hanamizuki.core.people.policy import allowed, requires
from hanamizuki.policy.models import BudgetLine
from hanamizuki.policy.money_table import AMOUNTS
from hanamizuki.policy.queries import money as queries
from hanamizuki.policy.queries.money_sheet import SheetRow, read_file, read_text
from hanamizuki.policy.services import editing
from hanamizuki.policy.services.money import Entry, SheetRefused, store_sheet
from hanamizuki.policy.staff.editing import actor, edit
from hanamizuki.policy.staff.money_forms import OpenYearForm, SheetForm, said
from hanamizuki.policy.staff.wording import field_label

SALT = "policy.money.sheet"
ODDLY = ("thousand", "keep")


@requires("policy.read")
def index(request: HttpRequest) -> HttpResponse:
    """The years; another one is opened by its number."""
    form = OpenYearForm(request.GET or None)
    if form.is_valid():
        return redirect("policy_staff:money_year", form.cleaned_data["fiscal_year"])
    context = {
        "years": queries.years(now()),
        "form": form,
        "may_edit": allowed(request.user, "policy.edit"),
    }
    return render(request, "policy/staff/money.html", context)


@requires("policy.read")
def year(request: HttpRequest, year: int) -> HttpResponse:
    """The rows of a year, each with the way to change it."""
    if not 1990 <= year <= 2100:
        raise Http404(f"no year {year}")
    found = queries.year(year, now())
    rows = [row for part in (found.parts if found else []) for row in _all(part)]
    context = {
        "fiscal_year": year,
        "year": found,
        "rows": [(row, _may(request, row)) for row in rows],
        "may_add": allowed(request.user, "policy.edit", ""),
    }
    return render(request, "policy/staff/money_year.html", context)


def _all(part: queries.Part) -> Iterable[queries.Row]:
    yield from part.printed
    for measure in part.measures:
        yield from (*measure.printed, *measure.rows)


def _may(request: HttpRequest, row: queries.Row) -> bool:
    section = row.line.section if row.line else ""
    return allowed(request.user, "policy.edit", section)


@requires("policy.edit")
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """One amount: what was planned, spent and carried over."""
    return edit(request, "budget", get_object_or_404(BudgetLine, pk=pk).key)


@requires("policy.edit")
def add(request: HttpRequest, year: int) -> HttpResponse:
    """A key for a row that is not there yet; nothing is written."""
    return redirect("policy_staff:money_new", year, f"b-{secrets.token_hex(6)}")


@requires("policy.edit")
def new(request: HttpRequest, year: int, key: str) -> HttpResponse:
    """A row that is not there yet."""
    return edit(request, "budget", key, {"fiscal_year": year})


@requires("policy.edit")
def state(request: HttpRequest, year: int) -> HttpResponse:
    """How far a year's budget is: proposed, voted, settled."""
    return edit(request, "budget_year", str(year))


@requires("policy.edit")
def sheet(request: HttpRequest) -> HttpResponse:
    """A spreadsheet of amounts: read, shown, and only then kept, whole or not at all."""
    if "sheet" in request.POST:
        return _keep(request)
    form = SheetForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if not form.is_valid():
        return render(request, "policy/staff/money_sheet.html", {"form": form})
    file = form.cleaned_data["file"]
    read = (
        read_file(actor(request), file.read(), file.name)
        if file
        else read_text(actor(request), form.cleaned_data["pasted"])
    )
    if read.problems or not read.rows:
        context = {"form": form, "problems": read.problems, "same": read.same}
        return render(request, "policy/staff/money_sheet.html", context)
    return _preview(request, read.rows, same=read.same)


def _preview(
    request: HttpRequest, rows: list[SheetRow], status: int = 200, **more: Any
) -> HttpResponse:
    given = [[one.row, one.key, one.fields, one.base, one.odd] for one in rows]
    context = {
        "rows": [_shown(request, one) for one in rows],
        "odd": any(one.odd for one in rows),
        "sheet": signing.dumps(given, salt=SALT, compress=True),
        **more,
    }
    return render(request, "policy/staff/money_preview.html", context, status=status)


def _shown(request: HttpRequest, one: SheetRow) -> dict[str, Any]:
    return {
        "row": one,
        "new": not one.before,
        "amounts": [
            (
                field_label(name),
                said(one.fields[name]),
                said(one.before.get(name)) if one.before else "",
            )
            for name in AMOUNTS
        ],
        "odd": [(said(one.fields[name]), said(thousand)) for name, thousand in one.odd.items()],
        "answer": request.POST.get(f"odd-{one.row}", ""),
    }


def _keep(request: HttpRequest) -> HttpResponse:
    try:
        given = signing.loads(request.POST["sheet"], salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        messages.error(request, _("表をもう一度えらんでください。"))
        return redirect("policy_staff:money_sheet")
    rows = [
        SheetRow(row, key, fields, base, editing.opened("budget", key, base), odd)
        for row, key, fields, base, odd in given
    ]
    open_ones = [one.row for one in rows if one.odd and _answer(request, one) not in ODDLY]
    if open_ones:
        return _preview(request, rows, unanswered=open_ones)
    entries = [
        Entry(
            one.row,
            one.key,
            one.fields | (one.odd if _answer(request, one) == "thousand" else {}),
            one.base,
        )
        for one in rows
    ]
    try:
        changed = store_sheet(actor(request), entries, reason=_("表計算ソフトの表から"))
    except SheetRefused as error:
        return _preview(request, rows, status=409, refused=error.problems)
    messages.success(request, _("%(n)s行を入れました。") % {"n": changed})
    years = {one.fields["fiscal_year"] for one in rows}
    if len(years) == 1:
        return redirect("policy_staff:money_year", years.pop())
    return redirect("policy_staff:money")


def _answer(request: HttpRequest, one: SheetRow) -> str:
    return request.POST.get(f"odd-{one.row}", "")

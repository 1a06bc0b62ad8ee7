"""Values in a spreadsheet: the workbook to fill in, the preview of one, and storing it whole.

The file itself is not kept: between preview and storing the rows travel signed in the form.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hanamizuki.core.evidence.entering import Entry
from hanamizuki.core.evidence.logic.periods import Period
from hanamizuki.core.evidence.models import Indicator
from hanamizuki.core.evidence.sheets import (
    CellProblem,
    RowValue,
    SheetRefused,
    read_values,
    template_workbook,
)
from hanamizuki.core.evidence.splits import EVERYONE, split_labels
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.policy import sections_of
from hanamizuki.core.text.fields import CleanCharField
from hanamizuki.policy.queries.values import indicators_of
from hanamizuki.policy.services import values as services
from hanamizuki.policy.staff.entry import actor, enters

SALT, HOUR = "policy.sheet", 3_600
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("ファイル（.xlsx か .csv、2MBまで）"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class ConfirmForm(forms.Form):
    """What was read, signed; a reason where final values would be corrected."""

    rows = forms.CharField(widget=forms.HiddenInput)
    reason = CleanCharField(
        label=_("なおす理由"),
        max_length=services.LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    confirmed = forms.BooleanField(label=_("確かめました。このとおりで正しいです"), required=False)


@enters
def template(request: HttpRequest) -> HttpResponse:
    """The workbook with what waits for the person's sections."""
    mine = sections_of(actor(request), "policy.enter")
    book = template_workbook(indicators_of(mine))
    response = HttpResponse(book, content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="values.xlsx"'
    return response


@enters
def page(request: HttpRequest) -> HttpResponse:
    """Choose a file; see what it says; store it all or nothing."""
    if request.method == "POST" and "rows" in request.POST:
        return _store(request)
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if not form.is_valid():
        return render(request, "policy/staff/sheet.html", {"form": form})
    file = form.cleaned_data["file"]
    sheet = read_values(file.read(), file.name)
    if sheet.problems or not sheet.rows:
        context = {"form": UploadForm(), "sheet": sheet, "problems": sheet.problems}
        return render(request, "policy/staff/sheet.html", context)
    return _preview(request, sheet.rows, skipped=sheet.skipped)


def _preview(
    request: HttpRequest,
    rows: Sequence[RowValue],
    form: ConfirmForm | None = None,
    skipped: int = 0,
) -> HttpResponse:
    who = actor(request)
    problems, asked = services.preview(who, rows)
    if problems and not asked:
        context = {"form": UploadForm(), "problems": problems}
        return render(request, "policy/staff/sheet.html", context)
    form = form or ConfirmForm(initial={"rows": _pack(who, rows)})
    corrected = services.corrections(rows)
    if not corrected:
        del form.fields["reason"]
    if not asked:
        del form.fields["confirmed"]
    context = {
        "form": form,
        "rows": _shown(rows[:SHOWN]),
        "total": len(rows),
        "more": max(0, len(rows) - SHOWN),
        "corrected": len(corrected),
        "skipped": skipped,
        "asked": problems,
    }
    return render(request, "policy/staff/sheet_preview.html", context)


def _store(request: HttpRequest) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        rows = _unpack(actor(request), request.POST.get("rows", ""))
        return _preview(request, rows, form) if rows else _again(request)
    data = form.cleaned_data
    rows = _unpack(actor(request), data["rows"])
    if rows is None:
        return _again(request)
    try:
        done = services.enter_rows(
            actor(request), rows, confirmed=data["confirmed"], reason=data["reason"]
        )
    except ValidationError as error:
        for field, texts in error.message_dict.items():
            form.add_error(field, texts)
        return _preview(request, rows, form)
    except SheetRefused as refused:
        if refused.asked:
            form.add_error("confirmed", gettext("確かめてから、しるしをつけてください。"))
            return _preview(request, rows, form)
        return _refused(request, refused.problems)
    said = gettext("値を入れました: 新しい値 %(new)s、なおした値 %(corrected)s、同じ値 %(same)s")
    told = {"new": done.new, "corrected": done.corrected, "same": done.unchanged}
    messages.success(request, said % told)
    return redirect("policy_staff:values")


def _refused(request: HttpRequest, problems: list[CellProblem]) -> HttpResponse:
    context = {"form": UploadForm(), "problems": problems}
    return render(request, "policy/staff/sheet.html", context, status=409)


def _again(request: HttpRequest) -> HttpResponse:
    messages.error(request, gettext("時間がたちました。ファイルを、もう一度選んでください。"))
    return redirect("policy_staff:sheet")


def _pack(who: Account, rows: Sequence[RowValue]) -> str:
    listed = [
        [
            row.row,
            row.indicator_id,
            row.entry.period.first.isoformat(),
            row.entry.period.last.isoformat(),
            str(row.entry.value),
            row.entry.split,
            row.entry.source,
            row.entry.note,
            row.entry.base_version,
            None if row.before is None else str(row.before),
        ]
        for row in rows
    ]
    return signing.dumps([str(who.pk), listed], salt=SALT, compress=True)


def _unpack(who: Account, text: str) -> list[RowValue] | None:
    """The rows of a preview of the last hour, made by the same person; else None."""
    try:
        owner, listed = signing.loads(text, salt=SALT, max_age=HOUR)
    except signing.BadSignature:
        return None
    return [_row(*one) for one in listed] if owner == str(who.pk) else None


def _row(
    row: int,
    indicator: str,
    first: str,
    last: str,
    value: str,
    split: str,
    source: str,
    note: str,
    version: int | None,
    before: str | None,
) -> RowValue:
    entry = Entry(
        period=Period(date.fromisoformat(first), date.fromisoformat(last)),
        value=Decimal(value),
        split=split,
        source=source,
        note=note,
        base_version=version,
    )
    return RowValue(row, indicator, entry, None if before is None else Decimal(before))


def _shown(rows: Sequence[RowValue]) -> list[dict[str, Any]]:
    ids = {row.indicator_id for row in rows}
    indicators = {one.indicator_id: one for one in Indicator.objects.filter(indicator_id__in=ids)}
    words = split_labels(row.entry.split for row in rows)
    return [
        {
            "row": row.row,
            "indicator": indicators[row.indicator_id],
            "period": row.entry.period.label,
            "group": words[row.entry.split] or EVERYONE,
            "value": row.entry.value,
            "before": row.before,
        }
        for row in rows
        if row.indicator_id in indicators
    ]

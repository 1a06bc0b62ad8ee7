"""Values in a spreadsheet: looked at first, then kept whole or not at all."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.support.staff import log_in, make_account

from hanamizuki.core.audit.models import Entry
from hanamizuki.core.evidence.models import Value
from hanamizuki.core.evidence.sheet_reader import COLUMNS
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.policy.models import ProgressChange
from hanamizuki.policy.services.values import Row
from hanamizuki.policy.tests.entering import *  # noqa: F403
from hanamizuki.policy.tests.entering import enter

pytestmark = pytest.mark.django_db


def book(*rows: tuple[Any, ...], merge: str = "") -> bytes:
    into = io.BytesIO()
    with xlsxwriter.Workbook(into, {"in_memory": True}) as made:
        sheet = made.add_worksheet("値")
        for number, row in enumerate((COLUMNS, *rows)):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
        if merge:
            sheet.merge_range(merge, "150")
    return into.getvalue()


def upload(client: Client, content: bytes, name: str = "values.xlsx") -> Any:
    return client.post("/staff/policy/values/sheet/", {"file": SimpleUploadedFile(name, content)})


def row(value: Any, **more: Any) -> tuple[Any, ...]:
    cells = {
        "id": "drills",
        "title": "",
        "period": "令和7年度",
        "group": "全体",
        "value": value,
        "unit": "人",
        "source": "名簿",
        "note": "",
    }
    return tuple((cells | more).values())


def test_a_sheet_is_taken_filled_in_looked_at_and_stored(inside: Client) -> None:
    empty = inside.get("/staff/policy/values/sheet/values.xlsx")
    assert empty["Content-Disposition"].startswith("attachment") and empty.content[:2] == b"PK"
    rows = [row(150), row(80, group="女性"), row(70, group="男性")]
    seen = upload(inside, book(*rows))
    assert seen.status_code == 200 and not Value.objects.exists()
    assert not Entry.objects.filter(action="evidence.value_entered").exists()
    packed = seen.context["form"]["rows"].value()
    assert inside.post("/staff/policy/values/sheet/", {"rows": packed}).status_code == 302
    assert Value.objects.count() == 3
    assert ProgressChange.objects.get().after == "missed"


def test_a_dirty_sheet_names_every_cell_and_stores_nothing(inside: Client) -> None:
    content = book(
        row(150, unit="件"),
        row(5, period="令和9年度"),
        row("たくさん"),
        row(1, id="theirs-not-there"),
        row(3, group="子ども"),
        merge="E8:E9",
    )
    page = upload(inside, content)
    cells = {one.cell for one in page.context["problems"]}
    assert {"E8:E9", "F2", "C3", "E4", "A5", "D6"} <= cells
    assert not Value.objects.exists()


def test_a_sheet_with_another_section_s_value_is_refused_whole(inside: Client) -> None:
    page = upload(inside, book(row(150), row(7, id="theirs")))
    (problem,) = page.context["problems"]
    assert "あなたの課の指標ではありません" in problem.what
    assert not Value.objects.exists()


def test_a_sheet_that_would_correct_needs_a_reason_and_doubts_need_a_tick(
    inside: Client, staff: Account
) -> None:
    enter(staff, Row("", Decimal(150), None))
    seen = upload(inside, book(row(180), row(100, group="女性"), row(10, group="男性")))
    assert seen.context["asked"] and seen.context["corrected"] == 1
    packed = seen.context["form"]["rows"].value()
    path = "/staff/policy/values/sheet/"
    bare = inside.post(path, {"rows": packed, "confirmed": "on"})
    assert "reason" in bare.context["form"].errors
    unsure = inside.post(path, {"rows": packed, "reason": "数えもれ"})
    assert "confirmed" in unsure.context["form"].errors
    assert Value.objects.count() == 1
    given = {"rows": packed, "reason": "数えもれ", "confirmed": "on"}
    assert inside.post(path, given).status_code == 302
    assert Value.objects.get(split="").value == 180 and Value.objects.count() == 3


def test_a_preview_is_nobody_else_s_and_does_not_survive_a_change(
    inside: Client, staff: Account
) -> None:
    packed = upload(inside, book(row(150))).context["form"]["rows"].value()
    other = log_in(Client(), make_account("two@example.lg.jp", Role.SECTION_STAFF))
    path = "/staff/policy/values/sheet/"
    for client, given in ((other, packed), (inside, packed + "x")):
        answer: Any = client.post(path, {"rows": given})
        assert answer.url == path
    enter(staff, Row("", Decimal(140), None))
    late = inside.post(path, {"rows": packed, "reason": "x"})
    assert late.status_code == 409 and "140" in late.context["problems"][0].what
    assert Value.objects.get().value == 140

"""Staff and the money: a row, the vote, a whole sheet; asked back, whole or not at all."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.support.staff import SECTION, log_in, make_account, make_places

from hanamizuki.core.audit.models import Entry
from hanamizuki.core.people.grants import Grant
from hanamizuki.core.people.roles import Role
from hanamizuki.policy import services
from hanamizuki.policy.models import BudgetLine, BudgetYear
from hanamizuki.policy.services.money import store_budget

pytestmark = pytest.mark.django_db
HEAD = "年度\t区分\t事業\t金額（千円）\t行\t出典\t備考"
SHEET = "/staff/policy/money/sheet/"
NEW = "/staff/policy/money/2025/new/b-0001/"


@pytest.fixture(autouse=True)
def ward() -> None:
    make_places()
    lines = [
        services.LineInput("goal", "", "goal", {"ja": "よい町"}),
        services.LineInput("1", "goal", "measure", {"ja": "安全"}, {"section": SECTION}),
    ]
    services.store_policy(2025, {"title": {"ja": "見本の方針"}, "source": "見本"}, lines)


@pytest.fixture
def planner(client: Client) -> Client:
    return log_in(client, make_account("planner@example.lg.jp", Role.PLANNER))


def of_pack(**more: Any) -> BudgetLine:
    fields = {"carried_in": None, "spent": None, "carried_over": None, "execution_source": ""}
    row = {
        "key": "2020|1 安心|訓練",
        "fiscal_year": 2020,
        "area": "",
        "group": "1 安心",
        "title": "訓練",
        "amount": 100,
        "line": "1",
        "source": "予算書",
        "note": "",
        "order": 0,
    }
    store_budget([{**row, **fields, **more}])
    return BudgetLine.objects.get(key=row["key"])


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def hidden(answer: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, name
    return unescape(found[1])


def typed(answer: Any, **more: Any) -> dict[str, Any]:
    """What the form brings back: its base and these fields."""
    given = {
        "fiscal_year": "2025",
        "group": "1 安心",
        "title": "訓練",
        "line": "1",
        "source": "予算書",
    }
    return {"base": hidden(answer, "base"), **given, **more}


def save(client: Client, url: str, **more: Any) -> Any:
    return client.post(url, typed(client.get(url), **more))


def test_a_row_is_added_and_is_public(planner: Client) -> None:
    answer = save(planner, NEW, amount="２，０００")
    assert answer.url == "/staff/policy/money/2025/"
    row = BudgetLine.objects.get()
    assert (row.amount, row.origin, row.line) == (2000, BudgetLine.STAFF, "1")
    assert "200万円" in text(planner.get(answer.url))
    assert "200万円" in text(planner.get("/policy/budget/2025/"))
    entry = Entry.objects.get(action="policy.budget.changed")
    assert entry.subject == f"policy.budget:{row.pk}"


def test_yen_is_asked_back_with_two_buttons(planner: Client) -> None:
    asked = save(planner, NEW, amount="20,110,000")
    body = text(asked)
    assert not BudgetLine.objects.exists()
    assert "千円に直して保存する: 20,110" in body and "このままで正しい" in body
    assert 'value="20,110,000"' in body  # nothing typed is lost
    given = typed(asked, amount="20,110,000")
    assert planner.post(NEW, {**given, "confirmed": "instead"}).status_code == 302
    assert BudgetLine.objects.get().amount == 20_110


def test_whoever_means_it_says_so(planner: Client) -> None:
    save(planner, NEW, amount="20110000", confirmed="1")
    assert BudgetLine.objects.get().amount == 20_110_000
    # And is not asked again when something else is changed.
    url = f"/staff/policy/money/rows/{BudgetLine.objects.get().pk}/"
    assert save(planner, url, amount="20,110,000", note="確かめた").status_code == 302


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"amount": "百万"}, "0以上の整数"),
        ({"amount": "-5"}, "0以上の整数"),
        ({"fiscal_year": "R7"}, "西暦4けた"),
        ({"line": "9-9"}, "9-9"),
        ({"amount": "10", "spent": "5"}, "書いてください"),
        ({"amount": "10", "carried_in": "0", "spent": "11", "execution_source": "x"}, "こえて"),
        ({"source": ""}, "必"),
        ({"note": "番号は 123456789018 です"}, "マイナンバー"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_kept(
    planner: Client, wrong: dict[str, str], says: str
) -> None:
    answer = save(planner, NEW, **wrong)
    assert says in text(answer)
    assert not BudgetLine.objects.exists()


def test_of_a_packs_row_only_the_spending_changes(planner: Client) -> None:
    row = of_pack()
    url = f"/staff/policy/money/rows/{row.pk}/"
    assert "パックにある金額" in text(planner.get(url))
    save(planner, url, title="別の題", amount="9", spent="90", execution_source="決算書")
    row.refresh_from_db()
    assert (row.title, row.amount, row.spent) == ("訓練", 100, 90)
    again = of_pack(amount=110)
    assert (again.amount, again.spent) == (110, 90)


def test_the_second_of_two_sees_the_firsts_amount_and_loses_nothing(planner: Client) -> None:
    row = of_pack()
    url = f"/staff/policy/money/rows/{row.pk}/"
    second = planner.get(url)
    save(planner, url, spent="80", execution_source="決算書")
    answer = planner.post(url, typed(second, spent="90", execution_source="決算書"))
    assert answer.status_code == 409
    assert "80" in text(answer) and 'value="90"' in text(answer)
    row.refresh_from_db()
    assert row.spent == 80
    planner.post(url, typed(answer, spent="90", execution_source="決算書"))
    row.refresh_from_db()
    assert row.spent == 90


def test_the_vote_of_a_year(planner: Client) -> None:
    url = "/staff/policy/money/2025/state/"
    base = hidden(planner.get(url), "base")
    given = {"base": base, "state": "voted", "source": "会議録"}
    assert "日を書いてください" in text(planner.post(url, given))
    day = {"voted_on_year": "2025", "voted_on_month": "3", "voted_on_day": "25"}
    assert planner.post(url, given | day).status_code == 302
    assert str(BudgetYear.objects.get().voted_on) == "2025-03-25"
    assert "議決 2025年3月25日" in text(planner.get("/policy/budget/2025/"))


def test_a_sections_planner_changes_its_own_rows_only(client: Client) -> None:
    grant = Grant(Role.PLANNER.value, section=SECTION)
    log_in(client, make_account("own@example.lg.jp", grant))
    own = of_pack()
    other = BudgetLine.objects.create(
        key="x", fiscal_year=2020, area="", group="2", title="別", source="予算書"
    )
    assert client.get(f"/staff/policy/money/rows/{own.pk}/").status_code == 200
    assert client.get(f"/staff/policy/money/rows/{other.pk}/").status_code == 403
    assert client.get(NEW).status_code == 403
    body = text(client.get("/staff/policy/money/2020/"))
    assert "見るだけ" in body and f"rows/{own.pk}/" in body and f"rows/{other.pk}/" not in body


def paste(client: Client, *rows: str, head: str = HEAD) -> Any:
    return client.post(SHEET, {"pasted": "\n".join((head, *rows))})


def upload(client: Client, rows: list[list[Any]], merge: str = "") -> Any:
    into = io.BytesIO()
    with xlsxwriter.Workbook(into, {"in_memory": True}) as book:
        sheet = book.add_worksheet("予算")
        book.add_worksheet("メモ")
        for number, cells in enumerate((HEAD.split("\t"), *rows)):
            sheet.write_row(number, 0, cells)
        if merge:
            sheet.merge_range(merge, "1 安心")
    return client.post(SHEET, {"file": SimpleUploadedFile("yosan.xlsx", into.getvalue())})


def test_a_sheet_is_shown_before_it_is_kept(planner: Client) -> None:
    row = of_pack()
    read = upload(
        planner,
        [
            [2020, "1 安心", "備蓄", 50, "", "予算書", ""],
            [2020, "1 安心", "井戸", "", "", "予算書", ""],
        ],
    )
    assert read.status_code == 200 and "2行が変わります" in text(read)
    assert BudgetLine.objects.count() == 1
    planner.post(SHEET, {"sheet": hidden(read, "sheet")})
    kept = dict(BudgetLine.objects.exclude(pk=row.pk).values_list("title", "amount"))
    assert kept == {"備蓄": 50, "井戸": None}
    assert Entry.objects.filter(action="policy.budget.changed").count() == 2


def test_the_numbers_are_read_once_for_a_sheet_not_for_every_row(planner: Client) -> None:
    def queries(*titles: str) -> int:
        rows = [f"2025\t1 安心\t{title}\t50\t\t予算書\t" for title in titles]
        sheet = hidden(paste(planner, *rows), "sheet")
        with CaptureQueriesContext(connection) as found:
            assert planner.post(SHEET, {"sheet": sheet}).status_code == 302
        return len([one for one in found if "evidence_value" in one["sql"]])

    assert queries("一") == queries("二", "三", "四", "五") > 0


def test_a_sheet_changes_the_row_of_the_same_name_and_keeps_what_it_does_not_name(
    planner: Client,
) -> None:
    save(planner, NEW, amount="50", carried_in="7")
    read = paste(planner, "2025\t1 安心\t訓練\t60\t1\t予算書\t")
    planner.post(SHEET, {"sheet": hidden(read, "sheet")})
    row = BudgetLine.objects.get()
    assert (row.amount, row.carried_in) == (60, 7)
    same = paste(planner, "2025\t1 安心\t訓練\t60\t1\t予算書\t")
    assert "どれも、いまと同じ" in text(same)


def test_the_public_table_can_be_handed_in_again(planner: Client) -> None:
    of_pack(spent=90, execution_source="決算書")
    table = planner.get("/policy/budget.csv?fiscal_year=2020").content.decode("utf-8-sig")
    file = SimpleUploadedFile("budget.csv", table.replace(",90,", ",95,").encode("cp932"))
    read = planner.post(SHEET, {"file": file})
    planner.post(SHEET, {"sheet": hidden(read, "sheet")})
    assert BudgetLine.objects.get().spent == 95


def test_everything_wrong_in_a_sheet_is_said_at_once(planner: Client) -> None:
    of_pack()
    answer = paste(
        planner,
        "2020\t1 安心\t訓練\t999\t1\t予算書\t",  # a pack's amount
        "2020\t1 安心\t備蓄\t5万\t\t予算書\t",
        "2020\t1 安心\t井戸\t5\t9-9\t\t",
        "2020\t1 安心\t井戸\t6\t\t予算書\t",
    )
    body = text(answer)
    for cell in ("D2", "D3", "E4", "F4", "C5"):
        assert f">{cell}<" in body, cell
    assert BudgetLine.objects.count() == 1


def test_merged_cells_are_refused_with_their_range(planner: Client) -> None:
    rows = [[2020, "", "備蓄", 50, "", "予算書", ""], [2020, "", "井戸", 5, "", "予算書", ""]]
    body = text(upload(planner, rows, merge="B2:B3"))
    assert "B2:B3" in body and "セルが結合されています" in body
    assert not BudgetLine.objects.exists()


def test_yen_in_a_sheet_is_asked_back_row_by_row(planner: Client) -> None:
    of_pack()
    given = ("2020\t1 安心\t備蓄\t50000\t\t予算書\t", "2020\t1 安心\t井戸\t70000\t\t予算書\t")
    read = paste(planner, *given)
    assert "円で書いていませんか" in text(read)
    sheet = hidden(read, "sheet")
    half = planner.post(SHEET, {"sheet": sheet, "odd-2": "thousand"})
    assert half.status_code == 200 and "3行目: 円か千円か" in text(half)
    assert BudgetLine.objects.count() == 1
    planner.post(SHEET, {"sheet": sheet, "odd-2": "thousand", "odd-3": "keep"})
    assert set(BudgetLine.objects.values_list("title", "amount")) == {
        ("訓練", 100),
        ("備蓄", 50),
        ("井戸", 70000),
    }


def test_a_sheet_all_in_yen_is_asked_back_for_every_row(planner: Client) -> None:
    rows = [f"2020\t1\t事業{n}\t{n}00000\t\t予算書\t" for n in range(1, 5)]
    read = paste(planner, *rows)
    assert text(read).count("円で書いていませんか") == 4


def test_a_sheet_is_kept_whole_or_not_at_all(planner: Client) -> None:
    save(planner, NEW, amount="50")
    read = paste(
        planner, "2025\t1 安心\t備蓄\t5\t\t予算書\t", "2025\t1 安心\t訓練\t60\t1\t予算書\t"
    )
    url = f"/staff/policy/money/rows/{BudgetLine.objects.get().pk}/"
    save(planner, url, amount="70")  # somebody else, meanwhile
    answer = planner.post(SHEET, {"sheet": hidden(read, "sheet")})
    assert answer.status_code == 409 and "3行目" in text(answer)
    assert list(BudgetLine.objects.values_list("amount", flat=True)) == [70]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "どちらか一つ"),
        ({"pasted": "なにか"}, "という見出しがありません"),
        ({"pasted": HEAD}, "行がありません"),
        ({"pasted": f"{HEAD}\tいろ"}, "という列は使いません"),
        ({"sheet": "x"}, ""),
        ({"pasted": HEAD + "\n" + "\n".join(["2020\t1\tx\t1\t\ty\t"] * 301)}, "300行"),
        ({"file": SimpleUploadedFile("x.xlsx", b"PK nothing")}, "こわれている"),
    ],
)
def test_a_sheet_that_is_none(planner: Client, given: dict[str, Any], says: str) -> None:
    answer = planner.post(SHEET, {"csrf": "x", **given})
    assert answer.status_code in (200, 302)
    assert says in text(answer)
    assert not BudgetLine.objects.exists()


def test_a_year_out_of_the_calendar_is_none(planner: Client) -> None:
    for path in ("1/", "1/state/", "99999/", "rows/999999/", "2025/new/Ab/"):
        assert planner.get(f"/staff/policy/money/{path}").status_code == 404, path

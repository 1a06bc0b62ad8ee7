"""Next year's draft through its pages: begin, change, send, approve; a document handed in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.support.staff import SECTION, log_in, make_account

from hanamizuki.core.people.grants import Grant
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.policy import queries
from hanamizuki.policy.models import Line, Policy
from hanamizuki.policy.tests.test_drafts import (
    DOCUMENT,
    at,
    check,
    codes,
    current,
    other,
    planner,
)

pytestmark = pytest.mark.django_db
__all__ = ["current", "other", "planner"]
DAY = {"publish_on_year": "2026", "publish_on_month": "4", "publish_on_day": "1"}


@pytest.fixture(autouse=True)
def february() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-02-02T01:00:00Z", tick=False) as moment:
        yield moment


@pytest.fixture
def inside(client: Client, planner: Account) -> Client:
    return log_in(client, planner)


def page(client: Client, draft: Policy, part: str = "", data: dict[str, str] | None = None) -> str:
    address = f"/staff/policy/drafts/{draft.pk}/{part}"
    if data is None:
        answer = client.get(address)
    else:
        draft.refresh_from_db()
        answer = client.post(address, {"version": str(draft.version), **data}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_this_year_to_next_through_the_pages(
    current: Policy,
    inside: Client,
    planner: Account,
    other: Account,
    february: time_machine.Traveller,
) -> None:
    inside.post(f"/staff/policy/drafts/start/{current.pk}/")
    draft = Policy.objects.get(state=Policy.DRAFT)
    assert "そのまま 6" in page(inside, draft)
    parent = at(draft, "1-1")
    new = {"title_ja": "ペットとの避難訓練", "kind": "project", "section": ""}
    page(inside, draft, f"lines/{parent.pk}/add/", new)
    said = page(inside, draft, f"lines/{at(draft, '2').pk}/drop/", {"reason": ""})
    assert "入力を確かめてください" in said
    page(inside, draft, f"lines/{at(draft, '2').pk}/drop/", {"reason": "計画へ移す"})
    said = page(inside, draft)
    assert "計画へ移す" in said and "男女共同参画の点検がまだ" in said
    said = page(inside, draft, "send/", {})
    assert "点検がまだです" in said
    check(planner, at(draft, "1-1-c"))
    page(inside, draft, "send/", {})
    assert "ほかの企画調整の人が確認します" in page(inside, draft)
    colleague = log_in(Client(), other)
    said = page(colleague, draft, "approve/", {**DAY, "publish_on_year": "2025"})
    assert "きょうか" in said
    page(colleague, draft, "approve/", DAY)
    assert "2026年4月1日" in page(colleague, draft)
    visitor = Client()
    assert "ペットとの避難訓練" not in visitor.get("/policy/").content.decode()
    february.move_to("2026-03-31T15:00:00Z")
    assert "ペットとの避難訓練" in visitor.get("/policy/").content.decode()
    gone = visitor.get("/policy/2/").content.decode()
    assert "計画へ移す" in gone


def test_lines_are_moved_joined_and_brought_back(
    current: Policy, inside: Client, planner: Account
) -> None:
    inside.post(f"/staff/policy/drafts/start/{current.pk}/")
    draft = Policy.objects.get(state=Policy.DRAFT)
    last = at(draft, "1-1-b")
    page(inside, draft, f"lines/{last.pk}/move/", {"parent": str(at(draft, "1-1").pk), "after": ""})
    assert codes(draft)[3:5] == ["1-1-b", "1-1-a"]
    old = [str(Line.objects.get(policy=current, code=one).pk) for one in ("1-1-a", "1-1-b")]
    address = f"/staff/policy/drafts/{draft.pk}/lines/{last.pk}/join/"
    draft.refresh_from_db()
    inside.post(address, {"version": draft.version, "follows": old})
    assert last.follows.count() == 2
    page(inside, draft, f"lines/{last.pk}/drop/", {"reason": "やめる"})
    page(inside, draft, f"lines/{last.pk}/restore/", {})
    assert "1-1-b" in codes(draft)
    page(inside, draft, "title/", {"title_ja": "別の題"})
    page(inside, draft, "discard/", {"discard-version": str(fresh(draft)), "discard-reason": "x"})
    assert not Policy.objects.filter(pk=draft.pk).exists()


def fresh(draft: Policy) -> int:
    return Policy.objects.get(pk=draft.pk).version


def test_two_at_once_on_a_draft_lose_nothing(
    current: Policy, inside: Client, other: Account
) -> None:
    inside.post(f"/staff/policy/drafts/start/{current.pk}/")
    draft = Policy.objects.get(state=Policy.DRAFT)
    address = f"/staff/policy/drafts/{draft.pk}/lines/{at(draft, '1-1').pk}/add/"
    first = {"version": "1", "title_ja": "一人目の行", "kind": "project"}
    assert inside.post(address, first).status_code == 302
    late = log_in(Client(), other).post(address, {**first, "title_ja": "二人目の行"})
    text = late.content.decode()
    assert late.status_code == 200 and "そのあいだに変わりました" in text and "二人目の行" in text


def test_a_document_is_handed_in_and_told_about(current: Policy, inside: Client) -> None:
    def hand_in(name: str, content: bytes) -> str:
        file = SimpleUploadedFile(name, content)
        return inside.post("/staff/policy/drafts/upload/", {"file": file}).content.decode()

    assert "2026年度の案を作りました" in hand_in("r8.txt", DOCUMENT.encode("cp932"))
    assert "もう案になっています" in hand_in("r8.txt", DOCUMENT.encode())
    assert "文字を読めません" in hand_in("x.txt", b"\xff\xfe\x00\xff\xf1")
    assert "年度が読み取れない" in hand_in("y.txt", "## 基本目標\n\n町\n".encode())
    assert "1MBまで" in hand_in("big.txt", b"a" * 1_000_001)
    assert queries.current_policy() == current


def test_a_plan_begins_with_a_name_of_its_own(current: Policy, inside: Client) -> None:
    form = {"plan": "operating", "title": "題", "goal": "目標", "fiscal_year": "2026"}
    address = "/staff/policy/drafts/plan/"
    assert "毎年の運営方針の名前" in inside.post(address, form).content.decode()
    assert "毎年の運営方針の名前" in inside.post(address, {**form, "plan": "Goal"}).content.decode()
    for odd in ("1", "a b", "読書", "under_score", "a-", "a" * 21):
        assert inside.post(address, {**form, "plan": odd}).status_code == 200
    assert Policy.objects.get() == current
    late = {**form, "plan": "reading", "until_year": "2020"}
    assert "はじまりの年度よりあと" in inside.post(address, late).content.decode()
    assert inside.post(address, {**form, "plan": "reading"}).status_code == 302
    assert Policy.objects.get(plan="reading").state == Policy.DRAFT


def test_a_planner_of_one_section_neither_drafts_nor_freezes_for_the_ward(
    client: Client, current: Policy
) -> None:
    log_in(client, make_account("here@example.lg.jp", Grant(Role.PLANNER.value, SECTION)))
    for rest in (
        "drafts/",
        f"drafts/start/{current.pk}/",
        "reports/",
        f"reports/{current.pk}/mid/",
    ):
        for ask in (client.get, client.post):
            assert ask(f"/staff/policy/{rest}").status_code == 403
    assert "/staff/policy/drafts/" not in client.get("/staff/policy/").content.decode()
    assert Policy.objects.count() == 1

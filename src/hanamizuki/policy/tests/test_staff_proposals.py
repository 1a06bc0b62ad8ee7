"""Proposals: the inbox, the difference, the steps, the mails, 「今日」, and leavers."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.support.staff import SECTION, log_in, make_account

from hanamizuki.core.audit.models import Entry
from hanamizuki.core.evidence.models import Indicator
from hanamizuki.core.notices.models import Notice
from hanamizuki.core.people import handover
from hanamizuki.core.people import services as people
from hanamizuki.core.people.grants import Grant
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.policy.logic.gender import QUESTIONS
from hanamizuki.policy.models import Line, Proposal
from hanamizuki.policy.tests.staff_pages import *  # noqa: F403
from hanamizuki.policy.tests.staff_pages import page, save

pytestmark = pytest.mark.django_db
INBOX = "/staff/policy/proposals/"


def propose(client: Client, line: Line, title: str = "もっと安全") -> Proposal:
    save(client, f"/staff/policy/lines/{line.pk}/text/", title_ja=title, reason="わけ")
    return Proposal.objects.get(state="draft")


def step(client: Client, one: Proposal, do: str, **more: object) -> str:
    """Take a step in the version that is stored; what the page says then."""
    one.refresh_from_db()
    answer = client.post(f"{INBOX}{one.pk}/", {"version": one.version, "do": do, **more})
    return page(client.get(answer.url) if answer.status_code == 302 else answer)


@pytest.fixture
def sent(first: Client, line: Line, other: Account) -> Proposal:
    """A proposal of the first planner that waits for the other."""
    save(first, f"/staff/policy/lines/{line.pk}/gender/", **dict.fromkeys(QUESTIONS, "yes"))
    one = propose(first, line)
    assert "確認を頼みました" in step(first, one, "submit")
    return one


def mails() -> list[tuple[str, str]]:
    return [(one.kind, one.email) for one in Notice.objects.order_by("id")]


def test_the_gender_check_comes_first(first: Client, line: Line) -> None:
    one = propose(first, line)
    html = page(first.get(f"{INBOX}{one.pk}/"))
    assert "まだ点検していません" in html and f"lines/{line.pk}/gender/" in html
    assert "先に、男女共同参画の点検" in step(first, one, "submit")


def test_a_proposal_goes_its_way(first: Client, second: Client, sent: Proposal) -> None:
    assert mails() == [("policy.proposal_waiting", "other@example.lg.jp")]
    assert f"{INBOX}{sent.pk}/" in Notice.objects.get().body
    assert "あなたの確認を待っている案" in page(second.get(INBOX))
    assert "あなたの確認を待っている案" not in page(first.get(INBOX))
    assert "案を確認する: 安全" in page(second.get("/staff/"))
    assert "案を確認する" not in page(first.get("/staff/"))

    html = step(second, sent, "return")
    assert "どこを直してほしいか" in html
    step(second, sent, "return", decision="数字を入れて")
    assert mails()[1:] == [("policy.proposal_returned", "planner@example.lg.jp")]
    assert "返された案を直す: 安全" in page(first.get("/staff/"))
    html = page(first.get(INBOX))
    assert "あなたに返された案" in html and "数字を入れて" in html

    save(first, f"/staff/policy/lines/{sent.line_id}/text/", title_ja="火事を40件に")
    step(first, sent, "submit")
    html = step(second, sent, "approve", decision="よい")
    assert "公開されています" in html and "よい" in html
    assert Line.objects.get(pk=sent.line_id).title == {"ja": "火事を40件に"}
    assert mails()[-1] == ("policy.proposal_approved", "planner@example.lg.jp")
    html = page(first.get(f"{INBOX}{sent.pk}/"))
    assert "<ins>火事を40件に</ins>" in html and 'name="do"' not in html


def test_a_proposal_that_went_on_is_not_approved_unseen(
    first: Client, second: Client, sent: Proposal
) -> None:
    version = sent.version + 1
    save(first, f"/staff/policy/lines/{sent.line_id}/text/", title_ja="こっそり変えた")
    step(first, sent, "submit")
    answer = second.post(f"{INBOX}{sent.pk}/", {"version": version, "do": "approve"})
    assert "そのあいだに変わりました" in page(answer) and "こっそり変えた" in page(answer)
    assert Line.objects.get(pk=sent.line_id).title == {"ja": "安全"}


def test_nobody_approves_their_own_while_another_could(first: Client, sent: Proposal) -> None:
    html = page(first.get(f"{INBOX}{sent.pk}/"))
    assert "ほかの人の確認を待っています" in html and 'value="approve"' not in html
    sent.refresh_from_db()
    given = {"version": sent.version, "do": "approve", "decision": "x"}
    assert first.post(f"{INBOX}{sent.pk}/", given).status_code == 403


def test_the_only_planner_gives_a_reason(first: Client, line: Line) -> None:
    save(first, f"/staff/policy/lines/{line.pk}/gender/", **dict.fromkeys(QUESTIONS, "yes"))
    one = propose(first, line)
    html = step(first, one, "submit")
    assert "ほかに確認できる人がいません" in html and mails() == []
    html = step(first, one, "approve")
    assert "理由を書いてください" in html and 'href="#id_decision"' in html
    step(first, one, "approve", decision="ほかに担当がいない")
    assert Line.objects.get(pk=line.pk).title == {"ja": "もっと安全"}
    assert mails() == []


def test_a_proposal_is_taken_back(first: Client, sent: Proposal) -> None:
    assert "取りさげました" in step(first, sent, "withdraw")
    sent.refresh_from_db()
    assert sent.state == Proposal.WITHDRAWN
    assert "開いている案はありません" in page(first.get(INBOX))


def test_a_change_from_elsewhere_is_said(second: Client, sent: Proposal) -> None:
    Line.objects.filter(pk=sent.line_id).update(mark="new", version=9)
    assert "公開されているものも変わりました" in page(second.get(f"{INBOX}{sent.pk}/"))


def test_who_only_reads_sees_no_steps(sent: Proposal) -> None:
    viewer = log_in(Client(), make_account("viewer@example.lg.jp", Role.VIEWER))
    assert 'name="do"' not in page(viewer.get(f"{INBOX}{sent.pk}/"))
    sent.refresh_from_db()
    for do in ("submit", "approve", "return", "withdraw"):
        given = {"version": sent.version, "do": do, "decision": "x"}
        assert viewer.post(f"{INBOX}{sent.pk}/", given).status_code == 403
    assert viewer.post(f"{INBOX}{sent.pk}/", {"version": 1, "do": "steal"}).status_code == 200


def test_a_leavers_lines_and_proposals_go_to_the_successor(
    planner: Account, other: Account, sent: Proposal
) -> None:
    Line.objects.filter(code__in=("1", "2")).update(owner=planner)
    held = {duty.name: number for duty, number in handover.registry.held(planner)}
    assert held["policy.lines"] == 2 and held["policy.proposals"] == 1
    moved = people.remove(None, planner, other)
    assert (moved["policy.lines"], moved["policy.proposals"]) == (2, 1)
    assert not Line.objects.filter(owner=planner).exists()
    assert Line.objects.filter(owner=other).count() == 2
    assert Proposal.objects.get().author == other
    entries = Entry.objects.filter(actor="system:handover")
    assert entries.filter(action="policy.owner.assigned").count() == 2
    assert entries.filter(action="policy.proposal.handed_over").count() == 1


def test_a_planner_of_a_section_approves_there_only(first: Client, line: Line) -> None:
    elsewhere = Line.objects.get(code="2")
    section = make_account("p@example.lg.jp", Grant(Role.PLANNER.value, section=SECTION))
    client = log_in(Client(), section)
    for one in (line, elsewhere):
        url = f"/staff/policy/lines/{one.pk}/"
        save(first, f"{url}gender/", **dict.fromkeys(QUESTIONS, "yes"))
        step(first, propose(first, one, "新しい題"), "submit")
    mine, theirs = (Proposal.objects.get(line=one) for one in (line, elsewhere))
    assert "確認しました" in step(client, mine, "approve")
    given = {"version": theirs.version, "do": "approve"}
    assert client.post(f"{INBOX}{theirs.pk}/", given).status_code == 403


def test_a_proposal_whose_indicator_is_gone_is_said_and_can_be_taken_back(
    first: Client, second: Client, line: Line
) -> None:
    day = {"due_1_year": "2026", "due_1_month": "3", "due_1_day": "31"}
    save(first, f"/staff/policy/lines/{line.pk}/targets/fires/", goal_1="10", **day)
    one = Proposal.objects.get()
    step(first, one, "submit")
    Indicator.objects.all().delete()
    assert "この指標はありません。" in step(second, one, "approve")
    step(first, one, "withdraw")
    one.refresh_from_db()
    assert one.state == Proposal.WITHDRAWN

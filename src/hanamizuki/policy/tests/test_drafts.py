"""Next year's draft: keep, change, drop, add, move, join; its review; its day; a document read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from tests.support.staff import SECTION, make_account, make_places

from hanamizuki.core.audit.models import Entry
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.policy import queries, services
from hanamizuki.policy.logic.gender import QUESTIONS
from hanamizuki.policy.logic.reader import read_document
from hanamizuki.policy.models import Line, Policy, Target
from hanamizuki.policy.queries.drafts import before, changes, problems
from hanamizuki.policy.services import drafts, editing
from hanamizuki.policy.services.importing import import_document

pytestmark = pytest.mark.django_db
HEADER = {
    "title": {
        "ja": "令和7年度 運営方針",
        "en": "Policy 2025",
        "easy": "2025年4月から 2026年3月まで",
    },
    "source": "見本",
}
DOCUMENT = """# 令和8年度 見本町 運営方針

## 基本目標

もっとよい町

## 1 安全な町

### ① 災害に強い町

- 防災訓練の実施
- 消火器の配布

## 2 緑の町

### ① 木を植える

- 苗木の配布
"""


@pytest.fixture(autouse=True)
def february() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-02-02T01:00:00Z", tick=False) as moment:
        yield moment


def line(code: str, parent: str, kind: str, title: str) -> services.LineInput:
    details = {"section": SECTION, "room": "policy"}
    return services.LineInput(code, parent, kind, {"ja": title}, details)


@pytest.fixture
def current() -> Policy:
    make_places()
    return services.store_policy(
        2025,
        HEADER,
        [
            line("goal", "", "goal", "よい町"),
            line("1", "goal", "measure", "安全な町"),
            line("1-1", "1", "initiative", "災害に強い町"),
            line("1-1-a", "1-1", "project", "防災訓練の実施"),
            line("1-1-b", "1-1", "project", "備蓄の充実"),
            line("2", "goal", "measure", "にぎわう町"),
        ],
    )


@pytest.fixture
def planner() -> Account:
    return make_account("planner@example.lg.jp", Role.PLANNER)


@pytest.fixture
def other() -> Account:
    return make_account("other@example.lg.jp", Role.PLANNER)


@pytest.fixture
def draft(current: Policy, planner: Account) -> Policy:
    return drafts.start_next(planner, current)


def fresh(draft: Policy) -> Policy:
    return Policy.objects.get(pk=draft.pk)


def at(draft: Policy, code: str) -> Line:
    return Line.objects.get(policy=draft, code=code)


def codes(draft: Policy) -> list[str]:
    return list(draft.lines.filter(ended_on=None).values_list("code", flat=True))


def check(actor: Account, line: Line) -> None:
    base = editing.working_copy("gender", str(line.pk)).base
    answers = dict.fromkeys(QUESTIONS, "yes")
    editing.save(actor, "gender", str(line.pk), {"answers": answers}, base=base)


def reword(actor: Account, line: Line, title: str) -> None:
    copy = editing.working_copy("line", str(line.pk))
    fields = {**copy.fields, "title": {"ja": title}}
    editing.save(actor, "line", str(line.pk), fields, base=copy.base)


def fates(draft: Policy) -> dict[str, str]:
    return {"+".join((*one.old, *one.new)): one.kind for one in changes(draft)}


def test_a_draft_goes_on_with_every_line_and_is_nobody_elses_business(
    current: Policy, draft: Policy
) -> None:
    assert (draft.fiscal_year, draft.state) == (2026, Policy.DRAFT)
    assert draft.title["ja"] == "令和8年度 運営方針" and draft.title["en"] == "Policy 2026"
    assert draft.title["easy"] == "2026年4月から 2027年3月まで"
    assert codes(draft) == codes(current)
    assert set(fates(draft).values()) == {"kept"}
    assert queries.current_policy() == current
    assert problems(draft) == []


def test_pressing_twice_begins_one_draft(current: Policy, draft: Policy, planner: Account) -> None:
    assert drafts.start_next(planner, current) == draft
    reword(planner, at(draft, "1"), "もっと安全な町")
    drafts.rename(planner, draft, 1, {"ja": "別の題"})
    assert drafts.start_next(planner, current) != draft  # work has begun: this is another one


def test_lines_are_changed_added_dropped_moved_and_joined(draft: Policy, planner: Account) -> None:
    reword(planner, at(draft, "1"), "もっと安全な町")
    added = drafts.add_line(planner, draft, 1, at(draft, "1-1"), "project", {"ja": "消火器"})
    assert added.code == "1-1-c" and added.mark == "new"
    drafts.drop_line(planner, draft, 2, at(draft, "2"), "ほかの計画へ移した")
    assert codes(draft) == ["goal", "1", "1-1", "1-1-a", "1-1-b", "1-1-c"]
    drafts.move_line(planner, draft, 3, added, at(draft, "1-1"), None)
    assert codes(draft) == ["goal", "1", "1-1", "1-1-c", "1-1-a", "1-1-b"]
    old = before(draft)
    assert old is not None
    both = list(old.lines.filter(code__in=("1-1-a", "1-1-b")))
    drafts.drop_line(planner, draft, 4, at(draft, "1-1-b"), "1-1-a と一つにした")
    drafts.join_lines(planner, draft, 5, at(draft, "1-1-a"), both)
    found = fates(draft)
    assert found["1+1"] == "changed" and found["1-1-c"] == "added" and found["2"] == "dropped"
    assert found["1-1-a+1-1-b+1-1-a"] == "merged"
    drafts.restore_line(planner, draft, 6, at(draft, "2"))
    assert fates(draft)["2+2"] == "kept"
    assert Entry.objects.filter(action__startswith="policy.draft.line_").count() == 6


def test_a_line_below_a_dropped_new_one_ends_and_can_be_restored(
    draft: Policy, planner: Account
) -> None:
    new = drafts.add_line(planner, draft, 1, at(draft, "goal"), "measure", {"ja": "新しい"})
    drafts.add_line(planner, draft, 2, new, "project", {"ja": "新しい事業"})
    drafts.move_line(planner, draft, 3, at(draft, "1-1"), new, None)
    drafts.drop_line(planner, draft, 4, new, "まとめない")
    assert [one.code for one in draft.lines.exclude(ended_on=None)] == [
        *(new.code, "1-1", "1-1-a", "1-1-b")
    ]
    drafts.restore_line(planner, draft, 5, at(draft, "1-1"))
    assert {new.code, "1-1"} <= set(codes(draft))


def test_a_packs_text_does_not_take_the_place_of_one_that_people_approved(
    draft: Policy, planner: Account, other: Account
) -> None:
    with time_machine.travel("2026-03-02T01:00:00Z", tick=False):
        drafts.send(planner, draft, 1)
        drafts.approve(other, draft, 2, date(2026, 3, 2))
    with time_machine.travel("2026-05-01T01:00:00Z", tick=False):
        given = services.store_policy(2026, HEADER, [line("goal", "", "goal", "パックの町")])
        assert given.publish_on == date(2026, 3, 1)
        assert queries.current_policy() == draft


def test_every_new_line_has_a_code_of_its_own(draft: Policy, planner: Account) -> None:
    first = drafts.add_line(planner, draft, 1, at(draft, "1-1"), "project", {"ja": "一"})
    second = drafts.add_line(planner, draft, 2, at(draft, "1-1"), "project", {"ja": "二"})
    assert [first.code, second.code] == ["1-1-c", "1-1-d"]


def test_what_cannot_be(draft: Policy, current: Policy, planner: Account, other: Account) -> None:
    staff = make_account("staff@example.lg.jp", Role.SECTION_STAFF)
    with pytest.raises(PermissionDenied):
        drafts.start_next(staff, current)
    with pytest.raises(ValidationError):
        drafts.drop_line(planner, draft, 1, at(draft, "2"), " ")
    with pytest.raises(ValidationError):
        drafts.drop_line(planner, draft, 1, at(draft, "goal"), "やめる")
    with pytest.raises(ValidationError):
        drafts.drop_line(planner, draft, 1, at(current, "2"), "別の年の行")
    with pytest.raises(ValidationError):
        drafts.move_line(planner, draft, 1, at(draft, "1"), at(draft, "1-1"), None)
    drafts.drop_line(planner, draft, 1, at(draft, "2"), "やめる")
    with pytest.raises(ValidationError, match="変わりました"):
        drafts.drop_line(other, draft, 1, at(draft, "1-1-a"), "古い画面から")


def test_review_asks_for_the_gender_check_of_new_and_changed_lines(
    draft: Policy, planner: Account
) -> None:
    reword(planner, at(draft, "1"), "もっと安全な町")
    added = drafts.add_line(planner, draft, 1, at(draft, "1-1"), "project", {"ja": "消火器"})
    assert [one.code for one in problems(draft)] == ["1", "1-1-c"]
    with pytest.raises(ValidationError):
        drafts.send(planner, draft, 2)
    check(planner, at(draft, "1"))
    check(planner, added)
    drafts.send(planner, draft, 2)
    assert fresh(draft).state == Policy.REVIEW
    with pytest.raises(ValidationError):
        drafts.add_line(planner, draft, 3, at(draft, "1-1"), "project", {"ja": "x"})
    with pytest.raises(ValidationError):
        reword(planner, at(draft, "1"), "確認中に変える")


def test_it_is_public_by_itself_on_its_day(
    draft: Policy,
    current: Policy,
    planner: Account,
    other: Account,
    february: time_machine.Traveller,
) -> None:
    drafts.send(planner, draft, 1)
    with pytest.raises(PermissionDenied):
        drafts.approve(planner, draft, 2, date(2026, 4, 1), "自分で")
    with pytest.raises(ValidationError):
        drafts.approve(other, draft, 2, date(2026, 2, 1))
    drafts.approve(other, draft, 2, date(2026, 4, 1))
    assert queries.current_policy() == current
    february.move_to("2026-03-31T14:59:00Z")
    assert queries.current_policy() == current
    february.move_to("2026-03-31T15:00:00Z")
    assert queries.current_policy() == fresh(draft)
    with pytest.raises(ValidationError):
        drafts.give_back(other, draft, 3, "もう公表された")


def test_an_approved_one_can_be_taken_back_before_its_day(
    draft: Policy, planner: Account, other: Account
) -> None:
    drafts.send(planner, draft, 1)
    drafts.approve(other, draft, 2, date(2026, 4, 1))
    with pytest.raises(ValidationError):
        drafts.give_back(other, draft, 3, "")
    drafts.give_back(other, draft, 3, "目標がない")
    assert (fresh(draft).state, fresh(draft).publish_on) == (Policy.DRAFT, None)


def test_targets_that_reach_into_next_year_go_on(current: Policy, planner: Account) -> None:
    one = at(current, "1")
    for id, due in (("long", "2028-03-31"), ("short", "2026-03-31")):
        goals = [{"goal": "5", "due": due}]
        Target.objects.create(line=one, indicator_id=id, goals=goals)
    draft = drafts.start_next(planner, current)
    assert [t.indicator_id for t in at(draft, "1").targets.all()] == ["long"]
    assert one.targets.count() == 2


def test_the_packs_load_leaves_drafts_alone(current: Policy, draft: Policy) -> None:
    services.store_policy(2025, HEADER, [line("goal", "", "goal", "よい町")])
    services.forget_years_but([("operating", 2025)])
    assert len(codes(draft)) == 6
    assert at(current, "1-1-a").ended_on is not None  # next year goes on with it


def test_a_plan_over_several_years_is_a_tree_of_the_same_kind(planner: Account) -> None:
    make_places()
    title, goal = {"ja": "読書の目標"}, {"ja": "本を読む町"}
    with pytest.raises(ValidationError):
        drafts.begin_plan(planner, "reading", title, goal, 2025, 2024)
    plan = drafts.begin_plan(planner, "reading", title, goal, 2025, 2029)
    drafts.add_line(planner, plan, 1, at(plan, "reading"), "measure", {"ja": "学校の本"})
    assert codes(plan) == ["reading", "reading-1"]
    following = drafts.start_next(planner, plan)
    assert (following.fiscal_year, following.until_year) == (2030, 2034)
    assert queries.current_policy() is None


def test_a_document_lands_as_a_draft_that_goes_on_from_this_year(
    current: Policy, planner: Account
) -> None:
    outcome = import_document(planner, read_document(DOCUMENT), "r8.txt")
    assert outcome["stored"]
    draft = Policy.objects.get(pk=outcome["draft"])
    assert (draft.fiscal_year, draft.state) == (2026, Policy.DRAFT)
    assert queries.current_policy() == current
    titles = {one.code: one.title["ja"] for one in draft.lines.all()}
    assert titles["1-1-a"] == "防災訓練の実施" and titles["1-1"] == "災害に強い町"
    assert at(draft, "1-1-a").section == SECTION
    new = next(code for code, title in titles.items() if title == "消火器の配布")
    assert new not in codes(current)
    assert fates(draft)["1-1-b"] == "dropped"
    # The same document again makes no second draft.
    assert not import_document(planner, read_document(DOCUMENT), "r8.txt")["stored"]


def test_a_year_that_is_public_is_only_compared(current: Policy, planner: Account) -> None:
    document = read_document(DOCUMENT.replace("令和8年度", "令和7年度"))
    outcome = import_document(planner, document, "r7.txt")
    assert not outcome["stored"] and outcome["diff"]["matched"]
    again = import_document(None, document, "r7.txt", draft=True)
    assert again["stored"] and queries.current_policy() == current

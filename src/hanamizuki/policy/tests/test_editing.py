"""Editing: nothing is overwritten unseen, nothing is public before somebody approved it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.support.staff import SECTION, make_account, make_places

from hanamizuki.core.audit.models import Entry
from hanamizuki.core.evidence.models import Indicator
from hanamizuki.core.people.grants import Grant
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.core.search.queries import search
from hanamizuki.policy import services
from hanamizuki.policy.logic.gender import QUESTIONS
from hanamizuki.policy.models import GenderCheck, Line, Override, Policy, Proposal, Target
from hanamizuki.policy.services import editing
from hanamizuki.policy.services.records import AskBack

pytestmark = pytest.mark.django_db
HEADER = {"title": {"ja": "見本の方針"}, "source": "見本"}


@pytest.fixture(autouse=True)
def ward() -> None:
    make_places()
    lines = [
        services.LineInput("goal", "", "goal", {"ja": "よい町"}),
        services.LineInput("1", "goal", "measure", {"ja": "安全"}, {"section": SECTION}),
    ]
    services.store_policy(2025, HEADER, lines)


@pytest.fixture
def line() -> Line:
    return Line.objects.get(code="1")


@pytest.fixture
def planner() -> Account:
    return make_account("planner@example.lg.jp", Role.PLANNER)


@pytest.fixture
def other() -> Account:
    return make_account("other@example.lg.jp", Role.PLANNER)


def key(line: Line) -> str:
    return str(line.pk)


def text(line: Line, **more: Any) -> dict[str, Any]:
    return {**editing.working_copy("line", key(line)).fields, **more}


def propose(actor: Account, line: Line, title: str) -> Proposal:
    copy = editing.working_copy("line", key(line))
    fields = {**copy.fields, "title": {"ja": title}}
    saved = editing.save(actor, "line", key(line), fields, base=copy.base, reason="わけ")
    assert saved.proposal is not None
    return saved.proposal


def check_gender(actor: Account, line: Line) -> None:
    copy = editing.working_copy("gender", key(line))
    answers = dict.fromkeys(QUESTIONS, "yes")
    editing.save(actor, "gender", key(line), {"answers": answers}, base=copy.base)


def send(actor: Account, line: Line, title: str) -> Proposal:
    proposal = propose(actor, line, title)
    if not GenderCheck.objects.filter(line=line).exists():
        check_gender(actor, line)
    editing.submit(actor, proposal, proposal.version)
    proposal.refresh_from_db()
    return proposal


def test_a_change_is_public_when_another_approved_it(
    line: Line, planner: Account, other: Account
) -> None:
    proposal = send(planner, line, "もっと安全")
    assert Line.objects.get(pk=line.pk).title == {"ja": "安全"}
    editing.approve(other, proposal, proposal.version)
    line.refresh_from_db()
    assert line.title == {"ja": "もっと安全"} and line.edited == ["title"] and line.version == 2
    entry = Entry.objects.order_by("-seq")[0]
    subject = f"policy.line:2025.{line.policy_id}/1"
    assert (entry.action, entry.subject) == ("policy.line.changed", subject)
    assert entry.change["title"] == {"before": {"ja": "安全"}, "after": {"ja": "もっと安全"}}


def test_the_packs_next_load_leaves_what_people_changed(
    line: Line, planner: Account, other: Account
) -> None:
    proposal = send(planner, line, "もっと安全")
    editing.approve(other, proposal, proposal.version)
    lines = [
        services.LineInput("goal", "", "goal", {"ja": "別の町"}),
        services.LineInput("1", "goal", "measure", {"ja": "パックの題"}, {"mark": "new"}),
    ]
    services.store_policy(2025, HEADER, lines)
    line.refresh_from_db()
    assert line.title == {"ja": "もっと安全"} and line.mark == "new"
    assert Line.objects.get(code="goal").title == {"ja": "別の町"}


def test_a_line_gone_from_the_pack_ends_where_people_worked_on_it(
    line: Line, planner: Account
) -> None:
    check_gender(planner, line)
    services.store_policy(2025, HEADER, [services.LineInput("goal", "", "goal", {"ja": "町"})])
    line.refresh_from_db()
    assert line.ended_on is not None and line.ended_why


def test_what_people_attached_survives_the_pack_however_deep_it_stands(planner: Account) -> None:
    codes = ["goal", "a", "b", "c", "d", "e"]
    deep = [
        services.LineInput(code, above, "project", {"ja": code})
        for above, code in zip(["", *codes], codes, strict=False)
    ]
    services.store_policy(2024, HEADER, deep)
    lowest = Line.objects.get(policy__fiscal_year=2024, code="e")
    check_gender(planner, lowest)
    services.store_policy(2024, HEADER, deep[:1])
    ended = Line.objects.filter(policy__fiscal_year=2024).exclude(ended_on=None)
    assert [one.code for one in ended] == codes[1:]


def test_nobody_approves_their_own_while_somebody_else_could(
    line: Line, planner: Account, other: Account
) -> None:
    proposal = send(planner, line, "もっと安全")
    with pytest.raises(PermissionDenied):
        editing.approve(planner, proposal, proposal.version, decision="自分で")
    assert Line.objects.get(pk=line.pk).title == {"ja": "安全"}


def test_the_only_planner_approves_their_own_with_a_reason(line: Line, planner: Account) -> None:
    proposal = send(planner, line, "もっと安全")
    with pytest.raises(ValidationError):
        editing.approve(planner, proposal, proposal.version)
    proposal.refresh_from_db()
    assert proposal.state == Proposal.WAITING
    editing.approve(planner, proposal, proposal.version, decision="ほかに担当がいない")
    assert Line.objects.get(pk=line.pk).title == {"ja": "もっと安全"}


def test_a_changed_line_needs_its_gender_check_first(line: Line, planner: Account) -> None:
    proposal = propose(planner, line, "もっと安全")
    with pytest.raises(ValidationError, match="男女"):
        editing.submit(planner, proposal, proposal.version)
    with pytest.raises(ValidationError):
        editing.approve(planner, proposal, proposal.version, decision="x")


def test_the_second_of_two_is_shown_the_firsts_change(
    line: Line, planner: Account, other: Account
) -> None:
    first = editing.working_copy("line", key(line))
    second = editing.working_copy("line", key(line))
    editing.save(planner, "line", key(line), text(line, title={"ja": "一人目"}), base=first.base)
    with pytest.raises(editing.Conflict) as caught:
        fields = {**second.fields, "title": {"ja": "二人目"}, "mark": "new"}
        editing.save(other, "line", key(line), fields, base=second.base)
    (clash,) = caught.value.merge.clashes
    assert (clash.field, clash.theirs, clash.yours) == ("title.ja", "一人目", "二人目")
    assert caught.value.merge.merged["mark"] == "new"
    # Having seen it, the second decides; nothing of the rest is lost.
    again = caught.value.copy
    merged = {**caught.value.merge.merged, "title": {"ja": "二人で決めた"}}
    editing.save(other, "line", key(line), merged, base=again.base)
    proposal = Proposal.objects.get()
    assert proposal.fields["title"] == {"ja": "二人で決めた"} and proposal.fields["mark"] == "new"


def test_different_fields_are_joined_and_said(line: Line, planner: Account, other: Account) -> None:
    first = editing.working_copy("line", key(line))
    second = editing.working_copy("line", key(line))
    editing.save(planner, "line", key(line), text(line, title={"ja": "一人目"}), base=first.base)
    fields = {**second.fields, "mark": "extended"}
    saved = editing.save(other, "line", key(line), fields, base=second.base)
    assert saved.taken == ("title",)
    assert saved.proposal is not None
    assert saved.proposal.fields["title"] == {"ja": "一人目"}
    assert saved.proposal.fields["mark"] == "extended"


def test_a_form_is_not_believed_about_what_it_began_from(line: Line, planner: Account) -> None:
    copy = editing.working_copy("gender", key(line))
    for base in ("", "nonsense", copy.base):
        with pytest.raises(ValidationError):
            editing.save(planner, "line", key(line), text(line), base=base)


def test_who_may_what(line: Line, planner: Account) -> None:
    staff = make_account("staff@example.lg.jp", Role.SECTION_STAFF)
    viewer = make_account("viewer@example.lg.jp", Role.VIEWER)
    elsewhere = make_account("elsewhere@example.lg.jp", Grant(Role.PLANNER.value, section=SECTION))
    copy = editing.working_copy("line", key(line))
    for one in (staff, viewer):
        with pytest.raises(PermissionDenied):
            editing.save(one, "line", key(line), text(line, mark="new"), base=copy.base)
    editing.save(elsewhere, "line", key(line), text(line, mark="new"), base=copy.base)
    goal = Line.objects.get(code="goal")
    copy = editing.working_copy("line", key(goal))
    with pytest.raises(PermissionDenied):
        editing.save(elsewhere, "line", key(goal), text(goal, mark="new"), base=copy.base)
    check_gender(staff, line)


def indicator(unit: str = "件") -> Indicator:
    return Indicator.objects.create(
        indicator_id="fires",
        lines=["1"],
        title={"ja": "火事"},
        unit={"ja": unit} if unit else {},
        method={"ja": "数える。"},
        direction="down",
        source="見本",
    )


def target(line: Line, actor: Account, **fields: Any) -> Any:
    one = f"{line.pk}/fires/"
    return editing.save(actor, "target", one, fields, base=editing.working_copy("target", one).base)


def test_a_target_is_proposed_approved_and_removed(
    line: Line, planner: Account, other: Account
) -> None:
    indicator()
    goals = [{"goal": "40", "due": "2027-03-31"}, {"goal": "50.0", "due": "2026-03-31"}]
    saved = target(line, planner, baseline="60", baseline_at="2025-03-31", goals=goals)
    assert not Target.objects.exists()
    editing.submit(planner, saved.proposal, saved.proposal.version)
    saved.proposal.refresh_from_db()
    editing.approve(other, saved.proposal, saved.proposal.version)
    stored = Target.objects.get()
    assert [one["goal"] for one in stored.goals] == ["50", "40"]
    assert stored.baseline == 60


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"goals": [{"goal": "x", "due": "2026-03-31"}]}, "goals"),
        ({"goals": [{"goal": "5", "due": "2026-02-30"}]}, "goals"),
        ({"goals": [{"goal": "5", "due": ""}]}, "goals"),
        ({"baseline": "5", "goals": []}, "baseline_at"),
        ({"baseline_at": "2025-03-31", "goals": []}, "baseline"),
        ({"baseline": "NaN", "baseline_at": "2025-03-31", "goals": []}, "baseline"),
        (
            {
                "baseline": "5",
                "baseline_at": "2026-03-31",
                "goals": [{"goal": "5", "due": "2026-03-31"}],
            },
            "goals",
        ),
    ],
)
def test_a_wrong_target_names_the_field(
    line: Line, planner: Account, fields: dict[str, Any], wrong: str
) -> None:
    indicator()
    with pytest.raises(ValidationError) as caught:
        target(line, planner, **fields)
    assert wrong in caught.value.message_dict


def test_a_target_without_a_unit_is_refused(line: Line, planner: Account) -> None:
    indicator(unit="")
    with pytest.raises(ValidationError, match="単位"):
        target(line, planner, goals=[{"goal": "5", "due": "2026-03-31"}])


def budget(actor: Account, key: str = "b-0001", confirmed: bool = False, **fields: Any) -> Any:
    given = {
        "fiscal_year": 2025,
        "group": "安全",
        "title": "防災訓練",
        "source": "予算書",
        "line": "1",
        **fields,
    }
    base = editing.working_copy("budget", key).base
    return editing.save(actor, "budget", key, given, base=base, confirmed=confirmed)


def test_yen_instead_of_thousand_yen_is_asked_back(planner: Account) -> None:
    with pytest.raises(AskBack, match="20,110"):
        budget(planner, amount="20,110,000")
    assert budget(planner, amount="20110").changed
    # Whoever means it says so.
    assert budget(planner, "b-0002", confirmed=True, amount="20110000").changed


def test_spending_needs_a_source_and_fits_the_budget(planner: Account) -> None:
    with pytest.raises(ValidationError) as caught:
        budget(
            planner,
            amount="100",
            carried_in="0",
            spent="90",
            carried_over="20",
            execution_source="決算",
        )
    assert "spent" in caught.value.message_dict
    with pytest.raises(ValidationError) as caught:
        budget(planner, amount="100", spent="90")
    assert "execution_source" in caught.value.message_dict


def test_progress_by_hand_says_why_and_is_lifted(line: Line, planner: Account) -> None:
    def by_hand(**fields: Any) -> Any:
        base = editing.working_copy("override", key(line)).base
        return editing.save(planner, "override", key(line), fields, base=base)

    with pytest.raises(ValidationError):
        by_hand(state="late")
    by_hand(state="late", reason="工事がおくれた")
    assert Override.objects.get().reason == "工事がおくれた"
    (turn,) = line.progress_changes.all()
    assert (turn.after, turn.why["rule"]) == ("late", "by_hand")
    by_hand(state="", reason="工事がはじまった")
    assert not Override.objects.exists()
    assert line.progress_changes.first().after == "unmeasured"


def test_a_record_deleted_and_made_anew_is_not_the_one_that_was_opened(
    line: Line, planner: Account, other: Account
) -> None:
    def by_hand(actor: Account, state: str, reason: str, base: str = "") -> None:
        fields = {"state": state, "reason": reason}
        base = base or editing.working_copy("override", key(line)).base
        editing.save(actor, "override", key(line), fields, base=base)

    by_hand(planner, "late", "工事がおくれた")
    opened = editing.working_copy("override", key(line)).base
    by_hand(other, "", "工事がはじまった")
    by_hand(other, "achieved", "工事がおわった")
    with pytest.raises(editing.Conflict):
        by_hand(planner, "missed", "工事をやめた", opened)
    assert Override.objects.get().reason == "工事がおわった"


def test_a_draft_is_changed_at_once(line: Line, planner: Account) -> None:
    Policy.objects.update(state=Policy.DRAFT, publish_on=None)
    copy = editing.working_copy("line", key(line))
    saved = editing.save(planner, "line", key(line), text(line, mark="new"), base=copy.base)
    assert saved.proposal is None and Line.objects.get(pk=line.pk).mark == "new"


@pytest.mark.django_db(transaction=True)
def test_search_finds_the_new_words_once_they_are_public(planner: Account, other: Account) -> None:
    line = Line.objects.get(code="1")
    proposal = send(planner, line, "めずらしい安全")
    assert not found("めずらしい")
    editing.approve(other, proposal, proposal.version)
    assert found("めずらしい")


def found(text: str) -> list[str]:
    return [one.title["ja"] for one in search(text)]

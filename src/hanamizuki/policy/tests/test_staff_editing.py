"""The planners' pages: a line's desk, one form for each kind of record, what it says back."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.support.staff import SECTION, log_in, make_account

from hanamizuki.core.people.grants import Grant
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.policy.logic.gender import QUESTIONS
from hanamizuki.policy.models import (
    GenderCheck,
    Line,
    Milestone,
    Override,
    Policy,
    Proposal,
    Target,
)
from hanamizuki.policy.tests.staff_pages import *  # noqa: F403
from hanamizuki.policy.tests.staff_pages import form_of, page, save

pytestmark = pytest.mark.django_db
DESK = "/staff/policy/"


def at(line: Line, rest: str = "") -> str:
    return f"/staff/policy/lines/{line.pk}/{rest}"


# ---- the desk


def test_the_desk_shows_every_line_as_a_tree(first: Client, line: Line) -> None:
    html = page(first.get(DESK))
    assert "全部で 4行" in html and html.count('<li class="row deep-') == 4
    assert 'class="row deep-2"' in html and "見本課" in html and f'href="{at(line)}"' in html


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("words=ｄｒｉｌｌｓ", {"訓練"}),
        ("theme=05", {"安全", "訓練"}),
        (f"section={SECTION}", {"安全"}),
        ("section=-", {"よい町", "訓練", "みどり"}),
        ("progress=on_track", {"安全"}),
        ("progress=unmeasured", {"よい町", "訓練", "みどり"}),
        ("mine=on", {"みどり"}),
        ("proposal=on", {"訓練"}),
        ("words=安全&theme=05&proposal=on", set()),
    ],
)
def test_the_desk_is_filtered(
    first: Client, planner: Account, query: str, titles: set[str]
) -> None:
    Line.objects.filter(code="2").update(owner=planner)
    Milestone.objects.update(on="2126-03-08", origin="staff")
    save(first, at(Line.objects.get(code="1-1"), "text/"), mark="new")
    html = page(first.get(f"{DESK}?{query}"))
    shown = {one for one in ("よい町", "安全", "訓練", "みどり") if f">{one}</a></p>" in html}
    assert shown == titles
    assert titles or "条件をへらしてください" in html


# ---- one line


def test_a_lines_desk_shows_what_hangs_on_it(first: Client, line: Line) -> None:
    save(first, at(line, "progress/"), state="late", reason="工事がおくれた")
    html = page(first.get(at(line)))
    for text in ("火事", "訓練の日", "工事がおくれた", "見本課", "点検する", "ふりかえりを書く"):
        assert text in html
    for rest in ("text/", "owner/", "progress/", "targets/fires/", "gender/", "history/"):
        assert f'href="{at(line, rest)}"' in html


def test_who_may_not_edit_sees_no_way_to_and_finds_none(line: Line) -> None:
    viewer = log_in(Client(), make_account("viewer@example.lg.jp", Role.VIEWER))
    html = page(viewer.get(at(line)))
    assert at(line, "text/") not in html and at(line, "gender/") not in html
    staff = log_in(Client(), make_account("staff@example.lg.jp", Role.SECTION_STAFF))
    html = page(staff.get(at(line)))
    assert at(line, "text/") not in html and at(line, "gender/") in html
    assert staff.get(at(line, "gender/")).status_code == 200
    elsewhere = Line.objects.get(code="2")
    assert at(elsewhere, "gender/") not in page(staff.get(at(elsewhere)))
    for rest in ("gender/", "reviews/mid/"):
        assert staff.get(at(elsewhere, rest)).status_code == 403
    section = make_account("p@example.lg.jp", Grant(Role.PLANNER.value, section=SECTION))
    planner = log_in(Client(), section)
    assert planner.get(at(line, "text/")).status_code == 200
    for rest in ("text/", "owner/", "progress/", "targets/", "targets/fires/"):
        assert planner.get(at(elsewhere, rest)).status_code == 403


@pytest.mark.parametrize(
    "rest",
    [
        *("text/", "targets/nope/", "reviews/third/", "gender/", "history/", "owner/", ""),
        *("targets/fires/?split=gender:martian", "targets/fires/?split=a/b"),
        *("targets/fires/?split=%00", "targets/%00/", f"targets/fires/?split={'x' * 300}"),
    ],
)
def test_what_is_not_there_is_404(first: Client, line: Line, rest: str) -> None:
    pk = line.pk if "/" in rest.strip("/") else 999_999
    assert first.get(f"/staff/policy/lines/{pk}/{rest}").status_code == 404


# ---- each kind


def test_a_lines_words_become_a_proposal(first: Client, line: Line) -> None:
    answer = save(
        first, at(line, "text/"), title_ja="もっと安全", title_en="Safer", themes=[], reason="わけ"
    )
    proposal = Proposal.objects.get()
    assert answer.status_code == 302 and answer.url == f"/staff/policy/proposals/{proposal.pk}/"
    assert proposal.fields["title"] == {"ja": "もっと安全", "en": "Safer"}
    assert (proposal.fields["themes"], proposal.reason) == ([], "わけ")
    assert proposal.fields["section"] == SECTION
    html = page(first.get(answer.url))
    assert "<ins>もっと</ins>安全" in html


def test_nothing_changed_is_said(first: Client, line: Line) -> None:
    answer = save(first, at(line, "text/"))
    assert answer.url == at(line) and not Proposal.objects.exists()
    assert "変わったところは、ありません" in page(first.get(answer.url))


def test_what_is_wrong_stands_at_its_field_and_all_is_kept(first: Client, line: Line) -> None:
    answer = save(first, at(line, "text/"), title_ja="", text_ja="マイナンバー 123456789018")
    html = page(answer)
    assert answer.status_code == 200 and 'href="#id_title_ja"' in html
    assert 'href="#id_text_ja"' in html and "123456789018" in html
    answer = save(first, at(line, "text/"), text_en="Only English")
    assert answer.status_code == 200 and "日本語で書いてください" in page(answer)


def test_a_target_has_unit_values_and_goals_on_the_way(first: Client, line: Line) -> None:
    url = at(line, "targets/fires/")
    html = page(first.get(url))
    assert "件" in html and "小さいほうがよい" in html
    assert html.index('<td class="n">60</td>') < html.index('<td class="n">70</td>')
    goals = {}
    for number, (goal, year) in enumerate([("１０５５", "8"), ("1,050", "9"), ("40", "2028")], 1):
        goals |= {
            f"goal_{number}": goal,
            f"due_{number}_year": year,
            f"due_{number}_month": "3",
            f"due_{number}_day": "31",
        }
    day = {"baseline_at_year": "2024", "baseline_at_month": "12", "baseline_at_day": "31"}
    save(first, url, baseline="1,060", source="予算書", **day, **goals)
    fields = Proposal.objects.get().fields
    assert [one["goal"] for one in fields["goals"]] == ["1055", "1050", "40"]
    assert [one["due"] for one in fields["goals"]] == ["2026-03-31", "2027-03-31", "2028-03-31"]
    assert (fields["baseline"], fields["baseline_at"]) == ("1060", "2024-12-31")
    again = form_of(first.get(url))
    assert (again["goal_2"], again["due_2_year"]) == ("1050", "2027")


def test_a_target_for_one_group(first: Client, line: Line) -> None:
    url = at(line, "targets/fires/?split=gender:female")
    day = {"due_1_year": "2026", "due_1_month": "3", "due_1_day": "31"}
    save(first, url, goal_1="10", **day)
    assert Proposal.objects.get().key == f"{line.pk}/fires/gender:female"
    assert "女性" in page(first.get(url))


def test_a_target_half_typed_is_said(first: Client, line: Line) -> None:
    url = at(line, "targets/fires/")
    answer = save(first, url, goal_1="10")
    assert answer.status_code == 200 and "日を書いてください" in page(answer)
    answer = save(first, url, goal_1="ten", due_1_year="2026", due_1_month="2", due_1_day="30")
    assert "この日はありません" in page(answer) and 'value="ten"' in page(answer)


def test_an_indicator_is_chosen_first(first: Client, line: Line) -> None:
    html = page(first.get(at(line, "targets/")))
    assert '<optgroup label="この行の指標">' in html and "火事（件）" in html
    answer = first.get(at(line, "targets/?indicator=fires&split="))
    assert answer.url == at(line, "targets/fires/")
    assert first.get(at(line, "targets/?indicator=nope")).status_code == 200


def test_a_review(first: Client, line: Line) -> None:
    answer = save(first, at(line, "reviews/mid/"))
    assert answer.status_code == 200 and 'href="#id_grade_0"' in page(answer)
    given = {"grade": "mostly", "done_ja": "訓練をした", "next_step_ja": "夜もする"}
    answer = save(first, at(line, "reviews/mid/"), **given)
    assert Proposal.objects.get().fields["grade"] == "mostly"
    assert "おおむねできた" in page(first.get(answer.url))


def test_the_gender_check_needs_a_note_on_a_no(first: Client, line: Line) -> None:
    url = at(line, "gender/")
    html = page(first.get(url))
    assert html.count('type="radio"') == 20 and html.count("_helptext") >= 10
    answers = dict.fromkeys(QUESTIONS, "yes") | {"decided_by_both": "no"}
    answer = save(first, url, **answers)
    assert answer.status_code == 200 and 'href="#id_note"' in page(answer)
    answer = save(first, url, **answers, note="来年は半々にする")
    assert answer.url == at(line)
    assert GenderCheck.objects.get().answers["decided_by_both"] == "no"


def test_progress_by_hand_is_set_and_lifted(first: Client, line: Line) -> None:
    url = at(line, "progress/")
    assert "決まりにまかせる" not in page(first.get(url))
    assert save(first, url, state="late").status_code == 200
    save(first, url, state="late", reason="工事がおくれた")
    assert (Override.objects.get().state, Override.objects.get().section) == ("late", SECTION)
    save(first, url, state="", reason="工事がはじまった")
    assert not Override.objects.exists()


def test_a_milestone_of_the_pack_is_only_marked_as_done(first: Client, line: Line) -> None:
    url = f"/staff/policy/milestones/drill-day/?back={line.pk}"
    done = {"done_on_year": "2026", "done_on_month": "3", "done_on_day": "8"}
    answer = save(first, url, **done, title_ja="別の題", source="y")
    found = Milestone.objects.get()
    assert answer.url == at(line) and found.title == {"ja": "訓練の日"} and found.source == "x"
    assert str(found.done_on) == "2026-03-08"


def test_a_new_milestone_begins_with_its_line(first: Client, line: Line) -> None:
    url = first.get(at(line, "milestones/new/")).url
    assert Milestone.objects.count() == 1
    day = {"on_year": "2026", "on_month": "10", "on_day": "1"}
    assert save(first, url, **day, title_ja="点検の日", source="予定表").status_code == 302
    made = Milestone.objects.get(origin="staff")
    assert made.lines == ["1"] and "点検の日" in page(first.get(at(line)))


def test_a_draft_is_changed_at_once(first: Client, line: Line) -> None:
    Policy.objects.update(state=Policy.DRAFT, publish_on=None)
    answer = save(first, at(line, "text/"), title_ja="もっと安全")
    assert answer.url == at(line) and Line.objects.get(pk=line.pk).title["ja"] == "もっと安全"


def test_a_goal_in_the_worse_direction_is_asked_back(first: Client, line: Line) -> None:
    url = at(line, "targets/fires/")
    day = {"baseline_at_year": "2024", "baseline_at_month": "12", "baseline_at_day": "31"}
    due = {"due_1_year": "2026", "due_1_month": "3", "due_1_day": "31"}
    given = {"baseline": "60", "goal_1": "90", **day, **due}
    answer = save(first, url, **given)
    assert answer.status_code == 200 and "このままで正しい" in page(answer)
    assert not Proposal.objects.exists() and form_of(answer)["goal_1"] == "90"
    again = first.post(url, {**form_of(answer), "confirmed": "1"})
    assert again.status_code == 302 and Proposal.objects.get().fields["goals"][0]["goal"] == "90"
    assert not Target.objects.exists()


# ---- owner


def test_an_owner_is_chosen_and_nobody_is_overwritten(
    first: Client, second: Client, line: Line, planner: Account, other: Account
) -> None:
    url = at(line, "owner/")
    opened = form_of(second.get(url))
    save(first, url, owner=str(planner.pk), reason="異動")
    assert Line.objects.get(pk=line.pk).owner == planner
    answer = second.post(url, {**opened, "owner": str(other.pk)})
    assert answer.status_code == 200 and "受け持つ人が変わりました" in page(answer)
    assert Line.objects.get(pk=line.pk).owner == planner
    html = page(first.get(at(line, "history/")))
    assert "担当を決めた" in html and "<ins>planner</ins>" in html
    save(first, url, owner="")
    assert Line.objects.get(pk=line.pk).owner is None


# ---- history


def test_history_tells_who_did_what_and_leads_back(
    first: Client, second: Client, line: Line
) -> None:
    save(first, at(line, "gender/"), **dict.fromkeys(QUESTIONS, "yes"))
    url = save(first, at(line, "text/"), title_ja="もっと安全", reason="わけ").url
    first.post(url, {"version": "1", "do": "submit"})
    second.post(url, {"version": "2", "do": "approve"})
    html = page(second.get(at(line, "history/")))
    for text in ("<ins>もっと</ins>", "案を保存した", "案を出した", "planner", "other", "わけ"):
        assert text in html
    (back,) = {one for one in html.split('"') if one.startswith(at(line, "text/?before="))}
    answer = second.get(back)
    assert form_of(answer)["title_ja"] == "安全" and "前の文を下の欄に" in page(answer)
    assert Line.objects.get(pk=line.pk).title == {"ja": "もっと安全"}
    second.post(back, form_of(answer))
    assert Proposal.objects.get(state="draft").fields["title"] == {"ja": "安全"}


def test_a_line_without_history_says_so(first: Client, line: Line) -> None:
    assert "まだだれも変えていません" in page(first.get(at(line, "history/")))

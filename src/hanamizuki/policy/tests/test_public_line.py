"""What the public reads of one line through the year: its progress, why, and its story."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.support.staff import SECTION, make_account

from hanamizuki.core import story as core_story
from hanamizuki.core.clock import now, today
from hanamizuki.core.people.models import Account
from hanamizuki.core.people.roles import Role
from hanamizuki.policy.logic.gender import QUESTIONS
from hanamizuki.policy.models import Comment, Milestone, Policy
from hanamizuki.policy.queries import current_policy
from hanamizuki.policy.queries.progress import progress_of
from hanamizuki.policy.services import editing
from hanamizuki.policy.tests.public_year import (
    aim,
    line,
    make_ward,
    measured,
    page,
    publish,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ward() -> None:
    make_ward()


@pytest.fixture
def planner() -> Account:
    return make_account("planner@example.lg.jp", Role.PLANNER)


@pytest.fixture
def other() -> Account:
    return make_account("other@example.lg.jp", Role.PLANNER)


def test_a_late_line_says_which_value_which_goal_and_what_was_needed(
    planner: Account, other: Account
) -> None:
    due = today() + timedelta(days=100)
    measured((today(), "12"))
    aim(planner, other, "30", due)
    text = page("/policy/1-1/")
    assert "遅れ" in text
    assert "「訓練の回数」は" in text and "12回" in text
    assert "30回" in text and "20回が目安" in text
    assert f"{due.year}年{due.month}月{due.day}日まで" in text
    assert "Late" in page("/policy/1-1/", "en")


def test_a_line_without_target_or_milestone_says_that_it_is_not_measured() -> None:
    assert "目標の値も節目の日もまだないので" in page("/policy/2/")


def test_a_progress_set_by_hand_says_who_and_why(planner: Account) -> None:
    publish(planner, planner, "override", str(line().pk), state="late", reason="工事が延びた",
            section=SECTION)  # fmt: skip
    text = page("/policy/1-1/")
    assert "見本課が" in text and "理由：工事が延びた" in text


def test_an_expected_value_never_looks_like_the_value_that_fell_short(
    planner: Account, other: Account
) -> None:
    measured((today(), "10"))
    aim(planner, other, "10.5", today() + timedelta(days=100))
    assert "10.2回が目安" in page("/policy/1-1/")


def test_a_day_of_a_pack_tells_nothing_until_somebody_marks_it() -> None:
    gone = today() - timedelta(days=30)
    day = Milestone.objects.create(milestone_id="fair", title={"ja": "祭り"}, on=gone,
                                   lines=["1-1"], source="見本")  # fmt: skip
    policy = Policy.objects.get()
    assert progress_of(policy, now())["1-1"].state == "unmeasured"
    day.done_on = gone
    day.save()
    assert progress_of(policy, now())["1-1"].state == "achieved"


def test_a_milestone_of_the_staff_past_its_day_is_late_and_named() -> None:
    Milestone.objects.create(milestone_id="check", title={"ja": "点検を終える"}, lines=["1-1"],
                             on=today() - timedelta(days=1), source="見本",
                             origin=Milestone.STAFF)  # fmt: skip
    text = page("/policy/1-1/")
    assert "済んでいない節目があります：点検を終える" in text
    assert "予定の日を過ぎています" in text


def test_targets_of_a_group_stand_with_their_group(planner: Account, other: Account) -> None:
    measured((today(), "7"), split="gender:female")
    measured((today(), "20"))
    aim(planner, other, "30", today() + timedelta(days=100), split="gender:female")
    text = page("/policy/1-1/")
    assert "訓練の回数（女性）" in text and "男女別" in text


def test_the_story_tells_text_target_value_turn_review_check_and_comments(
    planner: Account, other: Account
) -> None:
    key = str(line().pk)
    measured((today(), "12"))
    aim(planner, other, "30", today() + timedelta(days=100))
    publish(planner, other, "gender", key, answers=dict.fromkeys(QUESTIONS, "yes"))
    publish(planner, other, "line", key, title={"ja": "防災訓練と点検", "en": "Drills"})
    publish(planner, other, "review", f"{key}/mid", grade="mostly", done={"ja": "三回した"},
            learnt={"ja": "夜は少ない"}, next_step={"ja": "夜にもする"})  # fmt: skip
    Comment.objects.create(line=line(), text="秘密の意見", received_at=now(), due_on=today())
    text = page("/policy/1-1/")
    for told in (
        "行の言葉を改めました",
        "</span>と点検</ins>",
        "目標を決めました：「訓練の回数」を",
        "値が入りました：「訓練の回数」",
        "進み具合：「遅れ」",
        "年度のなかばのふりかえり：おおむねできた",
        "夜は少ない",
        "夜にもする",
        "男女共同参画の点検をしました",
        "意見が1件届きました",
        "見本の方針が始まりました",
    ):
        assert told in text, told
    assert "秘密の意見" not in text
    assert "planner" not in text
    document = Client().get("/api/v1/policy/lines/1-1").json()
    kinds = {one["kind"] for one in document["story"]}
    assert {"text", "target", "value", "turn", "review", "gender", "comments", "begun"} <= kinds
    assert "秘密の意見" not in str(document)


def test_a_proposal_that_nobody_approved_is_not_told(planner: Account) -> None:
    copy = editing.working_copy("line", str(line().pk))
    fields = {**copy.fields, "title": {"ja": "まだ秘密の言葉"}}
    editing.save(planner, "line", str(line().pk), fields, base=copy.base, reason="秘密のわけ")
    for path in ("/policy/1-1/", "/policy/progress/", "/policy/", "/api/v1/policy/lines/1-1"):
        text = Client().get(path).content.decode()
        assert "秘密" not in text, path


def test_another_room_adds_to_the_story(monkeypatch: pytest.MonkeyPatch) -> None:
    stories = core_story.StoryRegistry()

    def told(code: str, since: date) -> Iterable[core_story.Event]:
        yield core_story.Event(on=today(), kind="voice", title={"ja": f"声 {code}"}, url="/x/")
        yield core_story.Event(on=since - timedelta(days=1), kind="voice", title={"ja": "昔の声"})

    stories.register("voices", told)
    monkeypatch.setattr("hanamizuki.policy.queries.story.registry", stories)
    text = page("/policy/1-1/")
    assert '<a href="/x/">声 1-1</a>' in text
    assert "昔の声" not in text
    stories.register("voices", told)  # again is harmless
    with pytest.raises(ValueError, match="twice"):
        stories.register("voices", lambda code, since: ())


def test_a_line_costs_the_same_however_much_belongs_to_it(planner: Account, other: Account) -> None:
    measured((today(), "25"))
    aim(planner, other, "30", today() + timedelta(days=100))

    def cost(path: str) -> int:
        Client().get(path)
        with CaptureQueriesContext(connection) as captured:
            Client().get(path)
        return len(captured)

    paths = ("/policy/1-1/", "/api/v1/policy/lines/1-1", "/policy/progress/", "/policy/monitoring/",
             "/policy/gender/")  # fmt: skip
    before = [cost(path) for path in paths]
    for n in range(20):
        measured((today() - timedelta(days=32 * n + 40), "5"))
        Comment.objects.create(line=line(), text="x", received_at=now(), due_on=today())
        Milestone.objects.create(milestone_id=f"m{n}", title={"ja": "日"}, on=today(),
                                 lines=["1-1"], source="x", origin=Milestone.STAFF)  # fmt: skip
    assert [cost(path) for path in paths] == before
    assert current_policy() is not None

"""The short look from the view of gender equality."""

from __future__ import annotations

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.policy.logic.gender import (
    MEANINGS,
    QUESTIONS,
    Answer,
    Gap,
    Question,
    Reply,
    complete,
    missing,
)

_REPLIES = st.builds(
    Reply, st.sampled_from(get_args(Answer)), st.sampled_from(["", " ", "　", "夜の回を足す"])
)
_CHECKS = st.dictionaries(st.sampled_from(QUESTIONS), _REPLIES)
_SPLITS = st.dictionaries(
    st.sampled_from("ij"), st.lists(st.sampled_from(["女性", "男性", "0〜5歳"]), max_size=2)
)


def _all(answer: Answer, note: str = "") -> dict[Question, Reply]:
    return dict.fromkeys(QUESTIONS, Reply(answer, note))


def test_every_question_is_asked() -> None:
    assert missing({}, {}) == [Gap("unanswered", question) for question in QUESTIONS]
    assert len(QUESTIONS) == 5
    assert set(MEANINGS) == set(get_args(Answer))


def test_a_no_needs_a_note() -> None:
    assert missing(_all("no", "　"), {}) == [Gap("note_needed", one) for one in QUESTIONS]
    assert missing(_all("no", "来年度から"), {}) == []
    assert missing(_all("unknown"), {}) == []
    assert missing(_all("not_applicable"), {}) == []


def test_what_is_counted_by_gender_has_to_show() -> None:
    yes = _all("yes")
    gap = [Gap("split_missing", "counted_by_gender")]
    assert missing(yes, {}) == gap
    assert missing(yes, {"visits": ["0〜5歳"]}) == gap
    assert missing(yes, {"visits": ["0〜5歳"], "members": ["女性"]}) == []
    assert complete(yes)


@given(_CHECKS, _SPLITS)
def test_complete_means_all_answered_and_each_no_explained(
    check: dict[Question, Reply], splits: dict[str, list[str]]
) -> None:
    whole = set(check) == set(QUESTIONS) and all(
        reply.answer != "no" or reply.note.strip() for reply in check.values()
    )
    assert complete(check) == whole
    gaps = missing(check, splits)
    assert len({gap.question for gap in gaps}) == len(gaps)
    assert whole == all(gap.code == "split_missing" for gap in gaps)

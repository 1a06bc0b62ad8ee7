"""How well a line is looked after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.policy.logic.monitoring import LineFacts, checks, grade

_TODAY = date(2026, 11, 24)
_ALL = LineFacts(True, True, True, True, True, _TODAY, True, True)
_FLAGS = [
    "has_section",
    "has_indicator",
    "has_target",
    "has_value_in_time",
    "has_open_milestone",
    "reviewed_this_half",
    "gender_checked",
]
_RANK = ["poorly", "partly", "well"]
_FACTS = st.builds(
    LineFacts,
    *[st.booleans()] * 5,
    st.none() | st.integers(0, 400).map(lambda n: _TODAY - timedelta(days=n)),
    st.booleans(),
    st.booleans(),
)


@pytest.mark.parametrize(("days", "ok"), [(0, True), (183, True), (184, False), (None, False)])
def test_untouched_means_more_than_half_a_year(days: int | None, ok: bool) -> None:
    at = None if days is None else _TODAY - timedelta(days=days)
    found = checks(replace(_ALL, touched_at=at), _TODAY)
    assert [check.code for check in found if not check.ok] == ([] if ok else ["touched"])


def test_grades() -> None:
    assert grade(checks(_ALL, _TODAY)) == "well"
    assert grade(checks(replace(_ALL, gender_checked=False), _TODAY)) == "partly"
    assert grade(checks(replace(_ALL, has_section=False), _TODAY)) == "poorly"
    half = replace(
        _ALL,
        has_indicator=False,
        has_target=False,
        has_value_in_time=False,
        has_open_milestone=False,
    )
    assert grade(checks(half, _TODAY)) == "partly"
    assert grade(checks(replace(half, gender_checked=False), _TODAY)) == "poorly"


@pytest.mark.parametrize("flag", _FLAGS)
def test_each_fact_answers_one_check(flag: str) -> None:
    found = checks(replace(_ALL, **{flag: False}), _TODAY)
    assert len(found) == 8
    assert [check.ok for check in found].count(False) == 1


@given(_FACTS, st.sampled_from(_FLAGS))
def test_mending_something_never_lowers_the_grade(facts: LineFacts, flag: str) -> None:
    before = grade(checks(facts, _TODAY))
    after = grade(checks(replace(facts, **{flag: True}), _TODAY))
    assert _RANK.index(after) >= _RANK.index(before)
    touched = grade(checks(replace(facts, touched_at=_TODAY), _TODAY))
    assert _RANK.index(touched) >= _RANK.index(before)

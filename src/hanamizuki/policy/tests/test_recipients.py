"""Whom a reminder reaches."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.policy.logic.recipients import choose


@dataclass(frozen=True)
class _Person:
    name: str
    is_active: bool = True


_PEOPLE = st.lists(st.builds(_Person, st.sampled_from("abc"), st.booleans()), max_size=4)


def test_the_chain() -> None:
    gone, ada, bea, cho, dai = _Person("o", False), *(_Person(name) for name in "abcd")
    assert choose(ada, [bea], [cho], [dai]) == ([ada], "owner")
    assert choose(gone, [bea, gone, bea], [cho], [dai]) == ([bea], "section")
    assert choose(None, [gone], [cho], [dai]) == ([cho], "planners")
    assert choose(gone, [], [], [dai]) == ([dai], "administrators")
    assert choose(gone, [gone], [], []) == ([], "nobody")


@given(st.none() | st.builds(_Person, st.just("o"), st.booleans()), _PEOPLE, _PEOPLE, _PEOPLE)
def test_somebody_active_is_reached_if_anybody_is(
    owner: _Person | None,
    section: list[_Person],
    planners: list[_Person],
    administrators: list[_Person],
) -> None:
    people, rule = choose(owner, section, planners, administrators)
    everybody = [*([owner] if owner else []), *section, *planners, *administrators]
    assert bool(people) == any(one.is_active for one in everybody)
    assert (rule == "nobody") == (not people)
    assert all(one.is_active and one in everybody for one in people)
    assert len(set(people)) == len(people)

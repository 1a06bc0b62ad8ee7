"""The made-up office day: the same for the same seed, and lines that keep their rules."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from hanamizuki.desk.logic.simulate import KINDS, Kind, Visit, crowd, office, run

OFFICE = office()


def day(kind: Kind = "ordinary", seed: int = 3) -> list[Visit]:
    return run(OFFICE, crowd(OFFICE, kind, seed), kind, seed)


def test_the_same_seed_makes_the_same_day() -> None:
    assert day() == day()
    assert day(seed=4) != day()


@pytest.mark.parametrize("kind", KINDS)
def test_everybody_who_is_there_is_called_and_nobody_waits_on(kind: Kind) -> None:
    visits = day(kind)
    assert len(visits) > 80
    for one in visits:
        came = one.person.arrives < math.inf
        assert one.outcome == ("closed" if not came else one.outcome)
        assert (one.outcome in ("done", "missed")) is came
        if came:
            assert one.person.arrives <= one.called <= one.finished


def test_a_window_has_one_person_at_a_time_and_is_away_for_lunch() -> None:
    by_window: dict[str, list[Visit]] = {}
    for one in sorted(day(), key=lambda one: one.called):
        if one.window:
            by_window.setdefault(one.window, []).append(one)
    for visits in by_window.values():
        for earlier, later in pairwise(visits):
            assert earlier.finished < later.called
    noon = [one for one in by_window["i2"] if 11.9 * 3600 < one.called < 12.6 * 3600]
    assert noon == []


def test_nobody_present_is_overtaken_in_their_line() -> None:
    visits = [one for one in day("monday") if one.called]
    for line in ("registration", "certificates", "insurance"):
        order = sorted(
            (one for one in visits if one.person.service == line), key=lambda x: x.called
        )
        for at, one in enumerate(order):
            for later in order[at + 1 :]:
                if later.person.id < one.person.id:  # came earlier, was called later
                    assert later.person.arrives > one.called


def test_the_peak_is_longer_than_an_ordinary_day_and_saturday_is_short() -> None:
    def mean_wait(kind: Kind) -> float:
        waits = [x.called - x.person.at for seed in range(4) for x in day(kind, seed) if x.called]
        return sum(waits) / len(waits)

    assert mean_wait("peak") > 2 * mean_wait("ordinary")
    assert max(one.person.at for one in day("saturday")) < 12 * 3600


def test_who_is_not_there_is_passed_over_and_their_turn_is_then() -> None:
    passed = [one for one in day("monday") if one.passed]
    assert passed
    for one in passed:
        assert one.passed < one.person.arrives
        assert one.turn == one.passed

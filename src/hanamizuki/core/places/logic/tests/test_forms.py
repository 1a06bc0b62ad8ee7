"""All 101 towns in about a hundred writing forms each: right or honestly ambiguous, none wrong."""

from __future__ import annotations

from collections import Counter

import pytest

from hanamizuki.core.places.logic.types import Resolution, Town

from .data import gazetteer, postal, towns
from .forms import Form, all_forms, forms


def fault(town: Town, form: Form, result: Resolution) -> str | None:
    """What is wrong with an answer, None when it is right or honestly ambiguous."""
    names = [candidate.town.full_name for candidate in result.candidates]
    if result.status not in {"found", "ambiguous"}:
        return f"status {result.status}"
    if town.full_name not in names:
        return "town missing"
    if result.status == "found" and len(names) != 1:
        return "found several"
    if form.complete and len(names) != 1:
        return "complete address left open"
    number = result.candidates[0].number
    if form.numbers is not None and (number.block, number.go) != form.numbers:
        return f"numbers read as {number.block}, {number.go}"
    return None


def test_there_are_101_towns_and_at_least_16_kinds_of_forms() -> None:
    kinds = {form.kind for form in forms(towns()[0], 12, 5)}
    assert len(towns()) == 101
    assert len(kinds) >= 16


def test_no_form_of_any_town_is_wrong() -> None:
    postal().warm()
    faults = [
        (form.kind, form.text, problem)
        for town, form in all_forms(towns())
        if (problem := fault(town, form, gazetteer().resolve(form.text)))
    ]
    assert faults == []


def test_complete_forms_are_found_unless_the_district_is_shared() -> None:
    statuses = Counter[tuple[str, str]]()
    for town, form in all_forms(towns()):
        if form.complete:
            result = gazetteer().resolve(form.text)
            statuses[result.status, result.message_key] += 1
            shared = town.full_name in {"篠原町", "富士塚二丁目"}
            assert (result.message_key == "district_ambiguous") == shared, form.text
    assert {key[0] for key in statuses} == {"found", "ambiguous"}


def test_a_town_never_swallows_a_longer_neighbour() -> None:
    """Each full name with a number resolves to itself although others are its beginning."""
    for town in towns():
        text = f"{town.name}{town.chome or 1}-1"
        assert gazetteer().resolve(text).candidates[0].town.name == town.name


@pytest.mark.parametrize("town", towns(), ids=lambda town: town.full_name)
def test_postal_code_leaves_only_its_towns(town: Town) -> None:
    result = gazetteer().resolve(f"〒{town.postal_code}")
    same = [other.full_name for other in towns() if other.postal_code == town.postal_code]
    assert sorted(c.town.full_name for c in result.candidates) == sorted(same)

"""A day in three fields: as people write it, and what is wrong with it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from hanamizuki.core.text.dates import PARTS, DayField


class Form(forms.Form):
    day = DayField(label="日", required=False)


def form(*parts: Any) -> Form:
    return Form({f"day_{one}": part for one, part in zip(PARTS, parts, strict=True)})


@given(st.dates())
def test_every_day_comes_back(day: date) -> None:
    sent = form(day.year, day.month, day.day)
    assert sent.is_valid()
    wanted = day if day.year >= 100 else day.replace(year=day.year + 2018)
    assert sent.cleaned_data["day"] == wanted.isoformat()


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        (("８", "３", "３１"), "2026-03-31"),
        (("2026", "03", " 31 "), "2026-03-31"),
        (("", "", ""), None),
    ],
)
def test_as_people_write_it(parts: tuple[str, ...], day: str | None) -> None:
    sent = form(*parts)
    assert sent.is_valid() and sent.cleaned_data["day"] == day


@pytest.mark.parametrize(
    "parts",
    [("2026", "2", "30"), ("2026", "", "1"), ("x", "1", "1"), ("0", "0", "0"), ("2026", "二", "1")],
)
def test_what_is_no_day_is_said_and_kept(parts: tuple[str, ...]) -> None:
    sent = form(*parts)
    assert not sent.is_valid()
    assert all(f'value="{part}"' in sent["day"].as_widget() for part in parts if part)


def test_it_opens_with_what_is_stored_and_labels_each_part() -> None:
    html = Form(initial={"day": "2026-03-31"})["day"].as_widget()
    assert 'value="2026"' in html and 'value="3"' in html and 'value="31"' in html
    assert html.count("<label for=") == 3

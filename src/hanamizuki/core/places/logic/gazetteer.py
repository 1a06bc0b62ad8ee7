"""The address resolver: a text or a point in, the town and what serves it out, never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from .answers import RuleBook
from .county import settled
from .fold import close_up, plain
from .nearest import TownPoints
from .postal_check import Outcome, PostalCheck
from .postcode import take_postcode
from .reader import JapaneseReader
from .reading import Reading
from .romaji_reader import RomajiReader
from .selection import Choice, select_named
from .types import (
    Candidate,
    Catchment,
    HouseNumber,
    Municipality,
    NoPostal,
    ParsedAddress,
    PostalLookup,
    Resolution,
    Town,
)

MAX_LENGTH = 500
"""Longer texts are not addresses and are answered unread (characters)."""
MAX_DISTANCE_M = 1500.0
"""A point farther than this from every town point is outside (metres)."""
CLEAR_FACTOR = 2.0
"""A point is given to one town only if the second is this many times as far away."""
_LATIN = re.compile(r"[a-z]{3}")
CLEAR_DISTANCE_M = 300.0
"""A point farther than this from the nearest town point is not given to that town (metres)."""
_BOX_MARGIN = 0.012
_MOST_NEAR = 5


def names_of(reading: Reading) -> str | None:
    """The names of the places elsewhere a reading gives, the first three of many."""
    names = tuple(dict.fromkeys(place.name for place in reading.places or reading.second))
    return ("、".join(names[:3]) + ("ほか" if len(names) > 3 else "")) or None


class Gazetteer:
    """All towns of one municipality and the rules for them. Built once, immutable, thread-safe."""

    def __init__(
        self,
        municipality: Municipality,
        towns: Iterable[Town],
        catchments: Iterable[Catchment] = (),
        postal: PostalLookup | None = None,
    ) -> None:
        self._towns = tuple(towns)
        self._rules = RuleBook(catchments)
        lookup = postal or NoPostal()
        municipality = settled(municipality, lookup)
        self._home = municipality
        self._reader = JapaneseReader(municipality, self._towns, self._rules, lookup)
        self._romaji = RomajiReader(municipality, self._towns, lookup)
        self._check = PostalCheck(municipality, self._towns, lookup)
        self._points = TownPoints(self._towns)
        self._bounds = municipality.bounds or self._points.box(_BOX_MARGIN)

    @property
    def towns(self) -> tuple[Town, ...]:
        return self._towns

    def resolve(self, text: str) -> Resolution:
        """Resolve an address however it is written. Never raises; long texts are not read."""
        if len(text) > MAX_LENGTH:
            return Resolution("unknown", (), ParsedAddress(), None, "too_long")
        code, rest = take_postcode(plain(text))
        folded = close_up(rest)
        reading = self._reader.read(folded)
        if reading.naming is None and not reading.places and _LATIN.search(rest):
            romaji = self._romaji.read(rest)
            reading = romaji if romaji.naming or romaji.places or rest.isascii() else reading
        outcome = self._outcome(reading, code, bool(folded.text))
        return self._resolution(outcome, reading, code)

    def _outcome(self, reading: Reading, code: str | None, written: bool) -> Outcome:
        chosen = select_named(reading)
        elsewhere = names_of(reading)
        if code is not None:
            return self._check.weigh(code, reading, chosen, elsewhere)
        if chosen is not None:
            if reading.second:
                choices = chosen.choices
                return Outcome("ambiguous", choices, elsewhere, "two_places")
            return Outcome(chosen.status, chosen.choices, None, chosen.message_key)
        if reading.places:
            return Outcome("outside", (), elsewhere, "outside")
        return Outcome("unknown", (), None, _why_unknown(reading, written))

    def _resolution(self, outcome: Outcome, reading: Reading, code: str | None) -> Resolution:
        candidates = tuple(map(self._candidate, outcome.choices))
        status, message = outcome.status, outcome.message_key
        if status == "found" and candidates[0].district.status == "ambiguous":
            status, message = "ambiguous", "district_ambiguous"
        return Resolution(
            status,
            candidates,
            self._parsed(reading, outcome, code),
            outcome.elsewhere,
            message,
            code,
        )

    def _candidate(self, choice: Choice) -> Candidate:
        answers = self._rules.answers(choice.town.code, choice.number)
        return Candidate(
            choice.town,
            choice.number,
            choice.basis,
            district=answers["district"],
            shelter=answers["shelter"],
            care_plaza=answers["care_plaza"],
            section=answers["section"],
            association=answers["association"],
        )

    def _parsed(self, reading: Reading, outcome: Outcome, code: str | None) -> ParsedAddress:
        prefix, home = reading.prefix, self._home
        one = outcome.choices[0].number if len(outcome.choices) == 1 else HouseNumber()
        return ParsedAddress(
            code,
            home.prefecture if prefix.prefecture else None,
            home.county + home.city if prefix.city else None,
            home.ward if prefix.ward else None,
            reading.naming.text if reading.naming else None,
            one,
        )

    def nearest(self, lat: float, lon: float, n: int = 3) -> list[tuple[Town, float]]:
        """The n towns whose points are nearest, with distances in metres, nearest first."""
        return self._points.nearest(lat, lon, n)

    def resolve_point(self, lat: float, lon: float) -> Resolution:
        """The nearest towns to a point (degrees). Town points are no boundaries: a point is given
        to one town only within CLEAR_DISTANCE_M and when the next is CLEAR_FACTOR times as far;
        it is outside beyond the municipality's box or MAX_DISTANCE_M."""
        near = self.nearest(lat, lon, _MOST_NEAR)
        nothing = ParsedAddress()
        if not near:
            return Resolution("unknown", (), nothing, None, "bad_point")
        inside = self._bounds is None or self._bounds.holds(lat, lon)
        if not inside or near[0][1] > MAX_DISTANCE_M:
            return Resolution("outside", (), nothing, None, "point_outside")
        clear = near[0][1] <= CLEAR_DISTANCE_M
        reach = max(near[0][1] * CLEAR_FACTOR, 0 if clear else near[min(2, len(near) - 1)][1])
        close = [(town, far) for town, far in near if far <= reach]
        candidates = tuple(
            replace(
                self._candidate(Choice(town, HouseNumber(town.chome), "nearest_point")),
                distance_m=round(far, 1),
            )
            for town, far in close
        )
        if len(candidates) > 1 or not clear:
            message = "point_between" if clear else "point_far"
            return Resolution("ambiguous", candidates, nothing, None, message)
        if candidates[0].district.status == "ambiguous":
            return Resolution("ambiguous", candidates, nothing, None, "district_ambiguous")
        return Resolution("found", candidates, nothing, None, "point_nearest")


def _why_unknown(reading: Reading, written: bool) -> str:
    if not written:
        return "empty"
    if reading.second:
        return "elsewhere_many"
    if reading.prefix.ward:
        return "no_such_town" if reading.unread else "ward_only"
    if reading.prefix.named:
        return "not_read" if reading.unread else "city_only"
    return "not_read"

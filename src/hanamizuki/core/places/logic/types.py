"""Input and output types of the address resolver: frozen, built once, shared between threads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

Kind = Literal["district", "shelter", "care_plaza", "section", "association"]
KINDS: tuple[Kind, ...] = ("district", "shelter", "care_plaza", "section", "association")

Status = Literal["found", "ambiguous", "outside", "unknown"]
AnswerStatus = Literal["known", "ambiguous", "unknown"]
Confidence = Literal["stated", "inferred"]


@dataclass(frozen=True, slots=True)
class Town:
    """One 町丁 unit. `block_system`: 住居表示 done (True), lot numbers (False), unknown (None)."""

    code: str
    name: str
    chome: int | None
    full_name: str
    kana: str
    postal_code: str
    lat: float | None
    lon: float | None
    block_system: bool | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catchment:
    """A rule saying which target serves a town, or only some blocks or a named part of it.

    `blocks`: inclusive ranges of 街区 or 番地 numbers, empty when the rule is not by block.
    """

    kind: Kind
    target: str
    target_name: str
    town_code: str
    part: Literal["whole", "part"] = "whole"
    blocks: tuple[tuple[int, int], ...] = ()
    area: str = ""
    confidence: Confidence = "stated"
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """A box in degrees that holds the whole municipality."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, lat: float, lon: float) -> bool:
        return self.south <= lat <= self.north and self.west <= lon <= self.east


@dataclass(frozen=True, slots=True)
class Municipality:
    """The municipality served. For a plain city, `ward` is empty. Aliases are other whole names.

    `county` is the 郡 of a town or village, where it is known and not in `city`.
    """

    prefecture: str
    city: str
    ward: str
    prefecture_kana: str = ""
    city_kana: str = ""
    ward_kana: str = ""
    prefecture_aliases: tuple[str, ...] = ()
    city_aliases: tuple[str, ...] = ()
    ward_aliases: tuple[str, ...] = ()
    bounds: Bounds | None = None
    county: str = ""
    county_kana: str = ""

    @property
    def city_name(self) -> str:
        """City and ward, or county and town, as postal data has them."""
        return self.county + self.city + self.ward

    @property
    def full_name(self) -> str:
        return self.prefecture + self.city_name


@dataclass(frozen=True, slots=True)
class Place:
    """A place in Japan as postal data names it; `city` includes the ward; `town` may be empty.

    `lot` is the house number where a postal code belongs to one office.
    """

    prefecture: str
    city: str
    town: str = ""
    lot: str = ""

    @property
    def name(self) -> str:
        return self.prefecture + self.city + self.town


class PostalLookup(Protocol):
    """Offline postal data. Every `key` is a folded text without gaps (see fold.py)."""

    def by_code(self, code: str) -> tuple[Place, ...]:
        """Places of a seven-digit postal code; empty when no such code exists."""

    def by_name(self, key: str, gaps: frozenset[int]) -> tuple[Place, ...]:
        """Places of a text that starts with a prefecture or municipality; a gap may end a town."""

    def by_town(self, key: str, ends: frozenset[int]) -> tuple[Place, ...]:
        """Towns a text starts with, when it names no municipality. `ends`: where it may stop."""

    def by_romaji(self, key: str, bare: bool = False) -> tuple[Place, ...]:
        """Prefectures or municipalities of exactly this romanised key; bare: without -shi, -ku."""


class NoPostal:
    """No postal data: nothing outside the municipality can be named."""

    def by_code(self, code: str) -> tuple[Place, ...]:
        return ()

    def by_name(self, key: str, gaps: frozenset[int]) -> tuple[Place, ...]:
        return ()

    def by_town(self, key: str, ends: frozenset[int]) -> tuple[Place, ...]:
        return ()

    def by_romaji(self, key: str, bare: bool = False) -> tuple[Place, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer, with how sure its source is."""

    id: str
    name: str
    confidence: Confidence
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one kind for one town; `basis` is a key of messages.BASES."""

    status: AnswerStatus
    options: tuple[Option, ...] = ()
    basis: str = "no_data"

    @property
    def only(self) -> Option | None:
        """The single known option, or None when unknown or ambiguous."""
        return self.options[0] if self.status == "known" else None


UNKNOWN_ANSWER = Answer("unknown")


@dataclass(frozen=True, slots=True)
class HouseNumber:
    """Numbers after the town: `block` is 街区 or 番地, `go` is 号 or the branch of the lot."""

    chome: int | None = None
    block: int | None = None
    go: int | None = None
    area: str = ""


@dataclass(frozen=True, slots=True)
class ParsedAddress:
    """What was read from the text, before anything was looked up."""

    postal_code: str | None = None
    prefecture: str | None = None
    city: str | None = None
    ward: str | None = None
    town: str | None = None
    number: HouseNumber = field(default_factory=HouseNumber)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One town the address may mean, with what serves it. `basis` is a key of messages.BASES."""

    town: Town
    number: HouseNumber
    basis: str
    district: Answer = UNKNOWN_ANSWER
    shelter: Answer = UNKNOWN_ANSWER
    care_plaza: Answer = UNKNOWN_ANSWER
    section: Answer = UNKNOWN_ANSWER
    association: Answer = UNKNOWN_ANSWER
    distance_m: float | None = None

    def answer(self, kind: Kind) -> Answer:
        result: Answer = getattr(self, kind)
        return result


@dataclass(frozen=True, slots=True)
class Resolution:
    """The outcome. `message_key` is a key of messages.MESSAGES; `elsewhere` names another place."""

    status: Status
    candidates: tuple[Candidate, ...]
    parsed: ParsedAddress
    elsewhere: str | None
    message_key: str
    postal_code: str | None = None

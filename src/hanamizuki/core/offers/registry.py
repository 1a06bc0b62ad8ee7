"""The offers of all rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.urls import reverse

Audience = Literal["residents", "staff", "associations", "developers"]


@dataclass(frozen=True)
class Availability:
    """Whether it can be used now, and a word on when; `label` is a map {ja, en, easy}."""

    is_open: bool
    label: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One thing a person can do. Texts are maps {ja, en, easy}; `lines` are policy line codes.

    `topics` are ids of life events; `availability` is asked at the present moment, None = always;
    `exists` says whether the loaded ward has it at all, None = every ward.
    """

    id: str
    title: dict[str, str]
    summary: dict[str, str]
    lines: tuple[str, ...]
    url_name: str
    url_args: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audience: Audience = "residents"
    keywords: tuple[str, ...] = ()
    icon: str = "circle-check"
    availability: Callable[[datetime], Availability | None] | None = None
    exists: Callable[[], bool] | None = None

    @property
    def url(self) -> str:
        """Where it is done."""
        return reverse(self.url_name, args=self.url_args)

    @property
    def is_here(self) -> bool:
        """Whether the loaded ward has it."""
        return self.exists is None or self.exists()


@dataclass
class OfferRegistry:
    """All offers, by id, in order of declaration."""

    _all: dict[str, Offer] = field(default_factory=dict)

    def register(self, *offers: Offer) -> None:
        """Add offers. Raises ValueError when an id is taken."""
        for offer in offers:
            if offer.id in self._all:
                raise ValueError(f"offer {offer.id!r} is declared twice")
            self._all[offer.id] = offer

    def __iter__(self) -> Iterator[Offer]:
        return iter(self._all.values())

    def for_line(self, code: str) -> list[Offer]:
        """Offers that serve a policy line."""
        return [offer for offer in self if code in offer.lines]

    def for_topic(self, topic: str) -> list[Offer]:
        """Offers of the loaded ward that help in a life event."""
        return [offer for offer in self if topic in offer.topics and offer.is_here]


registry = OfferRegistry()

"""The forecast for lines and places, where the desk has one (`queries.forecast`)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from hanamizuki.core.clock import now
from hanamizuki.desk.logic.hall import LineState

FORECAST = "hanamizuki.desk.queries.forecast"
Place = tuple[str, int]
"""A service and how many wait before."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Expected:
    """Between which moments somebody is called, eight times of ten, and what that stands on."""

    low: datetime
    high: datetime
    basis: str


@cache
def _expected() -> Any:
    return import_module(FORECAST).expected if find_spec(FORECAST) else None


def known() -> bool:
    """Whether there is a forecast at all."""
    return _expected() is not None


def ask(lines: Mapping[str, LineState], places: Iterable[Place]) -> dict[Place, Expected | None]:
    """The forecast for some places in the present lines; None where nothing is known."""
    moment, answers = now(), dict[Place, Expected | None]()
    for service, position in places:
        try:
            found = _expected()(service, position, moment, lines)
        except Exception:  # a board without a forecast is better than none
            _log.exception("no forecast for %s", service)
            found = None
        stands = found is not None and found.basis != "none"
        answers[service, position] = (
            Expected(found.low, found.high, found.basis) if stands else None
        )
    return answers

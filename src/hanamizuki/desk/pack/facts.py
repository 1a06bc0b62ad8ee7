"""What the desk's records share: ids, sources, and references to records that are not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import StringConstraints

from hanamizuki.core.packs import Localised, Origin, PackData, PackModel, Problem
from hanamizuki.core.packs.schema import Source
from hanamizuki.core.places.pack.dates import PartialDate

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=36)]


class Fact(PackModel):
    """Something a source says; `as_of` may be a year or a month."""

    source: Source
    as_of: PartialDate = ""


def ids(data: PackData, section: str) -> set[str]:
    """The ids of a section's records."""
    return {record.value.id for record in data.records(section)}


def missing(
    origin: Origin, name: str, given: Iterable[str], known: set[str], file: str
) -> Iterator[Problem]:
    """A problem for every name given that is not known in the file that should have it."""
    for one in given:
        if one not in known:
            yield problem(
                origin,
                f"{name} {one!r} は {file} にありません",
                f"{name} {one!r} is not in {file}",
                f"{file} にあるものを書くか、{file} に足す",
                f"write one of {file}, or add it there",
            )


def problem(origin: Origin, ja: str, en: str, mend_ja: str, mend_en: str) -> Problem:
    """A problem in both languages that packs are checked in."""
    return Problem(origin, Localised(ja=ja, en=en), Localised(ja=mend_ja, en=mend_en))

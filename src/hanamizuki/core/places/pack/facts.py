"""What every record of a place carries: source, date, note; and references shared by the files."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from hanamizuki.core.packs import PackModel
from hanamizuki.core.packs.schema import Source
from hanamizuki.core.places.pack.dates import PartialDate

Line = Annotated[str, StringConstraints(max_length=200)]
"""One line of text; as long as models.LINE."""
Email = Annotated[str, StringConstraints(pattern=r"^\S+@\S+$", max_length=254)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
PostCode = Annotated[str, StringConstraints(pattern=r"^(\d{7})?$")]


class Fact(PackModel):
    """A fact about a place. `as_of` may be a year or a month: many sources say no more."""

    source: Source
    as_of: PartialDate = ""
    note: str = ""

    def fact(self) -> dict[str, Any]:
        """The fields of models.Fact."""
        return {"source": self.source, "as_of": self.as_of, "note": self.note}


Count = Annotated[int, Field(ge=0)]

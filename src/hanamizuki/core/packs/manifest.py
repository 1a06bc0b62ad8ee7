"""`pack.yaml`: what a pack is, what it extends, and where its published files come from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from hanamizuki.core.packs.codes import LocalGovernmentCode
from hanamizuki.core.packs.schema import PackModel, Sourced
from hanamizuki.core.packs.text import NonBlank, Text

MANIFEST = "pack.yaml"
JAPAN = (20.0, 122.0, 46.0, 154.5)  # south, west, north, east

Kind = Literal["country", "prefecture", "city", "ward", "town", "village"]
PackId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=64)]
Latitude = Annotated[float, Field(ge=JAPAN[0], le=JAPAN[2])]
Longitude = Annotated[float, Field(ge=JAPAN[1], le=JAPAN[3])]


class Bounds(PackModel):
    """The box a municipality lies in, in degrees (JGD2011/WGS84)."""

    south: Latitude
    west: Longitude
    north: Latitude
    east: Longitude

    @model_validator(mode="after")
    def ordered(self) -> Bounds:
        """South is below north, west is left of east."""
        if self.south >= self.north or self.west >= self.east:
            raise ValueError("south < north、west < east ではありません")
        return self

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a point lies in the box."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


class FileSource(Sourced):
    """Where a published file comes from, for files without 出典 and 時点 columns."""

    licence: NonBlank | None = None


class Manifest(Sourced):
    """One pack; `extends` names the next farther one."""

    id: PackId
    name: Text
    kind: Kind
    extends: PackId | None = None
    code: LocalGovernmentCode | None = None
    bounds: Bounds | None = None
    languages: tuple[Literal["ja", "easy", "en"], ...] = ("ja", "easy", "en")
    files: dict[str, FileSource] = Field(default_factory=dict)

    @model_validator(mode="after")
    def has_bounds(self) -> Manifest:
        """A ward, town or village says where it lies, so that its coordinates can be checked."""
        if self.kind in ("ward", "town", "village") and self.bounds is None:
            raise ValueError("kind が ward・town・village のときは bounds が要ります")
        return self

"""`identity.yaml`: who this municipality is, its office and its call centre."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from hanamizuki.core.packs.data import PackData
from hanamizuki.core.packs.manifest import MANIFEST, Latitude, Longitude
from hanamizuki.core.packs.messages import problem
from hanamizuki.core.packs.schema import Origin, PackModel, Problem, Sourced
from hanamizuki.core.packs.text import Localised, NonBlank, Text

Phone = Annotated[str, Field(pattern=r"^[0-9()+#*-]{3,24}$")]
Url = Annotated[str, Field(pattern=r"^https?://\S+$")]


class PlaceName(Sourced):
    """A name with its reading and its Roman letters."""

    name: NonBlank
    kana: NonBlank | None = None
    romaji: NonBlank | None = None

    @property
    def text(self) -> Localised:
        """The name in Japanese, in Roman letters for English, and in kana beside it for easy."""
        easy = f"{self.name}（{self.kana}）" if self.kana else None
        return Localised(ja=self.name, en=self.romaji, easy=easy)


class Office(Sourced):
    """The ward or town office."""

    name: Text
    address: Text
    lat: Latitude
    lon: Longitude
    postal_code: Annotated[str, Field(pattern=r"^\d{3}-\d{4}$")] | None = None
    phone: Phone | None = None
    fax: Phone | None = None
    email: Annotated[str, Field(pattern=r"^\S+@\S+$")] | None = None


class CallCentre(Sourced):
    """Where to call when one does not know whom to call."""

    name: Text
    phone: Phone | None = None
    fax: Phone | None = None


class Website(Sourced):
    """The municipality's own pages."""

    url: Url


class Symbol(Sourced):
    """A tree, a flower or a mascot."""

    name: Text


class Symbols(PackModel):
    """What the municipality is known by."""

    tree: Symbol | None = None
    flower: Symbol | None = None
    mascot: Symbol | None = None


class Identity(PackModel):
    """The names from near to far; in a town or village `city` is the municipality itself."""

    prefecture: PlaceName | None = None
    city: PlaceName | None = None
    ward: PlaceName | None = None
    office: Office | None = None
    call_centre: CallCentre | None = None
    website: Website | None = None
    symbols: Symbols | None = None

    @property
    def ward_name(self) -> Localised | None:
        """The nearest name, as pages show it."""
        nearest = self.ward or self.city or self.prefecture
        return nearest.text if nearest else None


OWN_NAME = {
    "prefecture": "prefecture",
    "city": "city",
    "ward": "ward",
    "town": "city",
    "village": "city",
}


def check_identity(data: PackData) -> Iterable[Problem]:
    """Whoever is not a country names itself."""
    if not data.packs:
        return
    manifest = data.ward
    needed = OWN_NAME.get(manifest.kind)
    if needed and getattr(data.mapping("identity"), needed, None) is None:
        origin = Origin(f"{manifest.id}/{MANIFEST}", 1)
        yield problem(origin, "identity_missing", kind=manifest.kind, value=needed)


def identity_document(data: PackData) -> dict[str, object]:
    """The identity as it is kept in the database."""
    value = data.mapping("identity")
    return value.model_dump(mode="json") if isinstance(value, Identity) else {}

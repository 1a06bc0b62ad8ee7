"""What was read from a stack of packs: merged records, documents, and all problems."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from hanamizuki.core.packs.manifest import Manifest
from hanamizuki.core.packs.schema import Origin, PackModel, Problem, Record
from hanamizuki.core.packs.sections import matches


@dataclass(frozen=True)
class RawFile:
    """One file of a section as it stands on disk; `path` is inside the pack folder."""

    origin: Origin
    pack: str
    path: str
    content: bytes


@dataclass
class SectionData:
    """The content of one section; `lost` are words of records that could not be read.

    `where` says where each key of a mapping stands; `lost_all` is true where a whole file could
    not be read, so that any key may be missing.
    """

    records: dict[Hashable, Record[Any]] = field(default_factory=dict)
    mapping: PackModel | None = None
    where: dict[str, Origin] = field(default_factory=dict)
    files: dict[str, RawFile] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    lost_all: bool = False

    @property
    def count(self) -> int:
        """How many records; a mapping is one."""
        return len(self.records) + (self.mapping is not None)


@dataclass
class PackData:
    """A stack of packs, far (`japan`) to near (the ward's own). Never raises for bad content."""

    packs: tuple[Manifest, ...]
    sections: dict[str, SectionData]
    problems: list[Problem]
    digest: str
    name: str
    used: set[str] = field(default_factory=set)

    @property
    def ward(self) -> Manifest:
        """The nearest manifest; ValueError where no manifest could be read."""
        if not self.packs:
            raise ValueError(f"the pack {self.name} has no readable pack.yaml")
        return self.packs[-1]

    def records(self, name: str) -> list[Record[Any]]:
        """The records of a section; the nearest definition wins, in order of the first one."""
        return list(self._section(name).records.values())

    def get(self, name: str, key: Hashable) -> Record[Any] | None:
        """The record with that key, or None."""
        return self._section(name).records.get(key)

    def mapping(self, name: str) -> Any:
        """The merged map of a section of shape "mapping" as its model; None where there is none."""
        return self._section(name).mapping

    def files(self, name: str, pattern: str = "*") -> list[RawFile]:
        """A section's files whose path or name matches; a nearer file replaces its namesake."""
        return [
            one
            for path, one in self._section(name).files.items()
            if matches(path, pattern) or matches(path.rpartition("/")[2], pattern)
        ]

    def _section(self, name: str) -> SectionData:
        if name not in self.sections:
            raise KeyError(f"no section {name!r} is registered")
        self.used.add(name)
        return self.sections[name]

"""Reading and checking a stack of packs without a database: `read_stack`, `check`."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from hanamizuki.core.packs.coordinates import coordinate_problems
from hanamizuki.core.packs.data import PackData, RawFile, SectionData
from hanamizuki.core.packs.fields import nearest
from hanamizuki.core.packs.folders import Folder, find, read_chain
from hanamizuki.core.packs.manifest import MANIFEST
from hanamizuki.core.packs.messages import listed, problem
from hanamizuki.core.packs.records import Reading, merge_mapping
from hanamizuki.core.packs.references import reference_problems
from hanamizuki.core.packs.schema import Problem
from hanamizuki.core.packs.sections import Section, SectionRegistry
from hanamizuki.core.packs.sections import registry as house


def read_stack(
    root: Path, name_or_dir: str | os.PathLike[str], *, registry: SectionRegistry = house
) -> PackData:
    """Read a pack and all it extends; content errors are collected in `problems`, not raised.

    A name is looked for in `root`; a path is taken as it is, its parents from its neighbours or
    from `root`. References between sections are not looked at (see `check`).
    """
    folders, problems, whole = read_chain(root, find(root, name_or_dir))
    sections: dict[str, SectionData] = {}
    for section in registry.all():
        sections[section.name], found = read_section(section, folders, whole)
        problems += found
    for folder in folders:
        problems += _unknown_files(folder, registry.all())
    return PackData(
        packs=tuple(one.manifest for one in folders if one.manifest),
        sections=sections,
        problems=_in_order(problems),
        digest=digest(folders),
        name=folders[-1].name,
    )


def check(
    root: Path, name_or_dir: str | os.PathLike[str], *, registry: SectionRegistry = house
) -> list[Problem]:
    """Everything that is wrong with a pack and the packs it extends; no database is touched."""
    return checked(root, name_or_dir, registry=registry).problems


def checked(
    root: Path, name_or_dir: str | os.PathLike[str], *, registry: SectionRegistry = house
) -> PackData:
    """`read_stack` with references checked too."""
    data = read_stack(root, name_or_dir, registry=registry)
    found = [*coordinate_problems(data, registry), *reference_problems(data, registry)]
    data.problems = _in_order([*data.problems, *found])
    return data


def read_section(
    section: Section, folders: list[Folder], whole: bool
) -> tuple[SectionData, list[Problem]]:
    """One section of a stack: the nearest definition of a key wins."""
    merged = SectionData(lost_all=not whole)
    readings = []
    problems: list[Problem] = []
    for folder in folders:
        reading = Reading(section, folder)
        for path in sorted(filter(section.claims, folder.files)):
            merged.files[path] = RawFile(folder.origin(path), folder.name, path, folder.files[path])
            reading.read(path)
        merged.records |= reading.records
        merged.lost |= reading.lost
        merged.lost_all |= reading.lost_all
        problems += reading.problems
        readings.append(reading)
    if section.shape == "mapping" and any(reading.documents for reading in readings):
        problems += merge_mapping(section, readings, merged, whole=whole)
    return merged, problems


def _unknown_files(folder: Folder, sections: list[Section]) -> Iterable[Problem]:
    known = sorted({MANIFEST, *(pattern for one in sections for pattern in one.files)})
    for path in folder.files:
        if path == MANIFEST or any(section.claims(path) for section in sections):
            continue
        if near := nearest(path, known, 0.8):
            yield problem(folder.origin(path), "unknown_file_near", near=near)
        else:
            plain = [name for name in known if not name.startswith("*")]
            yield problem(folder.origin(path), "unknown_file", known=listed(plain, 60))


def digest(folders: list[Folder]) -> str:
    """A fingerprint of every file of a stack."""
    total = hashlib.sha256()
    for folder in folders:
        for path, content in sorted(folder.files.items()):
            head = f"{folder.name}/{path}\0{len(content)}\0"
            total.update(head.encode("utf-8", "surrogateescape"))
            total.update(content)
    return total.hexdigest()


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(dict.fromkeys(problems), key=lambda one: one.origin)

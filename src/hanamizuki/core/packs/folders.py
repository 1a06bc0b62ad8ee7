"""Pack folders on disk: finding one, its chain of parents, its files."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hanamizuki.core.packs.manifest import MANIFEST, FileSource, Manifest
from hanamizuki.core.packs.messages import listed, problem, shown
from hanamizuki.core.packs.schema import Origin, Problem
from hanamizuki.core.packs.validation import validate
from hanamizuki.core.packs.yaml_file import Document, locator, read_yaml

MAX_BYTES = 20_000_000
_IGNORED = {"Thumbs.db", "desktop.ini", "__MACOSX"}
_READABLE = {"README", "LICENSE", "LICENCE", "NOTICE", "CHANGELOG"}


@dataclass
class Folder:
    """One pack on disk: its files' bytes by path inside the folder, and its manifest."""

    path: Path
    files: dict[str, bytes]
    manifest: Manifest | None = None
    extends: str | None = None
    sources: dict[str, FileSource] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The folder's name, which is the pack's id."""
        return self.path.name

    def source_of(self, path: str) -> FileSource | None:
        """Where pack.yaml says a file comes from; while it has faults, something unsaid."""
        unsaid = None if self.manifest else FileSource(source="?")
        return self.sources.get(path, unsaid)

    def origin(self, path: str, line: int = 1) -> Origin:
        """A place in this pack."""
        return Origin(f"{self.name}/{path}", line)


def find(root: Path, name_or_dir: str | os.PathLike[str]) -> Path:
    """The folder meant by a pack's name (inside `root`) or by a path; it may not exist."""
    given = Path(name_or_dir)
    if isinstance(name_or_dir, str) and given.parts == (name_or_dir,) and name_or_dir != "..":
        inside = root / name_or_dir
        if inside.is_dir() or not given.is_dir():
            return inside.resolve()
    return given.resolve()


def read_chain(root: Path, start: Path) -> tuple[list[Folder], list[Problem], bool]:
    """The folders of a stack, far to near, all that is wrong with folders and manifests, and
    whether the stack is whole (no manifest with faults, no parent that was not found)."""
    near_to_far: list[Folder] = []
    problems: list[Problem] = []
    whole = True
    path: Path | None = start
    while path is not None:
        folder = read_folder(path)
        near_to_far.append(folder)
        problems += folder.problems
        path, wrong = _parent(root, near_to_far)
        problems += wrong
        whole = whole and folder.manifest is not None and not wrong
    return near_to_far[::-1], problems, whole


def _parent(root: Path, chain: list[Folder]) -> tuple[Path | None, list[Problem]]:
    folder = chain[-1]
    wanted = folder.extends
    if wanted is None:
        return None, []
    origin = folder.origin(MANIFEST, _line_of(folder, "extends"))
    names = [one.name for one in chain]
    if wanted in names:
        return None, [problem(origin, "circle", chain=" → ".join([*names, wanted]))]
    for place in (folder.path.parent, chain[0].path.parent, root):
        if Path(wanted).name == wanted and (place / wanted).is_dir():
            return (place / wanted).resolve(), []
    known = listed(pack_names(folder.path.parent) or pack_names(root)) or "-"
    return None, [problem(origin, "no_parent", value=shown(wanted), known=known)]


def pack_names(root: Path) -> list[str]:
    """The names of the packs in a folder."""
    return sorted(one.parent.name for one in root.glob(f"*/{MANIFEST}")) if root.is_dir() else []


def read_folder(path: Path) -> Folder:
    """Read one pack folder: all its files, and its manifest."""
    folder = Folder(path, {})
    if not path.is_dir():
        known = listed(pack_names(path.parent)) or "-"
        folder.problems.append(problem(Origin(path.name, 1), "no_folder", known=known))
        return folder
    if not os.path.lexists(path / MANIFEST):
        # Some other folder, most likely: what lies in it is nobody's mistake, and may be a lot.
        folder.problems.append(problem(folder.origin(MANIFEST), "no_manifest"))
        return folder
    for place, directories, names in os.walk(path):
        directories[:] = sorted(one for one in directories if not _ignored(one))
        for name in sorted(names):
            if not _ignored(name):
                _read_file(folder, Path(place) / name)
    _read_manifest(folder)
    return folder


def _ignored(name: str) -> bool:
    stem = name.partition(".")[0].upper()
    return name.startswith(".") or name in _IGNORED or stem in _READABLE


def _read_file(folder: Folder, file: Path) -> None:
    path = file.relative_to(folder.path).as_posix()
    try:
        if not file.resolve(strict=True).is_relative_to(folder.path) or not file.is_file():
            raise OSError(0, "link or special file")
        size = file.stat().st_size
        if size > MAX_BYTES:
            values = {"value": round(size / 1e6), "limit": MAX_BYTES // 1_000_000}
            folder.problems.append(problem(folder.origin(path), "too_large", **values))
            return
        folder.files[path] = file.read_bytes()
    except OSError as error:
        why = error.strerror or type(error).__name__
        folder.problems.append(problem(folder.origin(path), "unreadable", why=why))


def _read_manifest(folder: Folder) -> None:
    if MANIFEST not in folder.files:  # unreadable or too large, which has been said
        return
    origin = folder.origin(MANIFEST)
    document, problems = read_yaml(folder.files[MANIFEST], origin.file)
    folder.problems += problems
    if document is None:
        return
    if not isinstance(document.value, dict):
        known = listed(Manifest.model_fields)
        folder.problems.append(problem(origin, "not_map", known=known))
        return
    value, problems = validate(Manifest, document.value, locator(origin.file, document.marks))
    folder.problems += problems
    folder.extends = _name(document.value.get("extends"))
    if isinstance(value, Manifest):
        folder.manifest = value
        folder.sources = value.files
    folder.problems += _named_things(folder, document)


def _named_things(folder: Folder, document: Document) -> list[Problem]:
    """The id is the folder's name; the files named in `files` are there."""
    found = []
    locate = locator(folder.origin(MANIFEST).file, document.marks)
    given = _name(document.value.get("id"))
    if given is not None and given != folder.name:
        values = {"value": shown(given), "folder": folder.name}
        found.append(problem(locate(("id",)), "wrong_id", **values))
    files = document.value.get("files")
    for name in files if isinstance(files, dict) else ():
        if name not in folder.files:
            found.append(problem(locate(("files", name)), "missing_file", value=shown(name)))
    return found


def _name(value: Any) -> str | None:
    return value.strip() if isinstance(value, str) and value.strip() else None


def _line_of(folder: Folder, key: str) -> int:
    document, _ = read_yaml(folder.files[MANIFEST], MANIFEST)
    return locator(MANIFEST, document.marks)((key,)).line if document else 1

"""The archive: a tar.gz of the database, the ward's files and a manifest with their digests.

    database.sqlite3 | database.pgdump     files/…     manifest.json (the last member)

The manifest is written last because files are hashed on their way into the archive.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from hanamizuki.core.backup.errors import BackupError

FORMAT = "hanamizuki-backup-1"
MANIFEST = "manifest.json"
FILES = "files/"
CHUNK = 1 << 20
MAX_MANIFEST = 64 << 20  # bytes; a manifest names every file, about 100 bytes each
# A member is a database or a plain relative path below files/, without control characters.
_MEMBER = re.compile(r"(?:database\.(?:sqlite3|pgdump)|files/[^\x00-\x1f\x7f]+)")


@dataclass
class Manifest:
    """What an archive holds. `made_at` is ISO 8601; `rows` counts each table's rows."""

    version: str
    made_at: str
    engine: str
    migrations: list[str]
    rows: dict[str, int]
    key_from: str
    members: dict[str, str] = field(default_factory=dict)
    format: str = FORMAT


class _Hashing:
    """A reader that hashes what passes through it."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read as the file would."""
        data = self._source.read(size)
        self.hash.update(data)
        return data


class Writer:
    """Adds members to an archive being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.members: dict[str, str] = {}

    def add(self, name: str, file: Path) -> None:
        """Add a file's content as it is at this moment. FileNotFoundError where it is gone."""
        with file.open("rb") as source:
            info = tarfile.TarInfo(name)
            info.size = os.fstat(source.fileno()).st_size
            info.mode = 0o600
            hashing = _Hashing(source)
            self._tar.addfile(info, hashing)
        self.members[name] = hashing.hash.hexdigest()

    def finish(self, manifest: Manifest) -> None:
        """Add the manifest, which closes the archive's content."""
        manifest.members = self.members
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(text)
        info.mode = 0o600
        self._tar.addfile(info, io.BytesIO(text))


@contextmanager
def writing(target: Path) -> Iterator[Writer]:
    """Write an archive that only its owner can read; it appears under its name when complete."""
    part = target.with_name(f".{target.name}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=6) as tar:
                yield Writer(tar)
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def unpack(source: Path, folder: Path) -> Manifest:
    """Unpack into an empty folder and check every digest; the manifest.

    Raises BackupError for anything that `writing` would not have written: links, devices, paths
    that lead elsewhere, members that are missing, doubled, too many or changed.
    """
    found: dict[str, str] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(source, "r:gz") as tar:
            for info in tar:
                if manifest is not None:
                    raise BackupError(f"{source} goes on after its manifest; it was changed")
                if info.name == MANIFEST:
                    manifest = _read_manifest(tar, info)
                else:
                    _check_member(info, found)
                    found[info.name] = _extract(tar, info, folder)
    except (tarfile.TarError, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.filename:
            raise BackupError(f"{error.filename}: {error.strerror}") from error
        raise BackupError(f"{source} is no complete backup ({error})") from error
    if manifest is None:
        raise BackupError(f"{source} is no complete backup (its manifest is missing)")
    _compare(manifest.members, found)
    return manifest


def _check_member(info: tarfile.TarInfo, found: dict[str, str]) -> None:
    parts = info.name.split("/")
    if not info.isreg() or not _MEMBER.fullmatch(info.name) or {"", ".", ".."} & set(parts):
        raise BackupError(f"the archive has a member that no backup has: {info.name!r}")
    if info.name in found:
        raise BackupError(f"the archive has {info.name!r} twice")


def _extract(tar: tarfile.TarFile, info: tarfile.TarInfo, folder: Path) -> str:
    if info.size > shutil.disk_usage(folder).free:
        raise BackupError(f"no room for {info.name!r} ({info.size:,} bytes)")
    target = folder / info.name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    source = tar.extractfile(info)
    if source is None:
        raise BackupError(f"{info.name!r} cannot be read")
    made = hashlib.sha256()
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        while chunk := source.read(CHUNK):
            made.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    return made.hexdigest()


def _read_manifest(tar: tarfile.TarFile, info: tarfile.TarInfo) -> Manifest:
    source = tar.extractfile(info) if info.isreg() and info.size <= MAX_MANIFEST else None
    if source is None:
        raise BackupError("the manifest cannot be read")
    try:
        content = json.loads(source.read())
        manifest = Manifest(**content)
    except (ValueError, TypeError) as error:
        raise BackupError("the manifest cannot be read; a newer version may have made it") from (
            error
        )
    if manifest.format != FORMAT:
        raise BackupError(f"a backup of the form {manifest.format!r}; this version reads {FORMAT}")
    return manifest


def _compare(named: dict[str, str], found: dict[str, str]) -> None:
    for name in sorted(named.keys() | found.keys()):
        if name not in found:
            raise BackupError(f"{name!r} is missing from the archive")
        if name not in named:
            raise BackupError(f"{name!r} is in the archive but not in its manifest")
        if named[name] != found[name]:
            raise BackupError(f"{name!r} is damaged: its digest is not the manifest's")

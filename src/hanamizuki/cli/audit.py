"""`hanamizuki audit verify|head|export`: prove, anchor and copy the audit trail."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from hanamizuki.cli.common import add_data, start_django, use_data
from hanamizuki.cli.errors import Failure

_VERIFY = """Recomputes every entry and the chain between them, while the ward goes on. Finds any
entry that was changed, removed, inserted or moved, and an end that was cut off; compares with the
anchors of the data folder. Whoever can rewrite all of it can write a new trail: only an anchor kept
elsewhere shows that."""


def add_parser(subparsers: Any) -> None:
    """Add `audit`."""
    parser = subparsers.add_parser("audit", help="the audit trail: verify, head, export")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    verifying = actions.add_parser("verify", help="prove the trail whole", description=_VERIFY)
    verifying.add_argument(
        "--anchor",
        metavar="SEQ:HASH",
        action="append",
        default=[],
        help="what `audit head` printed earlier; may be given several times",
    )
    verifying.add_argument("--json", action="store_true", help="print JSON for a program")
    add_data(verifying)
    verifying.set_defaults(func=verify)
    head = actions.add_parser("head", help="print the last entry as SEQ:HASH, to keep elsewhere")
    add_data(head)
    head.set_defaults(func=show_head)
    export = actions.add_parser("export", help="write every entry to a file, as JSON lines")
    export.add_argument("file", metavar="FILE", help="a new file; - is the standard output")
    add_data(export)
    export.set_defaults(func=write)


def verify(arguments: argparse.Namespace) -> int:
    """Exit 0 where the trail is whole, 1 where it is not."""
    use_data(arguments)
    start_django()
    from hanamizuki.core.audit import anchors as kept_here
    from hanamizuki.core.audit.rows import Anchor
    from hanamizuki.core.audit.verify import PROBLEMS
    from hanamizuki.core.audit.verify import verify as prove

    try:
        anchors = [Anchor.parse(text) for text in arguments.anchor]
        anchors += [one.anchor for one in kept_here.kept()]
    except ValueError as error:
        raise Failure(str(error)) from error
    report = prove(anchors)
    if arguments.json:
        shown = {"ok": report.ok, "entries": report.entries, "first_bad": report.first_bad}
        print(json.dumps({**shown, "problem": report.problem, "head": str(report.head)}))
    elif report.ok:
        print(f"whole: {report.entries:,} entries, head {report.head}")
    else:
        print(f"NOT WHOLE at entry {report.first_bad}: {PROBLEMS[report.problem]}")
        print(f"{report.entries:,} entries before it are sound, up to {report.head}")
    return 0 if report.ok else 1


def show_head(arguments: argparse.Namespace) -> int:
    """Print the anchor."""
    use_data(arguments)
    start_django()
    from hanamizuki.core.audit.rows import head

    try:
        print(head())
    except LookupError as error:
        raise Failure(str(error.args[0])) from error
    return 0


def write(arguments: argparse.Namespace) -> int:
    """Write the export; the file is for its owner only."""
    use_data(arguments)
    start_django()
    from hanamizuki.core.audit.export import lines

    with _target(arguments.file) as out:
        for line in lines():
            out.write(line + "\n")
    return 0


@contextmanager
def _target(name: str) -> Iterator[IO[str]]:
    if name == "-":
        yield sys.stdout
        return
    try:
        handle = os.open(Path(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Failure(f"{name} is there already; choose another name") from error
    except OSError as error:
        raise Failure(f"{name}: {error.strerror}") from error
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        yield out

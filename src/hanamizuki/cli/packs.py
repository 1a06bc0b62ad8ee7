"""`hanamizuki pack check | load | new`: a ward's content, checked, loaded, begun."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hanamizuki.cli.common import add_data, start_django, use_data
from hanamizuki.cli.errors import Failure

if TYPE_CHECKING:
    from hanamizuki.core.packs import Problem, SectionRegistry

KINDS = ("country", "prefecture", "city", "ward", "town", "village")
_COUNT = {
    "ja": "{pack}: なおすところが {count} か所あります",
    "en": "{pack}: {count} things to mend",
}
_FINE = {
    "ja": "{pack}: 問題ありません（{packs}、{records} 件）",
    "en": "{pack}: no problems ({packs}; {records} records)",
}


def add_parser(subparsers: Any) -> None:
    """Add `pack`."""
    parser = subparsers.add_parser("pack", help="a ward's content: check, load, new")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    _add_check(actions)
    _add_load(actions)
    _add_new(actions)


def _add_check(actions: Any) -> None:
    parser = actions.add_parser(
        "check",
        help="say everything that is wrong with a pack; touches no database",
        description="Prints each problem as `file:line: what is wrong; what to write instead`."
        " Exit code 0: none, 1: some, 2: no such pack.",
    )
    parser.add_argument("dir", metavar="DIR", help="the pack's folder, or its name")
    _add_output(parser)
    parser.set_defaults(func=run_check)


def _add_load(actions: Any) -> None:
    parser = actions.add_parser(
        "load",
        help="load a pack into the ward's database: all of it or nothing",
        description="Loads a pack and those it extends in one transaction, keeping what people"
        " have entered. A pack with problems is not loaded (exit code 1).",
    )
    parser.add_argument("name", metavar="NAME", nargs="?", help="default: HANAMIZUKI_PACK")
    parser.add_argument("--force", action="store_true", help="also where no file has changed")
    _add_output(parser)
    add_data(parser)
    parser.set_defaults(func=run_load)


def _add_new(actions: Any) -> None:
    parser = actions.add_parser(
        "new", help="begin a pack: a folder with an example of every file, which passes check"
    )
    parser.add_argument("dir", metavar="DIR", help="the new folder; its name is the pack's id")
    parser.add_argument("--name", help="the municipality's name (default: the folder's)")
    parser.add_argument("--extends", default="japan", help='default: japan; "" for none')
    parser.add_argument("--kind", choices=KINDS, default="ward")
    parser.add_argument("--code", help="全国地方公共団体コード, six digits")
    _add_output(parser)
    parser.set_defaults(func=run_new)


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--lang", choices=("ja", "en"), default="ja", help="of the messages")


def run_check(arguments: argparse.Namespace) -> int:
    """Check a pack without a database."""
    start_django()
    from django.conf import settings

    from hanamizuki.core.packs import registry

    folder = _existing(settings.PACKS_DIR, arguments.dir)
    return report_check(settings.PACKS_DIR, folder, arguments, registry)


def report_check(
    root: Path,
    folder: Path,
    arguments: argparse.Namespace,
    registry: SectionRegistry,
    **more: Any,
) -> int:
    """Print what is wrong with a pack whose sections are those of `registry`; the exit code."""
    from hanamizuki.core.packs.stack import checked

    data = checked(root, folder, registry=registry)
    records = {name: one.count for name, one in data.sections.items()}
    if data.problems:
        return _refuse(data.name, data.problems, arguments, **more)
    packs = [manifest.id for manifest in data.packs]
    if arguments.json:
        _print_json({"pack": data.name, "ok": True, "packs": packs, "records": records, **more})
        return 0
    values = {"packs": " ← ".join(packs), "records": sum(records.values())}
    print(_FINE[arguments.lang].format(pack=data.name, **values))
    return 0


def run_load(arguments: argparse.Namespace) -> int:
    """Load a pack into the database of the settings."""
    use_data(arguments)
    start_django()
    from django.conf import settings

    from hanamizuki.core.packs import PackInvalid, load

    folder = _existing(settings.PACKS_DIR, arguments.name or settings.PACK)
    try:
        report = load(settings.PACKS_DIR, folder, force=arguments.force)
    except PackInvalid as invalid:
        return _refuse(folder.name, invalid.problems, arguments)
    if arguments.json:
        _print_json({"ok": True, **report.as_dict()})
    elif report.changed:
        for name, count in report.records.items():
            print(f"{name:24} {count:6}")
        print(f"{report.name}: loaded")
    else:
        print(f"{report.name}: as loaded before")
    return 0


def run_new(arguments: argparse.Namespace) -> int:
    """Write a new pack and check it."""
    start_django()
    from django.conf import settings

    from hanamizuki.core.packs import is_code, new, registry

    folder = Path(arguments.dir).resolve()
    if not re.fullmatch(r"[a-z][a-z0-9-]*", folder.name):
        raise Failure(f"{folder.name}: use small letters, digits and - for the folder's name")
    if arguments.code and not is_code(arguments.code):
        raise Failure(f"--code {arguments.code}: not six digits with the right check digit")
    try:
        files = new(
            folder,
            name=arguments.name,
            extends=arguments.extends or None,
            kind=arguments.kind,
            code=arguments.code,
        )
    except FileExistsError as error:
        raise Failure(f"{folder} exists and is not empty; choose a new folder") from error
    except OSError as error:
        raise Failure(f"{folder} cannot be written ({error.strerror})") from error
    written = [file.relative_to(folder).as_posix() for file in files]
    if not arguments.json:
        print("\n".join(f"{folder.name}/{path}" for path in written))
    return report_check(settings.PACKS_DIR, folder, arguments, registry, written=written)


def _existing(root: Path, name_or_dir: str) -> Path:
    from hanamizuki.core.packs.folders import find, pack_names

    folder = find(root, name_or_dir)
    if not folder.is_dir():
        raise Failure(f"there is no pack {name_or_dir} (packs: {', '.join(pack_names(root))})")
    return folder


def _refuse(
    pack: str, problems: Sequence[Problem], arguments: argparse.Namespace, **more: Any
) -> int:
    if arguments.json:
        listed = [one.as_dict(arguments.lang) for one in problems]
        _print_json({"pack": pack, "ok": False, "problems": listed, **more})
        return 1
    for one in problems:
        print(one.text(arguments.lang))
    print(_COUNT[arguments.lang].format(pack=pack, count=len(problems)))
    return 1


def _print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))

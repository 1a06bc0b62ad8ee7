"""`hanamizuki policy import FILE` and `hanamizuki policy coverage`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from hanamizuki.cli.common import add_data, start_django, use_data
from hanamizuki.cli.errors import Failure

_IMPORT = """Read a ward's policy document (text or Markdown, UTF-8 or Shift_JIS) into its tree:
goal, measures, initiatives, single projects, organisation. Prints what it read, what it could not
place, and the difference to the year's public text. It becomes the draft of its year, which
planners review and publish. With --dry-run nothing is written and no database is touched."""
_UNEXPLAINED = ("only_in_document", "only_in_tree", "moved")
_COVERAGE = """List every line of the current policy with its service and its number, or nothing
yet, and count them. A line works when it has both."""


def add_parser(subparsers: Any) -> None:
    """Add `policy import` and `policy coverage`."""
    policy = subparsers.add_parser("policy", help="the policy document and what works of it")
    actions = policy.add_subparsers(metavar="ACTION", required=True)
    importing = actions.add_parser("import", help="read a policy document", description=_IMPORT)
    importing.add_argument("file", metavar="FILE", help="the document, as text or Markdown")
    importing.add_argument("--dry-run", action="store_true", help="print only, write nothing")
    importing.add_argument("--json", action="store_true", help="print JSON for a program")
    importing.add_argument(
        "--draft", action="store_true", help="make a draft although the year has a public text"
    )
    add_data(importing)
    importing.set_defaults(func=import_document)
    coverage = actions.add_parser(
        "coverage", help="what works, line by line", description=_COVERAGE
    )
    coverage.add_argument("--json", action="store_true", help="print JSON for a program")
    add_data(coverage)
    coverage.set_defaults(func=show_coverage)


def _read(file: str) -> str:
    from hanamizuki.policy.logic.decoding import decode

    try:
        return decode(Path(file).read_bytes())
    except OSError as error:
        raise Failure(f"{file}: {error.strerror}") from error
    except ValueError as error:
        raise Failure(f"{file}: {error}") from error


def import_document(arguments: argparse.Namespace) -> int:
    """Exit 0 when everything was placed and nothing differs unexplained, else 1."""
    from hanamizuki.policy.logic.reader import read_document
    from hanamizuki.policy.logic.serialise import as_json

    document = read_document(_read(arguments.file))
    if arguments.dry_run:
        if arguments.json:
            print(json.dumps(as_json(document), ensure_ascii=False, indent=1))
        else:
            _print_document(as_json(document))
        return 1 if document.unplaced else 0
    use_data(arguments)
    start_django()
    from hanamizuki.policy.services import importing

    name = Path(arguments.file).name
    outcome = importing.import_document(None, document, name, draft=arguments.draft)
    if arguments.json:
        print(json.dumps({**as_json(document), **outcome}, ensure_ascii=False, indent=1))
    else:
        _print_document(as_json(document))
        _print_outcome(outcome)
    return 1 if document.unplaced or any(outcome["diff"][key] for key in _UNEXPLAINED) else 0


def _print_document(document: dict[str, Any]) -> None:
    year = document["fiscal_year"]
    print(f"{year}年度" if year else "年度は読み取れません", document["goal"] or "", sep="  ")
    for measure in document["measures"]:
        themes = "".join(f"【{theme}】" for theme in measure["themes"])
        print(f"\n{measure['code']}  {measure['title']} {themes}".rstrip())
        for initiative in measure["initiatives"]:
            if initiative["title"]:
                print(f"   {initiative['title']}")
            for project in initiative["projects"]:
                print(f"      ・{project}")
    if document["organisation"]:
        print("\n組織運営: " + "、".join(document["organisation"]))
    if document["unplaced"]:
        print(f"\n置けなかった行 {len(document['unplaced'])}:")
        for one in document["unplaced"]:
            print(f"  {one['line']}: {one['text']}  （{one['why']}）")


def _print_outcome(outcome: dict[str, Any]) -> None:
    diff = outcome["diff"]
    print(f"\n{outcome['summary']}（一致 {len(diff['matched'])}・移動 {len(diff['moved'])}）")
    for one in diff["only_in_document"]:
        print(f"  文書だけ {one['line']}行目: {one['title']}")
    for one in diff["only_in_tree"]:
        print(f"  保存されている方だけ {one['code']}: {one['title']}")
    for one in diff["moved"]:
        print(f"  移動 {one['code']}: {one['title']}")


def show_coverage(arguments: argparse.Namespace) -> int:
    """Print the lines and the count; exit 1 where no policy is loaded."""
    use_data(arguments)
    start_django()
    from hanamizuki.core.clock import now
    from hanamizuki.policy.presentation import policy_document

    document = policy_document(now())
    if document is None:
        raise Failure("no policy is loaded; run `hanamizuki pack load` first")
    if arguments.json:
        print(json.dumps(document, ensure_ascii=False, indent=1))
        return 0
    for line in document["lines"]:
        offers = "、".join(offer["title"]["ja"] for offer in line["offers"]) or "まだありません"
        numbers = "、".join(one["title"]["ja"] for one in line["indicators"]) or "まだありません"
        print(f"{line['code']:8} {line['status']:8} {line['title']['ja']}")
        print(f"{'':18}サービス: {offers}")
        print(f"{'':18}数字: {numbers}")
    counts = document["coverage"]
    print(
        f"\n{counts['total']} lines: {counts['both']} with service and number, "
        f"{counts['service']} with a service only, {counts['number']} with a number only, "
        f"{counts['none']} with nothing yet"
    )
    return 0

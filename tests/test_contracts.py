"""Guards that walk the source: every action has words, every logic package is held pure."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from hanamizuki.core.audit.words import words

ROOT = Path(settings.BASE_DIR)
SOURCE = ROOT / "src" / "hanamizuki"


def calls_of_record() -> Iterator[tuple[str, ast.expr]]:
    """Each `audit.record(actor, action, …)` of the source: where it is, and its action.

    A constant of the module is put in for its name.
    """
    for file in sorted(SOURCE.rglob("*.py")):
        if "tests" in file.parts:
            continue
        tree = ast.parse(file.read_text("utf-8"))
        constants = {
            target.id: one.value
            for one in tree.body
            if isinstance(one, ast.Assign)
            for target in one.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "record"
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "audit"
            ):
                action = node.args[1]
                if isinstance(action, ast.Name):
                    action = constants.get(action.id, action)
                yield f"{file.relative_to(SOURCE)}:{node.lineno}", action


def patterns(action: ast.expr) -> list[str]:
    """What an action can be, as regular expressions; a part known at run time is anything."""
    if isinstance(action, ast.Constant):
        return [re.escape(action.value)]
    if isinstance(action, ast.IfExp):
        return [*patterns(action.body), *patterns(action.orelse)]
    if isinstance(action, ast.JoinedStr):
        parts = [patterns(one)[0] if isinstance(one, ast.Constant) else r"[a-z0-9_.-]+"
                 for one in action.values]  # fmt: skip
        return ["".join(parts)]
    raise AssertionError(f"write the action as text: {ast.unparse(action)}")


def test_every_action_that_the_source_records_has_words() -> None:
    """One put together at run time is held by `record()` itself, which warns in every test."""
    calls = list(calls_of_record())
    assert len(calls) > 10
    known = list(words)
    missing = [
        (where, pattern)
        for where, action in calls
        for pattern in patterns(action)
        if not any(re.fullmatch(pattern, one) for one in known)
    ]
    assert missing == []


def test_no_logic_package_is_outside_the_contract() -> None:
    """The contract names them by a pattern, which a package of another depth would escape."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (held,) = [one for one in contracts["contracts"] if one["name"].startswith("logic knows")]
    shapes = [
        re.compile(re.escape(one).replace(r"\*\*", r"\w+(\.\w+)*").replace(r"\*", r"\w+"))
        for one in held["source_modules"]
    ]
    packages = [
        ".".join(("hanamizuki", *folder.relative_to(SOURCE).parts))
        for folder in SOURCE.rglob("logic")
        if folder.is_dir()
    ]
    assert len(packages) >= 5
    assert [one for one in packages if not any(s.fullmatch(one) for s in shapes)] == []
    assert {"django", "ninja", "hanamizuki.core.clock"} <= set(held["forbidden_modules"])

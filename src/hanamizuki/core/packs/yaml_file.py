"""YAML 1.2 to plain values, with the line of every key and item; nothing but plain YAML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from hanamizuki.core.packs.encoding import decode
from hanamizuki.core.packs.messages import problem, shown
from hanamizuki.core.packs.schema import Origin, Problem

_TAG = "tag:yaml.org,2002:"
_PLAIN = {f"{_TAG}{name}" for name in ("str", "int", "float", "bool", "null", "timestamp")}
_PLAIN |= {f"{_TAG}{name}" for name in ("map", "seq", "merge")}
DEPTH = 40


@dataclass
class Marks:
    """The line of a value, and those of what it holds (keys of a map, indexes of a list)."""

    line: int
    children: dict[str | int, Marks] = field(default_factory=dict)


@dataclass
class Document:
    """A YAML file: plain dict, list, str, int, float, bool and None; dates stay text."""

    value: Any
    marks: Marks


def read_yaml(content: bytes, file: str) -> tuple[Document | None, list[Problem]]:
    """The document, or None where it cannot be read, and everything that is wrong with it."""
    text, problems = decode(content, file, legacy=False)
    if problems:
        return None, problems
    try:
        node = _parser().compose(text)
    except RecursionError:
        return None, [problem(Origin(file, 1), "yaml_deep")]
    except YAMLError as error:
        return None, [_syntax(error, file, text)]
    if node is None or (isinstance(node, ScalarNode) and node.tag == f"{_TAG}null"):
        return None, [problem(Origin(file, 1), "empty_file")]
    builder = _Builder(file)
    value, marks = builder.build(node, 0)
    if builder.problems:
        return None, builder.problems
    return Document(value, marks), []


def _parser() -> YAML:
    parser = YAML(typ="safe", pure=True)
    parser.composer.warn_double_anchors = False
    return parser


def _syntax(error: YAMLError, file: str, text: str) -> Problem:
    mark = None
    why = type(error).__name__
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        why = error.problem or why
    last = text.rstrip("\n").count("\n") + 1
    line = min(mark.line + 1, last) if mark else 1
    if "\\t" in why:
        return problem(Origin(file, line), "yaml_tab")
    if "alias" in why or "anchor" in why:
        return problem(Origin(file, line), "yaml_anchor")
    return problem(Origin(file, line), "yaml", why=why)


class _Builder:
    """Turns nodes into values; a problem does not stop it, so that all of them are found."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def build(self, node: Node, depth: int) -> tuple[Any, Marks]:
        line = node.start_mark.line + 1
        marks = Marks(line)
        if node.anchor:
            # An alias needs an anchor: without anchors nothing can be multiplied.
            self._add(line, "yaml_anchor")
            return None, marks
        if str(node.tag) not in _PLAIN:
            self._add(line, "yaml_tag", value=shown(node.tag))
            return None, marks
        if depth > DEPTH:
            self._add(line, "yaml_deep")
            return None, marks
        if isinstance(node, ScalarNode):
            return scalar(str(node.tag), node.value), marks
        if isinstance(node, MappingNode):
            return self._mapping(node, marks, depth), marks
        return self._sequence(node, marks, depth), marks

    def _sequence(self, node: Node, marks: Marks, depth: int) -> list[Any]:
        values = []
        for index, item in enumerate(node.value):
            value, marks.children[index] = self.build(item, depth + 1)
            values.append(value)
        return values

    def _mapping(self, node: MappingNode, marks: Marks, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, item in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                self._add(line, "yaml_key")
                continue
            name = str(key.value)
            if name in values:
                first = marks.children[name].line
                self._add(line, "duplicate_key", value=shown(name), first=first)
                continue
            values[name], child = self.build(item, depth + 1)
            marks.children[name] = Marks(line, child.children)
        return values

    def _add(self, line: int, code: str, **values: Any) -> None:
        self.problems.append(problem(Origin(self.file, line), code, **values))


def scalar(tag: str, text: str) -> Any:
    """The value of a plain scalar; dates and numbers no computer should hold stay text."""
    kind = tag.removeprefix(_TAG)
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind == "int" and len(text) < 20:
        digits = text.replace("_", "")
        based = digits.lstrip("+-")[:2].lower() in ("0x", "0o", "0b")
        return int(digits, 0 if based else 10)
    if kind == "float" and not text.lower().endswith(("inf", "nan")):
        return float(text.replace("_", ""))
    return text


def locator(file: str, marks: Marks) -> Callable[[tuple[str | int, ...]], Origin]:
    """Finds the line of an error's place; that of the nearest holder where it is missing."""

    def locate(loc: tuple[str | int, ...]) -> Origin:
        found = marks
        for part in loc:
            # Parts that pydantic adds (names of union branches) are not in the document.
            found = found.children.get(part, found)
        return Origin(file, found.line)

    return locate

"""Sections: each room registers the schema, checks and loader of its part of a pack."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Literal

from hanamizuki.core.packs.schema import PackModel, Problem

if TYPE_CHECKING:
    from hanamizuki.core.packs.data import PackData


def nothing(data: PackData) -> tuple[()]:
    """The check and the loader of a section that needs none."""
    return ()


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part of a pack.

    `files` are globs inside a pack folder (`*` stays within one folder). YAML and CSV files are
    read; other files a glob names are kept as they are, for `PackData.files`.
    `shape`: "list" (a YAML list, or CSV rows), "mapping" (one YAML map whose keys merge through
    the stack), "files" (each file is one record). Records merge by the attribute `key`.
    `row` turns one CSV row (header → cell) into fields; without it headers are field names.
    `columns` are all headers that may stand in the CSV; empty means other columns are let pass.
    `inside` says that coordinates must lie within the bounds of the pack that holds the record.
    `check` looks at references; `load` writes, inside the one transaction of a load.
    """

    name: str
    files: tuple[str, ...]
    record: type[PackModel]
    shape: Literal["list", "mapping", "files"] = "list"
    key: str = "id"
    row: Callable[[dict[str, str]], dict[str, Any]] | None = None
    columns: tuple[str, ...] = ()
    inside: bool = True
    check: Callable[[PackData], Iterable[Problem]] = nothing
    load: Callable[[PackData], Any] = nothing
    help: str = ""
    example: Mapping[str, str] = field(default_factory=dict)
    after: tuple[str, ...] = ()

    def claims(self, path: str) -> bool:
        """Whether the file at `path` (inside a pack folder) belongs to this section."""
        return any(matches(path, pattern) for pattern in self.files)


def matches(path: str, pattern: str) -> bool:
    """Whether a glob names a path, folder by folder."""
    parts, wanted = path.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


class SectionRegistry:
    """The sections of an installation, in the order in which they load."""

    def __init__(self) -> None:
        self._sections: dict[str, Section] = {}
        self._hooks: list[Callable[[], Any]] = []

    def register(self, section: Section) -> Section:
        """Add a section; its name must be new, its key a field of its record."""
        if section.name in self._sections:
            raise ValueError(f"section {section.name!r} is registered twice")
        if section.shape != "mapping" and section.key not in section.record.model_fields:
            raise ValueError(f"section {section.name!r}: its record has no field {section.key!r}")
        self._sections[section.name] = section
        return section

    def get(self, name: str) -> Section:
        """The section of that name; KeyError where there is none."""
        return self._sections[name]

    def all(self) -> list[Section]:
        """Every section, each behind those named in its `after`; otherwise as registered."""
        done: dict[str, Section] = {}

        def visit(name: str, path: tuple[str, ...]) -> None:
            if name in path:
                raise ValueError(f"sections wait for each other: {' → '.join((*path, name))}")
            if name not in self._sections:
                raise ValueError(f"section {path[-1]!r} waits for {name!r}, which is not there")
            if name not in done:
                for earlier in self._sections[name].after:
                    visit(earlier, (*path, name))
                done[name] = self._sections[name]

        for name in self._sections:
            visit(name, ())
        return list(done.values())

    def after_load(self, hook: Callable[[], Any]) -> Callable[[], Any]:
        """Call `hook()` at the end of every load, inside its transaction (also a decorator)."""
        if hook not in self._hooks:
            self._hooks.append(hook)
        return hook

    @property
    def hooks(self) -> tuple[Callable[[], Any], ...]:
        """What `after_load` was given."""
        return tuple(self._hooks)


registry = SectionRegistry()

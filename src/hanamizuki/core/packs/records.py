"""One section's files to records: YAML lists, maps and single records, CSV rows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any

from hanamizuki.core.packs.csv_columns import column_problems, in_no_row, missing_column
from hanamizuki.core.packs.csv_file import MissingColumn, Row, read_csv
from hanamizuki.core.packs.data import SectionData
from hanamizuki.core.packs.folders import Folder
from hanamizuki.core.packs.manifest import FileSource
from hanamizuki.core.packs.messages import both, listed, problem, shown
from hanamizuki.core.packs.schema import Origin, PackModel, Problem, Record, RowError
from hanamizuki.core.packs.sections import Section
from hanamizuki.core.packs.validation import Loc, validate
from hanamizuki.core.packs.yaml_file import Document, locator, read_yaml


@dataclass
class Reading:
    """What one pack folder gives to one section."""

    section: Section
    folder: Folder
    records: dict[Hashable, Record[Any]] = field(default_factory=dict)
    documents: list[tuple[str, Document]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    lost_all: bool = False

    def read(self, path: str) -> None:
        """Read one of the folder's files; documents other than YAML and CSV are left alone."""
        suffix = path.rpartition(".")[2].lower()
        if suffix in ("yaml", "yml"):
            self._yaml(path)
        elif suffix == "csv":
            self._csv(path)

    def _yaml(self, path: str) -> None:
        origin = self.folder.origin(path)
        document, problems = read_yaml(self.folder.files[path], origin.file)
        self.problems += problems
        if document is None:
            self.lost_all = True
            return
        wanted = list if self.section.shape == "list" else dict
        if not isinstance(document.value, wanted):
            known = listed(self.section.record.model_fields)
            code = "not_list" if wanted is list else "not_map"
            self._fail(problem(Origin(origin.file, document.marks.line), code, known=known))
        elif self.section.shape == "mapping":
            self.documents.append((origin.file, document))
        elif self.section.shape == "files":
            self.add(document.value, locator(origin.file, document.marks))
        else:
            for index, value in enumerate(document.value):
                self.add(value, locator(origin.file, document.marks.children[index]))

    def _fail(self, wrong: Problem) -> None:
        self.problems.append(wrong)
        self.lost_all = True

    def _csv(self, path: str) -> None:
        origin = self.folder.origin(path)
        code = self.folder.manifest.code if self.folder.manifest else None
        table, problems = read_csv(self.folder.files[path], origin.file, code or "")
        self.problems += problems
        if table is None:
            self.lost_all = True
            return
        self._lose(table.lost)
        before = len(self.problems)
        header = Origin(origin.file, table.header_line)
        source = self.folder.source_of(path)
        for line, row in table.rows:
            try:
                values = self._fields(row, Origin(origin.file, line), source is not None)
            except MissingColumn as error:
                self._fail(missing_column(header, str(error.args[0]), table.headers))
                break
            if values is not None:
                self._sourced(values, source)
                self.add(values, _at(Origin(origin.file, line)), row)
        self.problems[before:] = in_no_row(self.problems[before:], table, header)
        self.problems += column_problems(self.section, table, header)

    def _fields(self, row: Row, origin: Origin, sourced: bool) -> dict[str, Any] | None:
        if self.section.row is None:
            return plain_row(self.section.record, row, {"source", "as_of"} if sourced else set())
        try:
            return self.section.row(row)
        except MissingColumn:
            raise
        except RowError as error:
            self.problems.append(_row_problem(error, origin))
        except Exception as error:
            # A row that a section did not foresee is bad content, not a reason to stop.
            why = f"{type(error).__name__}: {error}"
            self.problems.append(problem(origin, "row_failed", why=why))
        self._lose(row.values())
        return None

    def _sourced(self, values: dict[str, Any], source: FileSource | None) -> None:
        """A published file without 出典 and 時点 has them in pack.yaml."""
        fields = self.section.record.model_fields
        if source is None or "source" not in fields or values.get("source"):
            return
        values["source"] = source.source
        if "as_of" in fields and not values.get("as_of"):
            values["as_of"] = source.as_of

    def add(self, raw: Any, locate: Callable[[Loc], Origin], row: Row | None = None) -> None:
        """Validate one record and keep it, or say what is wrong with it."""
        value, problems = validate(self.section.record, raw, locate, row)
        self.problems += problems
        if value is None:
            self._lose(raw.values() if isinstance(raw, dict) else [raw])
            key = raw.get(self.section.key) if isinstance(raw, dict) else None
            self.lost_all |= row is None and not isinstance(key, (str, int))
            return
        key = getattr(value, self.section.key)
        origin = locate(())
        if (first := self.records.get(key)) is not None:
            values = {"key": self.section.key, "value": shown(key), "other": first.origin}
            self.problems.append(problem(origin, "duplicate_id", **values))
            return
        self.records[key] = Record(value, origin, self.folder.name, locate)

    def _lose(self, values: Iterable[Any]) -> None:
        """Remember the words of a lost record, so that no reference to it is blamed."""
        for value in values:
            if isinstance(value, dict):
                self._lose(value.values())
            elif isinstance(value, (str, int)) and len(str(value)) > 1:
                self.lost.add(str(value))


def _row_problem(error: RowError, origin: Origin) -> Problem:
    what, instead = both(error.what), both(error.instead)
    values = {"what": what.ja, "instead": instead.ja}
    values |= {"what_en": what.get("en"), "instead_en": instead.get("en")}
    return problem(origin, "row", column=error.column, **values)


def _at(origin: Origin) -> Callable[[Loc], Origin]:
    return lambda loc: origin


def plain_row(record: type[PackModel], row: Row, given: set[str]) -> dict[str, Any]:
    """The fields of a row whose headers are field names (or aliases); empty cells are left out.

    Columns named in `given` need not be there.
    """
    values: dict[str, Any] = {}
    for name, info in record.model_fields.items():
        header = info.alias or name
        if info.is_required() and name not in given and header not in row:
            raise MissingColumn(header)
        if cell := row.get(header):
            values[header] = cell
    return values


def merge_mapping(
    section: Section, readings: list[Reading], into: SectionData, *, whole: bool
) -> list[Problem]:
    """Merge the maps of a mapping section, the nearest key winning; what is wrong with them.

    Each file is looked at by itself too, for a nearer key must not hide a farther mistake; only
    what is missing in one file may come from another. Nothing is called missing where a file
    has faults or the stack is not `whole`, for it may be missing because of that.
    """
    raw: dict[str, Any] = {}
    places: dict[str | int, Callable[[Loc], Origin]] = {}
    problems: list[Problem] = []
    last: Callable[[Loc], Origin] = _at(Origin("", 1))
    for file, document in (one for reading in readings for one in reading.documents):
        last = locator(file, document.marks)
        _, found = validate(section.record, document.value, last)
        problems += [one for one in found if one.code != "missing"]
        raw |= document.value
        places |= dict.fromkeys(document.value, last)

    def locate(loc: Loc) -> Origin:
        return places.get(loc[0], last)(loc) if loc else last(loc)

    into.mapping, found = validate(section.record, raw, locate)
    into.where = {key: locate((key,)) for key in raw}
    into.lost_all |= into.mapping is None
    whole = whole and not problems and not any(one.lost_all for one in readings)
    return [*problems, *(one for one in found if whole or one.code != "missing")]

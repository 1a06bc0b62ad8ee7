"""A pydantic model over plain values; every error becomes a located, readable problem."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from hanamizuki.core.packs.fields import known_names, nearest
from hanamizuki.core.packs.messages import listed, plain, problem, shown
from hanamizuki.core.packs.schema import Origin, PackModel, Problem
from hanamizuki.core.packs.text import Localised

Loc = tuple[str | int, ...]
Locate = Callable[[Loc], Origin]

# pydantic error type → code of the phrase
_KINDS = {
    "missing": "missing",
    "string_type": "text",
    "string_pattern_mismatch": "pattern",
    "string_too_short": "blank",
    "string_too_long": "too_long",
    "literal_error": "choice",
    "enum": "choice",
    "too_short": "count",
    "too_long": "count",
    "dataclass_type": "localised",
    "model_type": "map",
    "model_attributes_type": "map",
    "dict_type": "map",
    "mapping_type": "map",
    "value_error": "rule",
    "assertion_error": "rule",
    "finite_number": "number",
    "int_from_float": "whole_number",
}
_FAMILIES = (
    ("int_", "whole_number"),
    ("float_", "number"),
    ("decimal_", "number"),
    ("bool_", "boolean"),
    ("datetime_", "moment"),
    ("date_", "date"),
    ("time_", "time"),
    ("list_", "list"),
    ("tuple_", "list"),
    ("set_", "list"),
    ("greater_than", "range"),
    ("less_than", "range"),
    ("multiple_of", "range"),
)


def validate(
    model: type[PackModel], raw: Any, locate: Locate, row: Mapping[str, str] | None = None
) -> tuple[PackModel | None, list[Problem]]:
    """The record, or None and what is wrong; `locate` finds the line of an error's place.

    `row` is the CSV row a record was made of, so that a message can name the column.
    """
    try:
        value = model.model_validate(raw)
    except ValidationError as error:
        errors = _without_consequences(model, error.errors(include_url=False))
        found = [_problem(model, details, locate, row) for details in errors]
        return None, list(dict.fromkeys(found))
    coerced = [
        problem(locate(loc), code, path=_path(loc), value=shown(given))
        for loc, given, code in _coerced(raw, value, ())
    ]
    return (None if coerced else value), coerced


def _without_consequences(model: type[PackModel], errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out that a key is missing where a misspelt one stands in its place."""
    meant = set()
    for one in errors:
        if _kind(one["type"]) == "extra":
            loc = one["loc"]
            meant.add((*loc[:-1], nearest(str(loc[-1]), known_names(model, loc[:-1]))))
    return [one for one in errors if one["type"] != "missing" or one["loc"] not in meant]


def _problem(
    model: type[PackModel], details: ErrorDetails, locate: Locate, row: Mapping[str, str] | None
) -> Problem:
    loc = tuple(details["loc"])
    code = _kind(details["type"])
    if code == "extra":
        return unknown_key(model, loc, locate(loc))
    context: dict[str, Any] = details.get("ctx") or {}
    given = details.get("input")
    if given is None or (isinstance(given, str) and not given.strip()):
        code = "blank"
    return problem(
        locate(loc),
        code,
        path=_column(given, row) or _path(loc) or model.__name__,
        value=shown(given if not isinstance(given, (dict, list)) else _sketch(given)),
        raw=plain(given) if isinstance(given, (int, float)) else "…",
        known=listed(known_names(model, loc)),
        limit=_limit(context),
        why=_why(details, context),
    )


def _column(given: Any, row: Mapping[str, str] | None) -> str | None:
    """The header of the one cell that holds the value given; None where that is not one cell."""
    if row is None or not isinstance(given, str) or not given:
        return None
    headers = [header for header, cell in row.items() if cell == given]
    return headers[0] if len(headers) == 1 else None


def unknown_key(model: type[BaseModel], loc: Loc, origin: Origin) -> Problem:
    """A key that the model does not have, with the one that may be meant."""
    known = known_names(model, loc[:-1])
    if near := nearest(str(loc[-1]), known):
        return problem(origin, "unknown_key_near", path=_path(loc), near=near)
    return problem(origin, "unknown_key", path=_path(loc), known=listed(known))


def _kind(error_type: str) -> str:
    if error_type in ("extra_forbidden", "unexpected_keyword_argument"):
        return "extra"
    if error_type in _KINDS:
        return _KINDS[error_type]
    for start, code in _FAMILIES:
        if error_type.startswith(start):
            return code
    return "other"


def _path(loc: Loc) -> str:
    """`lines[3].title.en`; entries are counted from 1, as people count."""
    path = ""
    for part in loc:
        if isinstance(part, int):
            path += f"[{part + 1}]"
        elif part.isidentifier() or not part.isascii() or ("[" not in part and "-" in part):
            path += f".{part}" if path else part
    return path


def _sketch(given: Any) -> str:
    if isinstance(given, list):
        return f"[{listed(map(_leaf, given), 3)}]"
    return "{" + listed(given, 3) + "}"


def _leaf(value: Any) -> str:
    return "…" if isinstance(value, (dict, list)) else str(value)


# Forms that are shown by an example rather than by their regular expression.
PATTERNS = {
    r"^[a-z][a-z0-9-]*$": "abc-1",
    r"^[a-z0-9][a-z0-9-]*$": "abc-1",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "abc-1",
    r"^[A-Z]{1,2}$": "A",
    r"^B?[1-9][0-9]?F$": "2F",
    r"^[0-9()+#*-]{3,24}$": "045-123-4567",
    r"^\d{3}-\d{4}$": "222-0032",
    r"^https?://\S+$": "https://…",
    r"^\S+@\S+$": "name@example.jp",
}
_COMPARE = {"ge": "≥ {}", "gt": "> {}", "le": "≤ {}", "lt": "< {}", "multiple_of": "÷ {}"}


def _limit(context: dict[str, Any]) -> str:
    for name, form in _COMPARE.items():
        if name in context:
            return form.format(context[name])
    if "expected" in context:
        return str(context["expected"]).replace(" or ", ", ").replace("'", "")
    if "pattern" in context:
        return PATTERNS.get(context["pattern"], context["pattern"])
    if "min_length" in context:
        return f"≥ {context['min_length']}"
    if "max_length" in context:
        return f"≤ {context['max_length']}"
    return ""


def _why(details: ErrorDetails, context: dict[str, Any]) -> str:
    return str(context["error"]) if "error" in context else details["msg"]


def _coerced(raw: Any, value: Any, loc: Loc) -> Iterator[tuple[Loc, Any, str]]:
    """Places where pydantic bent a value: true read as 1, a number read as a day."""
    if isinstance(raw, dict):
        for key, item in raw.items():
            yield from _coerced(item, _member(value, key), (*loc, key))
    elif isinstance(raw, list) and isinstance(value, (list, tuple)) and len(raw) == len(value):
        for index, item in enumerate(raw):
            yield from _coerced(item, value[index], (*loc, index))
    elif isinstance(raw, bool):
        if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            yield loc, raw, "number"
    elif isinstance(value, bool) and isinstance(raw, (int, float)):
        yield loc, raw, "boolean"
    elif isinstance(raw, (int, float)) or (isinstance(raw, str) and raw.strip().isdecimal()):
        for kind, code in ((datetime, "moment"), (date, "date"), (time, "time")):
            if isinstance(value, kind):
                yield loc, raw, code
                return


def _member(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return value.get(key)
    if isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            if key in (name, info.alias):
                return getattr(value, name)
    return getattr(value, key, None) if isinstance(value, Localised) else None

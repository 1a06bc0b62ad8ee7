"""What every kind of record that people edit has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hanamizuki.core.text.clean import MESSAGES, problems
from hanamizuki.core.text.localised import localise
from hanamizuki.policy.models import Line, Policy

Fields = dict[str, Any]
LANGUAGES = ("ja", "easy", "en")


@dataclass(frozen=True)
class Place:
    """Where a record belongs: its policy, its line where it has one, the section that answers."""

    policy: Policy
    line: Line | None
    section: str


@dataclass(frozen=True)
class Record:
    """A stored record as people edit it: JSON fields, and the version they change."""

    fields: Fields
    version: int


class AskBack(ValidationError):
    """Possible, but unlikely: ask whether it is meant. `suggestion` is what may be meant."""

    def __init__(self, message: Any, suggestion: str = "") -> None:
        super().__init__(message, code="ask")
        self.suggestion = suggestion


class RecordKind(ABC):
    """One kind of record. `approval`: in a public policy somebody else approves each change.

    `action` is what somebody must be allowed to do in the record's section.
    """

    name: ClassVar[str]
    approval: ClassVar[bool] = False
    action: ClassVar[str] = "policy.edit"

    @abstractmethod
    def place(self, key: str) -> Place:
        """Where the record of that key is, or would be. ObjectDoesNotExist where it cannot be."""

    @abstractmethod
    def read(self, key: str) -> Record | None:
        """The stored record, or None."""

    @abstractmethod
    def clean(self, place: Place, key: str, fields: Mapping[str, Any], confirmed: bool) -> Fields:
        """The fields as they will be stored; ValidationError by field, AskBack unless confirmed."""

    @abstractmethod
    def write(self, place: Place, key: str, fields: Fields, moment: datetime) -> None:
        """Store the record (inside the caller's transaction)."""

    def subject(self, place: Place, key: str) -> str:
        """How the record stands in the audit trail: by its line where it has one."""
        if place.line is None:
            return f"policy.{self.name}:{key}"
        return line_subject(place.line)


def line_of(key: str) -> Line:
    """The line whose id begins a key such as `12/mid`. Line.DoesNotExist where there is none."""
    number = key.partition("/")[0]
    if not number.isdecimal():
        raise Line.DoesNotExist(key)
    return Line.objects.select_related("policy").get(pk=int(number))


def place_of(line: Line) -> Place:
    """The place of what belongs to a line."""
    return Place(line.policy, line, line.section)


def line_subject(line: Line) -> str:
    """How a line stands in the audit trail: by year and text, since a year may have several."""
    return f"policy.line:{line.policy.fiscal_year}.{line.policy_id}/{line.code}"


class Cleaner:
    """Takes fields one by one, keeps what is wrong by field, and raises it all at the end."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given
        self.fields: Fields = {}
        self.wrong: dict[str, list[str]] = {}

    def fail(self, name: str, message: str) -> None:
        """Note that a field is wrong."""
        self.wrong.setdefault(name, []).append(message)

    def text(self, name: str, longest: int, *, required: bool = False) -> str:
        """A plain text, stripped."""
        value = self._given.get(name) or ""
        self.fields[name] = self._clean(name, value, longest, required)
        return str(self.fields[name])

    def texts(self, name: str, longest: int, *, required: bool = False) -> dict[str, str] | None:
        """A map {ja, easy, en}; None where all are empty. Japanese is needed where any is given."""
        value = self._given.get(name) or {}
        if isinstance(value, str):
            value = {"ja": value}
        texts = {one: self._clean(name, value.get(one) or "", longest, False) for one in LANGUAGES}
        found = {one: text for one, text in texts.items() if text}
        if not found.get("ja") and (required or found):
            self.fail(name, _("日本語で書いてください。"))
        self.fields[name] = found or None
        return found or None

    def _clean(self, name: str, value: Any, longest: int, required: bool) -> str:
        if not isinstance(value, str):
            self.fail(name, _("文字で書いてください。"))
            return ""
        text = value.strip().replace("\r\n", "\n")
        for found in problems(text, longest):
            self.fail(name, localise(MESSAGES[found]))
        if required and not text:
            self.fail(name, _("書いてください。"))
        return text

    def choice(self, name: str, choices: Any, *, required: bool = True) -> str:
        """One of the choices, or "" where that is allowed."""
        value = self._given.get(name) or ""
        if value not in choices and (required or value):
            self.fail(name, _("一つえらんでください。"))
        self.fields[name] = value
        return str(value)

    def day(self, name: str, *, required: bool = False) -> date | None:
        """A day, kept as YYYY-MM-DD."""
        value = self._given.get(name)
        if isinstance(value, date):
            value = value.isoformat()
        self.fields[name] = value or None
        if not value:
            if required:
                self.fail(name, _("日を書いてください。"))
            return None
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self.fail(name, _("2026-03-31 のような日を書いてください。"))
            return None

    def number(self, name: str, *, required: bool = False) -> Decimal | None:
        """A decimal number, kept as text."""
        value = self._given.get(name)
        self.fields[name] = None
        if value is None or value == "":
            if required:
                self.fail(name, _("数を書いてください。"))
            return None
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or abs(number) >= 10**16 or number != round(number, 4):
            self.fail(name, _("数を書いてください（小数は4けたまで）。"))
            return None
        self.fields[name] = plain(number)
        return number

    def whole(self, name: str) -> int | None:
        """A whole number from 0 up, or None where it is empty."""
        value = self._given.get(name)
        self.fields[name] = None
        if value is None or value == "":
            return None
        text = str(value).replace(",", "").strip()
        if not text.isdecimal() or len(text) > 15:
            self.fail(name, _("0以上の整数を書いてください。"))
            return None
        self.fields[name] = int(text)
        return int(text)

    def done(self) -> Fields:
        """The fields. Raises ValidationError with everything that is wrong, by field."""
        if self.wrong:
            raise ValidationError(dict(self.wrong))
        return self.fields


def plain(number: Decimal) -> str:
    """A decimal as people write it: 12.5, 120, never 1.2E+2 or 12.5000."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text

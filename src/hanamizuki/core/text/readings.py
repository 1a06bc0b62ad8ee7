"""How words are read: the dictionary, corrected by the pack's table of readings."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.db import DatabaseError

from hanamizuki.core.text.models import Reading, ReadingsStamp
from hanamizuki.core.text.morphology import Word, words

# Another process may have loaded a pack: how old this one's table may get, in seconds.
_RECHECK = 5.0
_LONG_NAME = re.compile(r"[\u3400-\u9fff]{3,}")


@dataclass(frozen=True, eq=False)
class Readings:
    """Readings by written form. `digest` names the state of the table; equal means identical."""

    digest: str
    table: Mapping[str, str]
    pattern: re.Pattern[str] | None

    @classmethod
    def of(cls, table: Mapping[str, str], digest: str = "") -> Readings:
        """A table ready for use; longer forms win over shorter ones."""
        forms = sorted(table, key=len, reverse=True)
        pattern = re.compile("|".join(map(re.escape, forms))) if forms else None
        return cls(digest, dict(table), pattern)


@dataclass
class _Held:
    readings: Readings | None = None
    checked: float = 0.0


_held = _Held()


def current() -> Readings:
    """The readings in force; the database is asked at most once in a few seconds."""
    if _held.readings is not None and time.monotonic() - _held.checked < _RECHECK:
        return _held.readings
    try:
        digest = ReadingsStamp.objects.values_list("digest", flat=True).first() or ""
        if _held.readings is None or _held.readings.digest != digest:
            _held.readings = Readings.of(
                dict(Reading.objects.values_list("surface", "reading")), digest
            )
    except DatabaseError:  # not migrated yet: the dictionary alone
        return _held.readings or Readings.of({})
    _held.checked = time.monotonic()
    return _held.readings


def forget() -> None:
    """Ask the database again at the next use."""
    _held.readings = None


def read(
    text: str,
    *,
    whole: bool = False,
    readings: Readings | None = None,
    found: list[Word] | None = None,
) -> Iterator[Word]:
    """The words of a text (`morphology.words`), each form of the table as one word of its reading.

    A form counts where it begins and ends with a word, or where it is three kanji or longer.
    `found` are the words of the text where the caller has them already.
    """
    table = current() if readings is None else readings
    cut = list(words(text, whole=whole)) if found is None else found
    if table.pattern is None or not table.pattern.search(text):
        yield from cut
        return
    borders = {word.begin for word in (words(text) if whole else cut)} | {len(text)}
    rest = _Rest(cut, text, whole)
    for match in table.pattern.finditer(text):
        form = match.group()
        whole_words = match.start() in borders and match.end() in borders
        if not whole_words and not _LONG_NAME.fullmatch(form):
            continue
        yield from rest.until(match.start())
        yield Word(form, form, table.table[form], "名詞", "固有名詞", match.start())
        rest.skip(match.end())
    yield from rest.until(len(text))


class _Rest:
    """The words not yet given, cut anew where a form of the table has split one."""

    def __init__(self, cut: list[Word], text: str, whole: bool) -> None:
        self.cut, self.text, self.whole = cut, text, whole
        self.next, self.position = 0, 0

    def skip(self, position: int) -> None:
        """Leave out everything before `position`."""
        while self.next < len(self.cut) and self.cut[self.next].begin < position:
            self.next += 1
        self.position = position

    def until(self, end: int) -> Iterator[Word]:
        """The words from the position up to `end`."""
        begin, first = self.position, self.next
        self.skip(end)
        inside = self.cut[first : self.next]
        if begin >= end:
            return
        if inside and inside[0].begin == begin and inside[-1].end == end:
            yield from inside
        else:
            for word in words(self.text[begin:end], whole=self.whole):
                yield replace(word, begin=word.begin + begin)

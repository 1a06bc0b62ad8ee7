"""A text cut into search keys of four kinds, the same for index and query.

words: Sudachi normalised content words; grams: pairs of characters; sounds: readings in hiragana
from every content word on; roman: the same in Latin letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from hanamizuki.core.search.keys import (
    KANA,
    LATIN,
    is_kana,
    kana,
    large,
    plain,
    roman,
    romanise,
    word_key,
)
from hanamizuki.core.text.morphology import Word, words
from hanamizuki.core.text.readings import read

SOUND_LENGTH = 24
BODY_SOUND_LENGTH = 10


class Cut:
    """The keys of one text; each kind is made when it is first asked for."""

    def __init__(self, text: str, sound_length: int = SOUND_LENGTH) -> None:
        self.folded = plain(text)
        self.sound_length = sound_length

    @cached_property
    def by_dictionary(self) -> list[Word]:
        """The words as the dictionary cuts them."""
        return list(words(self.folded))

    @cached_property
    def with_names(self) -> list[Word]:
        """The words with the pack's names as one word each."""
        return list(read(self.folded, found=self.by_dictionary))

    @cached_property
    def words(self) -> list[str]:
        """The word keys, in order."""
        return [key for word in self.by_dictionary if (key := word_key(word))]

    @cached_property
    def grams(self) -> list[str]:
        """Pairs of characters, chunk by spaced chunk; the last of a chunk stands alone.

        Every character begins a key, so that a single character can be looked up by prefix.
        """
        chunks = kana(self.folded).split()
        return [chunk[i : i + 2] for chunk in chunks for i in range(len(chunk))]

    @cached_property
    def starts(self) -> list[str]:
        """Readings in hiragana from every content word on, to the next break or the length given.

        Read twice: as the dictionary cuts the text, and with the pack's names.
        """
        found = self._starts(self.by_dictionary)
        if self.with_names != self.by_dictionary:
            known = set(found)
            found += [start for start in self._starts(self.with_names) if start not in known]
        return found

    def _starts(self, text: Iterable[Word]) -> list[str]:
        found = []
        for run in _runs(text):
            sound = "".join(reading for reading, _ in run)
            position = 0
            for i, (reading, content) in enumerate(run):
                if content or i == 0:
                    found.append(sound[position : position + self.sound_length])
                position += len(reading)
        return found

    @cached_property
    def sounds(self) -> list[str]:
        """`starts` as they are looked up."""
        return [large(start) for start in self.starts]

    @cached_property
    def roman(self) -> list[str]:
        """`starts` in Latin letters, and the text's own Latin words."""
        own = [roman(word) for word in LATIN.findall(self.folded)]
        return [*own, *(romanise(start) for start in self.starts)]

    @cached_property
    def reading(self) -> str:
        """The whole text in hiragana, "" when a part of it cannot be read."""
        joined = "".join(kana(word.reading) for word in self.with_names if word.pos != "空白")
        return joined if is_kana(joined) else ""


def _runs(text: Iterable[Word]) -> Iterator[list[tuple[str, bool]]]:
    """Readings, and whether they are of content words, without a break: spaces break, and
    words that cannot be read."""
    run: list[tuple[str, bool]] = []
    for word in text:
        sound = kana(word.reading)
        if word.pos not in {"空白", "補助記号"} and KANA.fullmatch(sound):
            run.append((sound, bool(word_key(word))))
        elif run:
            yield run
            run = []
    if run:
        yield run

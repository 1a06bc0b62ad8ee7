"""Why a document was found, in words a page can show: 「『よぼうたいそう』→ 予防体操」."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from hanamizuki.core.search import keys
from hanamizuki.core.search.models import Document
from hanamizuki.core.search.plan import Plan
from hanamizuki.core.text.morphology import Word, words
from hanamizuki.core.text.readings import read

How = Literal["word", "synonym", "reading", "romaji", "text"]


@dataclass(frozen=True)
class Why:
    """What was typed, what it led to in the document, and how.

    `how`: the same "word" (also another spelling), a "synonym", the "reading" in kana, the
    "romaji", or somewhere in the "text" (then `found` is what was typed).
    """

    how: How
    typed: str
    found: str

    def __str__(self) -> str:
        """「よぼうたいそう」→ 予防体操; just the word where both are the same."""
        return self.found if self.typed == self.found else f"「{self.typed}」→ {self.found}"


def reasons(wanted: Plan, document: Document) -> tuple[Why, ...]:
    """The reasons for a hit, out of its first name that has any, at most three; never empty."""
    names = [*document.title.values(), *document.keywords.split("\n"), *document.summary.values()]
    by_ear = wanted.roman or keys.is_kana(keys.kana(wanted.text).replace(" ", ""))
    order = (_by_sound, _by_word, _by_synonym) if by_ear else (_by_word, _by_synonym, _by_sound)
    for kind in order:
        for name in filter(None, names):
            found = tuple(dict.fromkeys(kind(wanted, name)))
            if found:
                return found[:3]
    return (Why("text", wanted.text, wanted.text),)


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[Word, ...]:
    return tuple(words(name))


def _by_word(wanted: Plan, name: str) -> Iterator[Why]:
    if keys.kana(wanted.text) in keys.kana(keys.plain(name)):
        yield Why("word", wanted.text, wanted.text)
        return
    typed = {keys.word_key(word): word.surface for word in _words(wanted.text)}
    typed.pop("", None)
    run: list[tuple[str, str]] = []
    for word in (*_words(name), None):
        key = keys.word_key(word) if word else ""
        if word and key in typed:
            run.append((typed[key], word.surface.strip("-_ ")))
        elif run:
            yield Why("word", "".join(t for t, _ in run), "".join(f for _, f in run))
            run = []


def _by_synonym(wanted: Plan, name: str) -> Iterator[Why]:
    folded = keys.kana(keys.plain(name))
    for typed, others in wanted.synonyms:
        for term in others:
            if keys.kana(keys.plain(term)) in folded:
                yield Why("synonym", typed, term)


def _by_sound(wanted: Plan, name: str) -> Iterator[Why]:
    how: How = "romaji" if wanted.roman else "reading"
    sought = wanted.roman or keys.large(wanted.sound)
    for cut in (_words(name), tuple(read(name, found=list(_words(name))))):
        for begin in range(len(cut)):
            span = _sounding(cut[begin:], sought, romaji=bool(wanted.roman))
            if span:
                yield Why(how, wanted.text, span.strip("-_ "))


def _sounding(run: Sequence[Word], sought: str, *, romaji: bool) -> str:
    """The words at the beginning that sound as sought, "" when they do not."""
    sound, span = "", ""
    for word in run:
        sound += keys.kana(word.reading)
        span += word.surface
        heard = keys.romanise(sound) if romaji else keys.large(sound)
        if sought and heard.startswith(sought):
            return span
        if not sought.startswith(heard):
            return ""
    return ""

"""From what somebody typed to the lists that are looked up and merged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from hanamizuki.core.search import keys
from hanamizuki.core.search.cut import SOUND_LENGTH, Cut
from hanamizuki.core.search.expressions import Expression, Term, all_of, any_of, phrase
from hanamizuki.core.search.synonyms import Found, look_up
from hanamizuki.core.text.morphology import Word

LONGEST_QUERY = 120  # folded characters; what follows is not looked up
MOST_WORDS = 8
FEW_WORDS = 5  # of more, synonyms need no list without them: hardly a page has all
LONGEST_CHUNK = 24  # characters of one run


@dataclass(frozen=True)
class Step:
    """One ranked list: what to look up and how much its ranks count."""

    wanted: Expression
    weight: float


@dataclass(frozen=True)
class Plan:
    """The lists of a query, and those to fall back on when they find nothing."""

    text: str
    steps: list[Step] = field(default_factory=list)
    fallback: list[Step] = field(default_factory=list)
    synonyms: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    sound: str = ""
    roman: str = ""


def plan(query: str) -> Plan:
    """The plan for a query; without steps when there is nothing in it to look up."""
    text = keys.plain(query[: 8 * LONGEST_QUERY])[:LONGEST_QUERY].strip()
    if not text:
        return Plan("")
    cut = Cut(text)
    words = cut.by_dictionary
    found = look_up([keys.plain(word.surface) for word in words])
    joined = keys.kana(text).replace(" ", "")
    typed_kana = keys.is_kana(joined)
    sound = joined if typed_kana else cut.reading
    letters = keys.roman(joined) if keys.is_latin(joined) else ""
    by_word = list(_word_steps(words, found, heard=typed_kana))
    by_shape = list(_shape_steps(text, joined, typed_kana, sound, letters))
    # A run of hiragana is often cut into the wrong words; then its sound is the better guide.
    doubtful = typed_kana and len(joined) > 2 and not _covers(words) and not found
    return Plan(
        text,
        by_shape if doubtful else by_word + by_shape,
        by_word if doubtful else [],
        list({_written(words, one): one.others for one in found}.items()),
        sound,
        letters,
    )


def _covers(words: list[Word]) -> bool:
    return all(keys.word_key(word) or word.pos == "空白" for word in words) and len(words) < 3


def _written(words: list[Word], one: Found) -> str:
    return "".join(word.surface for word in words[one.begin : one.end]).strip()


def _word_steps(words: list[Word], found: list[Found], *, heard: bool) -> Iterator[Step]:
    """All words (or their synonyms) at once, then any of them.

    `heard`: typed in kana alone; a term known by its sound then stands for the words it was cut to.
    """
    replaced = {i: one for one in found for i in range(one.begin, one.end)}
    units: list[Expression] = []
    plain_units: list[Expression] = []
    for i, word in enumerate(words):
        one = replaced.get(i)
        if one is not None and one.begin != i:
            continue
        span = words[one.begin : one.end] if one else [word]
        own = [] if one and heard else [unit for w in span for unit in _unit(w)]
        plain_units += own
        others = [e for term in (one.others if one else ()) for e in _term(term)]
        unit = any_of([e for e in (all_of(own), *others) if e is not None])
        if unit is not None:
            units.append(unit)
    units = list(dict.fromkeys(units))[:MOST_WORDS]
    strict, loose = all_of(units), any_of(units)
    if strict is not None and loose is not None:
        yield Step(strict, 3.0)
        exact = all_of(list(dict.fromkeys(plain_units))[:MOST_WORDS])
        if exact is not None and exact != strict and len(units) <= FEW_WORDS:
            yield Step(exact, 2.0)
        if loose != strict:
            yield Step(loose, 1.0)


def _unit(word: Word) -> Iterator[Expression]:
    """A word of the query; Latin ones also as the beginning of a romanised reading."""
    key = keys.word_key(word)
    if not key:
        return
    if keys.is_latin(key) and not key.isdigit():
        sound = Term("roman", keys.roman(keys.plain(word.surface)), prefix=len(key) > 1)
        yield any_of([Term("words", key), sound]) or sound
    else:
        yield Term("words", key)


def _term(term: str) -> Iterator[Expression]:
    """A synonym: its words one after the other."""
    found = _term_words(term)
    if found:
        yield phrase("words", list(found))


@lru_cache(maxsize=8192)
def _term_words(term: str) -> tuple[str, ...]:
    return tuple(Cut(term).words)


def _shape_steps(
    text: str, joined: str, typed_kana: bool, sound: str, letters: str
) -> Iterator[Step]:
    """The same characters, the same sound, the same letters."""
    if letters:
        if len(letters) > 1 and not letters.isdigit():
            yield Step(Term("roman", letters, prefix=True), 3.0)
        elif letters.isdigit():
            yield Step(Term("words", letters), 1.0)
        return
    chunks = [_shape(chunk) for chunk in keys.kana(text).split()]
    shapes = all_of(chunks)
    if shapes is not None:
        yield Step(shapes, 3.0)
    if typed_kana and len(joined) > 1:
        yield Step(Term("sounds", keys.large(joined)[:SOUND_LENGTH], prefix=True), 4.0)
    elif len(sound) > 2 and len(sound) > len(joined):
        yield Step(Term("sounds", keys.large(sound)[:SOUND_LENGTH], prefix=True), 1.0)


def _shape(chunk: str) -> Expression:
    """One spaced chunk of the query as a run of characters."""
    if len(chunk) == 1:
        return Term("grams", chunk, prefix=True)
    seen = chunk[:LONGEST_CHUNK]
    return phrase("grams", [seen[i : i + 2] for i in range(len(seen) - 1)])

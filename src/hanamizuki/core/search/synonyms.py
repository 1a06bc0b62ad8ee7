"""Everyday words and office words for the same thing, as the pack has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hanamizuki.core.search.cut import Cut
from hanamizuki.core.search.keys import english, kana, plain
from hanamizuki.core.search.models import SynonymTerm

LONGEST = 5  # words in a term, as far as a query is looked through


@dataclass(frozen=True)
class Found:
    """A term found in the query: words [begin, end) of it, and what else it may be called."""

    begin: int
    end: int
    others: tuple[str, ...]


def term_keys(term: str) -> set[str]:
    """The ways a term may be typed: folded, without spaces, and in hiragana (three and up)."""
    folded = plain(term)
    if folded.isascii():
        return {" ".join(english(word) for word in folded.split())} - {""}
    sound = Cut(term).reading
    keys = {kana(folded).replace(" ", ""), sound if len(sound) >= 3 else ""}
    return keys - {""}


def look_up(surfaces: Sequence[str]) -> list[Found]:
    """The synonyms of the words of a query, the longest terms first, none overlapping.

    `surfaces` are the query's words as written, folded; one database query.
    """
    spans = {
        (begin, end): span_key(surfaces[begin:end])
        for begin in range(len(surfaces))
        for end in range(begin + 1, min(begin + LONGEST, len(surfaces)) + 1)
    }
    groups = _groups(set(spans.values()) - {""})
    taken: set[int] = set()
    found = []
    for (begin, end), key in sorted(spans.items(), key=lambda s: s[0][0] - s[0][1]):
        if key in groups and taken.isdisjoint(range(begin, end)):
            taken.update(range(begin, end))
            found.append(Found(begin, end, groups[key]))
    return found


def span_key(surfaces: Iterable[str]) -> str:
    """The key of neighbouring words: Latin words spaced and singular, Japanese run together."""
    words = [word for word in surfaces if word.strip()]
    if all(word.isascii() for word in words):
        return " ".join(english(word) for word in words)
    return kana("".join(words))


def _groups(keys: set[str]) -> Mapping[str, tuple[str, ...]]:
    """For each key the terms of its groups, in the pack's order."""
    hits = SynonymTerm.objects.filter(key__in=keys).values_list("key", "group")
    by_key: dict[str, list[str]] = {}
    for key, group in hits.order_by("pk"):
        by_key.setdefault(key, []).append(group)
    wanted = {group for groups in by_key.values() for group in groups}
    terms: dict[str, list[str]] = {}
    if wanted:
        rows = SynonymTerm.objects.filter(group__in=wanted).order_by("pk")
        for group, term in rows.values_list("group", "term"):
            terms.setdefault(group, []).append(term)
    return {
        key: tuple(dict.fromkeys(term for group in groups for term in terms[group]))
        for key, groups in by_key.items()
    }

"""Full text on PostgreSQL: a tsvector column with positions and weights, made here key by key.

No text search configuration, parser, locale or extension has a say in it: kinds are told apart by
the first letter of a lexeme (w, g, s, r), fields by weight (A, B, D).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import log

from django.db import connection, transaction

from hanamizuki.core.search.analysis import ENOUGH, FIELDS, KINDS, NAMES, Keys
from hanamizuki.core.search.expressions import All, Any, Expression, Phrase, Term

_LETTERS = {kind: kind[0] for kind in KINDS}
_WEIGHTS = {"title": "A", "more": "B", "body": "D"}
# ts_rank's order is D, C, B, A.
_RANKING = "{0.12, 0.2, 0.4, 1.0}"
# Of more documents than these, those indexed first are ranked: a word in every page has no best
# page, and ranking them all would make everybody wait.
NAMES_AT_MOST = 1000
BODIES_AT_MOST = 200
_MOST_PARTS = 5
_LAST_POSITION = 16383  # what a tsvector can hold
_ALL = ""  # the row of search_lexeme that counts all documents
_LOCK = 0x68616E61  # "hana"


class Postgres:
    """The columns `names` and `vector`, and how many documents hold each word."""

    def lock(self) -> None:
        """Let one rebuild at a time go on, until the transaction ends."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])

    def write(self, rows: Iterable[tuple[int, Keys]]) -> None:
        """Store the keys of documents, by primary key."""
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE search_document SET names = %s::tsvector, vector = %s::tsvector "
                "WHERE id = %s",
                [(vector(keys, NAMES), vector(keys), pk) for pk, keys in rows],
            )

    def tidy(self) -> None:
        """Count anew how many documents hold each word (PostgreSQL keeps no such figure)."""
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_document")
            cursor.execute("DELETE FROM search_lexeme")
            cursor.execute(
                "INSERT INTO search_lexeme SELECT word, ndoc FROM ts_stat("
                "'SELECT vector FROM search_document WHERE vector IS NOT NULL') "
                "WHERE word LIKE 'w%'"
            )
            cursor.execute(
                "INSERT INTO search_lexeme SELECT %s, count(*) FROM search_document", [_ALL]
            )

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Around the lists of one query: by the index, whatever the planner thinks.

        It takes the reading of a row to cost nothing, but the vectors of a row are kept apart from
        it, so that looking through all rows takes several times as long.
        """
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            yield
            cursor.execute("SET LOCAL enable_seqscan = DEFAULT")

    def ranked(self, wanted: Expression, kinds: Sequence[str] | None, limit: int) -> list[int]:
        """Primary keys of the documents that match, best first: by their names, then at all."""
        best = self._ranked("names", wanted, self._weighed(wanted), kinds, limit, NAMES_AT_MOST)
        if len(best) < min(limit, ENOUGH):
            known = set(best)
            more = self._ranked(
                "vector", wanted, [(1.0, wanted)], kinds, limit + len(best), BODIES_AT_MOST
            )
            best += [pk for pk in more if pk not in known]
        return best[:limit]

    def _ranked(
        self,
        column: str,
        wanted: Expression,
        weighed: Sequence[tuple[float, Expression]],
        kinds: Sequence[str] | None,
        limit: int,
        at_most: int,
    ) -> list[int]:
        where, values = f"{column} @@ %s::tsquery", [render(wanted)]
        chosen = []
        if kinds is not None:
            where += " AND kind = ANY(%s)"
            chosen = [list(kinds)]
        # How often and where counts for the rarest part; the others just have to be there.
        rank = f"%s * (1 + ts_rank('{_RANKING}', v, %s::tsquery, 1)) * (v @@ %s::tsquery)::int"
        there = " + %s * (v @@ %s::tsquery)::int" * (len(weighed) - 1)
        (weight, rarest), *others = weighed
        parts: list[str | float] = [weight, render(rarest), render(rarest)]
        parts += [value for weight, part in others for value in (weight, render(part))]
        # "|| ''" unpacks a vector once; otherwise every ts_rank would do so again.
        sql = (
            f"SELECT id FROM (SELECT id, {column} || ''::tsvector AS v FROM search_document "  # noqa: S608
            f"WHERE {where} LIMIT {at_most}) found ORDER BY {rank}{there} DESC, id LIMIT %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*values, *chosen, *parts, limit])
            return [row[0] for row in cursor.fetchall()]

    def _weighed(self, wanted: Expression) -> list[tuple[float, Expression]]:
        """The rarest alternatives of a query, each with its inverse document frequency."""
        if not isinstance(wanted, Any):
            return [(1.0, wanted)]
        words = {part: _first_word(part) for part in wanted.parts}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT word, documents FROM search_lexeme WHERE word = ANY(%s)",
                [[*words.values(), _ALL]],
            )
            counts = dict(cursor.fetchall())
        weights = {
            part: log(1 + counts.get(_ALL, 1) / (1 + counts.get(word, 0)))
            for part, word in words.items()
        }
        rarest = sorted(words, key=lambda part: -weights[part])[:_MOST_PARTS]
        return [(weights[part], part) for part in rarest]

    def size(self) -> int:
        """Bytes of the vectors and their GIN indexes."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(sum(pg_column_size(names) + pg_column_size(vector)), 0) "
                "FROM search_document"
            )
            vectors = cursor.fetchone()[0]
            cursor.execute(
                "SELECT pg_relation_size('search_document_names') "
                "+ pg_relation_size('search_document_vector')"
            )
            return int(vectors + cursor.fetchone()[0])


def vector(keys: Keys, fields: Sequence[str] = FIELDS) -> str:
    """The keys of some fields as a tsvector literal: lexeme, positions, weights."""
    places: dict[str, list[str]] = {}
    for kind in KINDS:
        position = 0
        for field in fields:
            for key in keys.by_kind[kind][field]:
                position = min(position + 1, _LAST_POSITION)
                places.setdefault(_LETTERS[kind] + key, []).append(f"{position}{_WEIGHTS[field]}")
            position += 5  # no phrase runs from one field into the next
    # A lexeme holds 255 positions at most.
    return " ".join(f"{_quoted(key)}:{','.join(at[:255])}" for key, at in places.items())


def render(wanted: Expression) -> str:
    """A tsquery literal."""
    match wanted:
        case Term(_, _, prefix):
            return _quoted(_lexeme(wanted)) + (":*" if prefix else "")
        case Phrase(kind, texts):
            return "(" + " <-> ".join(_quoted(_LETTERS[kind] + text) for text in texts) + ")"
        case All(parts):
            return "(" + " & ".join(map(render, parts)) + ")"
        case Any(parts):
            return "(" + " | ".join(map(render, parts)) + ")"


def _first_word(part: Expression) -> str:
    """The first word of a part: the query's own, before its synonyms."""
    while not isinstance(part, Term):
        part = Term(part.kind, part.texts[0]) if isinstance(part, Phrase) else part.parts[0]
    return _lexeme(part)


def _lexeme(term: Term) -> str:
    return _LETTERS[term.kind] + term.text


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"

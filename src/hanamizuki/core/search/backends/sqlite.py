"""Full text on SQLite: one FTS5 table over space-joined keys, ranked by BM25."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext

from django.db import connection

from hanamizuki.core.search.analysis import ENOUGH, FIELDS, KINDS, NAMES, Keys
from hanamizuki.core.search.expressions import All, Any, Expression, Phrase, Term

COLUMNS = tuple(f"{kind}_{field}" for kind in KINDS for field in FIELDS)
# Of more documents than this, those indexed first are ranked: a word in every page has no best
# page, and ranking them all would make everybody wait.
RANKED_AT_MOST = 1000
# Title, keywords and summary, body. FTS5 takes one weight a column.
_WEIGHTS = ", ".join(["8.0, 3.0, 1.0"] * len(KINDS))


class Sqlite:
    """The FTS5 table `search_fts`, whose rowid is the document's primary key."""

    def lock(self) -> None:
        """Nothing to do: a writing transaction on SQLite is alone (IMMEDIATE)."""

    def write(self, rows: Iterable[tuple[int, Keys]]) -> None:
        """Store the keys of documents, by primary key."""
        marks = ", ".join(["%s"] * (len(COLUMNS) + 1))
        sql = f"INSERT OR REPLACE INTO search_fts (rowid, {', '.join(COLUMNS)}) VALUES ({marks})"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.executemany(sql, [(pk, *keys.columns()) for pk, keys in rows])

    def tidy(self) -> None:
        """Drop rows without a document; merge the index into one segment for fast reading."""
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM search_fts WHERE rowid NOT IN (SELECT id FROM search_document)"
            )
            cursor.execute("INSERT INTO search_fts (search_fts) VALUES ('optimize')")

    def reading(self) -> AbstractContextManager[None]:
        """Around the lists of one query: nothing to do."""
        return nullcontext()

    def ranked(self, wanted: Expression, kinds: Sequence[str] | None, limit: int) -> list[int]:
        """Primary keys of the documents that match, best first: by their names, then at all."""
        best = self._ranked(render(wanted, NAMES), kinds, limit)
        if len(best) < min(limit, ENOUGH):
            known = set(best)
            best += [
                pk
                for pk in self._ranked(render(wanted), kinds, limit + len(best))
                if pk not in known
            ]
        return best[:limit]

    def _ranked(self, match: str, kinds: Sequence[str] | None, limit: int) -> list[int]:
        inner = (
            f"SELECT d.id AS pk, bm25(search_fts, {_WEIGHTS}) AS score FROM search_fts "  # noqa: S608
            "JOIN search_document d ON d.id = search_fts.rowid WHERE search_fts MATCH %s"
        )
        values: list[str | int] = [match]
        if kinds is not None:
            inner += f" AND d.kind IN ({', '.join(['%s'] * len(kinds))})"
            values += kinds
        sql = f"SELECT pk FROM ({inner} LIMIT {RANKED_AT_MOST}) ORDER BY score, pk LIMIT %s"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, [*values, limit])
            return [row[0] for row in cursor.fetchall()]

    def size(self) -> int:
        """Bytes of the FTS5 table's pages and content."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(sum(length(block)), 0) FROM search_fts_data")
            index = cursor.fetchone()[0]
            lengths = " + ".join(f"length(CAST(c{i} AS BLOB))" for i in range(len(COLUMNS)))
            cursor.execute(f"SELECT coalesce(sum({lengths}), 0) FROM search_fts_content")  # noqa: S608
            return int(index + cursor.fetchone()[0])


def render(wanted: Expression, fields: Sequence[str] = FIELDS) -> str:
    """An FTS5 query over some fields. Keys hold letters and digits only; quotes are doubled."""
    match wanted:
        case Term(kind, text, prefix):
            return f"{_columns(kind, fields)} : {_quoted(text)}{' *' if prefix else ''}"
        case Phrase(kind, texts):
            return f"{_columns(kind, fields)} : {_quoted(' '.join(texts))}"
        case All(parts):
            return "(" + " AND ".join(render(part, fields) for part in parts) + ")"
        case Any(parts):
            return "(" + " OR ".join(render(part, fields) for part in parts) + ")"


def _columns(kind: str, fields: Sequence[str]) -> str:
    return "{" + " ".join(f"{kind}_{field}" for field in fields) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'

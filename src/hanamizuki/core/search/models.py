"""The index as stored: one row a document, and the synonyms.

The words themselves lie in an FTS5 table (SQLite) or a tsvector column (PostgreSQL), which the
migrations make for the database at hand.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Document(models.Model):
    """One entry as it was indexed; `digest` tells whether it has changed since."""

    ref = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40, db_index=True)
    url = models.CharField(max_length=500)
    title = models.JSONField()
    summary = models.JSONField(default=dict)
    keywords = models.TextField(blank=True)
    weight = models.FloatField(default=1.0)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(weight__gt=0), name="search_weight_positive")
        ]

    def __str__(self) -> str:
        return self.ref


class SynonymTerm(models.Model):
    """One way to write one term of a group; `key` is its folded form, `term` as people write it."""

    group = models.CharField(max_length=80, db_index=True)
    key = models.CharField(max_length=120, db_index=True)
    term = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "key", "term"], name="search_synonym_once")
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.term}"

"""The chain of entries and its head. Written by `services` only; the database refuses the rest.

Both models are unmanaged once their tables stand: neither `flush` nor a later migration may
empty or remake them. Triggers (migration 0002) refuse UPDATE, DELETE and whatever forks the chain.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import models

from hanamizuki.core.audit.logic.chain import TIME_FORMAT
from hanamizuki.core.clock import JST


class Entry(models.Model):
    """One thing that was done. Text columns hold exactly the bytes that the hash covers.

    `at` is UTC as text, to the microsecond; `changes` is JSON, field → {"before", "after"}.
    """

    seq = models.BigAutoField(primary_key=True)
    at = models.CharField(max_length=27)
    actor = models.CharField(max_length=64)
    action = models.CharField(max_length=64)
    subject = models.CharField(max_length=200)
    section = models.CharField(max_length=64)
    changes = models.TextField()
    reason = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        managed = False
        db_table = "audit_entry"
        ordering = ("seq",)
        indexes = (
            models.Index(fields=("subject", "seq"), name="audit_entry_subject"),
            models.Index(fields=("actor", "seq"), name="audit_entry_actor"),
            models.Index(fields=("action", "seq"), name="audit_entry_action"),
            models.Index(fields=("at",), name="audit_entry_at"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.subject}"

    @property
    def moment(self) -> datetime:
        """When, in Japan."""
        return datetime.strptime(self.at, TIME_FORMAT).astimezone(JST)

    @property
    def change(self) -> dict[str, dict[str, Any]]:
        """Field → {"before": value, "after": value}; a side that was not there is left out."""
        return json.loads(self.changes)


class Head(models.Model):
    """The last entry: one row, locked by whoever appends. It shows when the end was cut off."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        managed = False
        db_table = "audit_head"

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"

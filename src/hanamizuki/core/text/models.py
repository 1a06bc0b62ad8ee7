"""Readings that the dictionary gets wrong: place names and everyday traps."""

from __future__ import annotations

from django.db import models


class Reading(models.Model):
    """How one written form is read, in hiragana. It wins over the dictionary."""

    surface = models.CharField(max_length=80, unique=True)
    reading = models.CharField(max_length=160)
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.surface} {self.reading}"


class ReadingsStamp(models.Model):
    """One row that changes whenever the readings do, so that every process notices."""

    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.digest

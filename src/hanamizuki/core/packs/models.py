"""Which pack was loaded when, and the loaded documents that have no table of their own."""

from __future__ import annotations

from django.db import models


class PackLoad(models.Model):
    """One load of a pack; the latest row is what the database holds."""

    name = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.name} {self.digest[:12]}"


class LoadedDocument(models.Model):
    """A part of the pack kept as JSON: "manifest", "identity"."""

    name = models.CharField(max_length=64, unique=True)
    body = models.JSONField()

    def __str__(self) -> str:
        return self.name

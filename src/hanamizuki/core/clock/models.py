"""Opening hours as loaded from the packs."""

from __future__ import annotations

from django.db import models


class OpeningHours(models.Model):
    """One stretch of opening of one place; `rule_id` is the pack's id."""

    rule_id = models.CharField(max_length=64, unique=True)
    place = models.CharField(max_length=64, db_index=True)
    title = models.JSONField()
    weekdays = models.JSONField()
    nth = models.JSONField(default=list)
    open = models.TimeField()
    close = models.TimeField()
    on_holidays = models.BooleanField(default=False)
    closed = models.JSONField(default=list)
    note = models.JSONField(null=True)
    source = models.TextField()
    as_of = models.DateField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(open__lt=models.F("close")), name="hours_open_before_close"
            ),
        )

    def __str__(self) -> str:
        return self.rule_id

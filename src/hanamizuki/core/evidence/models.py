"""Indicators from the packs and from staff, and the values of all indicators."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Indicator(models.Model):
    """A statistic declared by a pack or by staff; texts are {ja, en, easy}.

    `edited` names the fields of a pack's indicator that staff have changed: a reload keeps them.
    """

    PACK, STAFF = "pack", "staff"

    indicator_id = models.CharField(max_length=64, unique=True)
    lines = models.JSONField(default=list)
    title = models.JSONField()
    unit = models.JSONField()
    method = models.JSONField()
    region = models.JSONField(null=True)
    direction = models.CharField(
        max_length=4, choices=[("up", "up"), ("down", "down"), ("none", "none")], default="none"
    )
    decimals = models.PositiveSmallIntegerField(default=0)
    target = models.JSONField(null=True)
    source = models.TextField()
    order = models.PositiveIntegerField(default=0)
    origin = models.CharField(max_length=8, choices=[(PACK, PACK), (STAFF, STAFF)], default=PACK)
    every = models.PositiveSmallIntegerField(default=12)
    """Months between two values."""
    due_days = models.PositiveSmallIntegerField(null=True)
    """Days after a period's end within which its value is due; null: nobody is asked."""
    since = models.DateField(null=True)
    """The first period that is expected begins here."""
    splits = models.JSONField(default=list)
    """Kinds of groups collected: gender, district, age."""
    section = models.CharField(max_length=60, blank=True)
    """Code of the section that enters it."""
    edited = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    version_floor = models.PositiveIntegerField(default=0)
    """Highest version of a withdrawn value: none begins again at or below it."""
    retired_at = models.DateField(null=True)

    class Meta:
        ordering = ("order", "indicator_id")

    def __str__(self) -> str:
        return self.indicator_id


class Value(models.Model):
    """One value of one indicator: from a pack's table, a snapshot, or entered by staff.

    `period` is how the source words the time (2022年, 2019-04末); of an entered value it is the
    label of its period. `at` orders the series: the period's last day, or while the period lasts
    (`interim`) the day of entry. `split` is "" for everyone, "gender:female", "district:CODE",
    "age:65-74" or a pack's free word.
    """

    PACK, SNAPSHOT, ENTERED = "pack", "snapshot", "entered"

    indicator_id = models.CharField(max_length=64)
    at = models.DateField()
    period = models.CharField(max_length=40, blank=True)
    split = models.CharField(max_length=80, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=4)
    approximate = models.BooleanField(default=False)
    interim = models.BooleanField(default=False)
    region = models.CharField(max_length=40, blank=True)
    origin = models.CharField(
        max_length=8, choices=[(PACK, PACK), (SNAPSHOT, SNAPSHOT), (ENTERED, ENTERED)]
    )
    source = models.TextField()
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField(null=True)
    entered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("indicator_id", "at")
        constraints = (
            models.UniqueConstraint(
                fields=("indicator_id", "at", "period", "split", "region"),
                name="evidence_value_once",
            ),
            # An interim value moves its day; a period has one entered value all the same.
            models.UniqueConstraint(
                fields=("indicator_id", "period", "split", "region"),
                condition=Q(origin="entered"),
                name="evidence_entered_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.at} {self.split} {self.value}"

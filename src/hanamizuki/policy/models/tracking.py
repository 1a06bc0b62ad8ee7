"""What is stored of a line through its year: targets, milestones, reviews, checks, status."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hanamizuki.policy.models.tree import Line


class Milestone(models.Model):
    """A day that lines look towards; `done_on` is set by people. `lines` are codes."""

    PACK, STAFF = "pack", "staff"

    milestone_id = models.CharField(max_length=64, unique=True)
    title = models.JSONField()
    on = models.DateField()
    until = models.DateField(null=True)
    lines = models.JSONField(default=list)
    source = models.TextField()
    done_on = models.DateField(null=True)
    done_note = models.TextField(blank=True)
    origin = models.CharField(max_length=6, choices=[(PACK, PACK), (STAFF, STAFF)], default=PACK)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("on", "milestone_id")
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("on")),
                name="milestone_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return self.milestone_id


class Target(models.Model):
    """What an indicator is to reach for a line: where it stood, and goals with their days.

    `goals` is a list of {"goal": "12.5", "due": "2026-03-31"}, in order of the days; decimals are
    text. `split` is a key of evidence ("" everyone).
    """

    line = models.ForeignKey(Line, models.CASCADE, related_name="targets")
    indicator_id = models.CharField(max_length=64)
    split = models.CharField(max_length=80, blank=True)
    baseline = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    baseline_at = models.DateField(null=True)
    goals = models.JSONField()
    source = models.TextField(blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("line", "indicator_id", "split")
        constraints = (
            models.UniqueConstraint(
                fields=("line", "indicator_id", "split"), name="policy_target_once"
            ),
            models.CheckConstraint(
                condition=Q(baseline__isnull=True, baseline_at__isnull=True)
                | Q(baseline__isnull=False, baseline_at__isnull=False),
                name="policy_target_baseline_has_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.line_id} {self.indicator_id} {self.split}"


class Review(models.Model):
    """A line looked back on at mid-year or year-end; stored once it is approved."""

    MID, END = "mid", "end"
    GRADES = ("achieved", "mostly", "partly", "not")

    line = models.ForeignKey(Line, models.CASCADE, related_name="reviews")
    half = models.CharField(max_length=3, choices=[(MID, MID), (END, END)])
    grade = models.CharField(max_length=8, choices=[(one, one) for one in GRADES])
    done = models.JSONField()
    learnt = models.JSONField(null=True)
    next_step = models.JSONField()
    published_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("line", "-half")
        constraints = (models.UniqueConstraint(fields=("line", "half"), name="policy_review_once"),)

    def __str__(self) -> str:
        return f"{self.line_id} {self.half}"


class GenderCheck(models.Model):
    """The short gender-equality check of a line: {question: yes|no|unknown|not_applicable}."""

    line = models.OneToOneField(Line, models.CASCADE, related_name="gender_check")
    answers = models.JSONField()
    note = models.TextField(blank=True)
    checked_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.line_id)


class Override(models.Model):
    """A line's progress set by hand: why, by which section, since when. Deleted when lifted."""

    line = models.OneToOneField(Line, models.CASCADE, related_name="override")
    state = models.CharField(max_length=12)
    reason = models.TextField()
    section = models.CharField(max_length=64, blank=True)
    since = models.DateField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="policy_override_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.line_id} {self.state}"


class ProgressChange(models.Model):
    """A line's progress turned: from, to, when, and why (the rule with what it looked at)."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="progress_changes")
    at = models.DateTimeField()
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12)
    why = models.JSONField()

    class Meta:
        ordering = ("line", "-at", "-id")

    def __str__(self) -> str:
        return f"{self.line_id} {self.before}→{self.after}"


class Report(models.Model):
    """A policy at mid-year or year-end, frozen as it was. `digest` is SHA-256 of `document`.

    The document is the canonical JSON text itself, so that anyone can take the digest again; the
    digest also stands in the audit trail.
    """

    policy = models.ForeignKey("policy.Policy", models.PROTECT, related_name="reports")
    half = models.CharField(
        max_length=3, choices=[(Review.MID, Review.MID), (Review.END, Review.END)]
    )
    frozen_at = models.DateTimeField()
    document = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("-policy__fiscal_year", "half")
        constraints = (
            models.UniqueConstraint(fields=("policy", "half"), name="policy_report_once"),
        )

    def __str__(self) -> str:
        return f"{self.policy_id} {self.half}"

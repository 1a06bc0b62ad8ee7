"""What people are about to change, and what the public says to a line."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hanamizuki.core.people.models import Account
from hanamizuki.policy.models.tree import Line, Policy

OPEN = ("draft", "waiting", "returned")


class Proposal(models.Model):
    """A change of one record of a public policy, until somebody else approves it.

    `kind` and `key` name the record (services.records); `fields` is its whole content as it would
    be, `base` as it was when the work began, at `base_version` of the record (0: there was none).
    While one is open it is the working copy that everybody edits.
    """

    DRAFT, WAITING, RETURNED = OPEN
    PUBLISHED, WITHDRAWN = "published", "withdrawn"
    STATES = (*OPEN, PUBLISHED, WITHDRAWN)

    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=200)
    policy = models.ForeignKey(Policy, models.CASCADE, related_name="proposals")
    line = models.ForeignKey(Line, models.CASCADE, null=True, related_name="proposals")
    section = models.CharField(max_length=64, blank=True)
    base = models.JSONField(default=dict)
    base_version = models.PositiveIntegerField()
    fields = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=9, choices=[(one, one) for one in STATES], default=DRAFT)
    author = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decision = models.TextField(blank=True)

    class Meta:
        ordering = ("-saved_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "key"), condition=Q(state__in=OPEN), name="policy_one_open_proposal"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(decided_by__isnull=False),
                name="policy_published_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.state}"


class Comment(models.Model):
    """What somebody said to a line; the address is kept until the answer is sent."""

    NEW, ANSWERED, CLOSED = "new", "answered", "closed"

    line = models.ForeignKey(Line, models.CASCADE, related_name="comments")
    section = models.CharField(max_length=64, blank=True)
    text = models.TextField()
    email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=8, default="ja")
    state = models.CharField(
        max_length=8, choices=[(NEW, NEW), (ANSWERED, ANSWERED), (CLOSED, CLOSED)], default=NEW
    )
    answer = models.TextField(blank=True)
    received_at = models.DateTimeField()
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("received_at", "id")

    def __str__(self) -> str:
        return str(self.pk)

"""The outbox. Written by `services`, `delivery`, `push` and `retention` only."""

from __future__ import annotations

import uuid

from django.db import models


class PushSubscription(models.Model):
    """A browser that lets itself be told. Gone when its service says so, or whoever kept it does.

    `p256dh` and `auth` are base64url (`logic.webpush.Target`).
    """

    endpoint = models.CharField(max_length=1000)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class Notice(models.Model):
    """One message to one person, rendered when it was queued; sent at most once per kind and key.

    `claim` and `lease_until` say which worker has it; after `forgotten_at` address, subject, body
    and reason are gone and only the record stays. `message` is the fixed part of the Message-ID.
    By push it goes to `push`, and `link` is what a press on it opens. After `until` it is not worth
    sending any more.
    """

    class Carrier(models.TextChoices):
        """What takes it."""

        MAIL = "mail"
        PUSH = "push"

    class State(models.TextChoices):
        """waiting → sending → sent; failed after the last attempt; unsure: see docs/notices.md."""

        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        UNSURE = "unsure"
        CANCELLED = "cancelled"

    kind = models.CharField(max_length=64)
    dedupe = models.CharField(max_length=200)
    who = models.CharField(max_length=100, blank=True)
    carrier = models.CharField(max_length=4, choices=Carrier, default=Carrier.MAIL)
    email = models.CharField(max_length=254, blank=True)
    push = models.ForeignKey(PushSubscription, models.SET_NULL, null=True, related_name="+")
    link = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=4)
    subject = models.TextField(blank=True)
    body = models.TextField(blank=True)
    why = models.TextField(blank=True)
    safe = models.BooleanField(default=False)
    message = models.UUIDField(default=uuid.uuid4, unique=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("kind", "dedupe"), name="notices_once"),
            models.CheckConstraint(
                condition=models.Q(state="sent") ^ models.Q(sent_at__isnull=True),
                name="notices_sent_has_its_time",
            ),
        )
        indexes = (
            models.Index(
                fields=("due_at", "id"),
                name="notices_waiting",
                condition=models.Q(state__in=("waiting", "sending")),
            ),
            models.Index(
                fields=("due_at",),
                name="notices_to_forget",
                condition=models.Q(forgotten_at__isnull=True),
            ),
            models.Index(
                fields=("kind", "created_at"),
                name="notices_not_gone",
                condition=models.Q(state__in=("failed", "unsure")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.dedupe}"

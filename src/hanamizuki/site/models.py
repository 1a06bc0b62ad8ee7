"""What the front doors show: life events and notices, as loaded from the packs."""

from __future__ import annotations

from django.db import models


class Topic(models.Model):
    """A life event. Texts are maps {ja, en, easy}; `facts` are [{text, source, as_of}]."""

    topic_id = models.CharField(max_length=64, unique=True)
    title = models.JSONField()
    summary = models.JSONField()
    icon = models.CharField(max_length=40)
    keywords = models.JSONField(default=list)
    first = models.JSONField()
    facts = models.JSONField(default=list)
    order = models.PositiveIntegerField()

    class Meta:
        ordering = ("order", "topic_id")

    def __str__(self) -> str:
        return self.topic_id


class Notice(models.Model):
    """A dated notice shown on the portal from `start` to `end` (open where empty)."""

    notice_id = models.CharField(max_length=64, unique=True)
    title = models.JSONField()
    body = models.JSONField(null=True)
    start = models.DateField()
    end = models.DateField(null=True)
    url = models.CharField(max_length=500, blank=True)
    lines = models.JSONField(default=list)
    source = models.TextField()

    class Meta:
        ordering = ("-start", "notice_id")

    def __str__(self) -> str:
        return self.notice_id

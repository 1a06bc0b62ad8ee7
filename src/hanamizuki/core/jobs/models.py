"""What the worker remembers of each job. Written by `worker` only."""

from __future__ import annotations

from django.db import models


class Run(models.Model):
    """The last run of one job: `day` is the last one that a daily job finished for.

    `at` is when it last ended, by the ward's clock; `error` why it failed then, empty where it
    did not. A job that runs every few seconds is written down every few minutes.
    """

    name = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()
    day = models.DateField(null=True)
    error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name

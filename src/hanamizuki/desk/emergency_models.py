"""An emergency at a counter: somebody pressed for help at once, somebody went, it was over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hanamizuki.core.people.models import Account


class Emergency(models.Model):
    """From the press until somebody says that it is over; one at a time at a counter.

    `going` is who said that they go there, `ended` who said that it is over.
    """

    counter = models.ForeignKey("desk.Counter", models.PROTECT, related_name="+")
    since = models.DateTimeField()
    caller = models.ForeignKey(Account, models.PROTECT, related_name="+")
    going = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    going_at = models.DateTimeField(null=True)
    ended = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("since", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("counter",),
                condition=Q(ended_at=None),
                name="desk_one_emergency_a_counter",
            ),
        )

    def __str__(self) -> str:
        return f"{self.since} {self.counter_id}"

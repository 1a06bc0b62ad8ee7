"""How somebody wants to be told that their turn comes: kept for the day, then deleted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hanamizuki.core.notices.models import PushSubscription
from hanamizuki.desk.logic.alerts import UNITS


class Alert(models.Model):
    """The alert of a private link's ticket; on a journey it goes along from stop to stop.

    Told when so many (`number`) people or minutes (`unit`) are left, and when called. `carrier` is
    "" where it was switched off: then no address of the person is left. `choice` counts what was
    chosen, so that each is told once; `near` and `called` are the keys of what was told last.
    `link` is the private page's address. `way` is how many minutes they said their way takes, 0
    where they did not; it stays where nothing is told.
    """

    ticket = models.OneToOneField("desk.Ticket", models.CASCADE, related_name="alert")
    journey = models.ForeignKey("desk.Journey", models.CASCADE, null=True, related_name="+")
    day = models.DateField()
    choice = models.PositiveSmallIntegerField(default=0)
    unit = models.CharField(max_length=7, choices=[(one, one) for one in UNITS])
    number = models.PositiveSmallIntegerField()
    carrier = models.CharField(
        max_length=4, blank=True, choices=[("mail", "mail"), ("push", "push")]
    )
    email = models.EmailField(blank=True)
    push = models.ForeignKey(PushSubscription, models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=4, default="ja")
    link = models.CharField(max_length=300, blank=True)
    near = models.CharField(max_length=60, blank=True)
    called = models.CharField(max_length=60, blank=True)
    way = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=("day",), name="desk_alert_on", condition=~Q(carrier="")),)
        constraints = (
            models.CheckConstraint(
                condition=Q(carrier="mail", push=None) & ~Q(email="")
                | Q(carrier="push", email="")
                | Q(carrier="", email="", push=None, link=""),
                name="desk_alert_one_way",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.ticket_id} {self.carrier or 'off'}"

"""What is stored of appointments: kinds, who comes when, their seats, and what is not given."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

STATES = ("booked", "arrived", "no_show", "cancelled")
CHANNELS = ("web", "api", "phone", "counter")
WAYS = ("counter", "phone", "video")
"""How it is held: they come, they are phoned, or they meet by video."""


class AppointmentKind(models.Model):
    """Something that one comes to by appointment, from the pack. Without `rules` not booked here.

    `rules` are what `logic.slots.rules_of` reads, and `limit_per_contact`, `limit_per_device`,
    `ways` (how it may be held).
    `service` is the line's code. `bring` and `elsewhere` are as an errand's; `notes` a list of
    {text, source, as_of}: whose rules these are, and what is not known. `elsewhere` may have a
    `phone`.
    """

    code = models.SlugField(max_length=40, unique=True)
    order = models.PositiveIntegerField(default=0)
    service = models.SlugField(max_length=40)
    title = models.JSONField()
    about = models.JSONField(null=True)
    who = models.JSONField(null=True)
    rules = models.JSONField(default=dict)
    bring = models.JSONField(default=list)
    elsewhere = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    confidential = models.BooleanField(default=False)
    source = models.TextField(blank=True)
    as_of = models.CharField(max_length=10, blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        app_label = "desk"
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.code


class Appointment(models.Model):
    """Somebody comes at `start` for so many minutes. Only the digest of their link is kept.

    `code` is what they say at the counter or on the phone. Name, phone, mail and the keyed digests
    of these and of the device go the day after (`forget`). `revision` counts changes of the hour.
    `reason` is why the office called it off, `told_at` when they were told of it by phone.
    """

    kind = models.ForeignKey(AppointmentKind, models.PROTECT, related_name="appointments")
    start = models.DateTimeField()
    end = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(one, one) for one in STATES])
    digest = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=8, unique=True)
    channel = models.CharField(max_length=8, choices=[(one, one) for one in CHANNELS])
    way = models.CharField(max_length=8, choices=[(one, one) for one in WAYS], default="counter")
    language = models.CharField(max_length=8, default="ja")
    name = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    phone_key = models.CharField(max_length=64, blank=True)
    email_key = models.CharField(max_length=64, blank=True)
    device = models.CharField(max_length=64, blank=True)
    remind_hours = models.PositiveSmallIntegerField(null=True)
    revision = models.PositiveSmallIntegerField(default=0)
    ticket = models.OneToOneField(
        "desk.Ticket", models.PROTECT, null=True, related_name="appointment"
    )
    booked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    told_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "desk"
        ordering = ("start", "pk")
        indexes = (models.Index(fields=("kind", "start"), name="desk_appointment_day"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(end__gt=models.F("start")), name="desk_appointment_lasts"
            ),
        )

    def __str__(self) -> str:
        return self.code


class Seat(models.Model):
    """A desk of a slot that somebody has. The constraint, not the code, keeps it to one holder."""

    kind = models.ForeignKey(AppointmentKind, models.PROTECT, related_name="seats")
    start = models.DateTimeField()
    end = models.DateTimeField()
    seat = models.PositiveSmallIntegerField()
    appointment = models.OneToOneField(Appointment, models.CASCADE, related_name="seat")

    class Meta:
        app_label = "desk"
        constraints = (
            models.UniqueConstraint(fields=("kind", "start", "seat"), name="desk_seat_once"),
            models.CheckConstraint(condition=Q(seat__gte=1), name="desk_seat_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.start} {self.seat}"


class AppointmentClosure(models.Model):
    """A day, or one slot of it, for which nothing more is given; `start` empty is the whole day."""

    kind = models.ForeignKey(AppointmentKind, models.PROTECT, related_name="closures")
    day = models.DateField()
    start = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        app_label = "desk"
        ordering = ("day", "start")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "day"),
                condition=Q(start__isnull=True),
                name="desk_day_closed_once",
            ),
            models.UniqueConstraint(
                fields=("kind", "start"),
                condition=Q(start__isnull=False),
                name="desk_slot_closed_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.start or ''}"

"""What is stored of the desk: services, counters, tickets, and every event of the day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hanamizuki.core.people.models import Account
from hanamizuki.desk.logic.line import AT_COUNTER, KINDS, LIVE, STATES

CHANNELS = ("web", "kiosk", "staff", "phone", "appointment", "journey")
RANKS = ("normal", "priority", "appointment")


class Service(models.Model):
    """One line that people stand in, from the pack. `rules` hold its times and limits.

    `minutes` is how long one person takes, where the pack says so, else empty: the desk then
    learns it. `letter` stands before its numbers.
    """

    code = models.SlugField(max_length=40, unique=True)
    order = models.PositiveIntegerField(default=0)
    letter = models.CharField(max_length=2)
    name = models.JSONField()
    handles = models.JSONField(null=True)
    section = models.CharField(max_length=64, blank=True)
    minutes = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    rules = models.JSONField(default=dict)
    source = models.TextField(blank=True)
    as_of = models.CharField(max_length=10, blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.code


class Errand(models.Model):
    """What somebody comes for, in their words; `services` are codes in the order of one visit.

    `when` says of a service who needs it (code → text), where not everybody does. `bring` is a list
    of {text, who, source, as_of}, `elsewhere` (where it is done without a visit, or at other hours)
    of {text, url, place, section, source, as_of}: `place` has hours, `section` a phone. An errand
    that is not done at a counter has no services, only `elsewhere`. `quick`: a thing of a minute.
    """

    code = models.SlugField(max_length=60, unique=True)
    order = models.PositiveIntegerField(default=0)
    title = models.JSONField()
    words = models.JSONField(default=list)
    services = models.JSONField()
    when = models.JSONField(default=dict)
    bring = models.JSONField(null=True)
    elsewhere = models.JSONField(null=True)
    quick = models.BooleanField(default=False)
    topics = models.JSONField(default=list)
    source = models.TextField(blank=True)
    as_of = models.CharField(max_length=10, blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.code


class Counter(models.Model):
    """A window, from the pack; without a label where its number was not found.

    `taking` are the services chosen when it was opened, of its own; empty for all of them. While it
    is `quick` it calls only people whose errand is (`queries.quick`).
    `help_since` is when its clerk asked for help, until somebody answers. `seats_known`: that it
    exists is from a source, not assumed with a number of seats.
    """

    OPEN, PAUSED, CLOSED = "open", "paused", "closed"

    code = models.SlugField(max_length=40, unique=True)
    order = models.PositiveIntegerField(default=0)
    label = models.CharField(max_length=20, blank=True)
    floor = models.CharField(max_length=10, blank=True)
    section = models.CharField(max_length=64, blank=True)
    services = models.JSONField(default=list)
    source = models.TextField(blank=True)
    seats_known = models.BooleanField(default=False)
    as_of = models.CharField(max_length=10, blank=True)
    withdrawn = models.BooleanField(default=False)
    state = models.CharField(
        max_length=6,
        choices=[(OPEN, OPEN), (PAUSED, PAUSED), (CLOSED, CLOSED)],
        default=CLOSED,
    )
    clerk = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(null=True)
    taking = models.JSONField(default=list)
    quick = models.BooleanField(default=False)
    help_since = models.DateTimeField(null=True)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.code

    @property
    def takes(self) -> list[str]:
        """The services it calls now: those chosen when it was opened, else all of its own."""
        return [one for one in self.services if one in self.taking] or list(self.services)


class Desk(models.Model):
    """One row: number and moment of the last event. Whoever writes to the desk locks it first."""

    seq = models.BigIntegerField(default=0)
    last_at = models.BigIntegerField(default=0)


class Roll(models.Model):
    """The last number given out for a service on a day."""

    day = models.DateField()
    service = models.ForeignKey(Service, models.PROTECT)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("day", "service"), name="desk_roll_once"),)

    def __str__(self) -> str:
        return f"{self.day} {self.service_id} {self.last}"


class Journey(models.Model):
    """One visit to several services, in order; `stops` are their codes."""

    day = models.DateField()
    stops = models.JSONField()
    errand = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.day} {'→'.join(self.stops)}"


class Ticket(models.Model):
    """A number in line. Its state follows from its events; only the digest of its link is kept.

    `device` is a digest of the browser's cookie, so that one device holds one live ticket of a
    service. `number`, `service` at issue and `day` never change; `label` is what is called.
    `told_low` to `told_high` is when the call was foretold at issue; 0 where nothing was.
    `said`: they said how the visit was, so that nobody says it twice; nothing tells what.
    """

    day = models.DateField()
    roll = models.ForeignKey(Service, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=10)
    digest = models.CharField(max_length=64, unique=True)
    channel = models.CharField(max_length=12, choices=[(one, one) for one in CHANNELS])
    rank = models.CharField(max_length=12, choices=[(one, one) for one in RANKS], default="normal")
    language = models.CharField(max_length=8, default="ja")
    device = models.CharField(max_length=64, blank=True)
    errand = models.CharField(max_length=60, blank=True)
    journey = models.ForeignKey(Journey, models.PROTECT, null=True, related_name="tickets")
    stop = models.PositiveSmallIntegerField(default=0)
    issued_at = models.BigIntegerField()
    told_low = models.BigIntegerField(default=0)
    told_high = models.BigIntegerField(default=0)
    note = models.TextField(blank=True)
    said = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=[(one, one) for one in STATES])
    service = models.ForeignKey(Service, models.PROTECT, related_name="tickets")
    place = models.BigIntegerField()
    present = models.BooleanField(default=False)
    present_at = models.BigIntegerField(default=0)
    passed_at = models.BigIntegerField(default=0)
    absent_at = models.BigIntegerField(default=0)  # not called again at once after it
    returned = models.PositiveSmallIntegerField(default=0)
    calls = models.PositiveSmallIntegerField(default=0)
    counter = models.ForeignKey(Counter, models.PROTECT, null=True, related_name="tickets")
    called_at = models.BigIntegerField(default=0)
    started_at = models.BigIntegerField(default=0)
    finished_at = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("place", "id")
        indexes = (
            models.Index(fields=("day", "service", "state", "place"), name="desk_line"),
            models.Index(fields=("day", "state"), name="desk_day_state"),
        )
        constraints = (
            models.UniqueConstraint(fields=("day", "roll", "number"), name="desk_number_once"),
            models.UniqueConstraint(
                fields=("day", "service", "device"),
                condition=~Q(device="") & Q(state__in=LIVE),
                name="desk_one_live_ticket_a_device",
            ),
            models.UniqueConstraint(
                fields=("counter",),
                condition=Q(state__in=AT_COUNTER),
                name="desk_one_person_a_counter",
            ),
            models.CheckConstraint(
                condition=Q(state__in=AT_COUNTER, counter__isnull=False)
                | (~Q(state__in=AT_COUNTER) & (Q(counter__isnull=True) | Q(state="done"))),
                name="desk_called_to_a_counter",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.label}"


class Event(models.Model):
    """Something that happened, in the order of `seq`, without gaps; never changed.

    `ticket` is empty for what happens to a counter or the day. `actor` is "resident", "kiosk",
    "system" or an account's key. `data` is what `logic.line.apply` needs.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.BigIntegerField()
    day = models.DateField()
    kind = models.CharField(max_length=16)
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="events")
    service = models.CharField(max_length=40, blank=True)
    counter = models.CharField(max_length=40, blank=True)
    actor = models.CharField(max_length=64)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ("seq",)
        indexes = (
            models.Index(fields=("day", "seq"), name="desk_event_day"),
            models.Index(
                fields=("counter", "seq"), condition=~Q(counter=""), name="desk_event_counter"
            ),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class Feedback(models.Model):
    """What somebody said of a visit; nothing tells whose it was. `score` is 1 (bad) to 4 (good).

    `hour` is the hour of the day in which it was said, `service` the code of what they came for.
    """

    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    service = models.CharField(max_length=40)
    score = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-day", "-hour", "id")
        indexes = (models.Index(fields=("day", "service"), name="desk_feedback_day"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(score__gte=1, score__lte=4), name="desk_feedback_score"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.service} {self.score}"


class SlipPrinter(models.Model):
    """How the printer of slips was when it was last used; `trouble` is a code, "" when well."""

    address = models.CharField(max_length=200, unique=True)
    trouble = models.CharField(max_length=20, blank=True)
    since = models.DateTimeField()
    seen = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.address} {self.trouble or 'ok'}"


class Press(models.Model):
    """One press of a button at a counter: what is sent twice is done once. Gone after the day."""

    key = models.CharField(max_length=40, primary_key=True)
    day = models.DateField()
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.key


class Setting(models.Model):
    """Something that a supervisor sets for the desk, by name; see `queries.settings`."""

    name = models.SlugField(max_length=40, primary_key=True)
    value = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class Pattern(models.Model):
    """What the pack knows of when it is crowded, until the desk's own record is enough.

    `kind` is a code of `desk.pack.pattern`, `data` what it says, `services` for which (all where
    empty).
    """

    code = models.SlugField(max_length=40, unique=True)
    order = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=12)
    services = models.JSONField(default=list)
    name = models.JSONField()
    data = models.JSONField(default=dict)
    source = models.TextField(blank=True)
    as_of = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.code


class ServiceHour(models.Model):
    """Counts of one service in one clock hour of a day; made from the events, and made again so.

    By the hour of taking a number: `issued` (`web` of them over the web), `missed`, `cancelled`,
    `waits` (whole minutes until the turn, in order; appointments are not in it), their `wait_sum`,
    median and 90th percentile in seconds, and of those who were `told` an interval how many were
    called in it (`kept`), before it and after it. By the hour of the call: `called`, `done`, and of
    these `service_sum` and `service_sq`, the seconds from call to end and their squares.
    `counters` is how many windows were open in the mean.
    """

    day = models.DateField()
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    hour = models.PositiveSmallIntegerField()
    issued = models.PositiveIntegerField(default=0)
    web = models.PositiveIntegerField(default=0)
    called = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    waits = models.JSONField(default=list)
    wait_sum = models.FloatField(default=0)
    wait_p50 = models.FloatField(null=True)
    wait_p90 = models.FloatField(null=True)
    service_sum = models.FloatField(default=0)
    service_sq = models.FloatField(default=0)
    counters = models.FloatField(default=0)
    told = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    earlier = models.PositiveIntegerField(default=0)
    later = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("day", "service", "hour")
        constraints = (
            models.UniqueConstraint(fields=("day", "service", "hour"), name="desk_hour_once"),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.service_id} {self.hour}"


class Lesson(models.Model):
    """What a day taught the forecast, and what is known after it (`queries.learnt`).

    `samples` are [service, projected, waited] in seconds, `paces` service → seconds a visit takes.
    """

    day = models.DateField(unique=True)
    samples = models.JSONField(default=list)
    paces = models.JSONField(default=dict)
    learnt = models.JSONField(default=dict)

    class Meta:
        ordering = ("day",)

    def __str__(self) -> str:
        return str(self.day)


TICKET_KINDS = KINDS
COUNTER_KINDS = ("counter_opened", "counter_paused", "counter_closed")
HELP_KINDS = ("help_called", "help_answered")
DAY_KINDS = ("day_closed",)

# Beside these, in modules of their own; they name the models above by text.
from hanamizuki.desk.alert_models import Alert  # noqa: E402, F401
from hanamizuki.desk.appointments.models import (  # noqa: E402, F401
    Appointment,
    AppointmentClosure,
    AppointmentKind,
    Seat,
)
from hanamizuki.desk.emergency_models import Emergency  # noqa: E402, F401

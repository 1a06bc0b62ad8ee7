"""What stays of a day: counts by service and hour, and what the day taught the forecast.

Both are made from the events alone, so they can be made again at any time (`rebuild`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from django.db import transaction

from hanamizuki.desk.live.source import events_after, facts
from hanamizuki.desk.logic import daybook, forecast
from hanamizuki.desk.logic.forecast import Sample
from hanamizuki.desk.logic.hall import Hall, Happened
from hanamizuki.desk.logic.scene import Known, seen
from hanamizuki.desk.models import Counter, Lesson, Service, ServiceHour, Ticket
from hanamizuki.desk.queries.learnt import known_before, usual_paces
from hanamizuki.desk.services.issuing import moment_of

DAYS = 60
"""Days of opening that the forecast learns from."""
WALKED_IN = ("web", "kiosk", "staff", "phone")


def close(before: date) -> int:
    """Write what is missing of the days before this one, in their order; how many days."""
    done = set(Lesson.objects.filter(day__lt=before).values_list("day", flat=True))
    days = Ticket.objects.filter(day__lt=before).order_by("day").values_list("day", flat=True)
    return rebuild(day for day in days.distinct() if day not in done)


def rebuild(days: Iterable[date]) -> int:
    """Make the statistics of days anew from their events, each in one transaction; how many.

    What a day taught stands on the days before it, so give them in order.
    """
    many = 0
    for day in days:
        _write(day)
        many += 1
    return many


@transaction.atomic
def _write(day: date) -> None:
    events = list(events_after(0, day))
    given = {
        pk: daybook.Given(channel, rank, (low, high))
        for pk, channel, rank, low, high in Ticket.objects.filter(day=day).values_list(
            "pk", "channel", "rank", "told_low", "told_high"
        )
    }
    lives = daybook.lives(events, given)
    own = dict(Counter.objects.values_list("code", "services"))
    hours = daybook.count(lives, daybook.open_windows(events, own, hour_of), hour_of)
    services = dict(Service.objects.values_list("code", "pk"))
    ServiceHour.objects.filter(day=day).delete()
    ServiceHour.objects.bulk_create(
        ServiceHour(day=day, service_id=services[code], hour=hour, **asdict(counts))
        for (code, hour), counts in sorted(hours.items())
        if code in services
    )
    samples = _samples(day, events, given)
    lesson, _new = Lesson.objects.update_or_create(
        day=day,
        defaults={
            "samples": [[one.service, round(one.projected), round(one.waited)] for one in samples],
            "paces": {code: list(pace) for code, pace in daybook.paces(lives).items()},
        },
    )
    lesson.learnt = _learnt(day).as_dict()
    lesson.save(update_fields=["learnt"])


def hour_of(at: int) -> int:
    """The hour in Japan of microseconds since 1970."""
    return moment_of(at).hour


def _samples(day: date, events: list[Happened], given: dict[int, daybook.Given]) -> list[Sample]:
    """What would have been foretold for everybody who came, with how long it then took."""
    known, usual = known_before(day), usual_paces()
    hall = Hall(day, facts(), {})
    today: dict[str, list[float]] = {}
    asked: list[tuple[int, int, str, float]] = []
    turns: dict[int, int] = {}
    for event in events:
        ticket = given.get(event.ticket)
        if (
            event.kind == "issued"
            and ticket is not None
            and ticket.channel in WALKED_IN
            and ticket.rank == "normal"
        ):
            moment = moment_of(event.at)
            hour = moment.hour + moment.minute / 60 + moment.second / 3600
            scene = seen(hall, event.at, hour, today, usual, day.weekday() == 5)
            found = scene.projection(event.service, known)
            wait = None if found is None else found.at(event.service, hall.waiting(event.service))
            if wait is not None:
                asked.append((event.ticket, event.at, event.service, wait))
        hall.take(event)
        if event.kind in ("called", "passed"):
            turns.setdefault(event.ticket, event.at)
        elif event.kind == "finished":
            person = hall.people[event.ticket].now
            took = (person.finished_at - person.called_at) / daybook.SECOND
            today.setdefault(person.service, []).append(took)
    return [
        Sample(service, wait, (turns[id] - at) / daybook.SECOND)
        for id, at, service, wait in asked
        if id in turns
    ]


def _learnt(day: date) -> Known:
    """What is known after a day, from it and the days before it."""
    lessons = list(Lesson.objects.filter(day__lte=day).order_by("-day")[:DAYS])
    lessons.reverse()
    tables = forecast.learn(
        [[Sample(code, said, took) for code, said, took in one.samples] for one in lessons]
    )
    sums: dict[str, tuple[int, float]] = {}
    for one in lessons:
        for code, (many, seconds) in one.paces.items():
            before = sums.get(code, (0, 0.0))
            sums[code] = before[0] + many, before[1] + seconds
    return Known(
        tables,
        {code: round(seconds / many, 1) for code, (many, seconds) in sums.items() if many},
        _plans([one.day for one in lessons if one.day.weekday() != 5]),
        _plans([one.day for one in lessons if one.day.weekday() == 5]),
        len(lessons),
    )


def _plans(days: list[date]) -> dict[str, dict[int, float]]:
    """How many windows were open by service and hour, in the mean of days."""
    found: dict[str, dict[int, list[float]]] = {}
    rows = ServiceHour.objects.filter(day__in=days, counters__gt=0)
    for code, hour, many in rows.values_list("service__code", "hour", "counters"):
        found.setdefault(code, {}).setdefault(hour, []).append(many)
    return {
        code: {hour: round(sum(some) / len(some), 2) for hour, some in plan.items()}
        for code, plan in found.items()
    }

"""The worker: waits for the lock, then runs what is due until it is stopped."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Event

from django.db import DatabaseError, close_old_connections

from hanamizuki.core import clock
from hanamizuki.core.jobs.alone import Lock
from hanamizuki.core.jobs.logic.due import is_due, pause
from hanamizuki.core.jobs.models import Run
from hanamizuki.core.jobs.registry import Job, JobFailed, JobRegistry, registry

log = logging.getLogger(__name__)
TICK = 1.0  # seconds between two looks; nothing is asked of the database meanwhile
CHECK = 10.0  # seconds between two looks whether the lock is still ours, or free
WRITTEN_DOWN = 300.0  # seconds in which a frequent job that goes well is written down once


@dataclass
class _State:
    """What is known of one job: `next` and `written` by the monotonic clock."""

    done: date | None = None
    failures: int = 0
    next: float = 0.0
    written: float = -math.inf
    error: str = ""


@dataclass
class Worker:
    """Runs the jobs of a registry, one after the other. `monotonic` is for tests."""

    jobs: JobRegistry = field(default_factory=lambda: registry)
    monotonic: Callable[[], float] = time.monotonic
    _states: dict[str, _State] = field(default_factory=dict, init=False)

    def begin(self) -> None:
        """Read what earlier workers have done."""
        rows = {row.name: row for row in Run.objects.all()}
        self._states = {
            job.name: _State(done=rows[job.name].day, error=rows[job.name].error)
            if job.name in rows
            else _State()
            for job in self.jobs
        }

    def turn(self, stopped: Callable[[], bool] = lambda: False) -> list[str]:
        """Run every job that is due now; their names."""
        ran = []
        for job in self.jobs:
            state = self._states.setdefault(job.name, _State())
            moment = clock.now()
            due = job.every != "day" or is_due(state.done, moment, job.after)
            if stopped() or not due or self.monotonic() < state.next:
                continue
            self._run(job, state, moment)
            ran.append(job.name)
        return ran

    def _run(self, job: Job, state: _State, moment: datetime) -> None:
        every = 0.0 if job.every == "day" else float(job.every)
        try:
            job.run(moment)
        except Exception as error:
            text = f"{type(error).__name__}: {error}"[:300]
            if text != state.error:
                log.error("the job %s failed: %s", job.name, text, exc_info=_unexpected(error))
            state.failures += 1
            state.next = self.monotonic() + pause(every, state.failures)
            self._write_down(job, state, text)
            return
        state.failures = 0
        state.next = self.monotonic() + every
        if job.every == "day":
            state.done = moment.date()
        if job.every == "day" or state.error or self._is_time_to_write(state):
            self._write_down(job, state, "")

    def _is_time_to_write(self, state: _State) -> bool:
        return self.monotonic() - state.written >= WRITTEN_DOWN

    def _write_down(self, job: Job, state: _State, error: str) -> None:
        state.error = error
        try:
            Run.objects.update_or_create(
                name=job.name, defaults={"at": clock.now(), "day": state.done, "error": error}
            )
        except DatabaseError as trouble:  # what it did stands; it may be done once more
            log.warning("the job %s is not written down: %s", job.name, type(trouble).__name__)
            return
        state.written = self.monotonic()


def _unexpected(error: Exception) -> bool:
    return not isinstance(error, JobFailed | DatabaseError)


def work(
    lock: Lock,
    stop: Event,
    waiting: Callable[[], None] = lambda: None,
    worker: Worker | None = None,
) -> None:
    """Until `stop`: take the lock, run what is due. `waiting` is told where another has it."""
    chosen = worker or Worker()
    told = False
    while not stop.is_set():
        if not lock.take():
            if not told:
                waiting()
            told = True
            stop.wait(CHECK)
            continue
        _work_alone(lock, stop, chosen)
    lock.release()


def _work_alone(lock: Lock, stop: Event, worker: Worker) -> None:
    try:
        worker.begin()
    except DatabaseError as error:
        log.warning("the worker waits for the database: %s", type(error).__name__)
        close_old_connections()
        lock.release()
        stop.wait(CHECK)
        return
    checked = time.monotonic()
    while not stop.is_set():
        if time.monotonic() - checked >= CHECK:
            if not lock.held():
                return
            checked = time.monotonic()
        close_old_connections()  # one that broke, or is older than it may get
        worker.turn(stop.is_set)
        stop.wait(TICK)

"""Group commit: writes that arrive while one is being committed go into the next, together.

A commit costs a flush to the disk; several writes in one transaction share it. Whoever comes first
leads: it takes everything that waits, writes it in one transaction and tells each its result. If
one of them fails, each is written again by itself, so that a fault of one never undoes another's
write.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections

J = TypeVar("J")
R = TypeVar("R")
LARGEST = 64


class _Waiting(Generic[J, R]):
    __slots__ = ("done", "error", "job", "result")

    def __init__(self, job: J) -> None:
        self.job = job
        self.done = False
        self.result: R | None = None
        self.error: BaseException | None = None


class Together(Generic[J, R]):
    """Runs jobs of many threads in common transactions: `write(jobs)` gives a result for each.

    `write` is one transaction, of one job or several: it raises and has written nothing, or all of
    it is committed when it returns.
    """

    def __init__(self, write: Callable[[list[J]], list[R]]) -> None:
        self._write = write
        self._queue: list[_Waiting[J, R]] = []
        self._queued = threading.Lock()
        self._leading = threading.Lock()

    def run(self, job: J) -> R:
        """The result of a job once it is committed. Raises what the job raised."""
        found = self.run_all([job])[0]
        if isinstance(found, BaseException):
            raise found
        return found

    def run_all(self, jobs: list[J]) -> list[R | BaseException]:
        """The results of jobs that came together; an exception where one could not be done."""
        mine: list[_Waiting[J, R]] = [_Waiting(job) for job in jobs]
        if connections[DEFAULT_DB_ALIAS].in_atomic_block:
            self._done(mine)  # the caller's transaction: it is shared with nobody
        else:
            with self._queued:
                self._queue += mine
            with self._leading:
                while not all(one.done for one in mine):
                    self._lead()
        return [one.result if one.error is None else one.error for one in mine]  # type: ignore[misc]

    def _lead(self) -> None:
        with self._queued:
            batch, self._queue = self._queue[:LARGEST], self._queue[LARGEST:]
        self._done(batch)

    def _done(self, batch: list[_Waiting[J, R]]) -> None:
        try:
            results = self._write([one.job for one in batch])
        except Exception as error:
            if len(batch) == 1:
                batch[0].error, batch[0].done = error, True
                return
            for one in batch:
                self._done([one])
            return
        for one, result in zip(batch, results, strict=True):
            one.result, one.done = result, True

"""What a demo has still to do, by its moment."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from hanamizuki.core.clock import JST


class Agenda:
    """What is to be done when; things of one moment in the order in which they were put down.

    `moment` is the present one, as the demo lives it.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Callable[[], object]]] = []
        self._number = count()
        self.moment = datetime(1970, 1, 1, tzinfo=JST)

    def __len__(self) -> int:
        return len(self._heap)

    def at(self, moment: datetime, do: Callable[..., object], *given: object) -> None:
        """Put down something."""
        act: Callable[[], object] = partial(do, *given)
        heapq.heappush(self._heap, (moment, next(self._number), act))

    def after(self, seconds: float, do: Callable[..., object], *given: object) -> None:
        """Put down something so many seconds from now."""
        self.at(self.moment + timedelta(seconds=seconds), do, *given)

    def due(self, moment: datetime) -> Iterator[tuple[datetime, Callable[[], object]]]:
        """Take out, one after the other, what is due until then; also what is added meanwhile."""
        while self._heap and self._heap[0][0] <= moment:
            at, _number, do = heapq.heappop(self._heap)
            yield at, do

    def forget(self) -> None:
        """Nothing more is to be done."""
        self._heap.clear()

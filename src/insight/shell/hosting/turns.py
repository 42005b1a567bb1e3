"""Heavy work takes turns, so that several who ask for some do not slow down everybody."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Condition

from insight.words import counted

SWITCH_S = 0.0005
LOOK_S = 0.5  # how often somebody who waits is told where they stand
Told = Callable[[int], object]


def let_clicks_in() -> None:
    """Whoever computes hands the processor on ten times as soon as Python would have it.

    A click lets go of it at each look into a table, and waits for its turn each time: beside
    somebody who makes ten pages, clicks took five times as long as when it was quiet, and so twice.
    """
    sys.setswitchinterval(SWITCH_S)


@dataclass(eq=False)
class _Turn:
    kind: str
    owner: str


class Turns:
    """Who is at work and who waits, in the order that they came; one at a time a person."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._running: list[_Turn] = []
        self._queue: list[_Turn] = []
        self._changed = Condition()

    @contextmanager
    def turn(self, kind: str, owner: str, told: Told = lambda _: None) -> Iterator[None]:
        """Wait for a turn and hold it; `told` hears how many come first, and may raise."""
        mine = _Turn(kind, owner)
        with self._changed:
            self._queue.append(mine)
        try:
            while before := self._before(mine):
                told(before)
                with self._changed:
                    self._changed.wait(LOOK_S)
            yield
        finally:
            with self._changed:
                (self._running if mine in self._running else self._queue).remove(mine)
                self._changed.notify_all()

    def counts(self) -> tuple[Counter[str], Counter[str]]:
        """How many are at work and how many wait, by kind."""
        with self._changed:
            return Counter(one.kind for one in self._running), Counter(
                one.kind for one in self._queue
            )

    def _before(self, mine: _Turn) -> int:
        """How many come first; 0 where the turn has come, which is then taken."""
        with self._changed:
            busy = {each.owner for each in self._running}
            first = next((each for each in self._queue if each.owner not in busy), None)
            if first is mine and len(self._running) < self._most:
                self._queue.remove(mine)
                self._running.append(mine)
                return 0
            return len(self._running) + self._queue.index(mine)


@cache
def turns() -> Turns:
    """Those of this server: half as many at once as it has processors."""
    return Turns(max(1, (os.cpu_count() or 1) // 2))


def waiting_words(before: int) -> str:
    """What somebody reads who waits."""
    others = counted(before, "other file or import", "other files or imports")
    return f"Waiting for {others} to finish."

"""Long work stands back between its pieces while somebody else waits for a page."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

PIECE = 64  # items between two looks at the clock
WORKED_S = 0.01  # how long is worked at a stretch
STOOD_BACK_S = 0.05  # and how long others are let go first at most: the work goes on under any load
LOOK_S = 0.002

Item = TypeVar("Item")

_stand_back: ContextVar[Callable[[], None] | None] = ContextVar("stand_back", default=None)


@contextmanager
def standing_back(are_others_waiting: Callable[[], bool]) -> Iterator[None]:
    """Within it, whatever goes through `unhurried` lets those first who wait."""
    worked_since = time.monotonic()

    def stand_back() -> None:
        nonlocal worked_since
        now = time.monotonic()
        if now - worked_since < WORKED_S:
            return
        while are_others_waiting() and time.monotonic() - now < STOOD_BACK_S:
            time.sleep(LOOK_S)
        worked_since = time.monotonic()

    token = _stand_back.set(stand_back)
    try:
        yield
    finally:
        _stand_back.reset(token)


def unhurried(items: Iterable[Item], piece: int = PIECE) -> Iterator[Item]:
    """The items, one by one."""
    stand_back = _stand_back.get()
    if stand_back is None:
        yield from items
        return
    for at, item in enumerate(items):
        if at % piece == 0:
            stand_back()
        yield item

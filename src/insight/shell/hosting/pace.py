"""How often something may be done: so many a second, and so many at once after a rest."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

from insight.shell.hosting.allowed import Pace

MOST = 20_000  # doers that are remembered; the one longest unseen is forgotten


class Paces:
    """What each doer has left; for one thread.

    Examples
    --------
    >>> moment = 0.0
    >>> paces = Paces(lambda: moment)
    >>> [paces.wait("a", Pace(2, 2)) for _ in range(3)], paces.wait("b", Pace(2, 2))
    ([0.0, 0.0, 0.5], 0.0)
    >>> moment = 0.5
    >>> paces.wait("a", Pace(2, 2))
    0.0
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def wait(self, doer: Hashable, pace: Pace) -> float:
        """Seconds until one more may be done; 0, and it is counted, if at once."""
        now = self._clock()
        left, seen = self._left.pop(doer, (float(pace.at_once), now))
        left = min(float(pace.at_once), left + (now - seen) * pace.a_second)
        waits = 0.0 if left >= 1 else (1 - left) / pace.a_second
        self._left[doer] = (left if waits else left - 1, now)
        while len(self._left) > MOST:
            self._left.popitem(last=False)
        return waits

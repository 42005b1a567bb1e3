"""How often something may be done: so many a second, and so many at once after a rest."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

from insight.shell.hosting.allowed import Rate

MOST = 20_000  # doers that are remembered; the one longest unseen is forgotten


class Rates:
    """What each doer has left; for one thread.

    Examples
    --------
    >>> moment = 0.0
    >>> rates = Rates(lambda: moment)
    >>> [rates.wait("a", Rate(2, 2)) for _ in range(3)], rates.wait("b", Rate(2, 2))
    ([0.0, 0.0, 0.5], 0.0)
    >>> moment = 0.5
    >>> rates.wait("a", Rate(2, 2))
    0.0
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def wait(self, doer: Hashable, rate: Rate) -> float:
        """Seconds until one more may be done; 0, and it is counted, if at once."""
        now = self._clock()
        left, seen = self._left.pop(doer, (float(rate.at_once), now))
        left = min(float(rate.at_once), left + (now - seen) * rate.a_second)
        waits = 0.0 if left >= 1 else (1 - left) / rate.a_second
        self._left[doer] = (left if waits else left - 1, now)
        while len(self._left) > MOST:
            self._left.popitem(last=False)
        return waits

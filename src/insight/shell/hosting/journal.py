"""What the server did, for whoever looks after it; never who did it."""

import json
import logging
import secrets
import sys
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock, local

from insight.records.steps import shortened

LOGGER = logging.getLogger("insight.journal")
SIGN_IN = "streamlit.web.server.starlette.starlette_auth_routes"
"""Logger of what leads to the provider and back."""
LONGEST_QUOTED = 300
BOUNDS_S = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


@dataclass
class Durations:
    """How often something took how long: up to each of `BOUNDS_S`, and longer."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS_S) + 1))
    seconds: float = 0.0

    def add(self, seconds: float) -> None:
        """One more."""
        self.counts[bisect_left(BOUNDS_S, seconds)] += 1
        self.seconds += seconds


@dataclass
class Journal:
    """Counts since the server started; shared by all sessions."""

    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    views: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)  # that no page said, by class
    last_error_at: datetime | None = None
    running: int = 0  # pages that are being drawn
    reruns: dict[str, Durations] = field(default_factory=lambda: defaultdict(Durations))  # by page
    requests: dict[tuple[str, int], Durations] = field(
        default_factory=lambda: defaultdict(Durations)
    )  # by kind and status
    _lock: Lock = field(default_factory=Lock)
    _here: local = field(default_factory=local)

    @contextmanager
    def rerun(self, page: str) -> Iterator[None]:
        """Number a rerun, and note it if the page is drawn to its end."""
        self._here.said = {"request": new_number(), "page": page}
        began = time.monotonic()
        with self._lock:
            self.running += 1
        try:
            yield
        finally:
            with self._lock:
                self.running -= 1
        self.saw(page, time.monotonic() - began)

    def saw(self, page: str, seconds: float) -> None:
        """Note that a page was drawn."""
        with self._lock:
            self.views[page] += 1
            self.reruns[page].add(seconds)
            running = self.running
        self._say("page", page=page, ms=round(1000 * seconds), beside=running)

    def answered(self, kind: str, status: int, seconds: float, number: str) -> None:
        """Note an answer by HTTP by the kind of its address; no line without a number."""
        with self._lock:
            self.requests[kind, status].add(seconds)
        if number:
            self._say("http", request=number, kind=kind, status=status, ms=round(1000 * seconds))

    def failed(self, name: str) -> None:
        """Note a fault by its class; its words may hold what somebody typed."""
        with self._lock:
            self.errors[name] += 1
            self.last_error_at = datetime.now(UTC)
        self._say("error", error=name)

    def _say(self, event: str, **said: object) -> None:
        LOGGER.info(event, extra={"said": {**getattr(self._here, "said", {}), **said}})


def new_number() -> str:
    """By which the lines about one request are found, as long as nginx makes them."""
    return secrets.token_hex(16)


class Lines(logging.Formatter):
    """One JSON object a line: moment, event, and what it is about."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line.

        Examples
        --------
        >>> made = logging.LogRecord("x", 20, "", 0, "page", None, None)
        >>> made.created, made.said = 0.0, {"page": "map", "ms": 12}
        >>> Lines().format(made)
        '{"at": "1970-01-01T00:00:00+00:00", "event": "page", "page": "map", "ms": 12}'
        """
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds")
        said = getattr(record, "said", {})
        return json.dumps({"at": at, "event": record.getMessage(), **said})


def shorten(record: logging.LogRecord) -> bool:
    """Cut what a line quotes: anybody can have the sign-in log an error of the provider."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            shortened(each, LONGEST_QUOTED) if isinstance(each, str) else each
            for each in record.args
        )
    return True


class _Faults(logging.Handler):
    """Counts what the server logs as an error."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(logging.ERROR)
        self._journal = journal

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0] if record.exc_info else None
        self._journal.failed(kind.__name__ if kind else record.name)


def opened(*, is_hosted: bool) -> Journal:
    """A journal that hears the server's errors, and writes lines where it is hosted."""
    journal = Journal()
    logging.getLogger("streamlit").addHandler(_Faults(journal))
    logging.getLogger(SIGN_IN).addFilter(shorten)
    LOGGER.propagate = False
    if is_hosted and not LOGGER.handlers:
        lines = logging.StreamHandler(sys.stderr)
        lines.setFormatter(Lines())
        LOGGER.addHandler(lines)
        LOGGER.setLevel(logging.INFO)
    return journal

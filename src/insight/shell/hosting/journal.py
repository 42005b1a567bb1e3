"""What the server did, for whoever looks after it; never who did it."""

import json
import logging
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock

LOGGER = logging.getLogger("insight.journal")


@dataclass
class Journal:
    """Counts since the server started; shared by all sessions."""

    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    views: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)  # that no page said, by class
    last_error_at: datetime | None = None
    _lock: Lock = field(default_factory=Lock)

    def saw(self, page: str, seconds: float) -> None:
        """Note that a page was drawn."""
        with self._lock:
            self.views[page] += 1
        LOGGER.info("page", extra={"said": {"page": page, "ms": round(1000 * seconds)}})

    def failed(self, name: str) -> None:
        """Note a fault by its class; its words may hold what somebody typed."""
        with self._lock:
            self.errors[name] += 1
            self.last_error_at = datetime.now(UTC)


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
    LOGGER.propagate = False
    if is_hosted and not LOGGER.handlers:
        lines = logging.StreamHandler(sys.stderr)
        lines.setFormatter(Lines())
        LOGGER.addHandler(lines)
        LOGGER.setLevel(logging.INFO)
    return journal

"""What must hold before others are served: a site with a wrong setting does not start."""

import csv
import sys
from collections.abc import Mapping

from insight.errors import InsightError
from insight.pack.contracts import CONTRACTS
from insight.pack.packs import used
from insight.shell.hosting.settings import settings


def refuse_start(environ: Mapping[str, str]) -> None:
    """End this process, with a sentence, where the settings of the sign-in have a fault."""
    try:
        found = settings()
        if districts := _districts(environ):
            found.refuse_unknown(districts)
    except InsightError as error:
        print(error, file=sys.stderr, flush=True)  # noqa: T201 - there is no page to say it on
        raise SystemExit(2) from None


def _districts(environ: Mapping[str, str]) -> frozenset[str]:
    """Codes in the pack in use; empty if it cannot be read, which readiness says."""
    try:
        file = used(environ) / CONTRACTS["districts"].file
        with file.open(encoding="utf-8", newline="") as lines:
            return frozenset(row["lad24cd"] for row in csv.DictReader(lines))
    except (OSError, ValueError, KeyError, InsightError):
        return frozenset()

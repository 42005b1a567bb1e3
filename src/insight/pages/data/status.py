"""How the site is: data, records, use and faults, without anybody's name."""

from collections.abc import Mapping
from datetime import datetime

import pandas as pd

from insight.pack.pack import Pack
from insight.records.health import Health
from insight.statement import Column, Table
from insight.words import counted, number

RECORD_NOUNS = {
    "neighbourhoods": ("neighbourhood",),
    "investments": ("investment",),
    "own indicators": ("indicator you added", "indicators you added"),
    "system": ("system added or changed", "systems added or changed"),
    "evidence": ("piece of evidence", "pieces of evidence"),
    "step": ("entry about a step or outcome", "entries about steps or outcomes"),
    "asset": ("asset",),
    "note": ("note",),
}
"""One and several records of each kind."""


def status_table(  # noqa: PLR0913 - each is a fact of its own
    pack: Pack,
    health: Health | str,
    *,
    backup_at: datetime | None,
    started_at: datetime,
    views: Mapping[str, int],
    errors: Mapping[str, int],
    last_error_at: datetime | None,
) -> Table:
    """One row for each fact; `views` by the title of the page."""
    days = sorted(source.retrieved for source in pack.sources.values())
    rows = [
        ("Data version", f"{pack.version}, {len(pack.sources)} tables"),
        ("Data retrieved", " to ".join(dict.fromkeys((days[0], days[-1]))) if days else "none"),
        ("Tables with a fault", ", ".join(sorted(pack.problems)) or "none"),
    ]
    if isinstance(health, str):
        rows.append(("Records", health))
    else:
        kinds = [
            counted(count, *RECORD_NOUNS.get(kind, (kind,)))
            for kind, count in health.counts.items()
        ]
        rows += [
            ("Records", f"Working, in {health.place}, database version {health.revision}"),
            ("Number of records", ", ".join(kinds) or "nothing yet"),
            ("Changes recorded", number(health.steps)),
            ("Last change", _moment(health.changed_at)),
        ]
    rows.append(("Latest backup", _moment(backup_at)))
    pages = [f"{page}: {number(count)}" for page, count in views.items()]
    faults = [f"{name}: {number(count)}" for name, count in errors.items()]
    rows += [
        ("Server started", _moment(started_at)),
        ("Page views since then", ", ".join(pages) or "none"),
        ("Faults since then", ", ".join(faults) or "none"),
        ("Last fault", _moment(last_error_at)),
    ]
    return Table(
        pd.DataFrame(rows, columns=["what", "how"]),
        {"what": Column("Item"), "how": Column("Status")},
        "Table of the status of the site.",
    )


def _moment(at: datetime | None) -> str:
    return "none" if at is None else f"{at:%d %B %Y, %H:%M} UTC"

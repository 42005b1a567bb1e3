"""Where the records and their backups are, as the environment of a server says."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from insight.records.database import Database, open_database
from insight.root import ROOT

URL = "INSIGHT_DATABASE_URL"
FOLDER = "INSIGHT_RECORDS"
BACKUPS = "INSIGHT_BACKUPS"
EMBEDDED = ROOT / "var"  # the folder of the records where none is named


@dataclass(frozen=True)
class RecordsPlace:
    """Where the records are."""

    url: str | None  # of a PostgreSQL database; None for the file in `folder`
    folder: Path
    backups: Path

    def open(self) -> Database:
        """Open them, making or bringing up to date their tables."""
        return open_database(self.url, self.folder)


def records_place(environ: Mapping[str, str]) -> RecordsPlace:
    """What the environment says; an empty variable is as good as none."""
    folder = Path(environ.get(FOLDER) or EMBEDDED)
    return RecordsPlace(
        environ.get(URL) or None, folder, Path(environ.get(BACKUPS) or folder / "backups")
    )

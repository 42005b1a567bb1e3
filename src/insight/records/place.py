"""Where the records and their backups are, as the environment of a server says."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from insight.records.database import Database, Making, open_database
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

    def making(self) -> Making:
        """Whether they may be made where they are not there; backups are a sign of earlier ones."""
        has_backups = next(self.backups.glob("insight-*.sqlite3"), None) is not None
        return Making.NEVER if has_backups else Making.FIRST

    def open(self, making: Making | None = None) -> Database:
        """Open them, bringing up to date their tables."""
        return open_database(self.url, self.folder, making or self.making())


def records_place(environ: Mapping[str, str]) -> RecordsPlace:
    """What the environment says; an empty variable is as good as none."""
    folder = Path(environ.get(FOLDER) or EMBEDDED)
    return RecordsPlace(
        environ.get(URL) or None, folder, Path(environ.get(BACKUPS) or folder / "backups")
    )

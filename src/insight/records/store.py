"""The store of records: every reading and writing goes through it."""

from pathlib import Path

from insight.records.access import Acting, one_machine
from insight.records.book import Book
from insight.records.database import Database, open_database
from insight.records.health import Health, health_of
from insight.records.kinds.own_indicator_kind import OWN_INDICATORS
from insight.records.kinds.work_kinds import ASSETS, EVIDENCE, NOTES, STEPS, SYSTEMS
from insight.records.ledger import Ledger
from insight.records.neighbourhood_book import NeighbourhoodBook
from insight.records.place import EMBEDDED
from insight.records.readiness import check_ready
from insight.records.sessions import Sessions


def open_store(
    url: str | None = None, *, folder: Path = EMBEDDED, acting: Acting = one_machine
) -> "Store":
    """Open the records: at an address of PostgreSQL, or as a file on a disk of this machine."""
    database = open_database(url, folder)
    database.acting = acting
    return Store(database)


class Store(NeighbourhoodBook):
    """Every kind of record with its history, the neighbourhoods at first hand."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.ledger = Ledger(database)
        self.systems = Book(database, SYSTEMS)  # changes that were made to the list
        self.evidence = Book(database, EVIDENCE)
        self.steps = Book(database, STEPS)  # of steps and of outcomes
        self.assets = Book(database, ASSETS)
        self.notes = Book(database, NOTES)
        self.own_indicators = Book(database, OWN_INDICATORS)
        self.sessions = Sessions(database)

    def health(self) -> Health:
        """How the records are."""
        return health_of(self._database)

    def check_ready(self) -> None:
        """Raise `NotReadyError` if they cannot be read and changed at this moment."""
        check_ready(self._database)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

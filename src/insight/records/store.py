"""The store of records: every reading and writing goes through it."""

from pathlib import Path
from threading import Lock
from time import monotonic

from insight.records.access import Acting, one_machine
from insight.records.book import Book
from insight.records.database import Database, Making, open_database
from insight.records.errors import StoreError
from insight.records.health import Health, health_of
from insight.records.kinds.own_indicator_kind import OWN_INDICATORS
from insight.records.kinds.work_kinds import ASSETS, EVIDENCE, NOTES, STEPS, SYSTEMS
from insight.records.ledger import Ledger
from insight.records.neighbourhood_book import NeighbourhoodBook
from insight.records.place import EMBEDDED, RecordsPlace
from insight.records.readiness import check_ready
from insight.records.sessions import Sessions

TRIED_S = 1.0  # longest for which records that were slow to fail are not tried again


def open_store(
    url: str | None = None,
    *,
    folder: Path = EMBEDDED,
    acting: Acting = one_machine,
    making: Making = Making.FIRST,
) -> "Store":
    """Open the records: at an address of PostgreSQL, or as a file on a disk of this machine."""
    database = open_database(url, folder, making)
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


class OnlyStore:
    """The one store that a process has open, whoever asks and however often.

    Connections are made and bounded by store: with a second one they would be twice as many.
    """

    def __init__(self, acting: Acting) -> None:
        self._acting = acting
        self._lock = Lock()
        self._held: tuple[RecordsPlace, Store] | None = None
        self._fault: tuple[float, RecordsPlace, StoreError] | None = None

    def at(self, place: RecordsPlace, *, may_make: bool = True) -> Store:
        """The store at a place; one at another place is closed for it."""
        held = self._held
        if held is not None and held[0] == place:
            return held[1]
        asked = monotonic()
        with self._lock:
            if self._held is not None and self._held[0] == place:
                return self._held[1]
            # Who waited while somebody tried in vain, or comes just after, need not wait anew.
            # A try that cost nothing is made again: they may be back by now.
            if self._fault is not None:
                until, where, fault = self._fault
                if where == place and asked < until:
                    raise fault
            self._close()
            began = monotonic()
            try:
                made = open_store(
                    place.url,
                    folder=place.folder,
                    acting=self._acting,
                    making=place.making() if may_make else Making.NEVER,
                )
            except StoreError as error:
                ended = monotonic()
                self._fault = (ended + min(ended - began, TRIED_S), place, error)
                raise
            self._held = (place, made)
            return made

    def close(self) -> None:
        """Let go of it; who asks again gets another one."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._held is not None:
            self._held[1].close()
        self._held = None

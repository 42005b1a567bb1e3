"""The ledger of the records made ready, in this process or in one of its own."""

from insight.analysis.money.accounts import Accounts, accounts
from insight.geography.levels import Places
from insight.records.place import RecordsPlace
from insight.records.store import Store, open_store


def accounts_in(store: Store, known: Places) -> Accounts:
    """The ledger of some records."""
    return accounts(store.ledger.entries(), known, store.neighbourhoods())


def accounts_at(place: RecordsPlace, known: Places) -> Accounts:
    """The same where no records are open."""
    store = open_store(place.url, folder=place.folder, making=place.making())
    try:
        return accounts_in(store, known)
    finally:
        store.close()

"""The accounts of the ledger: while new ones are read, others are shown the former ones."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from insight.analysis.money.accounts import Accounts
from insight.analysis.money.own_accounts import accounts_at, accounts_in
from insight.apart import apart
from insight.shell.kept_records import place, store, writers
from insight.shell.open_packs import load

MANY = 20_000
"""Entries that are read in a process of their own: in this one they would hold up pages."""
PATIENCE_S = 0.3
"""How long a new reading may take before others are shown the former one."""
MOST_HELD = 2

T = TypeVar("T")


@dataclass
class _Reading(Generic[T]):
    found: Future[T]
    began: float = field(default_factory=time.monotonic)

    @property
    def is_there(self) -> bool:
        return self.found.done() and self.found.exception() is None


class Readings(Generic[T]):
    """What is read at a revision, of which the newest few are held; one is read at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(1, "ledger")
        self._held: dict[tuple[str, str], _Reading[T]] = {}

    def of(self, pack: str, revision: str, read: Callable[[], T]) -> _Reading[T]:
        """The reading at a revision, which is begun if it is not there and not under way."""
        key = (pack, revision)
        with self._lock:
            held = self._held.get(key)
            if held is None or (held.found.done() and not held.is_there):
                held = self._held[key] = _Reading(self._pool.submit(read))
                there = [one for one, each in self._held.items() if each.is_there]
                for one in there[: max(0, len(there) - MOST_HELD + 1)]:
                    del self._held[one]
            return held

    def former(self, pack: str) -> str | None:
        """The newest revision that was read with a pack."""
        with self._lock:
            there = [one[1] for one, each in self._held.items() if one[0] == pack and each.is_there]
        return there[-1] if there else None


@st.cache_resource(show_spinner=False)
def _readings() -> Readings[Accounts]:
    return Readings()


def revision() -> str:
    """The revision of the records to show: the newest, unless reading its ledger takes long.

    Then it is the former one, but for whoever has saved since.
    """
    newest = store().ledger.revision()
    reading = _begun(newest)
    if not reading.is_there and (former := _readings().former(_pack())) is not None:
        context = get_script_run_ctx()
        if context is None or context.session_id not in writers:
            until = reading.began + PATIENCE_S
            while not reading.found.done() and time.monotonic() < until:
                time.sleep(0.01)
            return newest if reading.found.done() else former
    return newest


def own_accounts(at: str) -> Accounts:
    """The ledger of the records as it is at a revision, which may have to be waited for."""
    reading = _begun(at)
    if not reading.found.done():
        with st.spinner("Adding up investments…"):
            reading.found.exception()
    found = reading.found.result()
    if (context := get_script_run_ctx()) is not None:
        writers.discard(context.session_id)
    return found


def _pack() -> str:
    return load().pack.version


def _begun(at: str) -> _Reading[Accounts]:
    known, kept, where = load().known, store(), place()

    def read() -> Accounts:
        if kept.ledger.count() <= MANY:
            return accounts_in(kept, known)
        return apart(accounts_at, lambda: None, where, known)

    return _readings().of(_pack(), at, read)

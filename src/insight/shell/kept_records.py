"""The records as the pages read them, and who reads."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Event

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from insight.pack.catalogue import Level
from insight.records.access import Actor
from insight.records.errors import StoreError
from insight.records.kinds.horizontal import Note
from insight.records.kinds.own_indicators import OwnIndicator
from insight.records.place import RecordsPlace, records_place
from insight.records.record import Record
from insight.records.store import OnlyStore, Store
from insight.shell.hosting import access, journal
from insight.shell.hosting.turns import Told, turns
from insight.shell.open_packs import load
from insight.unhurried import standing_back

LOOKED_SECONDS = 3
"""For how long nobody looks whether own indicators changed: every rerun needs them."""

writers: set[str] = set()
"""Sessions of those who saved, until the ledger is read with what they saved."""

AWAY_SECONDS = 30
"""For how long records that did not answer are not asked for them again: each try
may keep a page of the publishers' figures waiting."""


def place() -> RecordsPlace:
    """Where the records are: the database named by ``INSIGHT_DATABASE_URL``, or a file."""
    return records_place(os.environ)


def store() -> Store:
    """The records."""
    where = place()
    # A disk that is not there looks like a first start; on a server somebody says which it is.
    return _ONLY.at(where, may_make=where.url is not None or not access.is_hosted())


@cache
def kept_journal() -> journal.Journal:
    """Counts since the server started."""
    return journal.opened(is_hosted=access.is_hosted())


def account() -> access.Account | None:
    """Who is here; None where nobody signs in."""
    if not access.is_hosted():
        return None
    return access.account(lambda: store().sessions, _place_of)


@contextmanager
def heavy_turn(kind: str, told: Told = lambda _: None) -> Iterator[None]:
    """Hold a turn at heavy work, once those before have had theirs."""
    found = account()
    with turns().turn(kind, found.key if found else "", told), standing_back(_is_clicked):
        yield


def _is_clicked() -> bool:
    """Whether a page is being drawn for anybody who is not at heavy work, or waits for a turn."""
    running, waiting = turns().counts()
    return kept_journal().running > running.total() + waiting.total()


def acting() -> Actor | None:
    """Who acts; asked by the records at each writing, which whoever acts is to see."""
    if (context := get_script_run_ctx()) is not None:
        # Not in the session's state: a look there may end the run, and with it the saving.
        writers.add(context.session_id)
    if not access.is_hosted():
        return None
    return access.actor_of(lambda: store().sessions, _place_of)


_ONLY = OnlyStore(acting)  # beyond the reach of whoever clears Streamlit's caches


def _place_of(district: str) -> tuple[frozenset[str], str]:
    """All codes in a district, and what it is called."""
    known = load().known
    lsoas = known.district_of.index[known.district_of.eq(district)]
    beyond = known.msoa_of.drop(lsoas)
    msoas = set(known.msoa_of.loc[lsoas]) - set(beyond)
    names = known.levels[Level.LOCALITY]["name"]
    name = str(names[district]) if district in names.index else district
    return frozenset((district, *map(str, lsoas), *map(str, msoas))), name


def neighbourhood_names() -> dict[str, str]:
    """Name of every saved neighbourhood, by id."""
    return {each.id: each.name for each in store().neighbourhoods()}


def own_indicators() -> tuple[Record[OwnIndicator], ...] | None:
    """What people of the partnership brought; None where it cannot be read.

    Then the pages of the publishers' figures go on without.
    """
    if _away().is_set():
        return None
    try:
        return _own_looked()
    except StoreError:
        _away().set()
        return None


def look_again() -> None:
    """Show own indicators as they are saved by now."""
    _own_looked.clear()
    _away.clear()


@st.cache_resource(ttl=AWAY_SECONDS, show_spinner=False)
def _away() -> Event:
    """Set when the records did not answer; a new one comes when it is time to ask."""
    return Event()


@st.cache_resource(ttl=LOOKED_SECONDS, show_spinner=False)
def _own_looked() -> tuple[Record[OwnIndicator], ...]:
    return _own_of(store().ledger.revision())


@st.cache_resource(max_entries=2, show_spinner=False)
def _own_of(revision: str) -> tuple[Record[OwnIndicator], ...]:  # noqa: ARG001
    return store().own_indicators.all()


@st.cache_resource(max_entries=2, show_spinner=False)
def notes_of(revision: str) -> dict[str, tuple[Record[Note], ...]]:  # noqa: ARG001
    """What people said beside the figures, by what they said it of."""
    found: dict[str, tuple[Record[Note], ...]] = {}
    for each in store().notes.all():
        subject = each.content.subject
        found[subject] = (each, *found.get(subject, ()))
    return found

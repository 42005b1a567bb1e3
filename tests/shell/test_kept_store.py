"""The store as the pages have it: one, whoever clears what, and who lives in a district."""

import os
import sqlite3
import time
from contextlib import closing

import psycopg
import pytest
import streamlit as st

from insight.records.database import SOON_S
from insight.records.errors import MissingError, StoreError
from insight.records.store import TRIED_S, open_store
from insight.shell import kept_records, open_packs
from insight.shell.hosting import access
from opening import opened
from records_fixtures import draft

ANSWERED_S = 3.0


@pytest.fixture
def records(place, monkeypatch):
    """What a server is told of its records."""
    monkeypatch.setenv("INSIGHT_RECORDS", str(place.folder))
    monkeypatch.setenv("INSIGHT_BACKUPS", str(place.folder / "backups"))
    if place.url:
        monkeypatch.setenv("INSIGHT_DATABASE_URL", place.url)
    yield place
    kept_records.store().close()


def connections(place) -> int:
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    with psycopg.connect(place.url) as one:
        return one.execute(query).fetchone()[0] - 1


def files_open(place) -> int:
    found = (f"/proc/self/fd/{each}" for each in os.listdir("/proc/self/fd"))  # noqa: PTH208
    return sum(os.path.realpath(each) == str(place.file.resolve()) for each in found)


def test_clearing_streamlits_caches_opens_no_other_store(records):
    first = kept_records.store()
    for _ in range(20):
        assert kept_records.own_indicators() == ()
        st.cache_resource.clear()
        st.cache_data.clear()
        assert kept_records.store() is first
    if records.url:
        assert connections(records) == 1
    else:
        assert files_open(records) == 0


def test_site_makes_no_file_of_records_by_itself(sqlite, monkeypatch):
    monkeypatch.setenv("INSIGHT_RECORDS", str(sqlite.folder))
    monkeypatch.setattr(access, "is_hosted", lambda: True)
    with pytest.raises(MissingError):
        kept_records.store()
    open_store(folder=sqlite.folder).close()
    time.sleep(TRIED_S)
    kept_records.store().close()


def test_locked_file_is_said_on_a_page_within_three_seconds(sqlite, monkeypatch):
    monkeypatch.setenv("INSIGHT_RECORDS", str(sqlite.folder))
    store = sqlite.open()
    store.add(draft("Kept", text="x"), who="Ann")
    store.close()
    open_packs.load()
    assert not opened("neighbourhood").error
    with closing(sqlite3.connect(sqlite.file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        # An open store and one that is opened only now.
        for is_open in (True, False):
            if not is_open:
                kept_records._ONLY.close()
            kept_records.look_again()
            time.sleep(SOON_S)  # the first who comes waits longest
            began = time.monotonic()
            with pytest.raises(StoreError, match="has locked it"):
                kept_records.store().neighbourhoods()
            assert kept_records.own_indicators() is None
            assert time.monotonic() - began < ANSWERED_S
            app = opened("neighbourhood")
            assert "has locked it" in " ".join(each.value for each in app.error)
        other.execute("ROLLBACK")
    kept_records.look_again()


def test_district_holds_its_areas_and_no_msoa_of_another():
    codes, name = kept_records._place_of("E07000130")
    assert name == "Charnwood"
    assert "E07000130" in codes
    assert {code[:3] for code in codes} == {"E07", "E01", "E02"}
    others = kept_records._place_of("E06000016")[0]
    assert not codes & others

"""A server that hangs, or was made for other letters, is said in a sentence."""

import time

import pytest
from sqlalchemy import text

from insight.records import database as records_database
from insight.records.errors import StoreError
from insight.records.readiness import NotReadyError
from insight.records.store import open_store
from insight.shell import kept_records
from insight.shell.hosting.ready import check_records

SLEEP = text("SELECT pg_sleep(20)")


def hangs(session) -> float:
    began = time.monotonic()
    with pytest.raises(StoreError, match="too long to answer"), session as open_one:
        open_one.execute(SLEEP)
    return time.monotonic() - began


def test_readings_and_writings_that_do_not_end_are_ended(postgresql, monkeypatch):
    monkeypatch.setattr(records_database, "READ_S", 1)
    monkeypatch.setattr(records_database, "WRITE_S", 2)
    store = open_store(postgresql.url)
    try:
        assert 1 <= hangs(store._database.reading()) < 2
        assert 2 <= hangs(store._database.writing()) < 4
        with store._database.reading(is_long=True) as session:
            session.execute(text("SELECT pg_sleep(1.5)"))
    finally:
        store.close()


def test_database_that_knows_no_letters_is_refused(cluster, monkeypatch):
    url = cluster.make("bytes_alone TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    url = url.replace(url[url.index("/bytes") + 1 : url.index("?")], "bytes_alone")
    with pytest.raises(StoreError, match="SQL_ASCII"):
        open_store(url)
    monkeypatch.setenv("INSIGHT_DATABASE_URL", url)
    with pytest.raises(NotReadyError) as said:
        check_records()
    assert "bytes_alone" not in str(said.value)
    monkeypatch.delenv("INSIGHT_DATABASE_URL")
    kept_records.store()

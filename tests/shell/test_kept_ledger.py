"""While the ledger is read anew, everybody but who saved is shown the former one."""

import threading
from types import SimpleNamespace

import pytest
import streamlit as st
from pandas.testing import assert_frame_equal

from insight.errors import InsightError
from insight.records.store import open_store
from insight.shell import kept_ledger, kept_records
from insight.shell.kept_ledger import MOST_HELD, Readings, own_accounts, revision
from ledger_fixtures import entry


@pytest.fixture
def records(sqlite, monkeypatch):
    open_store(folder=sqlite.folder).close()
    monkeypatch.setenv("INSIGHT_RECORDS", str(sqlite.folder))
    st.cache_resource.clear()
    yield kept_records.store()
    kept_records.store().close()


@pytest.fixture
def gate(monkeypatch):
    """Readings of the ledger wait behind it, once it is closed."""
    passes = threading.Event()
    passes.set()
    read = kept_ledger.accounts_in

    def slowly(*words):
        assert passes.wait(20)
        return read(*words)

    monkeypatch.setattr(kept_ledger, "accounts_in", slowly)
    yield passes
    passes.set()


def as_session(monkeypatch, name):
    for module in (kept_ledger, kept_records):
        context = SimpleNamespace(session_id=name)
        monkeypatch.setattr(module, "get_script_run_ctx", lambda context=context: context)


def saved(records, pence):
    records.ledger.import_all([entry(pence)], who="Ann")


def test_others_see_the_former_ledger_until_the_new_one_is_there(records, gate, monkeypatch):
    as_session(monkeypatch, "Ann")
    saved(records, 5)
    before = revision()
    assert own_accounts(before).total_pence == 5
    gate.clear()
    saved(records, 7)
    newest = records.ledger.revision()
    assert newest != before
    as_session(monkeypatch, "Ben")
    assert revision() == before
    assert own_accounts(before).total_pence == 5
    as_session(monkeypatch, "Ann")
    assert revision() == newest
    gate.set()
    assert own_accounts(newest).total_pence == 12
    as_session(monkeypatch, "Ben")
    assert revision() == newest


def test_a_small_ledger_is_shown_at_once_to_all(records, monkeypatch):
    as_session(monkeypatch, "Ann")
    saved(records, 5)
    own_accounts(revision())
    saved(records, 7)
    as_session(monkeypatch, "Ben")
    assert own_accounts(revision()).total_pence == 12


def test_who_saved_is_like_others_once_their_save_was_shown(records, gate, monkeypatch):
    as_session(monkeypatch, "Ann")
    saved(records, 5)
    before = revision()
    own_accounts(before)
    gate.clear()
    as_session(monkeypatch, "Ben")
    saved(records, 7)
    as_session(monkeypatch, "Ann")
    assert revision() == before


def test_a_long_ledger_read_apart_is_the_same(records, monkeypatch):
    saved(records, 5)
    here = own_accounts(revision())
    st.cache_resource.clear()
    monkeypatch.setattr(kept_ledger, "MANY", 0)
    monkeypatch.setattr(kept_ledger, "accounts_in", lambda *_: pytest.fail("It was read here."))
    there = own_accounts(revision())
    assert_frame_equal(there.table, here.table)
    assert there.total_pence == here.total_pence == 5


def test_a_reading_that_failed_is_tried_again():
    readings = Readings()

    def refused():
        raise InsightError("away")

    with pytest.raises(InsightError):
        readings.of("pack", "1", refused).found.result()
    assert readings.former("pack") is None
    assert readings.of("pack", "1", lambda: 3).found.result() == 3
    assert readings.former("pack") == "1"
    assert readings.former("other") is None


def test_few_readings_are_held():
    readings = Readings()
    for at in range(6):
        readings.of("pack", str(at), lambda at=at: at).found.result()
    assert len(readings._held) == MOST_HELD
    assert readings.former("pack") == "5"

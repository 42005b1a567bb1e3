"""Whether a server says truly that it is ready, and why it is not."""

import asyncio
import shutil
import threading
from contextlib import suppress

import pytest
import streamlit as st
from starlette.requests import Request

from insight.errors import InsightError
from insight.pack.pack import EMBEDDED, open_pack
from insight.pack.packs import CURRENT, install, kept
from insight.records.readiness import NotReadyError
from insight.records.store import open_store
from insight.shell import kept_records, open_packs
from insight.shell.hosting import ready
from insight.shell.hosting.ready import READY, Readiness
from own_loop import run
from pack_copies import copied, ten_more

AT_ONCE = 20


class Checked:
    """A check that counts, and fails with what it is given."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.times, self.fault = 0, fault

    def __call__(self) -> None:
        self.times += 1
        if self.fault is not None:
            raise self.fault


def asked(readiness: Readiness, times: int = 1) -> list[tuple[int, str]]:
    async def ask() -> list[tuple[int, str]]:
        request = Request({"type": "http"})
        answers = [await readiness.answer(request) for _ in range(times)]
        return [(each.status_code, bytes(each.body).decode()) for each in answers]

    return run(ask())


def test_server_in_order_is_ready():
    assert asked(Readiness(Checked())) == [(200, "ready\n")]


def test_server_not_in_order_says_why():
    fault = InsightError("The records cannot be read.")
    assert asked(Readiness(Checked(fault))) == [(503, "The records cannot be read.\n")]


def test_what_nobody_foresaw_is_not_told_to_strangers():
    [(status, words)] = asked(Readiness(Checked(ValueError("password=secret"))))
    assert status == 503
    assert "secret" not in words


def test_answer_is_kept_for_a_while_and_no_longer():
    kept, forgotten = Checked(), Checked()
    asked(Readiness(kept, kept=60), 5)
    asked(Readiness(forgotten, kept=-1), 5)
    assert (kept.times, forgotten.times) == (1, 5)


def test_recovery_is_seen():
    check = Checked(InsightError("Away."))
    readiness = Readiness(check, kept=-1)
    assert asked(readiness) == [(503, "Away.\n")]
    check.fault = None
    assert asked(readiness) == [(200, "ready\n")]


def test_many_who_ask_at_once_cost_one_check_and_wait_no_longer_than_told():
    going_on = threading.Event()
    check = Checked()

    def slow() -> None:
        check()
        going_on.wait(20)

    async def ask_at_once() -> tuple[list[str], str]:
        readiness = Readiness(slow, patience=0.1)
        late = await asyncio.gather(*(readiness.reason() for _ in range(AT_ONCE)))
        going_on.set()
        await asyncio.sleep(0.2)
        return late, await readiness.reason()

    late, then = run(ask_at_once())
    assert set(late) == {"The check has taken more than 0.1 seconds."}
    assert (then, check.times) == (READY, 1)


@pytest.mark.parametrize(
    ("base", "path"), [("", "/readyz"), ("insight", "/insight/readyz"), ("/a/b/", "/a/b/readyz")]
)
def test_readiness_is_below_the_base_path_as_health_is(monkeypatch, base, path):
    monkeypatch.setattr(st, "get_option", {"server.baseUrlPath": base}.get)
    assert ready.path() == path


# The records


def test_records_in_order_pass_and_keep_no_trace(store, place):
    for _ in range(3):
        store.check_ready()
    assert place.execute("SELECT * FROM ended_session") == []


def test_tables_of_another_version_are_said(store, place):
    place.execute("UPDATE alembic_version SET version_num = 'other'")
    with pytest.raises(NotReadyError, match="are from another version"):
        store.check_ready()


def test_file_that_is_gone_is_said(sqlite):
    store = sqlite.open()
    sqlite.file.unlink()
    with pytest.raises(NotReadyError, match="cannot be read"):
        store.check_ready()
    assert not sqlite.file.exists()


def test_account_that_may_not_change_them_is_said(postgresql):
    postgresql.open().close()
    store = open_store(postgresql.reader_url())
    with pytest.raises(NotReadyError, match="cannot be changed"):
        store.check_ready()
    store.close()


# The whole of it


@pytest.fixture
def pack_copy(tmp_path, monkeypatch):
    """A pack of one's own, and a fresh server."""
    folder = tmp_path / "data"
    folder.mkdir()
    for file in EMBEDDED.glob("*.*"):
        (folder / file.name).write_bytes(file.read_bytes())
    monkeypatch.setenv("INSIGHT_DATA", str(folder))
    monkeypatch.setenv("INSIGHT_RECORDS", str(tmp_path / "var"))
    monkeypatch.setattr(open_packs, "SERVED", tmp_path / "static")
    # Taken out of the collector's sight for good, it would stay in these tests.
    monkeypatch.setattr(open_packs.gc, "freeze", lambda: None)
    st.cache_resource.clear()
    yield folder
    with suppress(InsightError):
        kept_records.store().close()
    st.cache_resource.clear()


def test_file_that_changes_on_the_disk_is_said_by_its_name(pack_copy):
    ready.check_all()
    file = pack_copy / "population.csv"
    file.write_bytes(file.read_bytes() + b"\n")
    with pytest.raises(InsightError, match=r"^population\.csv of the data version has"):
        ready.check_all()


def test_file_with_a_fault_is_said_by_its_name(pack_copy):
    file = pack_copy / "population.csv"
    file.write_bytes(b"not,a,table\n1,2\n")
    with pytest.raises(InsightError, match=r"have an error: population\.csv\.$"):
        ready.check_all()


def test_pack_that_is_missing_is_said_without_its_place(pack_copy, monkeypatch):
    monkeypatch.setenv("INSIGHT_DATA", str(pack_copy / "nowhere"))
    with pytest.raises(InsightError, match=r"^The data version cannot be opened\.$"):
        ready.check_all()


@pytest.fixture
def packs(pack_copy, tmp_path, monkeypatch):  # noqa: ARG001 - a fresh server
    """A folder of packs with one in use, which is not the embedded one."""
    folder = tmp_path / "packs"
    folder.mkdir()
    monkeypatch.delenv("INSIGHT_DATA")
    monkeypatch.setenv("INSIGHT_PACKS", str(folder))
    install(copied(folder / ".staged", population=ten_more), folder)
    return folder


def test_pack_in_use_is_the_one_that_is_looked_at(packs):
    ready.check_all()
    (version,) = kept(packs)
    file = packs / version / "population.csv"
    file.write_bytes(file.read_bytes() + b"\n")
    with pytest.raises(InsightError, match=r"^population\.csv of the data version has"):
        ready.check_all()
    # Back to the embedded one.
    (packs / CURRENT).unlink()
    ready.check_all()


def test_new_pack_is_looked_at_without_a_restart(packs):
    ready.check_all()
    install(copied(packs / ".staged"), packs)
    ready.check_all()
    assert open_packs.in_use() == open_pack().version


@pytest.mark.parametrize("said", ["0123456789", "", "../elsewhere"])
def test_pack_in_use_that_is_not_there_is_said(packs, said):
    (packs / CURRENT).write_text(said, "utf-8")
    with pytest.raises(InsightError, match=r"^The data version cannot be opened\.$"):
        ready.check_all()


def test_folder_of_packs_that_is_not_there_is_said_without_its_place(packs):
    shutil.rmtree(packs)
    with pytest.raises(InsightError, match=r"^The folder of data versions is missing\.$"):
        ready.check_all()
    # Before the first refresh.
    packs.mkdir()
    ready.check_all()


def test_records_that_cannot_be_opened_are_said_without_their_place(pack_copy, monkeypatch):
    (pack_copy / "file").touch()
    monkeypatch.setenv("INSIGHT_RECORDS", str(pack_copy / "file" / "var"))
    with pytest.raises(InsightError, match=r"^The records cannot be opened\.$"):
        ready.check_all()


def test_hosted_site_without_a_sign_in_is_not_ready(monkeypatch):
    monkeypatch.setenv("INSIGHT_HOSTED", "1")
    monkeypatch.setattr(ready.access, "has_provider", lambda: False)
    with pytest.raises(InsightError, match="Signing in is not set up"):
        ready.check_all()

"""Fetching everything a pack needs into one folder."""

import csv
import re
import socket
import threading
from dataclasses import replace

import pytest

from insight.errors import InsightError
from insight.publishers.fetching import release
from insight.publishers.fetching.fetch import MANIFEST, Manifest
from insight.publishers.fetching.register import FeatureLayer, FileForm
from insight.publishers.fetching.release import (
    AT_ONCE,
    UNREACHED,
    DownloadState,
    ReleaseRequest,
    fetch_release,
)
from insight.publishers.reading.files import inventory
from publisher_server import Reply, StoredLayer, file_at

TABLE = b"code,name\nE01000001,Toy\n"
DISTRICTS = ["E07000001", "E07000002"]
LOOK_UP = [
    {"LSOA21CD": f"E0100000{at}", "LAD24CD": DISTRICTS[at % 3 > 1], "WD24CD": "E05000001"}
    for at in range(6)
] + [{"LSOA21CD": "E01000099", "LAD24CD": "E07000099", "WD24CD": "E05000009"}]
WARDS = [{"WD24CD": "E05000001"}, {"WD24CD": "E05000009"}]


@pytest.fixture
def register(publisher):
    """A file, a look-up by district, boundaries by the look-up, and an optional one."""
    publisher.put("/file", Reply(body=TABLE, headers={"ETag": '"one"'}))
    publisher.put("/more", Reply(body=TABLE))
    publisher.put("/lookup/query", StoredLayer(LOOK_UP))
    publisher.put("/wards/query", StoredLayer(WARDS))
    look_up = FeatureLayer(("LSOA21CD", "LAD24CD", "WD24CD"), ("LSOA21CD",), "LAD24CD")
    wards = FeatureLayer(("WD24CD",), ("WD24CD",), "WD24CD", "lookup")
    return (
        file_at(
            publisher.url("/wards"), FileForm.GEOJSON, key="wards", title="Wards",
            layer=wards,
        ),
        file_at(publisher.url("/file"), key="file", title="File"),
        file_at(publisher.url("/lookup"), key="lookup", title="Look-up", layer=look_up),
        file_at(publisher.url("/more"), key="more", title="More", is_optional=True),
    )  # fmt: skip


@pytest.fixture
def events() -> list:
    return []


@pytest.fixture
def run(register, clock, events, tmp_path):
    def run(districts=DISTRICTS, **more):
        order = ReleaseRequest(tmp_path, districts, **{"downloads": register, **more})
        return fetch_release(order, events.append, clock.web())

    return run


def test_everything_comes_and_layers_are_filtered_by_what_came_before(
    run, register, tmp_path, publisher
):
    found = run()
    assert found.fetched == tuple(each.key for each in register)
    assert (found.kept, found.notes) == ((), ())
    with (tmp_path / "lookup.csv").open() as stream:
        assert {row["LAD24CD"] for row in csv.DictReader(stream)} == set(DISTRICTS)
    where = [a.form["where"] for a in publisher.asked if a.path == "/wards/query"]
    assert set(where) == {"WD24CD IN ('E05000001')"}


def test_the_manifest_says_where_each_file_came_from(run, tmp_path, publisher):
    run()
    entry = Manifest.of(tmp_path).entries["file.csv"]
    assert entry.url == publisher.url("/file")
    assert (entry.bytes, entry.etag) == (len(TABLE), '"one"')
    assert entry.retrieved == "2027-01-15"


def test_nothing_that_is_no_table_lies_open_in_the_folder(run, tmp_path):
    run()
    visible = {f.name for f in tmp_path.iterdir() if not f.name.startswith(".")}
    assert visible == {"wards.geojson", "file.csv", "lookup.csv", "more.csv"}
    assert {f.name for f in tmp_path.iterdir()} - visible == {MANIFEST}
    assert not any(MANIFEST in each for each in inventory([tmp_path]).unused)


def test_what_is_there_whole_is_not_fetched_again(run, register, publisher, events):
    run()
    publisher.asked.clear()
    events.clear()
    found = run()
    assert found.kept == tuple(each.key for each in register)
    assert publisher.asked == []
    assert {each.state for each in events} == {DownloadState.KEPT}


@pytest.mark.parametrize("damage", [b"code,name\nE01000001,Tox\n", b"", None])
def test_a_file_that_is_not_as_it_came_is_fetched_again(run, tmp_path, damage):
    run()
    if damage is None:
        (tmp_path / "file.csv").unlink()
    else:
        (tmp_path / "file.csv").write_bytes(damage)
    assert run().fetched == ("file",)
    assert (tmp_path / "file.csv").read_bytes() == TABLE


def test_other_districts_are_fetched_and_files_of_all_england_kept(run, tmp_path):
    run()
    found = run(["E07000099"])
    assert found.fetched == ("wards", "lookup")
    assert found.kept == ("file", "more")
    assert "E01000099" in (tmp_path / "lookup.csv").read_text()


def test_an_old_file_is_asked_for_again(run, clock):
    run()
    clock.time += 7 * 86_400
    assert run().fetched == ()
    clock.time += 86_400
    assert len(run().fetched) == 4


def test_a_manifest_that_was_cut_off_is_made_anew(run, tmp_path):
    run()
    (tmp_path / MANIFEST).write_text('{"file.csv": {"url"')
    assert len(run().fetched) == 4
    assert len(run().kept) == 4


def test_one_failure_does_not_keep_the_others_and_all_are_told_together(
    run, publisher, tmp_path, events
):
    publisher.put("/file", Reply(404))
    publisher.put("/wards/query", Reply(body=b"<html><title>Closed</title></html>"))
    with pytest.raises(InsightError) as caught:
        run()
    first, *rest = str(caught.value).splitlines()
    assert first.startswith("2 of 3 required downloads failed. The 2 of 4 that finished")
    assert len(rest) == 2
    assert any(line.startswith("File, from Toy Office") for line in rest)
    assert any("with the title 'Closed'" in line for line in rest)
    assert (tmp_path / "more.csv").exists()
    assert {e.download.key for e in events if e.state is DownloadState.FAILED} == {
        "file", "wards",
    }  # fmt: skip
    publisher.put("/file", Reply(body=TABLE))
    publisher.put("/wards/query", StoredLayer(WARDS))
    assert run().fetched == ("wards", "file")


def test_what_is_filtered_by_a_file_that_failed_says_so(run, publisher):
    publisher.put("/lookup/query", Reply(404))
    with pytest.raises(InsightError, match="it is filtered by Look-up, which is missing"):
        run()


def test_an_optional_file_that_fails_is_a_note(run, publisher):
    publisher.put("/more", Reply(404))
    found = run()
    assert len(found.notes) == 1
    assert found.notes[0].startswith("More, from Toy Office: could not be fetched")
    assert found.fetched == ("wards", "file", "lookup")


def test_a_failure_leaves_the_file_of_last_time(run, publisher, clock, tmp_path):
    run()
    clock.time += 9 * 86_400
    publisher.put("/file", Reply(500))
    with pytest.raises(InsightError):
        run()
    assert (tmp_path / "file.csv").read_bytes() == TABLE


def test_two_at_the_most_are_on_their_way(publisher, clock, tmp_path):
    here, most, lock = 0, 0, threading.Lock()
    two = threading.Barrier(2, timeout=5)

    def slow(_asked):
        nonlocal here, most
        with lock:
            here += 1
            most = max(most, here)
        two.wait()
        with lock:
            here -= 1
        return Reply(body=TABLE)

    downloads = [file_at(publisher.put(f"/{at}", slow), key=f"file_{at}") for at in range(4)]
    order = ReleaseRequest(tmp_path, DISTRICTS, downloads)
    fetch_release(order, lambda _event: None, clock.web())
    assert most == AT_ONCE == 2


def test_progress_is_told_in_bytes_and_in_rows(run, events):
    run()
    moving = [each for each in events if each.state is DownloadState.MOVING]
    last = {each.download.key: each for each in moving}
    assert (last["file"].done, last["file"].total) == (len(TABLE), len(TABLE))
    assert (last["lookup"].done, last["lookup"].total) == (6, 6)


def test_whoever_ends_it_ends_all_of_it(register, clock, tmp_path, publisher):
    def ended(event):
        if event.state is DownloadState.MOVING:
            raise KeyboardInterrupt

    web = clock.web()
    with pytest.raises(KeyboardInterrupt):
        fetch_release(ReleaseRequest(tmp_path, DISTRICTS, register), ended, web)
    assert web.stop.is_set()
    assert "/wards/query" not in publisher.paths()


@pytest.mark.parametrize("districts", [[], ["Leicester"], [*DISTRICTS, "W06000001"]])
def test_districts_are_codes_of_england(run, publisher, districts):
    with pytest.raises(InsightError, match="Give codes such as"):
        run(districts)
    assert publisher.asked == []


def test_a_folder_that_cannot_be_made_is_a_sentence(register, clock, tmp_path):
    (tmp_path / "taken").write_text("a file")
    order = ReleaseRequest(tmp_path / "taken", DISTRICTS, register)
    with pytest.raises(InsightError, match="could not be saved in"):
        fetch_release(order, lambda _event: None, clock.web())


def closed_port() -> str:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}"


def test_without_any_connection_the_rest_is_not_waited_for(clock, events, tmp_path):
    nobody = closed_port()
    files = tuple(file_at(f"{nobody}/{at}", key=f"f{at}") for at in range(12))
    order = ReleaseRequest(tmp_path, DISTRICTS, files)
    with pytest.raises(InsightError, match="internet access") as fault:
        fetch_release(order, events.append, clock.web())
    # The one that was on its way at the same time may have ended, too.
    assert re.match("[34] of 12 downloads could not connect", str(fault.value))
    assert "--from FOLDER" in str(fault.value)
    started = [each for each in events if each.state is DownloadState.STARTED]
    assert len(started) <= UNREACHED + AT_ONCE


@pytest.mark.parametrize("status", [200, 404])
def test_a_publisher_who_answers_is_a_way_out(run, register, publisher, monkeypatch, status):
    # One after the other: the first is certain to have been answered.
    monkeypatch.setattr(release, "AT_ONCE", 1)
    publisher.put("/file", Reply(status=status, body=TABLE))
    nobody = closed_port()
    away = [file_at(f"{nobody}/{at}", key=f"f{at}", is_optional=True) for at in range(5)]
    downloads = (replace(register[1], is_optional=True), *away)
    assert len(run(downloads=downloads).notes) == 5 + (status == 404)

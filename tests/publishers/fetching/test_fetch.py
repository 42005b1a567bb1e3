"""Fetching one file: whole or not at all, and on from where it broke off."""

import io
import json
import os
import re
import resource
import socket
import threading
import zipfile
from email.utils import formatdate

import pytest
import requests

from insight.errors import InsightError
from insight.pack.catalogue import LICENCES
from insight.publishers.fetching.fetch import PARTIAL, fetch
from insight.publishers.fetching.register import DOWNLOADS, FileForm
from insight.publishers.fetching.web import RefusedError, StoppedError, Web
from publisher_server import START, Clock, Publisher, Reply, StoredFile, file_at

ROWS = "".join(f"E0100{at:04d},Area {at}\n" for at in range(4_000)).encode()
TABLE = b"code,name\n" + ROWS
HALF = len(TABLE) // 2


def nothing(_done, _total) -> None:
    pass


def refused(download, folder, web) -> str:
    with pytest.raises(InsightError) as caught:
        fetch(download, folder, web, nothing)
    assert not (folder / download.file_name).exists()
    return str(caught.value)


def zipped(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return buffer.getvalue()


def test_a_file_comes_whole_with_its_checksum_and_its_mark(publisher, clock, tmp_path):
    told = []
    url = publisher.put("/a", StoredFile(TABLE))
    found = fetch(file_at(url), tmp_path, clock.web(), lambda *at: told.append(at))
    assert found.file.read_bytes() == TABLE
    assert (found.bytes, found.etag) == (len(TABLE), '"one"')
    assert told[0] == (0, len(TABLE))
    assert told[-1] == (len(TABLE), len(TABLE))
    assert list((tmp_path / PARTIAL).iterdir()) == []


def test_a_plain_client_asks_for_plain_bytes_and_keeps_no_cookies(publisher, clock, tmp_path):
    sent_on = Reply(302, headers={"Location": "/b", "Set-Cookie": "a=1; Path=/"})
    url = publisher.put("/a", sent_on)
    publisher.put("/b", Reply(body=TABLE))
    fetch(file_at(url), tmp_path, clock.web(), nothing)
    headers = publisher.asked[1].headers
    assert headers["User-Agent"].startswith("Insight")
    assert headers["Accept-Encoding"] == "identity"
    assert "Cookie" not in headers


def test_a_text_may_begin_with_a_byte_order_mark(publisher, clock, tmp_path):
    url = publisher.put("/a", Reply(body=b"\xef\xbb\xbf" + TABLE))
    found = fetch(file_at(url, heading="code"), tmp_path, clock.web(), nothing)
    assert found.file.read_bytes() == b"\xef\xbb\xbf" + TABLE


# Redirects


def test_a_chain_of_redirects_is_followed(publisher, clock, tmp_path):
    for at in range(5):
        publisher.put(f"/{at}", Reply(302, headers={"Location": f"/{at + 1}"}))
    publisher.put("/5", Reply(body=TABLE))
    fetch(file_at(publisher.url("/0")), tmp_path, clock.web(), nothing)
    assert publisher.paths() == [f"/{at}" for at in range(6)]


def test_a_loop_of_redirects_ends(publisher, clock, tmp_path):
    url = publisher.put("/a", Reply(301, headers={"Location": "/a"}))
    words = refused(file_at(url), tmp_path, clock.web())
    assert "redirected more than 5 times" in words
    assert len(publisher.asked) == 6


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("file:///etc/hostname", "redirected to file:"),
        ("ftp://toys.example/a", "redirected to ftp:"),
        ("", "without giving an address"),
    ],
)
def test_a_redirect_leads_to_the_web_or_nowhere(publisher, clock, tmp_path, location, words):
    url = publisher.put("/a", Reply(302, headers={"Location": location}))
    assert words in refused(file_at(url), tmp_path, clock.web())
    assert clock.waited == []


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("localhost", None),  # the test server is called by its number
        ("[::1]", None),
        ("2130706433", None),  # as resolvers read a number
        ("10.1.2.3", None),
        ("169.254.169.254", None),
        ("[fe80::1]", None),
        ("toys.example", ["192.168.1.1"]),
        ("toys.example", ["93.184.215.14", "127.0.0.1"]),
    ],
)
def test_a_redirect_leads_nowhere_inside(publisher, clock, tmp_path, monkeypatch, host, found):
    if found:
        answer = [(0, 0, 0, "", (each, 0)) for each in found]
        ask = socket.getaddrinfo
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda name, *more: answer if name == host else ask(name, *more)
        )
    url = publisher.put("/a", Reply(302, headers={"Location": f"http://{host}:1/inside"}))
    words = refused(file_at(url), tmp_path, clock.web())
    assert f"redirected to {host.strip('[]')}" in words
    assert "this machine or network" in words
    assert clock.waited == []


def test_a_redirect_to_a_public_address_is_followed():
    session = requests.Session()
    session.mount("https://", Onward("https://93.184.215.14/b"))
    with Web().answer(session, "https://151.101.0.81/a") as answer:
        assert answer.url == "https://93.184.215.14/b"


class Onward(requests.adapters.BaseAdapter):
    """Servers of which each sends on to one, which answers."""

    def __init__(self, last):
        super().__init__()
        self.last = last

    def send(self, request, **_):
        response = requests.Response()
        response.status_code = 200 if request.url == self.last else 302
        response.headers["Location"] = self.last
        response.url, response.request, response.raw = request.url, request, io.BytesIO()
        return response

    def close(self):
        pass


class Downgrade(requests.adapters.BaseAdapter):
    """A secure server that sends on to an open one."""

    def send(self, request, **_):
        response = requests.Response()
        response.status_code = 302
        response.headers["Location"] = "http://toys.example/a"
        response.url, response.request = request.url, request
        response.raw = io.BytesIO()
        return response

    def close(self):
        pass


def test_a_secure_address_does_not_lead_to_an_open_one(clock):
    web = clock.web()
    with web.session() as session:
        session.mount("https://", Downgrade())
        with (
            pytest.raises(RefusedError, match="secure address to an insecure one"),
            web.answer(session, "https://toys.example/a"),
        ):
            pass


# Another try


def test_a_server_that_is_busy_is_asked_again(publisher, clock, tmp_path):
    url = publisher.put("/a", Reply(503), Reply(502), Reply(body=TABLE))
    fetch(file_at(url), tmp_path, clock.web(), nothing)
    assert clock.waited == [2.0, 4.0]


def test_chance_spreads_the_waits(publisher, clock, tmp_path):
    url = publisher.put("/a", Reply(503), Reply(body=TABLE))
    web = clock.web()
    fetch(file_at(url), tmp_path, Web(web.pace, clock.now, clock.sleep, lambda: 0), nothing)
    assert clock.waited == [1.0]


@pytest.mark.parametrize(
    ("asked", "waited"),
    [
        ("7", 7.0),
        (formatdate(START + 90, usegmt=True), 90.0),
        (formatdate(START - 90, usegmt=True), 0.0),
        ("86400", 300.0),
        ("soon", 2.0),
    ],
)
def test_the_wait_is_as_the_server_asks_within_reason(publisher, clock, tmp_path, asked, waited):
    busy = Reply(429, headers={"Retry-After": asked})
    url = publisher.put("/a", busy, Reply(body=TABLE))
    fetch(file_at(url), tmp_path, clock.web(), nothing)
    assert clock.waited == [waited]


def test_a_failure_says_what_from_whom_how_often_and_what_to_do(publisher, clock, tmp_path):
    url = publisher.put("/a", Reply(503))
    assert refused(file_at(url), tmp_path, clock.web()) == (
        "List of areas, from Toy Office: could not be fetched after 3 tries, the "
        "server answered 503 Service Unavailable. Try again later, or download it by "
        "hand from https://toys.example/areas and use --from FOLDER."
    )
    assert len(publisher.asked) == 3


def test_what_is_not_there_is_not_asked_for_again(publisher, clock, tmp_path):
    words = refused(file_at(publisher.url("/none")), tmp_path, clock.web())
    assert "404 Not Found" in words
    assert len(publisher.asked) == 1


def test_a_server_that_is_down_is_tried_three_times(clock, tmp_path):
    # Nothing listens at a port that was free a moment ago.
    with Publisher() as gone:
        url = gone.url("/a")
    words = refused(file_at(url), tmp_path, clock.web())
    assert "no connection" in words
    assert len(clock.waited) == 2


# On from where it broke off


def test_a_body_that_breaks_off_is_gone_on_with(publisher, clock, tmp_path):
    url = publisher.put("/a", StoredFile(TABLE, sent=[HALF]))
    found = fetch(file_at(url), tmp_path, clock.web(), nothing)
    assert found.file.read_bytes() == TABLE
    assert publisher.asked[1].headers["Range"] == f"bytes={HALF}-"
    assert publisher.asked[1].headers["If-Range"] == '"one"'


def test_what_was_stopped_in_the_middle_goes_on_the_next_time(publisher, clock, tmp_path):
    url = publisher.put("/a", StoredFile(TABLE))

    def ended(done, _total) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(file_at(url), tmp_path, clock.web(), ended)
    assert not (tmp_path / "areas.csv").exists()
    here = (tmp_path / PARTIAL / "areas.csv.part").stat().st_size
    assert 0 < here < len(TABLE)
    fetch(file_at(url), tmp_path, clock.web(), nothing)
    assert publisher.asked[1].headers["Range"] == f"bytes={here}-"
    assert (tmp_path / "areas.csv").read_bytes() == TABLE


@pytest.mark.parametrize(
    "fault", [{"has_ranges": False}, {"etag": 'W/"weak"'}], ids=["no ranges", "weak"]
)
def test_it_starts_over_where_it_cannot_go_on(publisher, clock, tmp_path, fault):
    url = publisher.put("/a", StoredFile(TABLE, sent=[HALF], **fault))
    found = fetch(file_at(url), tmp_path, clock.web(), nothing)
    assert found.file.read_bytes() == TABLE
    # A weak mark says that two states mean the same, not that they are the same.
    assert ("Range" in publisher.asked[1].headers) == ("has_ranges" in fault)


def test_a_rest_that_begins_elsewhere_is_not_put_behind(publisher, clock, tmp_path):
    def from_the_start(_asked):
        headers = {"ETag": '"one"', "Content-Range": f"bytes 0-9/{len(TABLE)}"}
        return Reply(206, TABLE[: len(TABLE) - HALF], headers)

    stored = StoredFile(TABLE, sent=[HALF])
    url = publisher.put("/a", stored, from_the_start, stored)
    found = fetch(file_at(url), tmp_path, clock.web(), nothing)
    assert found.file.read_bytes() == TABLE


@pytest.mark.parametrize("heeds_if_range", [True, False])
def test_parts_of_two_states_are_never_put_together(publisher, clock, tmp_path, heeds_if_range):
    newer = TABLE.replace(b"Area", b"Zone")
    assert len(newer) == len(TABLE)
    url = publisher.put(
        "/a",
        StoredFile(TABLE, sent=[HALF]),
        StoredFile(newer, etag='"two"', heeds_if_range=heeds_if_range),
    )
    found = fetch(file_at(url), tmp_path, clock.web(), nothing)
    assert found.file.read_bytes() == newer
    assert found.etag == '"two"'


def test_what_has_grown_shorter_is_fetched_from_its_beginning(publisher, clock, tmp_path):
    shorter = StoredFile(TABLE[:HALF] + b"\n", heeds_if_range=False)
    url = publisher.put("/a", StoredFile(TABLE, sent=[HALF + 9]), shorter)
    found = fetch(file_at(url), tmp_path, clock.web(), nothing)
    assert found.file.read_bytes() == shorter.body


def test_a_record_that_was_cut_off_is_no_traceback(publisher, clock, tmp_path):
    url = publisher.put("/a", StoredFile(TABLE))
    (tmp_path / PARTIAL).mkdir()
    (tmp_path / PARTIAL / "areas.csv.part").write_bytes(b"rubbish")
    (tmp_path / PARTIAL / "areas.csv.state.json").write_text('{"url": "')
    fetch(file_at(url), tmp_path, clock.web(), nothing)
    assert (tmp_path / "areas.csv").read_bytes() == TABLE


def test_a_part_of_another_address_is_not_gone_on_with(publisher, clock, tmp_path):
    url = publisher.put("/a", StoredFile(TABLE))
    (tmp_path / PARTIAL).mkdir()
    (tmp_path / PARTIAL / "areas.csv.part").write_bytes(b"rubbish")
    state = {"url": publisher.url("/old"), "etag": '"one"', "total": None}
    (tmp_path / PARTIAL / "areas.csv.state.json").write_text(json.dumps(state))
    fetch(file_at(url), tmp_path, clock.web(), nothing)
    assert (tmp_path / "areas.csv").read_bytes() == TABLE


# What came


def test_a_web_page_is_refused_with_its_title(publisher, clock, tmp_path):
    page = b"\n<!DOCTYPE html><html><head><title>Sign\n in &amp; wait</title></head>"
    url = publisher.put("/a", Reply(body=page))
    words = refused(file_at(url), tmp_path, clock.web())
    assert "a web page with the title 'Sign in wait'" in words.replace("  ", " ")
    assert list((tmp_path / PARTIAL).iterdir()) == []


def test_a_fault_that_is_sent_as_if_all_were_well_is_refused(publisher, clock, tmp_path):
    fault = {"error": {"code": 400, "message": "Invalid <b>URL", "details": []}}
    url = publisher.put("/a", Reply(body=json.dumps(fault).encode()))
    assert "reported an error 400: 'Invalid bURL'" in refused(file_at(url), tmp_path, clock.web())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "the file was empty"),
        (b"\x00\x01,\x02\n1,2\n", "not text"),
        (b"no columns\nat all\n", "no columns or rows"),
        (b"code,name\n", "no columns or rows"),
        (b"label,name\n1,2\n", "no column 'code'"),
    ],
)
def test_a_text_has_columns_and_rows(publisher, clock, tmp_path, body, words):
    url = publisher.put("/a", Reply(body=body))
    assert words in refused(file_at(url, heading="code"), tmp_path, clock.web())


def test_an_archive_is_whole(publisher, clock, tmp_path):
    whole = zipped(a="x" * 50_000, b="y")
    url = publisher.put("/a", Reply(body=whole[: len(whole) // 2]))
    download = file_at(url, FileForm.ZIP)
    assert "not a complete archive" in refused(download, tmp_path, clock.web())
    publisher.put("/a", Reply(body=b"XXXX" + whole[4:]))
    assert "not a complete archive" in refused(download, tmp_path, clock.web())
    publisher.put("/a", Reply(body=whole))
    fetch(download, tmp_path, clock.web(), nothing)
    assert (tmp_path / "areas.zip").read_bytes() == whole


def test_a_workbook_is_one(publisher, clock, tmp_path):
    url = publisher.put("/a", Reply(body=zipped(a="x")))
    download = file_at(url, FileForm.XLSX)
    assert "not a workbook" in refused(download, tmp_path, clock.web())
    publisher.put("/a", Reply(body=zipped(xl__workbook_xml="<x/>")))
    fetch(download, tmp_path, clock.web(), nothing)


@pytest.mark.parametrize(
    ("body", "words"), [(b'{"features": [', "not complete JSON"), (b'{"rows": []}', "no features")]
)
def test_geojson_has_features(publisher, clock, tmp_path, body, words):
    url = publisher.put("/a", Reply(body=body))
    assert words in refused(file_at(url, FileForm.GEOJSON), tmp_path, clock.web())


# How much came, and how fast


def test_too_little_is_refused(publisher, clock, tmp_path):
    url = publisher.put("/a", Reply(body=TABLE))
    words = refused(file_at(url, least=len(TABLE) + 1), tmp_path, clock.web())
    assert f"only {len(TABLE):,} bytes arrived" in words


@pytest.mark.parametrize("tells_length", [True, False])
def test_reading_stops_where_it_gets_too_large(publisher, clock, tmp_path, tells_length):
    told = []
    url = publisher.put("/a", Reply(body=b"a,b\n" * 500_000, tells_length=tells_length))
    with pytest.raises(InsightError, match="larger than the 200,000 bytes"):
        fetch(
            file_at(url, most=200_000), tmp_path, clock.web(),
            lambda *at: told.append(at),
        )  # fmt: skip
    assert all(done <= 200_000 for done, _ in told)
    assert bool(told) != tells_length
    assert list((tmp_path / PARTIAL).iterdir()) == []


def test_a_size_at_the_limit_is_well(publisher, clock, tmp_path):
    url = publisher.put("/a", Reply(body=TABLE))
    download = file_at(url, least=len(TABLE), most=len(TABLE))
    fetch(download, tmp_path, clock.web(), nothing)


def test_a_drip_is_no_download(publisher, tmp_path):
    clock = Clock(step=61.0)
    url = publisher.put("/a", Reply(body=TABLE[:40_000]))
    words = refused(file_at(url), tmp_path, clock.web(tries=1))
    assert re.search(r"only [\d,]+ bytes arrived in 60 seconds", words)


def test_what_comes_slowly_is_seen_as_it_comes(publisher, clock, tmp_path):
    gate = threading.Event()
    url = publisher.put("/a", Reply(body=TABLE, sent=10, gate=gate))

    def open_gate(done, _total) -> None:
        if done:
            gate.set()

    found = fetch(file_at(url), tmp_path, clock.web(tries=1), open_gate)
    assert found.file.read_bytes() == TABLE


def test_a_server_that_falls_silent_is_given_up(publisher, clock, tmp_path):
    gate = threading.Event()
    url = publisher.put("/a", Reply(body=TABLE, sent=10, gate=gate))
    words = refused(file_at(url), tmp_path, clock.web(tries=1, silence_s=0.1))
    gate.set()
    assert "the server did not respond" in words


def test_whoever_stops_it_waits_for_nothing(publisher, clock, tmp_path):
    url = publisher.put("/a", Reply(503))
    web = clock.web()
    with pytest.raises(StoppedError):
        fetch(
            file_at(url), tmp_path,
            Web(web.pace, clock.now, lambda _: web.stop.set(), stop=web.stop), nothing,
        )  # fmt: skip
    assert len(publisher.asked) == 1


# The disk


def test_a_folder_that_cannot_be_written_is_a_sentence(publisher, clock, tmp_path):
    url = publisher.put("/a", Reply(body=TABLE))
    folder = tmp_path / "taken"
    folder.write_text("a file")
    words = refused(file_at(url), folder, clock.web())
    assert "could not be saved" in words
    assert "--downloads" in words


@pytest.mark.skipif(os.geteuid() == 0, reason="Nothing is read-only for root.")
def test_a_read_only_folder_is_a_sentence(publisher, clock, tmp_path):
    url = publisher.put("/a", Reply(body=TABLE))
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o555)
    assert "could not be saved" in refused(file_at(url), folder, clock.web())


def test_a_full_disk_is_a_sentence_and_leaves_what_was_there(publisher, clock, tmp_path):
    url = publisher.put("/a", Reply(body=TABLE))
    (tmp_path / "areas.csv").write_text("as it was")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (HALF, before[1]))
    try:
        with pytest.raises(InsightError, match="could not be saved in"):
            fetch(file_at(url), tmp_path, clock.web(), nothing)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (tmp_path / "areas.csv").read_text() == "as it was"


# The register


def test_keys_of_the_register_are_names_of_one_file_each():
    keys = [each.key for each in DOWNLOADS]
    assert len(keys) == len(set(keys))
    assert all(re.fullmatch(r"[a-z0-9_]+", key) for key in keys)


@pytest.mark.parametrize("download", DOWNLOADS, ids=lambda each: each.key)
def test_each_download_is_open_secure_and_plausible(download):
    assert download.url.startswith("https://")
    assert download.address.startswith("https://")
    assert LICENCES[download.licence].key != "unstated"
    assert 0 < download.least < download.most
    layer = download.layer
    if layer:
        assert download.url.endswith("/FeatureServer/0")
        assert {*layer.unique, layer.filter_by} <= {*layer.fields, ""}


def test_what_filters_others_is_fetched_and_has_the_column():
    by_key = {each.key: each for each in DOWNLOADS}
    for each in DOWNLOADS:
        if each.layer and each.layer.codes_of:
            before = by_key[each.layer.codes_of]
            assert before.layer
            assert before.form is FileForm.CSV
            assert each.layer.filter_by in before.layer.fields

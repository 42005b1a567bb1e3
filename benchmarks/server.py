"""A Streamlit server for the length of a measurement."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.rows import Skipped
from benchmarks.tab import Visitor, signed_in
from insight.pack.pack import EMBEDDED
from insight.programs import stop
from insight.records.store import open_store
from insight.shell.hosting.serving import FEW_HEAPS, StartError, wait_until_healthy

ROOT = Path(__file__).resolve().parents[1]
APP = ROOT / "app.py"
HOSTED = ROOT / "hosted.py"
"""The same pages, as they are served to others."""
PEERS = Path(__file__).with_name("peers")
SECRET, ROLE = "s" * 64, "admin"
SETTINGS = f"""[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{SECRET}"
client_id = "benchmark"
client_secret = "benchmark"
server_metadata_url = "http://127.0.0.1/.well-known/openid-configuration"
[insight.roles.{ROLE}]
role = "admin"
"""


@dataclass(frozen=True)
class Server:
    """A server on loopback, by its process."""

    pid: int
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def served(script: Path, *options: str, port: int = 0, **environment: str) -> Iterator[Server]:
    """Serve a script from the repository's root, and so with its configuration.

    Parameters
    ----------
    script
        What Streamlit is to run.
    *options
        More for its command line.
    port
        Where; any that is free unless it is named.
    **environment
        Variables that it finds set.
    """
    port = port or _free_port()
    # The peers read the embedded pack; so does the app, whatever is set outside.
    set_by_us = {"INSIGHT_DATA": str(EMBEDDED), **environment}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "streamlit", "run", str(script)),
                *("--server.port", str(port), "--server.headless", "true"),
                *options,
            ],
            cwd=ROOT,
            env=FEW_HEAPS | os.environ | set_by_us,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until_healthy(process, port)
            yield Server(process.pid, port)
        except StartError:
            log.seek(0)
            print(log.read().decode(errors="replace")[-2000:], file=sys.stderr)
            raise
        finally:
            stop(process)


@contextmanager
def hosted(**environment: str) -> Iterator[tuple[Server, Callable[[str], Visitor]]]:
    """Serve the app as a site, and a function that signs somebody of a name in there."""
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as settings:
        port = _free_port()
        settings.write(SETTINGS.format(port=port))
        settings.flush()
        # A site makes no records by itself.
        open_store(folder=Path(environment["INSIGHT_RECORDS"])).close()
        options = ("--secrets.files", settings.name)
        with served(HOSTED, *options, port=port, INSIGHT_HOSTED="1", **environment) as server:
            yield server, lambda name: signed_in(server.url, SECRET, name, ROLE)


def cpu_s(pid: int) -> float:
    """CPU time that a process has used so far, all threads, to the nanosecond.

    ``/proc/<pid>/stat`` counts in ticks of 10 ms, too coarse for one rerun. Linux
    keeps a clock for each process: its number is what clock_getcpuclockid(3) gives.
    """
    if not sys.platform.startswith("linux"):
        raise Skipped("The CPU time of another process is read by a clock of Linux.")
    return time.clock_gettime((~pid << 3) | 2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

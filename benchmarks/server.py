"""A Streamlit server for the length of a measurement."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.rows import Skipped
from insight.pack.pack import EMBEDDED

ROOT = Path(__file__).resolve().parents[1]
APP = ROOT / "app.py"
HOSTED = ROOT / "hosted.py"
"""The same pages, as they are served to others."""
PEERS = Path(__file__).with_name("peers")
START_S = 60.0


@dataclass(frozen=True)
class Server:
    """A server on loopback, by its process."""

    pid: int
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def served(script: Path, **environment: str) -> Iterator[Server]:
    """Serve a script from the repository's root, and so with its configuration.

    Parameters
    ----------
    script
        What Streamlit is to run.
    **environment
        Variables that it finds set.
    """
    port = _free_port()
    # The peers read the embedded pack; so does the app, whatever is set outside.
    set_by_us = {"INSIGHT_DATA": str(EMBEDDED), **environment}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "streamlit", "run", str(script)),
                *("--server.port", str(port), "--server.headless", "true"),
            ],
            cwd=ROOT,
            env=os.environ | set_by_us,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_healthy(process, port)
            yield Server(process.pid, port)
        except TimeoutError as fault:
            log.seek(0)
            fault.add_note(log.read().decode(errors="replace")[-2000:])
            raise
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


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


def _wait_until_healthy(process: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health"):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"The server on port {port} did not start.")

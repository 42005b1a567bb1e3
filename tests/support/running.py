"""The app in a process of its own, to be killed and started again at the same port."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from insight.shell.hosting.serving import StartError, wait_until_healthy
from serving import ROOT, free_port


class Server:
    """The app on a free loopback port.

    Attributes
    ----------
    address
        Where it answers, the same after each start.
    """

    def __init__(self, *options: str, **environment: str) -> None:
        self._port = free_port()
        self.address = f"http://127.0.0.1:{self._port}"
        self._options = options
        self._environment = os.environ | environment
        self._process: subprocess.Popen | None = None
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as this

    def start(self) -> None:
        """Start, and wait until it answers; nothing is tidied up before."""
        assert self._process is None
        self._process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py",
             "--server.port", str(self._port), "--server.address", "127.0.0.1",
             *self._options],
            cwd=ROOT,
            env=self._environment,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            wait_until_healthy(self._process, self._port)
        except StartError as fault:
            raise AssertionError(self.log()) from fault

    def kill(self) -> None:
        """As when the power goes: nothing of it can tidy up."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """As an administrator does."""
        if self._process is not None:
            self._end(signal.SIGTERM)

    def close(self) -> None:
        """Let go of the log."""
        self._log.close()

    def log(self) -> str:
        """All that it wrote."""
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    def _end(self, sign: signal.Signals) -> None:
        self._process.send_signal(sign)
        self._process.wait(timeout=120)
        self._process = None


@contextmanager
def running(*options: str, **environment: str) -> Iterator[Server]:
    """A server that has started."""
    server = Server(*options, **environment)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        server.close()


def records_of(place: object) -> dict[str, str]:
    """Where a server is to keep its records."""
    if place.url:
        return {"INSIGHT_DATABASE_URL": place.url}
    return {"INSIGHT_RECORDS": str(place.folder)}


def kill_cluster(folder: Path) -> None:
    """Kill a PostgreSQL server and every process that it started."""
    master = int((folder / "data" / "postmaster.pid").read_text("utf-8").split()[0])
    children = [
        int(stat.parent.name)
        for stat in Path("/proc").glob("[0-9]*/stat")
        if _parent(stat) == master
    ]
    for process in (master, *children):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    while any(Path(f"/proc/{process}").exists() for process in (master, *children)):
        time.sleep(0.02)


def _parent(stat: Path) -> int:
    try:
        # The name, in brackets, may hold anything.
        return int(stat.read_text("utf-8").rpartition(")")[2].split()[1])
    except OSError:
        return 0

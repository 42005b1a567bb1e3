"""The app on a free port, the browser on this machine, and the strict policy."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.browser import find_browser
from insight.shell.hosting.serving import wait_until_healthy

ROOT = Path(__file__).resolve().parents[2]
STRICT = Path(__file__).resolve().with_name("strict_server.py")
ARGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PROBES = ("/_stcore/health", "/_stcore/host-config")
"""Streamlit looks for its base path: below a page's own path these are 404 (1.67)."""


def chromium() -> str:
    found = find_browser(os.environ)
    if not found:
        if os.environ.get("INSIGHT_REQUIRE_BROWSER") == "1":
            pytest.fail("A browser is required, and none was found.")
        pytest.skip("No Chromium on this machine.")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(*options: str, port: int | None = None, **environment: str) -> Iterator[str]:
    """The app on a free loopback port, under the strict policy; yields its address."""
    port = port or free_port()
    script = "hosted.py" if environment.get("INSIGHT_HOSTED") == "1" else "app.py"
    command = [sys.executable, str(STRICT), "run", script]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1", *options]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_healthy(process, port)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=120)

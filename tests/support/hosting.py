"""The shipped nginx.conf before two replicas, with a provider and PostgreSQL.

What stands in deploy/ is used as it is but for addresses, ports and keys, so that a
fault in those files fails here.
"""

import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from serving import ROOT, free_port

DEPLOY = ROOT / "deploy"
NAME = "insight.example.org"
START_S = 120
CHARNWOOD, ZEROS = "E07000130", "00000000-0000-0000-0000-000000000000"


def nginx() -> str:
    """The path of the program; nginx lies where only administrators look."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if not found:
        required("nginx is not installed.")
    return found


def required(sentence: str) -> None:
    """Skip what this machine cannot try, or fail where it has to."""
    if os.environ.get("INSIGHT_REQUIRE_DEPLOY") == "1":
        pytest.fail(sentence)
    pytest.skip(sentence)


def replaced(text: str, changes: dict[str, str]) -> str:
    """Each of them, which must be there."""
    for old, new in changes.items():
        assert old in text, f"{old} is not in the shipped file"
        text = text.replace(old, new)
    return text


def environment(database: str, packs: str = "") -> dict[str, str]:
    """What the example says, with the values filled in."""
    text = (DEPLOY / "insight.env.example").read_text("utf-8")
    filled = replaced(
        text,
        {
            "postgresql://insight:CHANGE-ME@127.0.0.1:5432/insight": database,
            "COOKIE_SECRET=CHANGE-ME": f"COOKIE_SECRET={'c' * 64}",
            "/var/lib/insight/packs": packs or "/var/lib/insight/packs",
        },
    )
    lines = [line for line in filled.splitlines() if line and line[0] != "#"]
    return dict(line.split("=", 1) for line in lines)


def secrets(provider: str, port: int) -> str:
    """What the example says, with the values filled in."""
    text = (DEPLOY / "secrets.example.toml").read_text("utf-8")
    filled = replaced(
        text,
        {
            f"https://{NAME}/": f"https://{NAME}:{port}/",
            f"https://login.microsoftonline.com/{ZEROS}/v2.0": provider,
            "CHANGE-ME": "s" * 64,
        },
    )
    assert "auth" in tomllib.loads(filled)
    return filled


def make_certificate(folder: Path) -> None:
    """A key and a certificate that vouches for itself."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-keyout", "insight.key", "-out", "insight.crt", "-subj", f"/CN={NAME}",
         "-addext", f"subjectAltName=DNS:{NAME}"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip


def configuration(folder: Path, plain: int, port: int) -> str:
    """The shipped file on other ports, with everything of its own in one folder."""
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    places = "".join(
        f"    {kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return replaced(
        text,
        {
            "listen 80": f"listen 127.0.0.1:{plain}",
            "listen 443": f"listen 127.0.0.1:{port}",
            "listen [::]:80": f"listen [::1]:{plain}",
            "listen [::]:443": f"listen [::1]:{port}",
            "/etc/nginx/insight.": f"{folder}/insight.",
            "/var/log/nginx/": f"{folder}/",
            "http {\n": f"http {{\n{places}",
            "worker_processes auto;": "worker_processes 2;",
        },
    )


@dataclass
class Replica:
    """One server of the app, to be killed and started again at the same port."""

    port: int
    options: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "hosted.py",
                 "--server.port", str(self.port), *self.options],
                cwd=ROOT,
                env=os.environ | self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )  # fmt: skip

    def wait(self) -> None:
        """Until it says that it is ready."""
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            assert self.process.poll() is None, self.log.read_text("utf-8")
            if self.ready()[0] == 200:
                return
            time.sleep(0.3)
        raise AssertionError(self.ready()[1] + self.log.read_text("utf-8"))

    def ready(self) -> tuple[int, str]:
        """Status and words of its readiness; 0 if there was no answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            return answer.status, answer.read().decode().strip()
        except OSError as fault:
            return 0, str(fault)
        finally:
            connection.close()

    def end(self, sign: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(sign)
            self.process.wait(timeout=120)
            self.process = None


@dataclass
class Answer:
    """What came back: headers are a list, since some come twice."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def one(self, name: str) -> str:
        found = self.all(name)
        assert len(found) == 1, (name, self.status, self.headers)
        return found[0]


@dataclass
class Site:
    """The whole, as a browser meets it.

    Attributes
    ----------
    routes
        For each replica a value of the cookie that leads to it.
    """

    folder: Path
    plain: int
    port: int
    replicas: list[Replica]
    routes: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"https://{NAME}:{self.port}"

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answer:
        """Ask nginx as a stranger; `_` in the name of a header stands for a dash."""
        context = ssl.create_default_context(cafile=self.folder / "insight.crt")
        raw = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection = http.client.HTTPSConnection(NAME, self.port)
        connection.sock = context.wrap_socket(raw, server_hostname=NAME)
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        try:
            connection.request(method, path, body=body, headers=named)
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    def served_by(
        self, ask: Callable[[], object], times: int = 1, *, line: str = 'health" 200'
    ) -> list[str]:
        """Which replicas answer when asked so often; `-` where nginx does itself.

        It stands in the log, in lines that have `line` in them.
        """

        def servers() -> list[str]:
            text = (self.folder / "access.log").read_text("utf-8")
            return [each.split()[-1] for each in text.splitlines() if line in each]

        before = len(servers())
        for _ in range(times):
            ask()
        # A line is written when its answer has gone out already.
        end = time.monotonic() + 10
        while True:
            found = servers()[before:]
            if len(found) >= times:
                return found
            assert time.monotonic() < end, found
            time.sleep(0.05)

    def health(self, route: str = "") -> Answer:
        """Ask by a way of one's own, or by any."""
        cookie = {"Cookie": f"insight_route={route}"} if route else {}
        return self.ask("/_stcore/health", **cookie)

    def find_routes(self) -> None:
        """Try values of the cookie until each replica has one."""
        found: dict[str, str] = {}
        for number in range(64):
            route = f"{number:032x}"
            [server] = self.served_by(lambda way=route: self.health(way))
            found.setdefault(server, route)
            if len(found) == len(self.replicas):
                break
        self.routes = [found[f"127.0.0.1:{each.port}"] for each in self.replicas]


@contextmanager
def child(*command: str, **more: object) -> Iterator[subprocess.Popen]:
    """A process that ends with the test."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=120)


@contextmanager
def hosted(provider: str, database: str) -> Iterator[Site]:
    """Two replicas that are ready, behind nginx."""
    program = nginx()
    # Not in pytest's folder, which nginx's own account cannot enter.
    folder = Path(tempfile.mkdtemp(prefix="hosted"))
    plain, port, *ports = (free_port() for _ in range(4))
    given = folder / "secrets.toml"
    given.write_text(secrets(provider, port), "utf-8")
    packs = folder / "packs"
    packs.mkdir()
    replicas = [
        Replica(each, ["--secrets.files", str(given)],
                environment(database, str(packs)),
                folder / f"{each}.log")
        for each in ports
    ]  # fmt: skip
    site = Site(folder, plain, port, replicas)
    shipped = (DEPLOY / "upstream-host.conf").read_text("utf-8")
    upstream = replaced(shipped, {f"850{at}": str(ports[at - 1]) for at in (1, 2)})
    (folder / "insight-upstream.conf").write_text(upstream, "utf-8")
    (folder / "nginx.conf").write_text(configuration(folder, plain, port), "utf-8")
    owner = " user root;" if os.geteuid() == 0 else ""
    try:
        make_certificate(folder)
        for each in replicas:
            each.start()
        command = [program, "-c", str(folder / "nginx.conf"), "-p", str(folder),
                   "-e", str(folder / "error.log")]  # fmt: skip
        more = f"daemon off; pid {folder}/nginx.pid;{owner}"
        checked = subprocess.run(
            [*command, "-g", more, "-t"], capture_output=True, text=True, check=False
        )
        assert checked.returncode == 0, checked.stderr
        with child(*command, "-g", more):
            for each in replicas:
                each.wait()
            site.find_routes()
            yield site
    finally:
        for each in replicas:
            each.end(signal.SIGTERM)
        shutil.rmtree(folder)


def number_after(name: str, text: str) -> int:
    """The number that follows a name in a configuration."""
    found = re.search(rf"{name}\s*[= ]\s*(\d+)", text)
    assert found, name
    return int(found[1])

"""A publisher's server on this machine, with the faults that real ones have."""

import http.server
import json
import re
import threading
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field

from insight.publishers.fetching.register import FileForm, PublisherFile
from insight.publishers.fetching.web import Pace, Web

START = 1_800_000_000.0
"""Where the clock of a test begins: 15 January 2027."""


@dataclass
class Reply:
    """What the server answers; `sent` bytes of the body, though it promises all.

    With a `gate` the rest follows when somebody opens it.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    sent: int | None = None
    tells_length: bool = True
    gate: threading.Event | None = None


@dataclass
class Asked:
    """What was asked of it."""

    path: str
    headers: dict[str, str]
    form: dict[str, str]


Answerer = Callable[[Asked], Reply]


class Publisher:
    """Answers of addresses, in their turn; the last stays."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answers: dict[str, list[Reply | Answerer]] = {}
        publisher = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                publisher.answer(self, "")

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", "0"))
                publisher.answer(self, self.rfile.read(length).decode())

            def log_message(self, *_: object) -> None:
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """Whoever asked has gone away."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))

    def __enter__(self) -> "Publisher":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def put(self, path: str, *replies: Reply | Answerer) -> str:
        self.answers[path] = list(replies)
        return self.url(path)

    def paths(self) -> list[str]:
        return [each.path for each in self.asked]

    def answer(self, handler: http.server.BaseHTTPRequestHandler, form: str) -> None:
        asked = Asked(handler.path, dict(handler.headers), dict(urllib.parse.parse_qsl(form)))
        self.asked.append(asked)
        queue = self.answers.get(handler.path, [Reply(404)])
        found = queue.pop(0) if len(queue) > 1 else queue[0]
        reply = found if isinstance(found, Reply) else found(asked)
        handler.send_response(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        if reply.tells_length:
            handler.send_header("Content-Length", str(len(reply.body)))
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.wfile.write(reply.body[: reply.sent])
        if reply.gate and reply.gate.wait(5):
            handler.wfile.write(reply.body[reply.sent :])
        handler.close_connection = True


@dataclass
class StoredFile:
    """A file as servers have it: with a mark, and parts of it for whoever asks."""

    body: bytes
    etag: str = '"one"'
    sent: list[int] = field(default_factory=list)
    has_ranges: bool = True
    heeds_if_range: bool = True

    def __call__(self, asked: Asked) -> Reply:
        sent = self.sent.pop(0) if self.sent else None
        headers = {"ETag": self.etag}
        begin = re.fullmatch(r"bytes=(\d+)-", asked.headers.get("Range", ""))
        is_same = asked.headers.get("If-Range") == self.etag
        if not begin or not self.has_ranges or (self.heeds_if_range and not is_same):
            return Reply(200, self.body, headers, sent)
        at, size = int(begin[1]), len(self.body)
        if at >= size:
            return Reply(416, b"", {"Content-Range": f"bytes */{size}"})
        headers["Content-Range"] = f"bytes {at}-{size - 1}/{size}"
        return Reply(206, self.body[at:], headers, sent)


@dataclass
class StoredLayer:
    """A feature layer: its rows, how many it gives at once, and what goes wrong."""

    rows: list[dict[str, str]]
    most: int = 3
    in_degrees: bool = False
    counted: int | None = None
    wrong: dict[str, list[Reply]] = field(default_factory=dict)
    """Replies that come first, by the offset that is asked for."""

    def __call__(self, asked: Asked) -> Reply:
        rows = self._wanted(asked.form["where"])
        if asked.form.get("returnCountOnly") == "true":
            count = len(rows) if self.counted is None else self.counted
            return Reply(body=json.dumps({"count": count}).encode())
        offset = asked.form["resultOffset"]
        if self.wrong.get(offset):
            return self.wrong[offset].pop(0)
        order = asked.form["orderByFields"].split(",")
        rows = sorted(rows, key=lambda row: [row[name] for name in order])
        at = int(offset)
        most = min(self.most, int(asked.form["resultRecordCount"]))
        found = {
            "type": "FeatureCollection",
            "exceededTransferLimit": at + most < len(rows),
            "features": [self._feature(row, asked.form) for row in rows[at : at + most]],
        }
        return Reply(body=json.dumps(found).encode())

    def _wanted(self, where: str) -> list[dict[str, str]]:
        if where == "1=1":
            return self.rows
        name, listed = where.split(" IN ")
        codes = set(re.findall(r"'(\w+)'", listed))
        return [row for row in self.rows if row[name] in codes]

    def _feature(self, row: dict[str, str], form: dict[str, str]) -> dict[str, object]:
        size = 1.0 if self.in_degrees else 450_000.0
        ring = [[size, size], [2 * size, size], [2 * size, 2 * size], [size, size]]
        shape = {"type": "Polygon", "coordinates": [ring]}
        return {
            "type": "Feature",
            "properties": {name: row[name] for name in form["outFields"].split(",")},
            "geometry": shape if form["returnGeometry"] == "true" else None,
        }


class Clock:
    """Time that passes only when somebody waits, or by `step` at each look."""

    def __init__(self, step: float = 0.0) -> None:
        self.time = START
        self.step = step
        self.waited: list[float] = []

    def now(self) -> float:
        self.time += self.step
        return self.time

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.time += seconds

    def web(self, **pace: float) -> Web:
        return Web(Pace(**{"tries": 3, **pace}), self.now, self.sleep, chance=lambda: 1.0)


def file_at(url: str, form: FileForm = FileForm.CSV, **more: object) -> PublisherFile:
    """A download of this server."""
    known: dict[str, object] = {
        "key": "areas", "title": "List of areas", "publisher": "Toy Office",
        "period": "2027", "licence": "ogl3", "address": "https://toys.example/areas",
        "url": url, "form": form, "least": 1, "most": 1_000_000,
    }  # fmt: skip
    return PublisherFile(**{**known, **more})  # type: ignore[arg-type]

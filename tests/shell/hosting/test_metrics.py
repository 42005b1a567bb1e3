"""Numbers for whoever watches: for this machine alone, by page and kind, of no person."""

import io
import json
import logging
import re

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from insight.shell import kept_records
from insight.shell.hosting import metrics
from insight.shell.hosting.journal import LOGGER, Journal, Lines
from insight.shell.hosting.metrics import Numbered, as_text, kind_of, metrics_route
from insight.shell.hosting.ready import Readiness
from own_loop import run

SESSION = "3f0c8a52-0000-4000-8000-1234567890ab"
SAMPLE = re.compile(
    r'[a-z_]+(_bucket|_count|_sum|_total)?(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? \S+'
)


@pytest.fixture(autouse=True)
def journal(monkeypatch) -> Journal:
    found = Journal()
    monkeypatch.setattr(kept_records, "kept_journal", lambda: found)
    monkeypatch.setattr(metrics, "check_records", lambda: None)
    return found


def app(*routes: Route) -> Starlette:
    found = [metrics_route(Readiness(lambda: None)), *routes]
    return Starlette(routes=found, middleware=[Middleware(Numbered)])


class Client:
    """Asks from an address as if it came over the network."""

    def __init__(self, here: str, routes: tuple[Route, ...]) -> None:
        self._here, self._app = here, app(*routes)

    def get(self, path: str, **more: object) -> httpx.Response:
        return self.ask("GET", path, **more)

    def put(self, path: str, **more: object) -> httpx.Response:
        return self.ask("PUT", path, **more)

    def ask(self, method: str, path: str, **more: object) -> httpx.Response:
        way = httpx.ASGITransport(self._app, client=(self._here, 5000), raise_app_exceptions=False)

        async def answer() -> httpx.Response:
            async with httpx.AsyncClient(transport=way, base_url="http://insight") as asking:
                return await asking.request(method, path, **more)

        return run(answer())


def client(here: str = "127.0.0.1", *routes: Route) -> Client:
    return Client(here, routes)


@pytest.fixture
def lines():
    """What the journal writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines())
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    LOGGER.removeHandler(handler)
    LOGGER.setLevel(logging.NOTSET)


@pytest.mark.parametrize("here", ["127.0.0.1", "::1"])
def test_this_machine_is_answered(here):
    answer = client(here).get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/openmetrics-text")


@pytest.mark.parametrize("here", ["10.0.0.7", "192.0.2.1", "testclient"])
def test_another_machine_is_refused(here):
    answer = client(here).get("/metrics")
    assert answer.status_code == 403
    assert "insight_" not in answer.text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_whoever_comes_through_the_proxy_is_refused_whatever_they_say(header):
    answer = client().get("/metrics", headers={header: "127.0.0.1"})
    assert answer.status_code == 403
    assert "insight_" not in answer.text


def test_reruns_are_counted_by_page_and_by_how_long_they_took(journal):
    for seconds in (0.04, 0.3, 0.4, 60.0):
        journal.saw("map", seconds)
    text = client().get("/metrics").text
    for bound, count in (("0.05", 1), ("0.2", 1), ("0.5", 3), ("30.0", 3), ("+Inf", 4)):
        assert f'insight_rerun_seconds_bucket{{le="{bound}",page="map"}} {count}\n' in text, bound
    assert 'insight_rerun_seconds_count{page="map"} 4\n' in text
    assert 'insight_rerun_seconds_sum{page="map"} 60.74\n' in text


def test_health_errors_heavy_work_process_and_pack_are_told(journal, pack):
    journal.failed("KeyError")
    with journal.rerun("map"), kept_records.turns().turn("pack", "Ann"):
        text = client().get("/metrics").text
    for line in (
        "insight_ready 1", "insight_records_up 1", "insight_reruns_running 1",
        'insight_errors_total{class="KeyError"} 1', "insight_heavy_running 1",
        "insight_heavy_queued 0", f'insight_pack_info{{version="{pack.version}"}} 1',
    ):  # fmt: skip
        assert f"\n{line}\n" in f"\n{text}", line
    assert "process_resident_memory_bytes " in text
    assert "process_open_fds " in text


def test_records_that_do_not_answer_are_told_without_a_reason(monkeypatch):
    def away() -> None:
        raise OSError("postgresql://ann:secret@host")

    monkeypatch.setattr(metrics, "check_records", away)
    text = client().get("/metrics").text
    assert "\ninsight_records_up 0\n" in text
    assert "secret" not in text


def test_the_text_is_in_the_form_that_is_promised(journal):
    journal.saw("map", 0.1)
    journal.failed("KeyError")
    *some, end = client().get("/metrics").text.splitlines()
    assert end == "# EOF"
    names = [line.split()[2] for line in some if line.startswith("#")]
    assert len(names) == len(set(names))
    assert all(SAMPLE.fullmatch(line) for line in some if not line.startswith("#"))
    assert as_text([]) == "# EOF\n"


def test_an_answer_is_numbered_as_the_proxy_did_and_named_by_its_kind(lines):
    async def there(_request) -> PlainTextResponse:
        return PlainTextResponse("", status_code=204)

    address = f"/_stcore/upload_file/{SESSION}/1"
    asked = client("127.0.0.1", Route(address, there, methods=["PUT"]))
    asked.put(address, headers={"X-Request-ID": "a" * 32})
    asked.put(address, headers={"X-Request-ID": 'Ann", "event": "x'})
    first, second = lines()
    assert (first["event"], first["kind"], first["status"]) == ("http", "upload", 204)
    assert first["request"] == "a" * 32
    assert re.fullmatch("[0-9a-f]{32}", second["request"])
    text = asked.get("/metrics").text
    assert 'insight_http_seconds_count{kind="upload",status="204"} 2' in text
    assert SESSION not in text + str(lines())


def test_an_answer_that_broke_is_counted_as_a_fault():
    def broken(_request) -> None:
        raise ZeroDivisionError

    asked = client("127.0.0.1", Route("/map", broken))
    assert asked.get("/map").status_code == 500
    assert 'insight_http_seconds_count{kind="page",status="500"} 1' in asked.get("/metrics").text


def test_a_fault_in_a_page_has_the_number_of_its_rerun(journal, lines):
    with journal.rerun("map"):
        journal.failed("KeyError")
    with journal.rerun("data"):
        pass
    fault, page, other = lines()
    assert (fault["error"], fault["page"], fault["request"]) == ("KeyError", "map", page["request"])
    assert other["request"] != page["request"]
    assert (page["page"], page["beside"]) == ("map", 0)


def test_a_page_that_broke_is_no_longer_being_drawn_and_not_counted(journal):
    with pytest.raises(ZeroDivisionError), journal.rerun("map"):
        raise ZeroDivisionError
    assert journal.running == 0
    assert not journal.views


def test_no_kind_of_address_names_what_it_holds():
    assert kind_of("/map") == kind_of("/") == kind_of(f"/{SESSION}") == "page"
    assert kind_of("/metricsx") == "page"
    assert kind_of(f"/_stcore/upload_file/{SESSION}/x") == "upload"
    assert kind_of("/media/0a1b.csv") == "file"

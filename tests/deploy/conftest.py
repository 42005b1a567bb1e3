"""One hosted site for all tests here, and a browser that takes its certificate."""

import json
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator

import pytest

from hosting import NAME, Site, child, hosted, required
from records_fixtures import Cluster, programs
from serving import free_port

PEOPLE = {"eve": ["Insight.Editor"], "vic": ["Insight.Viewer"]}


@pytest.fixture(scope="session")
def provider() -> Iterator[str]:
    """A real provider of identities."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    for who, roles in PEOPLE.items():
        claims = {"sub": who, "name": who.title(), "roles": roles}
        command += ["--user-claims", json.dumps(claims)]
    address = f"http://127.0.0.1:{port}"
    with child(*command):
        end = time.monotonic() + 120
        while True:
            try:
                known = f"{address}/.well-known/openid-configuration"
                urllib.request.urlopen(known, timeout=2).close()
                break
            except OSError:
                assert time.monotonic() < end, "the provider did not start"
                time.sleep(0.2)
        yield address


@pytest.fixture(scope="session")
def site(provider, request) -> Iterator[Site]:
    """Two replicas behind nginx, with records in PostgreSQL."""
    try:
        programs()
    except pytest.skip.Exception as missing:
        required(str(missing))
    server: Cluster = request.getfixturevalue("cluster")
    with hosted(provider, server.make("hosted")) as found:
        yield found


@pytest.fixture(scope="session")
def outside(launch) -> Iterator[object]:
    """A browser that finds the site by its name."""
    browser = launch(f"--host-resolver-rules=MAP {NAME} 127.0.0.1")
    yield browser
    browser.close()


@pytest.fixture
def tab_of(outside) -> Iterator[Callable[..., object]]:
    """A function that gives a fresh window, with the cookies that it is given."""
    contexts = []

    def opened(cookies: list[dict] | None = None) -> object:
        context = outside.new_context(
            ignore_https_errors=True, accept_downloads=True, viewport={"width": 1440, "height": 900}
        )
        contexts.append(context)
        context.add_cookies(cookies or [])
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()

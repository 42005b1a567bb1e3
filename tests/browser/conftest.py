"""A real server and a real Chromium, with the content-security policy of hosting."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from serving import PROBES, chromium, serving


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    chromium()
    with serving() as address:
        yield address


@dataclass
class Visit:
    """One browser tab, with all that it complained of or asked for outside."""

    page: object
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def hear(self, message) -> None:
        is_probe = message.location.get("url", "").endswith(PROBES)
        if message.type == "error" and not is_probe:
            self.complaints.append(f"{message.text} ({message.location.get('url')})")

    def fail(self, fault) -> None:
        self.complaints.append(str(fault.error))

    def ask(self, request) -> None:
        if not request.url.startswith(("http://127.0.0.1", "data:", "blob:")):
            self.outside.append(request.url)


@pytest.fixture(scope="session")
def window(launched) -> Iterator[object]:
    """Where all visits are made: what one has fetched of the app serves the next."""
    context = launched.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def visit(window) -> Iterator[Visit]:
    """A tab under the strict policy; fails on any complaint or outside request."""
    seen = Visit(window.new_page())
    listeners = {"console": seen.hear, "weberror": seen.fail, "request": seen.ask}
    for event, listener in listeners.items():
        window.on(event, listener)
    yield seen
    # Closing the tab cuts off what is on its way, of which the page complains.
    for event, listener in listeners.items():
        window.remove_listener(event, listener)
    for page in window.pages:
        page.close()
    window.clear_cookies()
    assert seen.outside == []
    assert seen.complaints == []

"""A real server and a real Chromium, with the content-security policy of hosting."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from serving import PROBES, chromium, content_security_policy, serving


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    chromium()
    with serving() as address:
        yield address


@dataclass
class Visit:
    """One browser window, with all that it complained of or asked for outside."""

    page: object
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)


@pytest.fixture
def visit(launched) -> Iterator[Visit]:
    """A window under the strict policy; fails on any complaint or outside request."""
    context = launched.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    seen = Visit(None)
    policy = content_security_policy()

    def with_policy(route) -> None:
        if route.request.resource_type != "document":
            route.continue_()
            return
        response = route.fetch()
        headers = response.headers | {"content-security-policy": policy}
        route.fulfill(response=response, headers=headers)

    def complain(message) -> None:
        is_probe = message.location.get("url", "").endswith(PROBES)
        if message.type == "error" and not is_probe:
            seen.complaints.append(f"{message.text} ({message.location.get('url')})")

    def request(asked) -> None:
        if not asked.url.startswith(("http://127.0.0.1", "data:", "blob:")):
            seen.outside.append(asked.url)

    context.route("**/*", with_policy)
    context.on("console", complain)
    context.on("weberror", lambda fault: seen.complaints.append(str(fault.error)))
    context.on("request", request)
    seen.page = context.new_page()
    yield seen
    # Closing the window cuts off what is on its way, of which the page complains.
    complaints = list(seen.complaints)
    context.close()
    assert seen.outside == []
    assert complaints == []

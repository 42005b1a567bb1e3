"""A browser for servers to which bad things happen."""

from collections.abc import Iterator

import pytest


@pytest.fixture
def tab(launched) -> Iterator[object]:
    """A fresh window; nothing that it shows may be a traceback."""
    context = launched.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    yield page
    assert page.locator("[data-testid=stException]").count() == 0
    assert "Traceback" not in page.inner_text("body")
    context.close()

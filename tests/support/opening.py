"""Open a page as Streamlit's own test runner does, and read what is on it."""

import json
import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 30


def opened(page: str, **query: str) -> AppTest:
    """The app with one page open, reached by a link with `query`."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    app.run()
    for name, value in query.items():
        app.query_params[name] = value
    return app.switch_page(f"pages/{page}.py").run()


def value_of(app: AppTest, name: str) -> str:
    found = app.query_params[name]
    return found[0] if isinstance(found, list) else found


def words(app: AppTest) -> str:
    """All that the page says."""
    kinds = ("header", "subheader", "markdown", "caption", "warning", "error")
    return "\n".join(said(element) for kind in kinds for element in app.get(kind))


def said(element) -> str:
    """What a reader sees of an element of words."""
    return unmarked(element.value)


def unmarked(words: str) -> str:
    """Words as a reader sees them that are not to be read as markdown."""
    return re.sub(r"\\([^\w\s]|_)", r"\1", words)


def figure(app: AppTest, at: int = 0) -> dict:
    return json.loads(app.get("plotly_chart")[at].proto.spec)

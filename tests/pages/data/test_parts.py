"""The statement and the status of the site, in Streamlit's own test runner."""

import time

import pytest

from insight.shell.hosting import access
from insight.shell.hosting.boundary import Boundary
from insight.shell.hosting.settings import settings_of
from opening import opened, words


def test_statement_is_a_part_of_the_data_page():
    app = opened("data", show="access")
    assert not app.exception
    assert "partially compliant" in words(app)


def test_status_counts_pages():
    # A page is counted once it is drawn to its end.
    app = opened("data", show="status").run()
    assert not app.exception
    table = app.dataframe[0].value
    assert "Data and method" in table.set_index("what")["how"]["Page views since then"]


@pytest.mark.parametrize(("role", "is_shown"), [("viewer", False), ("admin", True)])
def test_status_is_for_administrators_where_people_sign_in(monkeypatch, role, is_shown):
    claims = {"is_logged_in": True, "name": "A", "iat": time.time(), "roles": ["r"]}
    monkeypatch.setattr(access, "is_hosted", lambda: True)
    monkeypatch.setattr(Boundary, "is_up", True)
    monkeypatch.setattr(access, "has_provider", lambda: True)
    monkeypatch.setattr(access, "claims", lambda: claims)
    monkeypatch.setattr(access, "settings", lambda: settings_of({"roles": {"r": {"role": role}}}))
    app = opened("data", show="status")
    assert not app.exception
    assert bool(len(app.dataframe)) == is_shown

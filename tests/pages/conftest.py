"""Fixtures of the tests that open pages in this process."""

from collections.abc import Iterator

import pytest

from insight.shell import kept_records


@pytest.fixture
def own_records(tmp_path, monkeypatch) -> Iterator[None]:
    """Records of the test's own, of which nothing is remembered from another's."""
    monkeypatch.setenv("INSIGHT_RECORDS", str(tmp_path))
    kept_records.look_again()
    yield
    kept_records.store().close()

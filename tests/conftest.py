"""Fixtures that every kind of test shares."""

from pathlib import Path

import pytest

from insight.geography.levels import Places, places
from insight.pack import Pack, open_pack

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "data"
"""Larger real files, beside the checkout on some machines only."""


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The embedded pack, opened once."""
    return open_pack()


@pytest.fixture(scope="session")
def known(pack) -> Places:
    return places(pack)


@pytest.fixture(scope="session")
def real() -> Path:
    if not REAL.is_dir():
        pytest.skip("The larger real files are not beside this checkout.")
    return REAL

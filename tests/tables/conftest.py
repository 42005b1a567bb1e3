"""What tests of files share."""

import pytest

from import_cases import Here
from insight.tables.ledger_columns import guessed
from insight.tables.ledger_file import Assumed, ledger_grid, read_ledger
from insight.tables.ledger_places import StudyArea


@pytest.fixture(scope="module")
def here(pack, known):
    return Here(pack, known)


@pytest.fixture(scope="module")
def read(pack, known):
    def reading(content: bytes | str, name: str = "grants.csv", answers=None, **assumed):
        data = content.encode() if isinstance(content, str) else content
        grid = ledger_grid(name, data)
        said = tuple((answers or {}).items())
        area = StudyArea(pack, known, ())
        return read_ledger(grid, guessed(grid.names), Assumed(answers=said, **assumed), area)

    return reading

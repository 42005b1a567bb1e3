"""Each file as people keep them gives what it must, and no other file lies beside them."""

import pytest

from import_cases import CASES, FOLDER, Here


@pytest.fixture(scope="module")
def here(pack, known):
    return Here(pack, known)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_file_gives_what_it_must(here, case):
    case(here)


def test_every_file_is_a_case():
    files = [each for each in FOLDER.iterdir() if each.name != "README.md"]
    assert len(files) == len(CASES)

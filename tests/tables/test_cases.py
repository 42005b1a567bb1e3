"""Each file as people keep them gives what it must, and no other file lies beside them."""

import pytest

from import_cases import CASES, FOLDER, Here, failures


@pytest.fixture(scope="module")
def here(pack, known):
    return Here(pack, known)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_file_gives_what_it_must(here, case):
    assert failures(here, [case]) == {}


def test_case_that_goes_wrong_is_a_failure(here):
    def wrong(_):
        raise ValueError("not as it must be")

    assert list(failures(here, [wrong])) == ["wrong"]


def test_every_file_is_a_case():
    files = {each.name for each in FOLDER.iterdir()} - {"README.md"}
    assert {text for case in CASES for text in case.__code__.co_consts} & files == files

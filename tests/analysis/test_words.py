"""Numbers and lists as readers see them."""

import pytest

from insight.words import counted, listed, number


@pytest.mark.parametrize(
    ("value", "decimals", "words"),
    [
        (0, 0, "0"),
        (999, 0, "999"),
        (1000, 0, "1,000"),
        (1_129_442, 0, "1,129,442"),
        (0.05, 1, "0.1"),
        (29.2, 1, "29.2"),
        (29.0, 1, "29.0"),
        (-0.4, 0, "0"),
        (-0.05, 1, "−0.1"),
        (-12_345.6, 1, "−12,345.6"),
    ],
)
def test_number_has_separators_and_a_true_minus(value, decimals, words):
    assert number(value, decimals) == words


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["Blaby"], "Blaby"),
        (["Blaby", "Melton"], "Blaby and Melton"),
        (["Blaby", "Melton", "Rutland"], "Blaby, Melton and Rutland"),
    ],
)
def test_list_reads_as_in_a_sentence(names, words):
    assert listed(names) == words


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 LSOAs"), (1, "1 LSOA"), (33_755, "33,755 LSOAs")]
)
def test_one_is_singular_and_nought_is_not(count, words):
    assert counted(count, "LSOA") == words


def test_odd_plural_is_used_as_given():
    assert counted(9, "locality", "localities") == "9 localities"
    assert counted(1, "locality", "localities") == "1 locality"

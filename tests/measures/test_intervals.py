"""Wilson's interval: the publisher's test figures, and its laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.measures.intervals import Z_95, wilson

Z_998 = 3.090232306167813

# OHID's own test figures at 99.8%; those at 95% are in test_measures.py.
PUBLISHED_998 = [
    (1, 100, 0.000873, 0.104554),
    (5, 100, 0.013865, 0.164589),
    (20, 100, 0.105192, 0.347111),
    (65, 100, 0.495495, 0.778354),
]


@pytest.mark.parametrize(("hits", "asked", "low", "high"), PUBLISHED_998)
def test_limits_at_another_confidence_are_the_published_ones(hits, asked, low, high):
    found = wilson(hits / asked, asked, z=Z_998)
    assert found == pytest.approx((low, high), abs=5e-7)


@pytest.mark.parametrize(
    ("hits", "asked", "low", "high"),
    [(999, 3456, 0.274190, 0.304404), (1045, 5000, 0.197955, 0.220491)],
)
def test_limits_of_large_surveys_are_the_published_ones(hits, asked, low, high):
    assert wilson(hits / asked, asked) == pytest.approx((low, high), abs=5e-7)


def test_quantile_is_that_of_95_per_cent():
    assert pytest.approx(1.959964, abs=1e-6) == Z_95


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_unanimous_answers_have_one_limit_at_the_end_and_one_inside(share):
    low, high = wilson(share, 50)
    assert (low, high)[int(share)] == pytest.approx(share)
    # At no hits the width is z^2 / (n + z^2), and the same at none missed.
    assert high - low == pytest.approx(Z_95**2 / (50 + Z_95**2))


@given(st.floats(0, 1), st.floats(1, 1e6))
def test_interval_of_the_rest_is_the_mirror(share, asked):
    low, high = wilson(share, asked)
    mirrored = wilson(1 - share, asked)
    assert (1 - mirrored[1], 1 - mirrored[0]) == pytest.approx((low, high), abs=1e-9)


@given(st.floats(0, 1), st.floats(1, 1e6))
def test_more_confidence_is_wider(share, asked):
    low, high = wilson(share, asked)
    surer = wilson(share, asked, z=Z_998)
    assert surer[0] <= low + 1e-12
    assert high <= surer[1] + 1e-12


def test_a_missing_share_is_refused():
    with pytest.raises(ValueError, match="no proportion"):
        wilson(float("nan"), 500)

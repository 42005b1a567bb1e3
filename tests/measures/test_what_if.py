"""At another rate: by hand, and against errors that are drawn."""

import numpy as np
import pandas as pd
import pytest

from insight.errors import AlignmentError
from insight.measures.what_if import at_rate


def shares(*rows):
    return pd.DataFrame(rows, columns=["share", "low", "high"], index=list("AB")[: len(rows)])


def test_fewer_are_people_times_the_difference_of_the_rates():
    found = at_rate(
        shares((0.31, 0.28, 0.35), (0.2, 0.1, 0.3)), pd.Series({"A": 5000, "B": 100}), 0.24
    )
    assert found.loc["A"].round(6).to_dict() == {
        "now": 1550, "fewer": 350, "fewer_low": 200, "fewer_high": 550,
        "attributable": round(350 / 1550, 6),
    }  # fmt: skip
    assert found.loc["B", "fewer"] == pytest.approx(-4)
    assert found.loc["B", "attributable"] < 0


def test_nobody_inactive_has_no_attributable_share():
    assert np.isnan(
        at_rate(shares((0.0, 0.0, 0.1)), pd.Series({"A": 10}), 0.2).at["A", "attributable"]
    )


def test_places_and_rates_that_cannot_be_are_refused():
    with pytest.raises(AlignmentError):
        at_rate(shares((0.3, 0.2, 0.4)), pd.Series({"B": 10}), 0.2)
    with pytest.raises(ValueError, match="proportion"):
        at_rate(shares((0.3, 0.2, 0.4)), pd.Series({"A": 10}), 24.0)

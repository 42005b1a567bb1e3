"""Neighbourhoods at another rate: against errors that are drawn, and on the page."""

import numpy as np
import pytest

from insight.pages.neighbourhood.what_if import TOGETHER, what_if
from opening import opened

BRAUNSTONE = ("E01013620", "E01013621", "E01013622")
BOTH = ("E01013622", "E01013623")


def test_interval_is_that_of_drawn_errors(ground):
    found = what_if(ground, [("Place", BRAUNSTONE)], ground.areas.whole, "LLR").rows.loc[0]
    errors, chance = ground.areas.errors["inactive"], np.random.default_rng(24)
    at = ground.areas.shares.index.get_indexer(list(BRAUNSTONE))
    adults = ground.areas.adults.iloc[at].to_numpy()
    drawn = errors.draw(8000, chance)[:, at] @ adults - ground.areas.whole * adults.sum()
    low, high = np.quantile(drawn, [0.025, 0.975])
    width = high - low
    assert found["fewer_low"] == pytest.approx(low, abs=0.06 * width)
    assert found["fewer_high"] == pytest.approx(high, abs=0.06 * width)


def test_people_of_two_neighbourhoods_count_once(ground):
    found = what_if(ground, [("One", BRAUNSTONE), ("Two", BOTH)], 0.2, "a target")
    assert found.names == ("One", "Two", TOGETHER)
    found = found.rows
    everybody = {*BRAUNSTONE, *BOTH}
    assert found.at[2, "adults"] == ground.areas.adults.loc[sorted(everybody)].sum()
    assert found.at[2, "adults"] < found.loc[[0, 1], "adults"].sum()
    whole = found.loc[2]
    assert whole["fewer"] == pytest.approx(whole["adults"] * (whole["share"] - 0.2))


def test_whole_district_at_its_own_rate_has_nobody_fewer(ground, known):
    rutland = tuple(known.district_of.index[known.district_of.eq("E06000017")])
    rate = float(ground.areas.districts.at["E06000017", "inactive"])
    found = what_if(ground, [("Rutland", rutland)], rate, "Rutland")
    assert found.rows.at[0, "fewer"] == pytest.approx(0, abs=1e-6)
    assert "No neighbourhood" in found.finding or "similar" in found.finding


@pytest.mark.parametrize(
    ("rate", "said"), [(0.01, "fewer adults who are inactive"), (0.9, "No neighbourhood")]
)
def test_finding_says_which_way_it_goes(ground, rate, said):
    assert said in what_if(ground, [("Place", BRAUNSTONE)], rate, "a target").finding


@pytest.mark.usefixtures("own_records")
def test_page_without_neighbourhoods_says_what_to_do():
    app = opened("neighbourhood", show="what_if")
    assert not app.exception
    assert "No neighbourhood is saved" in app.info[0].value


def test_download_says_at_whose_rate(ground):
    found = what_if(ground, [("Place", BRAUNSTONE)], 0.2, "a target")
    text = found.download.content().decode("utf-8-sig")
    assert found.download.file_name == "what-if-a-target.csv"
    assert "a target" in text
    assert "not a forecast" in text


def test_places_with_a_lower_rate_do_not_lessen_the_whole(ground):
    shares = ground.areas.shares["inactive"].sort_values()
    high, low = shares.index[-1], shares.index[0]
    rate = float(shares.iloc[[0, -1]].mean())
    found = what_if(ground, [("High", (high,)), ("Low", (low,))], rate, "a target")
    assert found.names[-1] == TOGETHER
    assert found.rows["fewer"].iloc[-1] == pytest.approx(found.rows["fewer"].iloc[0])
    assert "1 of 2 neighbourhoods" in found.finding

"""Distances to sites: by hand, at the edges, and against every pair."""

from math import hypot

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from insight.errors import GeographyError
from insight.measures.distance import NEAR_M, nearest_sites, sites_within


def at(**where: tuple[float, float]) -> gpd.GeoSeries:
    points = [shapely.Point(*xy) for xy in where.values()]
    return gpd.GeoSeries(points, index=list(where), crs=27700)


def sites(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["site", "kind", "easting_m", "northing_m"])


def test_distance_is_the_straight_line_in_metres():
    found = nearest_sites(
        at(A=(450_000, 300_000)),
        sites(("far", "Pool", 450_900, 301_200), ("near", "Pool", 450_300, 300_400)),
    )
    row = found.loc[("A", "Pool")]
    assert row["site"] == "near"
    assert row["distance_m"] == 500  # 3, 4, 5 in hundreds
    # The far one is 1,500 m away: 3, 4, 5 in three hundreds.
    assert (row["within_800_m"], row["within_1600_m"]) == (1, 2)


def test_each_kind_has_its_own_nearest():
    found = nearest_sites(
        at(A=(0, 0), B=(1000, 0)),
        sites(("p", "Pool", 0, 100), ("h", "Hall", 1000, 30), ("g", "Hall", 0, 20)),
    )
    assert found["site"].to_dict() == {
        ("A", "Hall"): "g",
        ("A", "Pool"): "p",
        ("B", "Hall"): "h",
        ("B", "Pool"): "p",
    }
    assert found.loc[("B", "Pool"), "distance_m"] == pytest.approx(hypot(1000, 100))


@pytest.mark.parametrize(
    ("metres", "counts"),
    [(799, (1, 1)), (800, (1, 1)), (801, (0, 1)), (1600, (0, 1)), (1601, (0, 0))],
)
def test_the_limit_itself_is_near(metres, counts):
    found = nearest_sites(at(A=(0, 0)), sites(("p", "Pool", metres, 0)))
    assert tuple(found.iloc[0][["within_800_m", "within_1600_m"]]) == counts


def test_of_sites_equally_near_the_first_by_name_is_named_whatever_the_order():
    rows = [("b", "Pool", 300, 0), ("a", "Pool", 0, 300), ("c", "Pool", -300, 0)]
    for order in (rows, rows[::-1]):
        found = nearest_sites(at(A=(0, 0)), sites(*order)).iloc[0]
        assert (found["site"], found["distance_m"]) == ("a", 300)
        assert found["within_800_m"] == 3


def test_two_sites_at_one_place_both_count():
    found = nearest_sites(at(A=(0, 0)), sites(("a", "Pool", 0, 0), ("b", "Pool", 0, 0))).iloc[0]
    assert (found["distance_m"], found["within_800_m"]) == (0, 2)


def test_without_sites_there_is_no_row():
    empty = sites()
    assert nearest_sites(at(A=(0, 0)), empty).empty
    assert sites_within(at(A=(0, 0)), empty, 800).empty


def test_a_site_near_to_two_points_counts_once():
    found = sites_within(
        at(A=(0, 0), B=(100, 0)),
        sites(("p", "Pool", 50, 0), ("q", "Pool", 9000, 0), ("h", "Hall", 9000, 0)),
        800,
    )
    assert found.to_dict() == {"Hall": 0, "Pool": 1}


@pytest.mark.parametrize("bad", [np.nan, np.inf, None, "north"])
def test_a_site_without_a_place_is_refused_with_its_name(bad):
    wrong = sites(("good", "Pool", 0, 0), ("lost", "Pool", 5, bad))
    with pytest.raises(GeographyError, match=r"1 of 2 sites .* first 'lost'"):
        nearest_sites(at(A=(0, 0)), wrong)


def test_an_area_without_a_point_is_refused_with_its_code():
    points = gpd.GeoSeries([shapely.Point(0, 0), shapely.Point()], index=["A", "B"], crs=27700)
    with pytest.raises(GeographyError, match=r"1 of 2 points .* first 'B'"):
        nearest_sites(points, sites(("p", "Pool", 0, 0)))


@pytest.mark.parametrize("crs", [4326, None])
def test_degrees_are_refused(crs):
    points = gpd.GeoSeries([shapely.Point(-1, 52)], index=["A"], crs=crs)
    with pytest.raises(GeographyError, match="EPSG:27700"):
        nearest_sites(points, sites(("p", "Pool", 0, 0)))


METRES = st.integers(0, 4000)
PLACE = st.tuples(METRES, METRES)


@given(
    st.lists(PLACE, min_size=1, max_size=8),
    st.lists(st.tuples(st.sampled_from(["Hall", "Pool"]), METRES, METRES), max_size=30),
)
def test_it_is_what_measuring_every_pair_gives(points, placed):
    here = at(**{f"A{i}": xy for i, xy in enumerate(points)})
    every = sites(*[(f"s{i:02}", *each) for i, each in enumerate(placed)])
    found = nearest_sites(here, every)
    kinds = {kind for kind, *_ in placed}
    assert len(found) == len(points) * len(kinds)
    for (area, kind), row in found.iterrows():
        x, y = points[int(area[1:])]
        own = every[every["kind"].eq(kind)]
        metres = [hypot(e - x, n - y) for e, n in
                  zip(own["easting_m"], own["northing_m"], strict=True)]  # fmt: skip
        assert row["distance_m"] == pytest.approx(min(metres))
        assert row["site"] == own["site"].iloc[int(np.argmin(metres))]
        for near in NEAR_M:
            assert row[f"within_{near}_m"] == sum(m <= near for m in metres)

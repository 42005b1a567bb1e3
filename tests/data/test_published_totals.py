"""Our functions give what the publisher printed: Indices of Deprivation 2025."""

import pandas as pd
import pytest

from insight.measures import deprivation
from insight.pack.catalogue import DOMAINS, NATIONAL_LSOAS_2019, NATIONAL_LSOAS_2025

# File 10 v2 (districts) and Files 13 and 14 v2 (the whole area), sheet IMD:
# average rank, average score, proportion, extent, LSOAs.
PRINTED = {
    "E06000016": (25204.55, 34.449, 0.2000, 0.4950, 200),
    "E06000017": (8552.38, 9.851, 0.0, 0.0, 26),
    "E07000129": (9191.26, 10.500, 0.0, 0.0, 60),
    "E07000130": (11308.29, 13.272, 0.0196, 0.0429, 102),
    "E07000131": (7859.43, 9.224, 0.0, 0.0, 52),
    "E07000132": (12057.39, 13.703, 0.0, 0.0240, 68),
    "E07000133": (13123.92, 14.866, 0.0, 0.0465, 30),
    "E07000134": (13269.84, 15.307, 0.0167, 0.0487, 60),
    "E07000135": (11425.70, 13.428, 0.0, 0.0463, 36),
    "whole": (15613.85, 19.793, 0.0678, 0.1807, 634),
}

DECILES = {
    "E06000016": (40, 61, 32, 21, 16, 15, 7, 5, 3, 0),
    "E06000017": (0, 0, 0, 0, 0, 4, 5, 9, 6, 2),
    "E07000129": (0, 0, 0, 2, 3, 10, 10, 16, 10, 9),
    "E07000130": (2, 2, 7, 4, 9, 11, 15, 20, 14, 18),
    "E07000131": (0, 0, 0, 1, 0, 5, 13, 11, 10, 12),
    "E07000132": (0, 0, 6, 7, 7, 7, 11, 10, 12, 8),
    "E07000133": (0, 2, 2, 0, 6, 4, 5, 6, 2, 3),
    "E07000134": (1, 2, 3, 8, 1, 16, 6, 9, 8, 6),
    "E07000135": (0, 1, 5, 1, 2, 2, 6, 6, 9, 4),
}

# First and last rank of each decile, as published.
CUTS_2019 = (3284, 6568, 9853, 13137, 16422, 19706, 22990, 26275, 29559, 32844)
CUTS_2025 = (3375, 6751, 10126, 13502, 16877, 20253, 23628, 27004, 30379, 33755)

SPOTS = {
    "E01013726": (122, 75.544, (333, 178, 2641, 1213, 92, 447, 15756)),
    "E01013603": (134, 74.795, (436, 337, 1226, 338, 334, 2402, 14844)),
    "E01025932": (1293, 57.303, (2120, 1950, 137, 2258, 1375, 7112, 32756)),
    "E01025725": (1556, 55.325, (2013, 1529, 781, 3691, 381, 22408, 19242)),
    "E01025699": (1701, 54.197, (3089, 1053, 6126, 1418, 101, 22969, 10662)),
}
SPOTS_2019 = {"E01013693": 172, "E01025699": 699, "E01025932": 2174}


@pytest.fixture(scope="module", params=PRINTED)
def area(request, pack):
    """One printed row with the ranks, scores and residents that it sums up."""
    table = pack.table("deprivation").join(pack.table("population"))
    parent = pack.areas["lad24cd"]
    if request.param != "whole":
        table = table[parent.eq(request.param)]
    one = pd.Series(request.param, index=table.index)
    return table, one, PRINTED[request.param], request.param


def test_average_rank_is_as_printed(area):
    table, parent, printed, key = area
    found = deprivation.average_rank(
        table["imd_rank"], table["population"], parent, NATIONAL_LSOAS_2025
    )
    assert found[key] == pytest.approx(printed[0], abs=0.15)


def test_average_score_is_as_printed(area):
    table, parent, printed, key = area
    found = deprivation.average_score(table["imd_score"], table["population"], parent)
    assert round(found[key], 3) == pytest.approx(printed[1], abs=0.0011)


def test_proportion_is_as_printed(area):
    table, parent, printed, key = area
    found = deprivation.proportion_most_deprived(table["imd_rank"], parent, NATIONAL_LSOAS_2025)
    assert round(found[key], 4) == printed[2]


def test_extent_is_as_printed(area):
    table, parent, printed, key = area
    found = deprivation.extent(table["imd_rank"], table["population"], parent, NATIONAL_LSOAS_2025)
    assert round(found[key], 4) == pytest.approx(printed[3], abs=0.00011)


def test_number_of_lsoas_is_as_printed(area):
    table, _parent, printed, _key = area
    assert len(table) == printed[4]


def test_the_tolerances_would_catch_a_mean_without_weights(pack):
    leicester = pack.areas["lad24cd"].eq("E06000016")
    unweighted = pack.table("deprivation")["imd_score"][leicester].mean()
    assert unweighted == pytest.approx(33.932, abs=0.001)
    assert abs(unweighted - PRINTED["E06000016"][1]) > 0.01


@pytest.mark.parametrize("district", DECILES)
def test_deciles_of_a_district_are_as_printed(pack, district):
    mine = pack.table("deprivation")["imd_decile"][pack.areas["lad24cd"].eq(district)]
    assert tuple(mine.eq(d).sum() for d in range(1, 11)) == DECILES[district]


@pytest.mark.parametrize(
    ("national", "cuts"), [(NATIONAL_LSOAS_2019, CUTS_2019), (NATIONAL_LSOAS_2025, CUTS_2025)]
)
def test_decile_cuts_are_the_published_ones(national, cuts):
    for number, last in enumerate(cuts, start=1):
        edges = deprivation.decile(pd.Series([last, min(last + 1, national)]), national)
        assert edges.tolist() == [number, min(number + 1, 10)]


@pytest.mark.parametrize("code", SPOTS)
def test_single_areas_are_as_published(pack, code):
    rank, score, domains = SPOTS[code]
    row = pack.table("deprivation").loc[code]
    assert (row["imd_rank"], row["imd_score"]) == (rank, score)
    assert tuple(row[f"{name}_rank"] for name in DOMAINS) == domains


@pytest.mark.parametrize("code", SPOTS_2019)
def test_single_areas_of_2019_are_as_published(pack, code):
    assert pack.table("imd2019").loc[code, "imd2019_rank"] == SPOTS_2019[code]

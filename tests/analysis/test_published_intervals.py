"""Surveyed shares with the publisher's intervals, where a pack has them."""

from datetime import date

import numpy as np
import pytest

from insight.analysis.maps.indicator import map_layer, map_view
from insight.analysis.measurement import Choice, measure
from insight.analysis.papers.map import map_item
from insight.analysis.surveyed import interval_basis, surveyed_inactivity
from insight.analysis.targeting import Screen
from insight.errors import ContractError
from insight.figures.palette import palette_for
from insight.measures.activity import published_limits
from insight.pack.catalogue import INDICATORS, Level, Scale
from insight.pack.contracts import check
from insight.pack.pack import open_pack
from insight.pages.overview.trend import survey_trend
from insight.statement import PaperLink
from pack_copies import copied

RUTLAND = "E06000017"


def with_limits(rows):
    """Two points below each figure and three above it."""
    value = rows["value_pct"]
    for name, step in (("low_pct", -2), ("high_pct", 3)):
        rows[name] = [f"{float(each) + step:.1f}" if each else "" for each in value]
    return rows


@pytest.fixture(scope="module")
def ranged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ranged") / "pack"
    return open_pack(copied(folder, activity=with_limits))


def measured(pack, known, key):
    one = INDICATORS[key]
    statistic = one.statistics[Level.LOCALITY][0]
    choice = Choice(one, Level.LOCALITY, statistic, Scale.AREA, "2024/25")
    return measure(pack, known, choice)


def test_a_share_has_the_publisher_s_interval(ranged, known):
    assert not ranged.problems
    found = measured(ranged, known, "inactive")
    share = found.values[RUTLAND]
    assert found.low[RUTLAND] == pytest.approx(share - 2)
    assert found.high[RUTLAND] == pytest.approx(share + 3)
    said = found.text(RUTLAND)
    assert "95% confidence interval" in said
    assert "estimate" not in said


def test_what_is_derived_here_has_no_interval_of_the_publisher(ranged, known):
    assert measured(ranged, known, "fairly").low is None
    assert published_limits(ranged.table("activity"), "fairly") is None


def test_without_intervals_there_are_none(pack, known):
    assert measured(pack, known, "inactive").low is None


def test_one_district_s_trend_has_the_publisher_s_range(ranged, known):
    found = survey_trend(ranged, known, (RUTLAND,), "Rutland")
    assert (found.chart.shares - found.chart.low).round(6).eq(2).all()
    assert (found.chart.high - found.chart.shares).round(6).eq(3).all()


def test_several_districts_have_a_range_made_from_the_publisher_s(pack, ranged, known):
    """Limits of 2 below and 3 above are narrower than those of 500 answers."""
    every = tuple(known.levels[Level.LOCALITY].index)
    ours, theirs = (survey_trend(each, known, every, "LLR") for each in (pack, ranged))
    assert theirs.chart.shares.equals(ours.chart.shares)
    assert (theirs.chart.high - theirs.chart.low).lt(0.8 * (ours.chart.high - ours.chart.low)).all()


def test_years_together_have_a_range_made_from_the_publisher_s(pack, ranged, known):
    ours, theirs = (surveyed_inactivity(each, known, (RUTLAND,)).found for each in (pack, ranged))
    # 5 points wide each year, and three years: 5 / sqrt(3).
    assert 100 * (theirs.high - theirs.low) == pytest.approx(2.9, abs=0.05)
    assert ours.high - ours.low > theirs.high - theirs.low


def test_where_intervals_come_from_is_read_off_the_data(pack, ranged, tmp_path):
    assert "our approximation (500 responses" in interval_basis(pack)
    assert "are not in this data" in interval_basis(pack)
    assert "our approximation" not in interval_basis(ranged)
    assert pack.sources["activity"].publisher in interval_basis(ranged)

    def without_rutland(rows):
        rows = with_limits(rows)
        rows.loc[rows["area_code"].eq(RUTLAND), ["low_pct", "high_pct"]] = ""
        return rows

    some = open_pack(copied(tmp_path / "pack", activity=without_rutland))
    assert "Where it has none, we use our approximation" in interval_basis(some)


def test_an_interval_encloses_its_figure(pack):
    rows = pack.table("activity").reset_index()
    ends = {"low_pct": rows["value_pct"] - 1, "high_pct": rows["value_pct"] + 1}
    check("activity", rows.assign(**ends))
    with pytest.raises(ContractError, match="do not enclose value_pct"):
        check("activity", rows.assign(**ends).assign(low_pct=99.0))
    with pytest.raises(ContractError, match="one of low_pct and high_pct is missing"):
        check("activity", rows.assign(low_pct=ends["low_pct"]))


def test_a_district_without_an_interval_says_so_and_nothing_odd(known, tmp_path):
    def without_rutland(rows):
        rows = with_limits(rows)
        rows.loc[rows["area_code"].eq(RUTLAND), ["low_pct", "high_pct"]] = ""
        return rows

    pack = open_pack(copied(tmp_path / "pack", activity=without_rutland))
    assert not pack.problems
    found = measured(pack, known, "inactive")
    assert found.text(RUTLAND) == "17.4% of adults"
    view = map_view(
        pack, known, found.choice,
        Screen(dict.fromkeys(Level, "x"), palette_for("light"), 500), area=RUTLAND,
    )  # fmt: skip
    said = view.table.rows.set_index("name")["range"]
    assert said["Rutland"] == "not available"
    assert said["Leicester"] == "27–32"
    assert "interval" not in str(map_layer(found, np.arange(9)).hover)
    address = "https://insight.example/map"
    link = PaperLink(address, date(2026, 11, 23))
    sheet = map_item(pack, known, found.choice, link)
    cells = {row[0]: row for row in sheet.table.texts}
    assert "not available" in cells["Rutland"]
    assert "27 to 32" in cells["Leicester"]

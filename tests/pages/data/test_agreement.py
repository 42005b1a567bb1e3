"""Agreement of the estimates with published ones: what is computed is what is said."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from insight.analysis.ranking import Wish, ranking
from insight.analysis.small_areas import Basis, Published, published_in, small_areas
from insight.analysis.suggested import picked_by
from insight.analysis.targeting import Screen
from insight.analysis.within_msoas import FACTORS, within_msoas
from insight.figures.caption import in_figure
from insight.figures.palette import palette_for
from insight.geography.contiguity import links
from insight.geography.neighbourhoods import Bounds
from insight.measures.estimates import expit, logit
from insight.pack.catalogue import Level
from insight.pages.data.agreement import (
    LEAST_COVERAGE,
    not_at_hand,
    own_partnership,
    partnerships,
    what_it_is,
)
from insight.pages.data.agreement_here import LEAST_ACTIVE, here, lists_agree, of_msoas
from insight.pages.data.findings import limits_of

LIGHT = palette_for("light")


def with_table(pack, name, table, source=None):
    """The same pack with one table put in, or left out where it is None."""
    kept = {key: each for key, each in pack._tables.items() if key != name}
    sources = {**pack.sources, **({} if source is None else {name: source})}
    if table is not None:
        kept[name] = table
    return replace(pack, sources=sources, _tables=kept)


def figures(words: str) -> list[float]:
    return [float(each) for each in re.findall(r"\d+(?:\.\d+)?", words)]


@pytest.fixture(scope="module")
def areas(pack, known):
    return small_areas(pack, known, Basis(is_published=False))


@pytest.fixture(scope="module")
def screen(known):
    return Screen({level: f"{level}.json" for level in known.levels}, LIGHT, 600)


@pytest.fixture(scope="module")
def own_shares(areas, known):
    """The estimate's own share of each MSOA: what would agree with it fully."""
    return areas.of_parents("inactive", known.msoa_of)["share"]


def published(pack, shares, level=Level.MSOA):
    """Shares as if somebody had published them, without intervals."""
    table = pd.DataFrame(
        {
            "inactive_pct": 100 * shares,
            "active_pct": 90 - 100 * shares,
            "inactive_low_pct": np.nan,
            "inactive_high_pct": np.nan,
        }
    )
    return Published(level, table, pack.sources["activity"])


# --- every partnership ---


def of_partnerships(pack):
    table = pack.table("activity_checks")
    return table[table["kind"].eq("partnership")].copy()


def test_the_study_area_comes_first_and_is_marked_in_table_and_chart(pack):
    view = partnerships(pack, LIGHT)
    checks = of_partnerships(pack)
    own = own_partnership(pack)
    assert len(view.table.rows) == len(checks)
    first = view.table.rows.iloc[0]
    assert "▶" in first["place"]
    assert first["r"] == checks.at[own, "r"]
    others = list(view.table.rows["place"][1:])
    assert others == sorted(set(checks.index) - {own}, key=str.casefold)
    row = int(checks["r"].gt(checks.at[own, "r"]).sum())
    shape = view.figure.plot.layout.shapes[0]
    assert (shape.y0, shape.y1) == (row - 0.5, row + 0.5)


def test_the_finding_counts_where_the_model_does_better(pack):
    checks = of_partnerships(pack)
    worse = ["Berkshire", "Kent"]
    checks.loc[worse, "r"] = checks.loc[worse, "r_imd"] - 0.1
    checks.loc["Surrey", "r"] = 0.999
    found = partnerships(with_table(pack, "activity_checks", checks), LIGHT)
    assert figures(found.finding)[:2] == [len(checks) - 2, len(checks)]
    assert "Surrey" in found.finding
    assert str(checks["r"].idxmin()) in found.finding


def test_where_it_is_weak_is_told_from_the_table(pack):
    checks = of_partnerships(pack)
    checks["coverage_pct"] = 95.0
    checks["slope"] = 1.0
    fine = partnerships(with_table(pack, "activity_checks", checks), LIGHT).weak
    assert "In every partnership" in fine[2]
    assert len(fine) == 3
    checks.loc["Devon", "coverage_pct"] = LEAST_COVERAGE - 1
    checks.loc["Cumbria", "slope"] = 0.5
    checks.loc["Dorset", ["r", "rmse_pp", "slope"]] = 0.01, 9.0, 2.0
    low, error, narrow, more, less = partnerships(
        with_table(pack, "activity_checks", checks), LIGHT
    ).weak
    assert "Dorset (0.01)" in low
    assert "Dorset (9.0 points)" in error
    assert "Devon (91%)" in narrow
    assert "Dorset (2.00)" in more
    assert "Cumbria (0.50)" in less


def test_intervals_that_are_wider_than_they_need_be_are_counted(pack):
    checks = of_partnerships(pack).assign(coverage_pct=95.0)
    checks.loc[["Devon", "Dorset"], "coverage_pct"] = 99.5
    weak = partnerships(with_table(pack, "activity_checks", checks), LIGHT).weak
    assert figures(next(words for words in weak if "wider" in words))[:2] == [2, 44]


def test_a_district_in_which_the_estimates_do_not_hold_is_named(pack):
    checks = pack.table("activity_checks")
    weak = checks[checks["kind"].eq("district") & checks["r"].lt(0.5)]
    assert list(weak.index) == ["Oadby and Wigston"]
    assert "Oadby and Wigston" in partnerships(pack, LIGHT).weak[-1]
    away = pack.table("districts").assign(name="Elsewhere")
    other = partnerships(with_table(pack, "districts", away), LIGHT)
    assert "Oadby and Wigston" not in " ".join(other.weak)


def test_a_pack_of_part_of_a_partnership_is_not_given_the_figures_of_the_whole(pack):
    part = pack.table("districts").iloc[:1]
    assert own_partnership(with_table(pack, "districts", part)) is None


def test_a_pack_without_the_table_shows_none(pack):
    assert partnerships(with_table(pack, "activity_checks", None), LIGHT) is None
    empty = pack.table("activity_checks").iloc[:0]
    assert partnerships(with_table(pack, "activity_checks", empty), LIGHT) is None


def test_a_pack_of_no_one_partnership_marks_none(pack):
    districts = pack.table("districts")
    away = districts.rename(index={districts.index[0]: "E06000001"})
    moved = with_table(pack, "districts", away)
    assert own_partnership(moved) is None
    view = partnerships(moved, LIGHT)
    assert not view.table.rows["place"].str.contains("▶").any()
    assert not view.figure.plot.layout.shapes


def test_what_it_learnt_from_is_the_pack_s_own_account(pack, areas):
    words = what_it_is(pack, areas)
    assert f"{pack.table('activity_fit')['value']['all', 'areas']:,.0f}" in words
    assert f"{areas.imd_correlation:.2f}" in words
    fit = pack.table("activity_fit").drop(index=[("all", "areas"), ("all", "districts")])
    assert "MSOAs" in what_it_is(with_table(pack, "activity_fit", fit), areas)
    unknown = replace(areas, imd_correlation=float("nan"))
    assert "nan" not in what_it_is(pack, unknown)


def test_limits_say_how_much_the_model_explains(pack):
    fit = pack.table("activity_fit").copy()
    fit.loc[("inactive", "within_r2"), "value"] = 0.33
    said = " ".join(limits_of(with_table(pack, "activity_fit", fit)))
    assert "33%" in said
    assert "%" not in " ".join(
        limit
        for limit in limits_of(with_table(pack, "activity_fit", None))
        if "modelled estimate" in limit
    ).replace("95%", "")


# --- the study area ---


def test_nothing_published_is_said_with_where_to_get_it(pack):
    assert published_in(pack) is None
    said = " ".join(not_at_hand("LLR"))
    assert "https://www.sportengland.org" in said
    assert "refresh" in said


def test_estimates_agree_fully_with_themselves_at_another_level(
    pack, known, areas, own_shares, screen
):
    """A step of the log-odds in each district is its level, and no disagreement."""
    home = known.levels[Level.MSOA]["lad24cd"].loc[own_shares.index]
    step = 0.05 * pd.factorize(home)[0]
    moved = expit(logit(own_shares) + step)
    view = here(pack, known, areas, published(pack, moved), screen)
    assert view.table.rows["points"].abs().max() < 1e-6
    assert set(view.table.rows["outside"]) == {"Inside"}
    assert view.districts.rows["r"].min() == pytest.approx(1)
    r, count, _, error, covered, _ = figures(view.finding[1])
    assert (r, count, error, covered) == (1, len(own_shares), 0, 100)
    alike = here(pack, known, areas, published(pack, own_shares), screen)
    assert figures(alike.finding[2])[:2] == [LEAST_ACTIVE, LEAST_ACTIVE]


def test_an_area_published_higher_is_found_on_map_chart_and_table(
    pack, known, areas, own_shares, screen
):
    code = known.levels[Level.MSOA].index[3]
    higher = own_shares.copy()
    higher[code] = expit(logit(higher[code]) + 1)
    view = here(pack, known, areas, published(pack, higher), screen)
    first = view.table.rows.iloc[0]
    assert first["name"] == known.title(code)
    assert first["outside"] == "Above"
    assert first["points"] == pytest.approx(first["published"] - first["estimated"])
    assert first["points"] > 2
    filled = view.map.plot.data[0]
    assert filled.z[list(filled.locations).index(3)] == 4
    above = [each for each in view.chart.plot.data if "above" in each.name]
    assert list(above[0].customdata) == [in_figure(known.title(code))]
    assert known.title(code) in view.finding[3]


def test_lsoas_are_put_together_over_adults(pack, known, areas):
    share = areas.shares["inactive"]
    found = of_msoas(published(pack, share, Level.LSOA), areas.adults, known.msoa_of)
    code = found.index[0]
    inside = known.msoa_of.index[known.msoa_of.eq(code)]
    expected = np.average(share[inside], weights=areas.adults[inside])
    assert found[code] == pytest.approx(expected)


def test_a_share_without_log_odds_is_left_out_and_said(pack, known, areas, own_shares, screen):
    shares = own_shares.copy()
    shares.iloc[:2] = 0.0, 1.0
    view = here(pack, known, areas, published(pack, shares), screen)
    assert len(view.table.rows) == len(shares) - 2
    assert "2 MSOAs" in view.finding[-1]


def test_estimates_of_other_places_are_not_compared(pack, known, areas, own_shares, screen):
    elsewhere = own_shares.rename(index=lambda code: f"E0299{code[5:]}")
    assert here(pack, known, areas, published(pack, elsewhere), screen) is None


def test_lists_agree_with_themselves_and_not_with_their_opposite(pack, known, own_shares):
    touching = links(known.levels[Level.LSOA], within=known.district_of)
    ours = ranking(pack, known, Wish(basis=Basis(is_published=False)))
    turned = published(pack, own_shares.max() + own_shares.min() - own_shares)
    theirs = ranking(pack, known, Wish(), published=turned)
    mine, other = (
        picked_by(pack, known, touching, each, bounds=Bounds(), count=10) for each in (ours, theirs)
    )
    same = lists_agree(ours, ours, mine, mine)
    assert (same.places, same.shared, same.count, same.alike) == (30, 30, 10, 10)
    unlike = lists_agree(ours, theirs, mine, other)
    listed = set(ours.listed.index) & set(theirs.listed.index)
    assert unlike.shared == len(listed) < 30
    assert unlike.alike < 10


# --- within MSOAs ---


def test_other_sizes_widen_lsoas_and_leave_the_size_used_as_it_is(pack, known, areas):
    words, table = within_msoas(pack, known)
    rows = table.rows
    taken = pack.table("activity_fit")["value"]["all", "within"]
    assert rows["ratio"].tolist() == pytest.approx([each * taken for each in FACTORS])
    assert rows["lsoa"].is_monotonic_increasing
    assert rows["lsoa"].is_unique
    limits = areas.limits()
    used = rows.loc[FACTORS.index(1.0)]
    width = 100 * (limits["high"] - limits["low"]).median()
    assert used["lsoa"] == pytest.approx(width)
    assert used["kept"] == 30
    assert rows["sure"].between(0, 30).all()
    assert f"{taken:.2f}" in words


def test_without_a_residual_within_msoas_lsoas_have_none_of_their_own(pack, known):
    none = small_areas(pack, known, Basis(is_published=False, within=0.0))
    assert none.errors["inactive"].own.eq(0).all()

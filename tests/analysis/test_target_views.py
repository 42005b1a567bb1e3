"""What the targeting page says and shows, step by step, on the embedded pack."""

import csv
import io
import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from insight.analysis.ranking import Order, RankingChange, Wish, certainty, changes, ranking
from insight.analysis.suggested import CUT, picked_by, suggestions
from insight.analysis.targeting import Screen, Targeting
from insight.analysis.targeting_words import circularity, reach_words, rule_words
from insight.figures.palette import palette_for
from insight.geography import neighbourhoods
from insight.geography.contiguity import links
from insight.geography.neighbourhoods import Bounds, pick
from insight.measures.need import HIGH
from insight.measures.reach import Reach
from insight.measures.uncertainty import SimulationSettings
from insight.pack.catalogue import Level, Provenance
from insight.pages.targeting.certainty import how_sure, listed_areas, what_would_change, why_here
from insight.pages.targeting.neighbourhoods import neighbourhood_list
from insight.pages.targeting.steps import (
    activity_need,
    least_active,
    local_context,
    social_need,
    where_both_meet,
)
from insight.words import out_of_hundred, percent, rounded

SCREEN = Screen({level: f"{level.value}.json" for level in Level}, palette_for("light"), 600)
BOUNDS = Bounds()
CHARNWOOD, RUTLAND, LEICESTER = "E07000130", "E06000017", "E06000016"


@pytest.fixture(scope="module")
def touching(known):
    return links(known.levels[Level.LSOA], within=known.district_of)


@pytest.fixture(scope="module")
def made(pack, known):
    """The ranking of a wish, each worked out once."""
    kept = {}

    def make(wish=None) -> Targeting:
        wish = wish or Wish()
        if repr(wish) not in kept:
            kept[repr(wish)] = Targeting(pack, known, ranking(pack, known, wish))
        return kept[repr(wish)]

    return make


@pytest.fixture(scope="module")
def sure(made):
    return certainty(made().found, SimulationSettings(draws=300))


def listed(view, known, touching, pack, count=10, bounds=BOUNDS):
    picked = picked_by(pack, known, touching, view.found, bounds=bounds, count=count)
    few = certainty(view.found, SimulationSettings(draws=200))
    found = suggestions(view, picked, few)
    return neighbourhood_list(view, found), found


def rows_of(download) -> list[dict[str, str]]:
    text = download.content().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_context_adds_up_to_the_residents_of_the_study_area(made, pack):
    step = local_context(made())
    assert step.table.rows["people"].sum() == pack.table("population")["population"].sum()
    assert "Leicester is highest on both, with 29%" in step.words
    assert step.provided.provenance is Provenance.OFFICIAL


def test_context_of_one_locality_compares_it_with_none(made):
    step = local_context(made(Wish(districts=(RUTLAND,))))
    assert len(step.table.rows) == 1
    assert "highest rate" not in step.words


def test_who_is_least_active_is_told_by_interval(made):
    step = least_active(made())
    assert step.words.startswith("Leicester and Oadby and Wigston are more inactive")
    answers = step.table.rows.set_index("name")["answer"]
    assert answers["Leicester"] == "Higher"
    assert answers["Rutland"] == "Lower"
    assert answers["Blaby"] == "Similar"


def test_activity_need_counts_every_area_once(made):
    view = made()
    step = activity_need(view)
    assert len(step.codes) == 634
    high = int(view.found.table["activity_class"].eq(HIGH).sum())
    assert step.words.startswith(f"{high} of 634 ")
    assert any("modelled estimate" in note.lower() for note in step.notes)
    assert step.provided.provenance is Provenance.MODELLED


def test_social_need_shows_the_pockets_of_well_off_localities(made):
    step = social_need(made())
    names = " ".join(step.table.rows["name"])
    for district in ("Harborough", "Blaby", "Rutland"):
        assert district in names
    assert "Leicester 0" not in names


def test_where_both_meet_lists_the_areas_that_meet_both_thresholds(made):
    view = made()
    step = where_both_meet(view)
    both = view.found.where_both_meet
    assert set(step.codes) == set(both.index[both])
    assert circularity(view.found) in step.notes
    assert "confidence interval" in step.notes[0]
    assert "most deprived 20%" in step.notes[0]


def test_a_chosen_area_is_outlined(made):
    code = "E01013726"
    plain = json.loads(where_both_meet(made()).figure(SCREEN).plot.to_json())
    chosen = json.loads(where_both_meet(made(), selected=code).figure(SCREEN).plot.to_json())
    assert len(chosen["data"]) > len(plain["data"])


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish(), "One list for all of LLR"),
        (Wish(reach=Reach.QUOTA), "An equal share for each district"),
        (Wish(reach=Reach.COUNTY), "Without Leicester"),
        (Wish(districts=(CHARNWOOD,)), "Only Charnwood"),
    ],
)
def test_who_competes_is_on_every_output(made, known, touching, pack, wish, words):
    view = made(wish)
    shown, _ = listed(view, known, touching, pack)
    assert reach_words(wish, known, "LLR").startswith(words)
    assert words in shown.figure(SCREEN).plot.layout.title.text
    assert words in shown.table.alt
    assert all(row["list"].startswith(words) for row in rows_of(shown.downloads[0]))
    few = certainty(view.found, SimulationSettings(draws=50))
    for part in (how_sure(view, few), listed_areas(view, few)):
        rows = rows_of(part.downloads[0])
        assert all(row["list"].startswith(words) for row in rows)
    assert words in how_sure(view, few).figure(SCREEN).plot.layout.title.text


def test_a_list_says_where_its_neighbourhoods_are_and_why(made, known, touching, pack):
    shown, listing = listed(made(), known, touching, pack)
    found = listing.suggested
    people = sum(each.facts.people for each in found)
    assert shown.words.startswith(f"10 neighbourhoods with about {rounded(people)} of ")
    assert ": all 10 in Leicester." in shown.words
    assert [each.number for each in found] == list(range(1, 11))
    for each in found:
        assert "adults inactive (estimate 2022/23 to 2024/25, 95%" in each.reason
        assert f"About {rounded(each.facts.people)} residents in" in each.reason
        assert each.rank_low <= each.number <= 10
        assert 0 <= each.chance <= 1
    assert len({code for each in found for code in each.facts.members}) == sum(
        len(each.facts.members) for each in found
    )


def test_one_neighbourhood_and_none_are_said_as_such(made, known, touching, pack):
    view = made(Wish(districts=(RUTLAND,), fill=True))
    shown, _ = listed(view, known, touching, pack, count=1)
    assert ": the one in Rutland." in shown.words
    nothing, _ = listed(view, known, touching, pack, bounds=Bounds(1, 2))
    assert nothing.words.startswith("No neighbourhood can be made")
    assert nothing.table.rows.empty
    assert not any("of the simulations gave exactly" in note for note in nothing.notes)
    assert any("within the limits" in note for note in nothing.notes)


def test_small_districts_are_filled_as_far_as_they_go(made, known, touching, pack):
    """Rutland’s 41,225 people have room for ten at the most."""
    view = made(Wish(districts=(RUTLAND,), fill=True))
    shown, found = listed(view, known, touching, pack)
    count = len(found.suggested)
    assert 5 <= count < 10
    assert any(f"Only {count} of 10" in note for note in shown.notes)


def number_in(words: str, before: str) -> int:
    """The number that stands before some words; 0 where they say “None”."""
    found = re.search(rf"(None|[\d,]+)(?= of [\d,]+ small areas \(LSOAs\) {before})", words)
    assert found, words
    return 0 if found[0] == "None" else int(found[0].replace(",", ""))


@pytest.mark.parametrize("most_to", [1, 2, 3])
@pytest.mark.parametrize("sure", [95, 0])
def test_headline_counts_are_those_of_a_filter_over_the_files(
    made, known, touching, pack, most_to, sure
):
    for district in known.levels[Level.LOCALITY].index:
        wish = Wish(districts=(district,), most_to=most_to, sure=sure)
        view = made(wish)
        shown, found = listed(view, known, touching, pack)
        few = certainty(view.found, SimulationSettings(draws=20))
        ranks = {row["area_code"]: row for row in rows_of(listed_areas(view, few).downloads[0])}
        meeting = {code for code, row in ranks.items() if row["meets_both"] == "True"}
        assert number_in(shown.words, "meets? both") == len(meeting)
        assert len(ranks) == known.district_of.eq(district).sum()
        # Nobody is on the list who does not meet the rule that is printed.
        on_list = {code for code, row in ranks.items() if row["is_listed"] == "True"}
        assert on_list <= meeting
        assert len(on_list) == min(30, len(meeting))
        rows = rows_of(shown.downloads[0])
        assert len(rows) == len(found.suggested) == len(shown.table.rows)
        for row in rows:
            members = set(row["members"].split())
            assert int(row["areas"]) == len(members)
            assert int(row["areas_meeting_both"]) == len(members & meeting) > 0


@pytest.mark.parametrize("district", ["E07000130", "E07000132", "E06000017"])
def test_list_that_is_made_up_has_those_that_meet_the_rule_first(
    made, known, touching, pack, district
):
    view = made(Wish(districts=(district,), most_to=3, sure=0, fill=True))
    shown, found = listed(view, known, touching, pack)
    holding = [bool(each.meeting) for each in found.suggested]
    assert holding == sorted(holding, reverse=True)
    needs = [each.need for each in found.suggested]
    for part in (True, False):
        some = [need for need, holds in zip(needs, holding, strict=True) if holds == part]
        assert some == sorted(some, reverse=True)
    strict, _ = listed(made(replace(view.found.wish, fill=False)), known, touching, pack)
    assert list(strict.table.rows["name"]) == list(shown.table.rows["name"])[: sum(holding)]
    rest = len(holding) - sum(holding)
    assert (f"The last {rest} hold none" in shown.words) == (0 < rest < len(holding) and rest > 1)


def test_short_list_says_why_and_its_rule_is_the_one_printed(made, known, touching, pack):
    view = made(Wish(districts=("E07000132",), most_to=3, sure=0))
    shown, found = listed(view, known, touching, pack)
    assert 0 < len(found.suggested) < 10
    assert any(f"Only {len(found.suggested)} of 10" in note for note in shown.notes)
    assert "Only areas that meet both thresholds" in shown.rule
    assert "First come areas" in made(replace(view.found.wish, fill=True)).rule


def test_alternatives_are_lists_as_long_as_the_one_they_are_held_against(made, pack, known):
    view = made(Wish(districts=("E07000132",), most_to=3, sure=0))
    places = view.found.rules.places
    assert 0 < places < 30
    assert all(each.replaced <= places for each in changes(pack, known, view.found))


def test_area_of_an_empty_list_is_not_given_a_place_on_it(made):
    view = made(Wish(districts=(RUTLAND,)))
    few = certainty(view.found, SimulationSettings(draws=20))
    code = view.found.table.index[view.found.rules.is_eligible][0]
    assert "list of 0" not in why_here(view, few, code)


def test_share_of_residents_is_that_of_the_districts_looked_at(made, known, touching, pack):
    view = made(Wish(districts=(RUTLAND,), fill=True))
    shown, found = listed(view, known, touching, pack)
    people = sum(each.facts.people for each in found.suggested)
    of = pack.table("population")["population"][known.district_of.eq(RUTLAND)].sum()
    assert f"{rounded(people)} of {rounded(of)} residents ({percent(people / of)})" in shown.words


def test_chance_of_a_neighbourhood_is_that_more_than_half_of_it_is_on_the_list(
    made, known, touching, pack
):
    view = made()
    shown, found = listed(view, known, touching, pack)
    picked = picked_by(pack, known, touching, view.found, bounds=BOUNDS, count=10)
    drawn = certainty(view.found, SimulationSettings(draws=200)).percentiles
    need, hits, same = view.found.table["need_pct"], np.zeros(10), 0
    first = [set(each.candidate.members) for each in picked.picks]
    for row in drawn:
        other = pick(picked.found, pd.Series(row, index=need.index), count=10).picks
        on_it = {code for each in other for code in each.candidate.members}
        hits += [2 * len(members & on_it) > len(members) for members in first]
        sets = {each.candidate.members for each in other}
        same += sets == {tuple(sorted(members)) for members in first}
    assert [each.chance for each in found.suggested] == list(hits / len(drawn))
    assert f"{same or 'None'} of the simulations gave exactly" in shown.notes[0]
    for each, chance, row in zip(
        found.suggested, shown.table.rows["chance"], rows_of(shown.downloads[0]), strict=True
    ):
        assert chance == out_of_hundred(each.chance)
        assert f"In {chance} simulations more than half" in each.reason
        assert int(row["simulations_over_half_on_list"]) == round(200 * each.chance)
        assert row["simulations"] == "200"
        assert row["simulations_exactly_this_list"] == str(same)


def test_tied_neighbourhoods_say_so_in_the_table_and_the_file(made, known, touching, pack):
    view = made()
    shown, found = listed(view, known, touching, pack)
    assert "tied" not in shown.table.columns
    first, *others = found.suggested
    tied = replace(found, suggested=(replace(first, tied=2), *others))
    shown = neighbourhood_list(view, tied)
    assert "tied" in shown.table.columns
    assert list(shown.table.rows["tied"]) == ["tied with 2 others", *[""] * len(others)]
    assert [row["tied_with"] for row in rows_of(shown.downloads[0])][:2] == ["2", "0"]


@pytest.mark.parametrize("others", [0, 1, 39])
def test_tied_areas_say_so_in_the_tables_the_file_and_in_words(made, sure, others):
    view = made()
    first = str(view.found.listed.index[0])
    table = view.found.table.assign(tied=0.0)
    table.loc[first, "tied"] = others
    view = replace(view, found=replace(view.found, table=table))
    words = {0: "", 1: "tied with 1 other", 39: "tied with 39 others"}[others]
    for part in (how_sure(view, sure), listed_areas(view, sure)):
        assert ("tied" in part.table.columns) is (others > 0)
        if others:
            assert part.table.rows["tied"][part.codes.index(first)] == words
        told = {row["area_code"]: row["tied_with"] for row in rows_of(part.downloads[0])}
        assert told[first] == str(others)
    why = why_here(view, sure, first)
    assert ("tied" in why) is (others > 0)
    assert words in why


def test_sets_that_were_not_looked_at_are_mentioned(made, known, touching, pack, monkeypatch):
    view = made(Wish(districts=(RUTLAND,)))
    shown, _ = listed(view, known, touching, pack)
    assert CUT not in shown.notes
    monkeypatch.setattr(neighbourhoods, "MOST_SETS", 5)
    shown, _ = listed(view, known, touching, pack)
    assert CUT in shown.notes


def test_files_carry_what_a_sceptic_asks_for(made, known, touching, pack):
    view = made()
    shown, _ = listed(view, known, touching, pack)
    (row, *_) = rows_of(shown.downloads[0])
    assert row["provenance"] == "modelled"
    assert row["data_version"] == pack.version
    assert row["rule"] == rule_words(view.found, "LLR")
    assert row["caution"] == circularity(view.found)
    assert "Active Lives" in row["source"]
    assert "Open Government Licence" in row["licence"]
    assert len(row["members"].split()) == len(row["imd_deciles"].split(","))


def test_a_saved_neighbourhood_is_named_in_the_list(made, known, touching, pack):
    view = made()
    _, found = listed(view, known, touching, pack)
    saved = {found.suggested[0].facts.members: "Our place (agreed)"}
    shown = neighbourhood_list(view, found, saved)
    assert list(shown.table.rows["saved"])[:2] == ["Our place (agreed)", "Not saved"]


def test_how_sure_counts_the_groups_and_warns_of_equals(made, sure):
    view = made()
    part = how_sure(view, sure)
    groups = sure.table["group"].value_counts()
    assert f"{groups['depends']} depend" in part.words
    assert "tied" not in part.words
    assert len(rows_of(part.downloads[0])) == 634


def test_list_that_ends_among_tied_areas_says_so(made, sure):
    """Two areas outside have the score of the last one on it."""
    view = made()
    table = view.found.table.copy()
    order = table.sort_values("rank").index
    table.loc[order[29:32], "need"] = table.at[order[29], "need"]
    table.loc[order[29:32], "tied"] = 2
    other = replace(view, found=replace(view.found, table=table))
    finding = how_sure(other, sure).words
    assert "3 areas are tied" in finding
    assert "only 1 fit" in finding


def test_what_would_change_is_in_order_and_says_the_most(made, pack, known):
    view = made()
    found = changes(pack, known, view.found)
    part = what_would_change(view, found)
    replaced = list(part.table.rows["count"])
    assert replaced == sorted(replaced, reverse=True)
    assert found[0].words in part.words
    words = " ".join(part.table.rows["words"])
    for asked in ("2019", "within each district", "Deprivation (IMD) only"):
        assert asked in words


def test_a_list_that_nothing_changes_says_so(made):
    part = what_would_change(made(), (RankingChange("Another way", 0, 30),))
    assert part.words.startswith("None of the 1 ")


def test_every_listed_area_has_its_reason(made, sure):
    part = listed_areas(made(), sure)
    assert part.words.startswith("30 small areas (LSOAs)")
    assert part.words.endswith("all in Leicester.")
    assert list(part.table.rows["rank"]) == list(range(1, 31))
    assert part.table.rows["why"].str.contains("IMD decile [12]. Both needs").all()


def test_why_an_area_is_or_is_not_on_the_list(made, sure):
    view = made()
    first = str(view.found.listed.index[0])
    assert "is on the list of 30, at rank 1 of 634" in why_here(view, sure, first)
    last = str(view.found.table["rank"].idxmax())
    assert "is not on the list of 30, at rank 634 of 634" in why_here(view, sure, last)
    near = made(Wish(districts=(CHARNWOOD,)))
    drawn = certainty(near.found, SimulationSettings(draws=20))
    assert "different district" in why_here(near, drawn, first)


def test_the_rule_and_the_score_are_printed_whole(made):
    rule = rule_words(made().found, "LLR")
    assert "95% confidence interval" in rule
    assert "higher than LLR (23%)" in rule
    assert "most deprived 20% (IMD 2025, decile 1–2)" in rule
    score = rule_words(made(Wish(order=Order.COMPOSITE)).found, "LLR")
    assert "arithmetic mean of inactivity 70 and deprivation (IMD) 30 points" in score
    assert "percentiles across LLR" in score
    plain = rule_words(made(Wish(sure=0, most_to=1)).found, "LLR")
    assert "estimated inactivity is" in plain
    assert "most deprived 10% (IMD 2025, decile 1)" in plain


def test_charts_that_are_no_maps_have_the_colours_of_the_page(made, sure, pack, known):
    dark = palette_for("dark")
    screen = replace(SCREEN, chart_palette=dark)
    moved = what_would_change(made(), changes(pack, known, made().found))
    for finding in (least_active(made()), how_sure(made(), sure), moved):
        plot = finding.figure(screen).plot
        assert plot.layout.font.color == dark.text
    assert where_both_meet(made()).figure(screen).plot.layout.font.color == SCREEN.palette.text


def test_the_map_in_words_has_the_classes_that_it_shows(made):
    step = where_both_meet(made())
    both = int(made().found.where_both_meet.sum())
    assert f"Both high: {both}." in step.figure(SCREEN).alt
    assert step.figure(replace(SCREEN, has_nine=True)).alt == step.statement.alt

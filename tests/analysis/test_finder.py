"""What the search box answers: lines of funders, and names of every kind."""

import pytest

from insight.analysis.finder import Hit, find
from insight.geography.pasted import LINES, read_pasted, thresholds
from insight.pack.catalogue import Level


@pytest.mark.parametrize("place", ["E01013726", "E01032600", "LE1 1AA"])
def test_a_place_is_answered_with_every_line_of_both_years(pack, known, place):
    found = find(place, pack, known)
    row = thresholds(read_pasted(place, pack, known), pack, known).iloc[0]
    expected = [
        (f"Most deprived {line}%", row[f"in_2025_{line}"], row[f"in_2019_{line}"]) for line in LINES
    ]
    assert list(found.lines) == expected
    start = {"yes": "**In ", "no": "**Not in ", "depends": "**It may"}[row["in_2025_20"]]
    assert found.deprivation.startswith(start)
    assert f"decile is {row['decile_2025']} in 2025 and {row['decile_2019']} in 2019" in (
        found.deprivation
    )


@pytest.mark.parametrize("name", ["Greenhill", "Spinney Hills", "Braunstone Frith"])
def test_wards_are_found_whether_or_not_the_pack_has_them(pack, known, name):
    found = find(name, pack, known).found
    ward = next(each for each in found.matches if "ward" in each.title)
    assert ward.level is None
    members = ward.members(known)
    assert members
    assert set(members) <= set(known.district_of.index)


def test_a_name_that_no_place_has_whole_gives_those_that_share_a_part(pack, known):
    found = find("Bradgate Park", pack, known).found
    assert found.matches
    assert all("Bradgate" in each.title for each in found.matches)
    assert "nothing called" in found.sentence


def test_a_town_is_found_where_its_middle_lies(pack, known):
    found = find("Shepshed", pack, known).found
    town = next(each for each in found.matches if each.reason == "Town or suburb")
    assert town.level is Level.MSOA
    assert known.levels[Level.MSOA].at[town.code, "lad24cd"] == "E07000130"


def test_measures_terms_and_records_are_found_by_name(pack, known):
    hits = (Hit("Canal Rowing Club", "Group", "neighbourhood", {}),)
    found = find("rowing", pack, known, hits)
    assert found.hits == hits
    assert not found.sentence
    inactive = find("inactive", pack, known, hits)
    assert {each.page for each in inactive.hits} == {"map"}
    assert [each.name for each in inactive.terms] == ["Inactive"]
    assert find("zzz", pack, known, hits).hits == ()


def test_a_larger_place_says_how_many_of_its_areas_are_most_deprived(pack, known):
    found = find("E07000130", pack, known)
    ranks = pack.table("deprivation")["imd_decile"][known.district_of.eq("E07000130")]
    assert found.deprivation.startswith(f"{ranks.le(2).sum()} of its {len(ranks)} small areas")

"""Saved neighbourhoods, their history and files, and the checker, in words."""

import csv
import io
import json
from datetime import UTC, datetime
from functools import partial

import pytest

from insight.analysis.papers.profile import (
    members_table,
    profile_comparison,
    profile_headlines,
    profile_sentences,
)
from insight.analysis.work.record_tables import history_table
from insight.pages.neighbourhood.checker import checked
from insight.pages.neighbourhood.saved import (
    difference,
    import_codes,
    import_words,
    saved_downloads,
    saved_table,
)
from insight.pages.targeting.saving import free_name, saved_as
from insight.records.kinds.neighbourhoods import Draft, Neighbourhood, Status
from insight.records.steps import Change
from insight.tables.neighbourhood_file import ImportResult

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LOUGHBOROUGH = ("E01025699", "E01025700", "E01025705")


def record(name="Canal", members=LOUGHBOROUGH, **more) -> Neighbourhood:
    content = Draft(name, "", members, "by hand", Status.AGREED)
    made = {"created_at": AT, "created_by": "Ann", "changed_at": AT, "changed_by": "Bo"}
    return Neighbourhood("abcdefghjk", 2, content, **{**made, "is_removed": False, **more})


def test_a_saved_neighbourhood_is_a_row_with_its_people(pack, known):
    (row,) = saved_table([record()], pack, known).rows.to_dict("records")
    people = pack.table("population")["population"].loc[list(LOUGHBOROUGH)].sum()
    assert row["people"] == people
    assert row["status"] == "Agreed"
    assert row["district"] == "Charnwood"
    assert row["lsoas"] == 3
    assert row["deprived"] == 1
    assert row["changed"] == "23 November 2026"
    assert row["who"] == "Bo"


def test_areas_of_another_pack_are_counted_but_not_placed(pack, known):
    far = record(members=("E01999998", "E01999999"))
    (row,) = saved_table([far], pack, known).rows.to_dict("records")
    assert row["district"] == "Outside the study area"
    assert row["lsoas"] == 2
    assert row["people"] == 0


def test_files_hold_what_can_be_read_in_again(pack, known):
    far = record("Far", members=("E01999999",))
    table, layer = saved_downloads([record(), far], pack, known)
    rows = list(csv.DictReader(io.StringIO(table.content().decode("utf-8-sig"))))
    assert [row["area_name"] for row in rows] == ["Canal", "Far"]
    (feature,) = json.loads(layer.content())["features"]
    assert feature["properties"]["area_name"] == "Canal"


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ({"name": "Wharf"}, "Name changed from “Canal” to “Wharf”"),
        ({"status": Status.CLOSED}, "Status changed from “Agreed” to “Closed”"),
        ({"members": LOUGHBOROUGH[:2]}, "Areas removed: {E01025705}"),
        ({"members": (*LOUGHBOROUGH, "E01025706")}, "Areas added: {E01025706}"),
        ({"description": "New"}, "Description added: “New”"),
        ({"defined_by": "Suggested"}, "How it was defined changed from “by hand” to “Suggested”"),
        ({}, "No change"),
    ],
)
def test_each_step_says_what_changed(after, words, known):
    before = record().draft
    step = Change(2, AT, "Bo", "change", before, Draft(**(vars(before) | after)))
    (row,) = history_table([step], partial(difference, known=known)).rows.to_dict("records")
    titles = {code: known.title(code) for code in (*LOUGHBOROUGH, "E01025706")}
    assert row["what"] == words.format(**titles)
    assert row["at"] == "23 November 2026 09:30 UTC"


def test_the_newest_step_comes_first(known):
    draft = record().draft
    steps = [Change(1, AT, "Ann", "add", None, draft), Change(2, AT, "Bo", "remove", draft, None)]
    rows = history_table(steps, partial(difference, known=known)).rows
    assert list(rows["action"]) == ["Removed", "Added"]
    assert set(rows["what"]) == {"Canal, 3 areas"}


def test_names_that_are_taken_get_a_number():
    assert free_name("Hill", {"hill", "hill 2"}) == "Hill 3"
    assert saved_as([record()]) == {LOUGHBOROUGH: "Canal (agreed)"}


def test_an_import_says_beforehand_what_it_would_do():
    drafts = (
        record().draft,
        Draft("Canal", "", LOUGHBOROUGH, "by hand", Status.CLOSED),
        Draft("New", "", LOUGHBOROUGH, "", Status.PROPOSED),
    )
    for draft, words in zip(
        drafts,
        ("0 new, 0 changed, 1 as they are", "0 new, 1 changed", "1 new, 0 changed"),
        strict=True,
    ):
        reading = ImportResult((draft,), (), (), "UTF-8")
        assert words in import_words(reading, [record()])
    # What was removed is no longer in the way.
    gone = import_words(ImportResult((drafts[0],), (), (), "UTF-8"), [record(is_removed=True)])
    assert "1 new" in gone


def test_an_import_knows_what_became_of_retired_codes(pack, known):
    codes = import_codes(pack, known)
    assert len(codes.known) == 634
    assert codes.successors["E01013647"] == ("E01034020",)
    assert not set(codes.successors) & codes.known


def test_a_profile_has_the_card_of_the_example(ground):
    place = ground.place(LOUGHBOROUGH)
    headlines = profile_headlines(ground, place.found)
    assert [each.value for each in headlines] == ["5,333", "1 of 3", "0 of 3", "23%"]
    said = profile_sentences(ground, place)
    assert "similar to LLR (23%)" in said[0]
    assert "similar to Charnwood (20%)" in said[0]
    assert any("IMD 2019" in each and "do not read" in each for each in said)
    members = members_table(ground, place.found).rows
    assert set(members.index) == set(LOUGHBOROUGH)
    assert members["rank"].is_monotonic_increasing
    assert ground.warnings(place.found) == ()


def test_two_neighbourhoods_are_compared_measure_by_measure(ground):
    other = ground.place(("E01013726", "E01013725"), "City place")
    place = ground.place(LOUGHBOROUGH)
    alone = profile_comparison(ground, place)
    both = profile_comparison(ground, place, other)
    assert list(alone.rows) == ["measure", "this", "district", "whole"]
    assert list(both.rows) == ["measure", "this", "other", "district", "whole"]
    assert both.columns["other"].label == "City place"
    assert "City place" in profile_sentences(ground, place, other)[-1]
    assert "survey" in both.rows["district"].iloc[1]
    assert "estimate" in both.rows["this"].iloc[1]


def test_the_checker_lists_apart_what_it_cannot_place(pack, known):
    text = "E01025699\nSW1A 1AA\n=cmd()"
    view = checked(text, pack, known, [record()])
    assert "1 of 3 entries" in view.finding
    assert "2 could not be matched" in view.finding
    assert list(view.table.rows["neighbourhood"]) == ["Canal (agreed)"]
    assert list(view.apart.rows["typed"]) == ["SW1A 1AA", "=cmd()"]
    rows = list(csv.DictReader(io.StringIO(view.downloads[0].content().decode("utf-8-sig"))))
    assert [row["typed"] for row in rows] == ["E01025699", "SW1A 1AA", "'=cmd()"]
    assert all("Indices of Deprivation" in row["source"] for row in rows)


def test_the_checker_of_nothing_that_can_be_placed_has_no_paragraph(pack, known):
    view = checked("nowhere", pack, known, [])
    assert view.paragraph == ""
    assert view.table.rows.empty
    assert "0 of 1 entry" in view.finding


def test_a_place_like_its_district_is_said_to_be_in_a_sentence(ground):
    said = profile_sentences(ground, ground.place(("E01013656", "E01013657")))
    assert "It is similar to Leicester" in said[0]

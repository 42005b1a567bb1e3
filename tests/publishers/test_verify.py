"""A pack is held against the publisher's own summaries."""

import geopandas as gpd
import pandas as pd
import pytest

from insight.publishers.assemble import assemble
from insight.publishers.reading.files import inventory
from insight.publishers.verify import verify
from publisher_fixtures import (
    LADS,
    MSOAS,
    NORTH,
    SOUTH,
    SUMMARIES,
    indices,
    squares,
    summaries,
    write_more,
)

BOTH = [SOUTH, NORTH]
LAD = "Local Authority District code (2024)"


@pytest.fixture
def files(tmp_path):
    return write_more(tmp_path / "files")


def verified(folder, pack, districts=BOTH):
    return verify(assemble(inventory([folder]), districts, pack))


def test_summaries_worked_by_hand_agree(files, pack):
    found = verified(files, pack)
    assert found.problems == ()
    assert found.notes == (
        "2 districts agree with File_10.xlsx (IMD): average score, average rank, "
        "proportion of LSOAs in the most deprived 10%, extent.",
        "1 Integrated Care Board agrees with File_13.xlsx (IMD): average score, "
        "average rank, proportion of LSOAs in the most deprived 10%, extent.",
    )


@pytest.mark.parametrize(
    ("at", "off", "said"),
    [
        (0, 0.02, "average rank of E07000001 is 28,692.69 there and 28,692.67 from"),
        (1, 0.01, "average score of E07000001 is 46.677 there and 46.667 from its"),
        (2, 0.0010, "most deprived 10% of E07000001 is 0.3343 there and 0.3333 from"),
        (3, 0.0002, "extent of E07000001 is 0.7454 there and 0.7452 from its LSOAs"),
    ],
)
def test_a_figure_that_does_not_agree_is_told_with_both(files, pack, monkeypatch, at, off, said):
    figures = list(SUMMARIES[SOUTH])
    figures[at] = round(figures[at] + off, 4)
    monkeypatch.setitem(SUMMARIES, SOUTH, tuple(figures))
    summaries(files / "File_10.xlsx", LAD, (SOUTH, NORTH))
    found = verified(files, pack)
    assert len(found.problems) == 1
    assert said in found.problems[0].sentence()
    assert not any("File_10" in note for note in found.notes)


@pytest.mark.parametrize(("at", "off"), [(0, 0.01), (2, 0.0006), (3, 0.0001)])
def test_little_more_than_rounding_is_found(files, pack, monkeypatch, at, off):
    figures = list(SUMMARIES[SOUTH])
    figures[at] = round(figures[at] + off, 4)
    monkeypatch.setitem(SUMMARIES, SOUTH, tuple(figures))
    summaries(files / "File_10.xlsx", LAD, (SOUTH, NORTH))
    assert len(verified(files, pack).problems) == 1


def test_a_proportion_may_be_given_to_three_places(files, pack, monkeypatch):
    monkeypatch.setitem(SUMMARIES, SOUTH, (28692.67, 46.667, 0.333, 0.7452))
    summaries(files / "File_10.xlsx", LAD, (SOUTH, NORTH))
    assert verified(files, pack).problems == ()


def test_one_wrong_population_is_found(files, pack):
    frame = indices()
    frame.loc[0, "Total population: mid 2022"] += 5
    frame.to_csv(files / "File_7.csv", index=False)
    found = verified(files, pack)
    assert {problem.file for problem in found.problems} == {
        "File_10.xlsx (IMD)", "File_13.xlsx (IMD)",
    }  # fmt: skip


def test_a_board_that_reaches_beyond_the_pack_binds_nobody(files, pack):
    found = verified(files, pack, [SOUTH])
    assert found.problems == ()
    assert not any("Integrated Care" in note for note in found.notes)


def test_a_look_up_that_was_cut_to_the_pack_cannot_say_that_a_board_is_whole(files, pack):
    look_up = pd.read_csv(files / "icb.csv")
    look_up.head(3).to_csv(files / "icb.csv", index=False)
    found = verified(files, pack, [SOUTH])
    assert found.problems == ()
    assert any(note.startswith("Integrated Care Boards were not checked") for note in found.notes)
    look_up.head(6).to_csv(files / "icb.csv", index=False)
    assert any("1 Integrated Care Board agrees" in n for n in verified(files, pack).notes)


def test_without_summaries_nothing_is_verified_and_that_is_said(files, pack):
    (files / "File_10.xlsx").unlink()
    notes = verified(files, pack).notes
    assert any(note.startswith("Districts were not checked") for note in notes)


def test_a_district_that_is_not_in_the_summaries_is_named(files, pack):
    summaries(files / "File_10.xlsx", LAD, (SOUTH,))
    notes = verified(files, pack).notes
    assert f"File_10.xlsx (IMD): {NORTH} is missing and was not checked." in notes
    assert any(note.startswith("1 district agrees with") for note in notes)


def test_a_summary_that_is_no_number_is_refused(files, pack):
    pd.DataFrame(
        {
            LAD: BOTH,
            "IMD - Average rank": ["n/a", "1"],
            "IMD - Average score": 1,
            "IMD - Proportion of LSOAs in most deprived 10% nationally": 0,
            "IMD 2025 - Extent": 0,
        }
    ).to_csv(files / "File_10.csv", index=False)
    (files / "File_10.xlsx").unlink()
    with pytest.raises(Exception, match="IMD - Average rank: not a number, first 'n/a'"):
        verified(files, pack)


# Outlines


def write_larger(folder, column, codes, shift=0.0):
    """The unions of the squares as their publisher would draw them."""
    own = squares().to_crs(27700).assign(**{column: codes}).dissolve(column)
    own.geometry = own.geometry.translate(xoff=shift)
    layer = own.reset_index()[[column, "geometry"]]
    layer.to_file(folder / f"{column}.gpkg", driver="GPKG")


def test_outlines_of_larger_areas_are_held_against_the_publishers(files, pack):
    before = verified(files, pack)
    assert not any("boundaries" in note for note in before.notes)
    write_larger(files, "MSOA21CD", MSOAS)
    write_larger(files, "LAD24CD", LADS)
    found = verified(files, pack)
    assert found.problems == ()
    assert found.notes[len(before.notes) :] == (
        "3 of 3 MSOAs have the same boundaries as MSOA21CD.gpkg, to within 1% of the area.",
        "2 of 2 districts have the same boundaries as LAD24CD.gpkg, to within 1% of the area.",
    )


def test_an_outline_of_another_year_is_told(files, pack):
    # 20 m of 1,000 m on either side of an MSOA of one square: 4% of its area.
    write_larger(files, "MSOA21CD", MSOAS, shift=20.0)
    found = verified(files, pack)
    assert found.problems == ()
    assert found.notes[-1].startswith(
        "3 of 3 MSOAs have different boundaries from MSOA21CD.gpkg. The largest difference is "
        "E02000002, by 4% of its area."
    )


def test_outlines_that_cannot_be_read_do_not_hinder_a_pack(files, pack):
    write_larger(files, "MSOA21CD", [MSOAS[0], MSOAS[0], *MSOAS[:1] * 4])
    gpd.GeoDataFrame(
        {"LAD24CD": [SOUTH, SOUTH]}, geometry=squares().geometry[:2], crs=4326
    ).to_file(files / "twice.gpkg", driver="GPKG")
    found = verified(files, pack)
    assert found.problems == ()
    assert "appears more than once" in found.notes[-1]

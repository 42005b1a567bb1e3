"""Packs of areas that nobody had in mind: Calderdale, and all of England.

The figures are the publishers' own, out of the larger real files. What those have not
(outlines, look-ups, residents outside Leicestershire) is a stand-in that says nothing
about the places: squares in rows, and residents worked out from income deprivation.
"""

import numpy as np
import pandas as pd
import pytest

from insight.pack.catalogue import ENGLAND, NATIONAL_LSOAS_2025
from insight.pack.pack import PackScope, open_pack
from insight.publishers.assemble import assemble
from insight.publishers.reading.files import inventory
from insight.publishers.refresh import RefreshRequest, refresh, write_pack
from insight.publishers.verify import verify
from stand_ins import (
    CALDERDALE,
    MIDDLE_OF_ENGLAND,
    former,
    msoas,
    national,
    residents_from_income,
    write_calderdale,
    write_look_ups,
    write_residents,
)


@pytest.fixture(scope="module")
def calderdale(real, tmp_path_factory):
    """A folder with stand-ins for Calderdale, and its LSOAs."""
    folder = tmp_path_factory.mktemp("calderdale")
    return folder, write_calderdale(folder, real)


def nudged(people: np.ndarray, misses: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Residents moved by a few each, until averages over them come out as wanted.

    Parameters
    ----------
    people
        To start from.
    misses
        For each measure its values less the average wanted, so that the sum over
        residents should be nought.
    wanted
        How far from nought each average may be.
    """
    share = misses @ people / people.sum()
    step = np.linalg.lstsq(misses, -share * people.sum(), rcond=None)[0]
    found = (people + step).round().astype(int)
    for _ in range(300):
        off = misses @ found / (wanted * found.sum())
        if np.abs(off).max() < 1:
            break
        moves = misses / (wanted[:, None] * found.sum())
        # One resident more here and one fewer there: the pair that helps most.
        pairs = off[:, None, None] + moves[:, :, None] - moves[:, None, :]
        more, fewer = np.unravel_index(np.abs(pairs).max(axis=0).argmin(), pairs.shape[1:])
        found[more] += 1
        found[fewer] -= 1
    return found


def published(real) -> pd.Series:
    file = real / "england" / "iod2025_file10_lad24_summaries.csv"
    return pd.read_csv(file).set_index("ltla24_code").loc[CALDERDALE]


def test_calderdale_is_near_its_summary_with_residents_worked_out(calderdale, real, pack):
    folder, places = calderdale
    people = residents_from_income(places)
    average = (places["imd_score"] * people).sum() / people.sum()
    assert average == pytest.approx(published(real)["imd_average_score"], abs=0.1)
    found = verify(assemble(inventory([folder]), ["Calderdale"], pack))
    # Residents that are only about right are told from the publisher's.
    assert found.problems
    assert not any("proportion" in problem.rule for problem in found.problems)


def test_a_pack_of_calderdale_agrees_with_its_summary(calderdale, real, pack, tmp_path):
    folder, places = calderdale
    theirs = published(real)
    reverse = NATIONAL_LSOAS_2025 + 1 - places["imd_rank"]
    position = np.ceil(100 * places["imd_rank"] / NATIONAL_LSOAS_2025)
    weight = (0.95 - (position - 11) * 0.9 / 19).clip(upper=1.0)
    weight = weight.mask(position <= 10, 1.0).mask(position > 30, 0.0)
    misses = np.array(
        [
            places["imd_score"] - theirs["imd_average_score"],
            reverse - theirs["imd_average_rank"],
            weight - theirs["imd25_extent"],
        ]
    )
    wanted = np.array([0.0005, 0.004, 0.00004])
    people = nudged(residents_from_income(places), misses, wanted)
    assert np.abs(people / residents_from_income(places) - 1).max() < 0.05
    own = tmp_path / "own"
    own.mkdir()
    for file in folder.iterdir():
        if file.name != "residents.csv":
            (own / file.name).symlink_to(file.resolve())
    write_residents(own, places, people)
    asked = RefreshRequest(
        folders=[own], packs=tmp_path / "packs", districts=["Calderdale"],
        title="Calderdale", short_title="Calderdale", partnership="Active Calderdale",
    )  # fmt: skip
    made = refresh(asked, pack, lambda _words: None)
    assert made.verified[0].startswith("1 district agrees with")
    found = open_pack(tmp_path / "packs" / made.version)
    assert found.problems == {}
    # The copy of File 7 for all England has no figures of children and older people.
    absent = f"IDACI is missing for {len(places)} of {len(places)} LSOAs"
    assert any(absent in note for note in made.notes)
    assert not {"childpoverty", "olderpoverty"} & set(found.indicators)
    assert {"incomerate", "adultskills"} <= set(found.indicators)
    assert found.about == PackScope("Calderdale", "Calderdale", "Active Calderdale", 2021)
    assert len(found.areas) == len(places)
    assert found.table("districts").index.tolist() == [CALDERDALE]
    areas = set(found.table("activity").index.get_level_values("area_code"))
    assert areas == {ENGLAND, CALDERDALE}
    assert not found.has("headline_figures")
    assert not found.has("postcodes")


def test_all_of_england_makes_a_pack(real, pack, tmp_path):
    whole = national(real)
    write_look_ups(tmp_path, whole, former(real), msoas(real), MIDDLE_OF_ENGLAND)
    write_residents(tmp_path, whole, np.full(len(whole), 1_500))
    every = inventory([tmp_path, real / "england", real / "activity"])
    districts = sorted(whole["lad24_code"].unique())
    work = assemble(every, districts, pack)
    out = tmp_path / "pack"
    out.mkdir()
    write_pack(work, PackScope("England", "England", "Nobody", 2021), out)
    found = open_pack(out)
    assert found.problems == {}
    assert len(found.areas) == NATIONAL_LSOAS_2025
    assert len(found.table("districts")) == 296
    assert len(found.table("activity_msoa")) == 6_856
    figures = found.table("activity")
    assert figures.groupby("area_code").size().eq(28).all()
    assert len(figures.groupby("area_code")) == 297
    gaps = figures["value_pct"].isna()
    assert figures.loc[gaps, "compared_to_england"].eq("Not compared").all()
    # Proportions need no residents: all of the publisher's come out.
    rules = [problem.rule for problem in verify(work).problems]
    assert rules
    assert not any("proportion" in rule for rule in rules)

"""Neighbourhoods of real areas: finer boundaries, the embedded pack, and the gap."""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from insight.analysis.ranking import Wish, ranking
from insight.geography import neighbourhoods
from insight.geography.contiguity import MINIMUM_SHARED_EDGE_M, Links, links
from insight.geography.neighbourhoods import Bounds, Candidate, Candidates, candidates, pick
from insight.pack.catalogue import NATIONAL_LSOAS_2025, Level

LEICESTER, RUTLAND = "E06000016", "E06000017"
BLABY, CHARNWOOD, HARBOROUGH = "E07000129", "E07000130", "E07000131"
HINCKLEY, MELTON = "E07000132", "E07000133"
NORTH_WEST, OADBY = "E07000134", "E07000135"

WORKED_OUT_BEFORE = {
    LEICESTER: (("026B", "026C", "026D"), 5786, 0.984),
    NORTH_WEST: (("009A", "009B", "009C"), 4809, 0.844),
    CHARNWOOD: (("002A", "002B", "002C"), 5433, 0.825),
    RUTLAND: (("001B", "001C", "005A"), 5119, 0.405),
}
"""Best of a district: members, residents of the 2021 census, need; worked out by
another program from another copy of the boundaries."""

TOP_THREE = [
    (("026B", "026C", "026D"), 5786, 0.984),
    (("035C", "035D", "035E"), 4925, 0.983),
    (("012C", "012D", "012E"), 5408, 0.960),
]

SLACK = 10
"""Residents by which two copies of the census differ for three LSOAs: the publisher
changes small counts a little in each table."""


@dataclass(frozen=True)
class Setting:
    """Everything that candidates are made of."""

    name: pd.Series
    need: pd.Series
    people: pd.Series
    district: pd.Series
    beside: Links

    def candidates(self) -> Candidates:
        return candidates(self.need, self.people, self.district, self.beside, Bounds())

    def needs(self, found: Candidates) -> np.ndarray:
        return found.needs(self.need.to_numpy()[None, :])[0]

    def letters(self, candidate: Candidate) -> tuple[str, ...]:
        """The members by the last part of their names."""
        return tuple(sorted(self.name[code].split()[-1] for code in candidate.members))


def need_by_rank(rank: pd.Series) -> pd.Series:
    return 1 - (rank - 1) / NATIONAL_LSOAS_2025


@pytest.fixture(scope="module")
def embedded(pack, known) -> Setting:
    areas, district = known.levels[Level.LSOA], known.district_of
    return Setting(
        areas["name"],
        need_by_rank(pack.table("deprivation")["imd_rank"]),
        pack.table("population")["population"],
        district,
        links(areas, within=district),
    )


@pytest.fixture(scope="module")
def fine(real) -> gpd.GeoDataFrame:
    file = real / "boundaries" / "lsoa21_bgc_llr.geojson"
    return gpd.read_file(file).set_index("lsoa21_code").sort_index().to_crs(27700)


@pytest.fixture(scope="module")
def census(real, pack, fine) -> Setting:
    """Finer boundaries and the census, with the ranks of the embedded pack."""
    ages = pd.read_csv(real / "census" / "census2021_age_lsoa21_llr.csv", index_col="lsoa21_code")
    return Setting(
        fine["lsoa21_name"],
        need_by_rank(pack.table("deprivation")["imd_rank"])[fine.index],
        ages["total_usual_residents"][fine.index],
        fine["lad_code"],
        links(fine, within=fine["lad_code"]),
    )


def best(setting: Setting, found: Candidates) -> dict[str, Candidate]:
    """The neediest candidate of each district."""
    needs = setting.needs(found)
    result = {}
    for at, district in enumerate(found.districts):
        inside = np.flatnonzero(found.group == at)
        top = int(inside[needs[inside].argmax()])
        result[str(district)] = found.candidate(top, needs[top])
    return result


def neediest_by_walking(setting: Setting) -> dict[str, tuple[float, frozenset[str]]]:
    """The neediest set of each district, by another way of looking at all of them.

    Each set is reached once: from its first area, adding only areas after it that no
    earlier branch could have added (Wernicke 2006).
    """
    need, people = setting.need.to_dict(), setting.people.to_dict()
    bounds, beside, found = Bounds(), setting.beside.beside, {}
    for root in sorted(need):
        stack = [(frozenset({root}), frozenset(c for c in beside[root] if c > root))]
        while stack:
            members, ahead = stack.pop()
            total = sum(people[code] for code in members)
            if total > bounds.most:
                continue
            if total >= bounds.least:
                mean = sum(need[code] * people[code] for code in members) / total
                district = setting.district[root]
                if mean > found.get(district, (-1.0,))[0] + 1e-12:
                    found[district] = (mean, members)
            reached = members.union(*(beside[code] for code in members))
            left = set(ahead)
            while left:
                added = left.pop()
                new = {c for c in beside[added] if c > root and c not in reached}
                stack.append((members | {added}, frozenset(left | new)))
    return found


def test_links_are_the_pairs_whose_boundaries_meet_in_a_line(fine):
    shapes = fine.geometry.to_numpy()
    one, other = np.triu_indices(len(shapes), k=1)
    boxes = shapely.envelope(shapes)
    is_near = shapely.intersects(boxes[one], boxes[other])
    one, other = one[is_near], other[is_near]
    # The fifth of the nine says in what the two boundaries meet: 1 is a line.
    relations = shapely.relate(shapes[one], shapes[other])
    is_line = np.array([each[4] == "1" for each in relations])
    found = links(fine)
    meeting = {
        (fine.index[a], fine.index[b]) for a, b in zip(one[is_line], other[is_line], strict=True)
    }
    linked = set(zip(found.edges["one"], found.edges["other"], strict=True))
    assert len(meeting) == 1819
    assert linked <= meeting
    for a, b in meeting - linked:
        shared = fine.geometry[a].boundary.intersection(fine.geometry[b].boundary)
        assert shared.length < MINIMUM_SHARED_EDGE_M
    assert len(linked) == 1792


def test_finer_areas_hang_together(fine):
    assert len(links(fine).parts(fine.index)) == 1


def test_embedded_links_are_nearly_those_of_the_finer_boundaries(known, fine):
    found = [links(areas).edges for areas in (known.levels[Level.LSOA], fine)]
    embedded, finer = (set(zip(e["one"], e["other"], strict=True)) for e in found)
    # Generalising a boundary makes and unmakes short stretches of it, and areas that
    # were split are cut where their centroids say.
    assert len(embedded & finer) / len(embedded | finer) > 0.96


@pytest.fixture(scope="module")
def census_found(census) -> Candidates:
    return census.candidates()


@pytest.fixture(scope="module")
def embedded_found(embedded) -> Candidates:
    return embedded.candidates()


@pytest.fixture(scope="module")
def listed(pack, known, embedded) -> Setting:
    """The embedded pack with the need that lists are made by."""
    return replace(embedded, need=ranking(pack, known, Wish()).table["need_pct"])


@pytest.mark.parametrize("district", list(WORKED_OUT_BEFORE))
def test_best_of_a_district_is_that_worked_out_before(census, census_found, district):
    members, people, need = WORKED_OUT_BEFORE[district]
    found = best(census, census_found)[district]
    assert census.letters(found) == members
    assert round(found.need, 3) == need
    assert abs(found.people - people) <= SLACK


def test_best_three_are_those_worked_out_before(census, census_found):
    picked = pick(census_found, census.need, count=3)
    for each, (members, people, need) in zip(picked.picks, TOP_THREE, strict=True):
        assert each.candidate.district == LEICESTER
        assert census.letters(each.candidate) == members
        assert round(each.candidate.need, 3) == need
        assert abs(each.candidate.people - people) <= SLACK


def test_ten_picked_have_the_mean_need_worked_out_before(census, census_found):
    picked = pick(census_found, census.need, count=10)
    needs = [each.candidate.need for each in picked.picks]
    assert round(sum(needs) / 10, 4) == 0.9539


def test_embedded_pack_gives_the_same_members_with_people_of_mid_2022(embedded, embedded_found):
    found = best(embedded, embedded_found)
    told = {
        district: (embedded.letters(found[district]), found[district].people)
        for district in WORKED_OUT_BEFORE
    }
    assert told == {
        LEICESTER: (("026B", "026C", "026D"), 5730),
        NORTH_WEST: (("009A", "009B", "009C"), 4903),
        CHARNWOOD: (("002A", "002B", "002C"), 5500),
        RUTLAND: (("001B", "001C", "005A"), 5191),
    }
    picks = pick(embedded_found, embedded.need, count=3).picks
    assert [embedded.letters(each.candidate) for each in picks] == [
        members for members, _, _ in TOP_THREE
    ]


def test_embedded_candidates_keep_every_rule(embedded, embedded_found):
    bounds, found = Bounds(), embedded_found
    assert not found.is_cut
    assert len({found.candidate(at, 0).members for at in range(len(found))}) == len(found)
    needs = embedded.needs(found)
    for at in range(0, len(found), 97):
        each = found.candidate(at, needs[at])
        members = list(each.members)
        assert members == sorted(members)
        assert len(embedded.beside.parts(members)) == 1
        assert set(embedded.district[members]) == {each.district}
        assert each.people == embedded.people[members].sum()
        assert bounds.least <= each.people <= bounds.most
        mean = np.average(embedded.need[members], weights=embedded.people[members])
        assert each.need == pytest.approx(mean, abs=1e-12)


@pytest.mark.parametrize("by", ["embedded", "listed"])
def test_first_of_each_district_is_the_neediest_there_is(request, by):
    setting = request.getfixturevalue(by)
    picked = pick(setting.candidates(), setting.need, count=9, each=1)
    expected = neediest_by_walking(setting)
    assert set(expected) == {
        LEICESTER, RUTLAND, BLABY, CHARNWOOD, HARBOROUGH, HINCKLEY, MELTON,
        NORTH_WEST, OADBY,
    }  # fmt: skip
    assert picked.shortfall == ""
    for each in picked.picks:
        need, members = expected[each.candidate.district]
        assert each.candidate.need == pytest.approx(need, abs=1e-8)
        assert frozenset(each.candidate.members) == members


def test_neediest_are_also_found_where_there_are_too_many_sets_to_follow(monkeypatch, listed):
    whole = best(listed, listed.candidates())
    monkeypatch.setattr(neighbourhoods, "MOST_SETS", 20)
    cut = listed.candidates()
    assert cut.is_cut
    assert best(listed, cut) == whole


def test_every_district_can_have_a_place(embedded, embedded_found):
    picked = pick(embedded_found, embedded.need, count=9, each=1)
    assert all(
        each.runner_up and each.runner_up.district == each.candidate.district
        for each in picked.picks
    )


def test_order_of_the_rows_does_not_matter(known, embedded, embedded_found):
    order = np.random.default_rng(1).permutation(len(embedded.need))
    areas, district = known.levels[Level.LSOA], embedded.district
    need = embedded.need.iloc[order]
    shuffled = candidates(
        need,
        embedded.people.iloc[order],
        district.iloc[order],
        links(areas.iloc[order[::-1]], within=district),
        Bounds(),
    )
    picks = pick(embedded_found, embedded.need, count=10).picks
    assert pick(shuffled, need, count=10).picks == picks

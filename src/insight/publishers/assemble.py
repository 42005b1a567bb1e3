"""Make the tables of a pack for some districts out of the publishers' files."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from insight.errors import ContractError, InsightError, Problem
from insight.pack.catalogue import ENGLAND
from insight.pack.pack import Pack
from insight.publishers.assemble_optional import OPTIONAL, Maker
from insight.publishers.assembly import Assembly, PackAreas
from insight.publishers.reading import places as publisher_places
from insight.publishers.reading import tables as publisher_tables
from insight.publishers.reading.activity import RECODED, activity
from insight.publishers.reading.files import Inventory, Reading, missing, problems_of
from insight.publishers.reading.forms import NEEDED, TableForm
from insight.publishers.reading.records import Origin

COUNTY_CODE = r"E10\d{6}"
"""Counties with districts below them; metropolitan counties have no council."""


def assemble(
    inventory: Inventory,
    districts: Sequence[str],
    base: Pack,
    said: Callable[[str], None] | None = None,
) -> Assembly:
    """The tables of a pack, each with where it came from."""
    absent = [form for form in NEEDED if not inventory.has(form)]
    if TableForm.RESIDENTS in absent and inventory.has(TableForm.MID_YEAR):
        absent.remove(TableForm.RESIDENTS)
    if absent:
        raise ContractError([missing(form) for form in absent])
    indices = _indices(inventory, districts)
    work = Assembly(inventory, _scope(indices), base)
    ranks = publisher_tables.deprivation(indices)
    made_by = ["Deciles are ceil(10 x rank / 33,755).", publisher_tables.SCORES_ARE]
    work.put("deprivation", ranks, Origin([indices], made_by))
    work.notes += publisher_tables.gaps_of_indices(indices, ranks)
    problems: list[Problem] = []
    for name, make in {**NEEDED_TABLES, **OPTIONAL}.items():
        if said is not None:
            said(name)
        if "areas" not in work.tables and name in OPTIONAL:
            break
        try:
            make(work)
        except InsightError as error:
            problems += problems_of(error)
    if problems:
        raise ContractError(list(dict.fromkeys(problems)))
    work.notes[:0] = [*dict.fromkeys(inventory.notes)]
    return work


def _indices(inventory: Inventory, districts: Sequence[str]) -> Reading:
    """The rows of the Indices 2025 in the districts, given by code or by name."""
    found: list[Reading] = []
    unknown: list[str] = list(districts)
    for reading in inventory.every(TableForm.DEPRIVATION):
        ours, absent = _of_districts(reading, districts)
        if len(absent) < len(unknown):
            unknown = absent
        if not absent:
            found.append(ours)
    if not found:
        few = f"{len(unknown)} of {len(districts)} districts are"
        rule = f"{few} not in the file, or have no name"
        remedy = "Give codes of districts as of April 2024, such as E06000016, or their names."
        example = repr(unknown[0]) if unknown else ""
        fault = Problem("Indices of Deprivation 2025", rule, example=example, remedy=remedy)
        raise ContractError([fault])
    # One with names for its districts, then one with the indices that copies lack.
    best = max(found, key=lambda each: ("name" in each.frame, each.frame.shape[1], each.rows))
    if len(found) > 1:
        rest = ", ".join(each.name for each in found if each is not best)
        inventory.notes.append(
            f"{TableForm.DEPRIVATION.value}: taken from {best.name} "
            f"({best.rows:,} rows), not from {rest}."
        )
    return best


def _of_districts(reading: Reading, districts: Sequence[str]) -> tuple[Reading, list[str]]:
    frame = reading.frame
    known = dict.fromkeys(frame["lad24cd"].unique())
    codes = {code.casefold(): code for code in known}
    if "name" in frame:
        pairs = frame[["name", "lad24cd"]].drop_duplicates()
        codes |= {name.casefold(): code for name, code in pairs.itertuples(index=False, name=None)}
    wanted = {each: codes.get(each.strip().casefold()) for each in districts}
    absent = [each for each, code in wanted.items() if code is None]
    ours = frame[frame["lad24cd"].isin(set(wanted.values()))].reset_index(drop=True)
    return Reading(reading.candidate, ours, reading.rows, len(ours)), absent


def _scope(indices: Reading) -> PackAreas:
    frame = indices.frame
    indices.one_row_each("lsoa21cd")
    names = frame["name"] if "name" in frame else frame["lad24cd"]
    by_code = dict(zip(frame["lad24cd"], names, strict=True))
    lsoas = frame.set_index("lsoa21cd")[["lsoa21nm", "lad24cd"]].sort_index()
    return PackAreas({code: by_code[code] for code in sorted(by_code)}, lsoas)


def _districts(work: Assembly) -> None:
    names = pd.Series(work.scope.names, name="name").rename_axis("lad24cd")
    found = names.reset_index()
    found["label"] = found["name"].map(short_label)
    counties, readings = _counties(work)
    for name in ("county", "county_name"):
        known = dict(zip(counties["lad24cd"], counties[name], strict=True))
        found[name] = [known.get(code) or None for code in found["lad24cd"]]
    regions = work.optional(TableForm.REGIONS, frozenset(work.scope.names), "districts")
    if regions is not None and len(set(regions.frame["region"])) > 1:
        rows = regions.frame.drop_duplicates("lad24cd")
        found = found.merge(rows[["lad24cd", "region", "region_name"]], on="lad24cd")
        readings = [*readings, regions]
    work.put("districts", found, Origin([*work.origins["deprivation"].readings, *readings]))


def _counties(work: Assembly) -> tuple[pd.DataFrame, list[Reading]]:
    """Code and name of the county of each district that has one."""
    reading = work.inventory.best(TableForm.COUNTIES, frozenset(work.scope.names))
    if reading is not None:
        two_tier = reading.frame[reading.frame["county"].str.fullmatch(COUNTY_CODE)]
        return two_tier.drop_duplicates("lad24cd"), [reading]
    known = work.base.table("districts").reset_index()
    shared = known[known["lad24cd"].isin(work.scope.names)]
    if len(shared) < len(work.scope.names):
        work.notes.append(
            f"{TableForm.COUNTIES.value}: no file has it, so districts that are new in this "
            "data version have no county."
        )
    return shared.dropna(subset="county"), []


def _areas(work: Assembly) -> None:
    look_up = work.needed(TableForm.MSOA_OF_LSOA)
    pairs = look_up.frame.drop_duplicates(ignore_index=True)
    replace(look_up, frame=pairs).one_row_each("lsoa21cd")
    drawn = work.needed(TableForm.BOUNDARIES)
    shapes = publisher_places.outlines(drawn, work.scope.codes)
    found = work.scope.lsoas.copy()
    found.insert(1, "msoa21cd", pairs.set_index("lsoa21cd")["msoa21cd"])
    found["is_boundary_approximate"] = False
    areas = gpd.GeoDataFrame(found, geometry=shapes.reindex(found.index), crs=shapes.crs)
    work.put("areas", areas, Origin([drawn, look_up], ["Coordinates are rounded to 0.1 metres."]))
    _msoas(work, pairs, look_up)


def _msoas(work: Assembly, pairs: pd.DataFrame, look_up: Reading) -> None:
    names = pairs[["msoa21cd", "msoa21nm"]].drop_duplicates("msoa21cd")
    found = names.sort_values("msoa21cd", ignore_index=True)
    reading = work.optional(TableForm.MSOA_NAMES, frozenset(found["msoa21cd"]), "MSOAs")
    if reading is None:
        office = {
            "publisher": "Office for National Statistics",
            "title": "Names and codes of MSOAs (December 2021)",
            "short": "ONS, MSOA names",
            "licence": "ogl3",
            "address": "https://geoportal.statistics.gov.uk/",
            "caveat": "The official names are numbers within a district.",
        }
        named = found.assign(name=found["msoa21nm"])
        work.put("msoas", named, Origin([look_up], changed=office))
        return
    own = reading.frame.drop_duplicates("msoa21cd").set_index("msoa21cd")["name"]
    named = found.assign(name=found["msoa21cd"].map(own))
    work.put("msoas", named, Origin([reading, look_up]))


def _population(work: Assembly) -> None:
    wanted = work.scope.codes
    best = work.inventory.best(TableForm.RESIDENTS, wanted)
    if (best is None or best.covered < len(wanted)) and _mid_year(work):
        return
    reading = work.needed(TableForm.RESIDENTS)
    made_by = ["Aged 16 and over is the total minus people aged 0 to 15."]
    work.put("population", publisher_tables.residents(reading), Origin([reading], made_by))


def _mid_year(work: Assembly) -> bool:
    """Take the population from the estimates that the denominators are made from."""
    of_2022 = [
        reading
        for reading in work.inventory.every(TableForm.MID_YEAR, work.scope.codes)
        if "2022" in reading.name and reading.covered == len(work.scope.codes)
    ]
    if not of_2022:
        return False
    title = {
        "publisher": "Office for National Statistics",
        "title": "Mid-year population estimates of LSOAs by sex and single year of age",
        "short": "ONS mid-2022 population",
        "address": "https://www.ons.gov.uk/peoplepopulationandcommunity/",
        "caveat": "These are not the population figures used in the Indices, so summaries "
        "differ slightly from the publisher's.",
    }
    found = publisher_tables.residents_by_year(of_2022[0])
    work.put("population", found, Origin(of_2022[:1], changed=title))
    return True


def _links(work: Assembly) -> None:
    changes = work.needed(TableForm.CHANGES)
    found, notes = publisher_tables.links(changes)
    work.notes += notes
    work.put("lsoa_links", found, Origin([changes], notes))
    ranks = work.needed(TableForm.IMD_2019, frozenset(found["lsoa11cd"]), "2011 LSOAs")
    made_by = ["Deciles are ceil(10 x rank / 32,844)."]
    work.put("imd2019", publisher_tables.imd_2019(ranks), Origin([ranks], made_by))


def _activity(work: Assembly) -> None:
    codes = frozenset({*work.scope.names, *RECODED})
    readings = work.inventory.every(TableForm.ACTIVITY, codes | {ENGLAND})
    if not readings:
        raise ContractError([missing(TableForm.ACTIVITY)])
    found, used, notes = activity(readings, list(work.scope.names))
    work.notes += notes
    period = f"{found['period'].min()} to {found['period'].max()}"
    work.put("activity", found, Origin(used, notes, period))


NEEDED_TABLES: Mapping[str, Maker] = {
    "districts": _districts,
    "areas": _areas,
    "population": _population,
    "links to 2011": _links,
    "activity": _activity,
}
"""What makes the tables that every pack has, by what a reader calls them."""


COMPASS = {"North West": "NW", "North East": "NE", "South West": "SW", "South East": "SE"}
INVERTED = re.compile(r", (City|County) of$")


def short_label(name: str) -> str:
    """A district's name as short as can be without another word for it.

    Examples
    --------
    >>> short_label("North West Leicestershire"), short_label("Oadby and Wigston")
    ('NW Leicestershire', 'Oadby and Wigston')
    >>> short_label("Bristol, City of"), short_label("North East Derbyshire")
    ('Bristol', 'NE Derbyshire')
    """
    label = INVERTED.sub("", name)
    for words, letters in COMPASS.items():
        if label.startswith(f"{words} "):
            return f"{letters}{label.removeprefix(words)}"
    return label

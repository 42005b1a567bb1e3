"""Make the tables that a pack may do without."""

from collections.abc import Callable, Mapping, Sequence

import geopandas as gpd
import pandas as pd

from insight.geography.contiguity import links
from insight.geography.levels import union
from insight.pack.catalogue import Level
from insight.publishers.assembly import Assembly
from insight.publishers.reading import places as publisher_places
from insight.publishers.reading import tables as publisher_tables
from insight.publishers.reading.activity import RECODED
from insight.publishers.reading.files import Reading
from insight.publishers.reading.forms import TableForm
from insight.publishers.reading.postcode_areas import postcode_areas
from insight.publishers.reading.records import Origin

NEAR_EDGE_M = 20.0
"""A postcode closer than this to another LSOA might belong there: as much as the
publisher's generalised outlines may be off."""

Maker = Callable[[Assembly], None]


FORM_OF: Mapping[str, TableForm] = {
    "wards": TableForm.WARD_OF_LSOA,
    "census": TableForm.DISABILITY,
    "activity_lsoa": TableForm.SMALL_AREA_LSOA,
    "activity_msoa": TableForm.SMALL_AREA_MSOA,
    "postcodes": TableForm.POSTCODES,
    "facilities": TableForm.FACILITIES,
    "practices": TableForm.PRACTICES,
    "green_space": TableForm.GREEN_SITES,
}
"""What a pack lacks these tables without."""


def _wards(work: Assembly) -> None:
    reading = work.optional(TableForm.WARD_OF_LSOA)
    if reading is not None:
        found = publisher_places.wards_by_look_up(reading)
        work.put("wards", found, Origin([reading], period=_year(reading)))
        return
    drawn = work.inventory.best(TableForm.WARD_BOUNDARIES)
    if drawn is None:
        return
    found = publisher_places.wards_by_point(drawn, work.areas)
    every = len(work.scope.codes)
    if len(found) < every:
        work.notes.append(
            f"{drawn.name}: {every - len(found):,} of {every:,} LSOAs are in none of its "
            "wards, so wards are left out."
        )
        return
    made_by = ["The ward of an LSOA is the one that contains a point inside it."]
    title = {"title": "Ward boundaries (generalised, clipped)", "short": "ONS, wards"}
    work.put("wards", found, Origin([drawn], made_by, _year(drawn), changed=title))


def _year(reading: Reading) -> str:
    """The year that the heading of the wards' codes ends in."""
    heading = reading.candidate.columns["ward_code"]
    digits = "".join(filter(str.isdigit, heading))[:2]
    return f"wards of 20{digits}"


def _census(work: Assembly) -> None:
    if all(map(work.inventory.has, (TableForm.DISABILITY, TableForm.ETHNIC_GROUP))):
        topics = (TableForm.DISABILITY, TableForm.ETHNIC_GROUP, TableForm.AGE, TableForm.CARS)
        disability, ethnic, ages, cars = map(work.optional, topics)
        if disability is not None and ethnic is not None:
            found = publisher_tables.census_of_topics(disability, ethnic, ages, cars)
            more = [each for each in (ages, cars) if each is not None]
            _put_census(work, found, [disability, ethnic, *more])
            return
    whole = work.optional(TableForm.CENSUS)
    if whole is not None:
        _put_census(work, publisher_tables.census_of_many(whole), [whole])


def _put_census(work: Assembly, found: pd.DataFrame, readings: Sequence[Reading]) -> None:
    absent = [words for name, words in NOT_COUNTED.items() if found[name].isna().all()]
    work.put("census", found, Origin(readings, absent))


NOT_COUNTED = {
    "aged_65_plus": "The files do not have residents by age.",
    "households": "The files do not have households by car ownership.",
}
"""What is said of columns of the census that no file has."""


def _small_areas(work: Assembly) -> None:
    for name, form, level in (
        ("activity_lsoa", TableForm.SMALL_AREA_LSOA, Level.LSOA),
        ("activity_msoa", TableForm.SMALL_AREA_MSOA, Level.MSOA),
    ):
        wanted = frozenset(work.levels[level])
        reading = work.optional(form, wanted, f"{level.value.upper()}s")
        if reading is not None:
            found = publisher_tables.small_area(reading, work.levels, wanted)
            work.put(name, found.table, Origin([reading], found.notes))


def _postcodes(work: Assembly) -> None:
    older = {new: old for new, old in RECODED.items() if old in work.scope.names}
    wanted = frozenset({*work.scope.names, *older})
    if not work.inventory.has(TableForm.POSTCODES):
        return
    reading = work.inventory.best(TableForm.POSTCODES, wanted)
    if reading is None:
        work.notes.append(f"{TableForm.POSTCODES.value}: none are in these districts.")
        return
    compact = reading.frame["postcode"].str.upper().str.replace(" ", "")
    points = pd.DataFrame(
        {
            "postcode": compact.str[:-3] + " " + compact.str[-3:],
            "laua": reading.frame["laua"].replace(older),
            "oseast1m": reading.numbers("easting", may_be_empty=True),
            "osnrth1m": reading.numbers("northing", may_be_empty=True),
        }
    )
    placed = points.dropna(subset=["oseast1m", "osnrth1m"]).drop_duplicates("postcode")
    found = postcode_areas(placed, work.areas, NEAR_EDGE_M)
    made_by = [
        "Each postcode is given the area that its point is in. A second area is named where "
        f"its boundary is within {NEAR_EDGE_M:.0f} m."
    ]
    lost = len(points) - len(found)
    if lost:
        made_by.append(
            f"{lost:,} of {len(points):,} postcodes are not in these areas and are left out."
        )
    work.put("postcodes", found, Origin([reading], made_by, _directory_month(reading)))


def _directory_month(reading: Reading) -> str:
    """The latest month that a postcode began or ended in; empty if it is not said."""
    months = [
        month
        for name in ("began", "ended")
        if name in reading.frame
        for month in reading.frame[name].unique()
        if len(month) == 6 and month.isdigit()
    ]
    latest = max(months, default="")
    return f"postcodes to {latest[:4]}-{latest[4:]}" if latest else ""


def _facilities(work: Assembly) -> None:
    readings = used = work.inventory.every(TableForm.FACILITIES)
    if not readings and (sites := work.inventory.every(TableForm.FACILITY_SITES)):
        listed = work.inventory.every(TableForm.FACILITY_LIST)
        readings = [publisher_places.at_their_sites(each, sites) for each in listed]
        used = [*listed, *sites]
    if readings:
        found, notes = publisher_places.facilities(readings, work.areas)
        _put_sites(work, "facilities", found, used, notes)


def _practices(work: Assembly) -> None:
    reading = work.inventory.best(TableForm.PRACTICES)
    used = [reading] if reading is not None else []
    if reading is None:
        listed = work.inventory.best(TableForm.PRACTICE_POSTCODES)
        if listed is not None and "postcodes" in work.origins:
            (directory,) = work.origins["postcodes"].readings
            reading = publisher_places.points_of_postcodes(listed, directory)
            used = [reading, directory]
    if reading is not None:
        found, notes = publisher_places.practices(reading, work.areas)
        _put_sites(work, "practices", found, used, notes)


def _green_space(work: Assembly) -> None:
    sites = work.inventory.every(TableForm.GREEN_SITES)
    if sites:
        entrances = work.inventory.every(TableForm.GREEN_ENTRANCES)
        found = publisher_places.green_spaces(sites, entrances, work.areas)
        _put_sites(work, "green_space", found, [*sites, *entrances])


def _put_sites(
    work: Assembly,
    name: str,
    found: pd.DataFrame,
    readings: Sequence[Reading],
    notes: Sequence[str] = (),
) -> None:
    """Keep a table of sites; a note in its place if none is near."""
    around = f"{publisher_places.AROUND_M / 1_000:.0f} km"
    if found.empty:
        work.notes.append(f"{readings[0].name}: no site within {around} of the areas.")
        return
    made_by = [*notes, f"Sites in the areas and within {around} of them."]
    work.put(name, found, Origin(readings, made_by))


def _derived(work: Assembly) -> None:
    for name, frame in derived(work.areas).items():
        work.put(name, frame, Origin(work.origins["areas"].readings, [MADE_BY]))


OPTIONAL: Mapping[str, Maker] = {
    "wards": _wards,
    "census": _census,
    "estimates of activity": _small_areas,
    "postcodes": _postcodes,
    "facilities": _facilities,
    "practices": _practices,
    "green space": _green_space,
    "shapes of larger areas": _derived,
}
"""What makes them, by what a reader calls them."""


MANY = 5_000
"""LSOAs from which on what follows from their boundaries is kept: it takes longer to work out
than anybody waits for a page."""

MADE_BY = "Worked out from the boundaries of the LSOAs in this data version."


def derived(areas: gpd.GeoDataFrame) -> dict[str, pd.DataFrame]:
    """Shapes of the larger areas and pairs of neighbours, none for few areas."""
    if len(areas) < MANY:
        return {}
    shapes = {
        table: gpd.GeoDataFrame(geometry=union(areas, parent)).rename_axis(parent)
        for table, parent in (("msoa_shapes", "msoa21cd"), ("district_shapes", "lad24cd"))
    }
    pairs = links(areas, within=areas["lad24cd"]).edges
    return {**shapes, "neighbours": pairs.round(1)}

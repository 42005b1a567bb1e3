"""What is known of each publisher's table, for the record beside it in a pack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from insight.publishers.fetching.register import INDICES, MHCLG, NOMIS, ONS, PORTAL
from insight.publishers.reading.files import Reading

GEOPORTAL = f"{PORTAL}/"
CENSUS = f"{NOMIS}/sources/census_2021_bulk"
NOT_STATED = "not stated in the file"


@dataclass(frozen=True)
class Known:
    """What stays the same from one release of a table to the next."""

    publisher: str
    title: str
    short: str
    licence: str
    address: str
    caveat: str
    period: str


KNOWN: Mapping[str, Known] = {
    "districts": Known(
        ONS, "Names and codes of local authority districts", "ONS, districts", "ogl3",
        GEOPORTAL, "Districts are those used in the Indices of Deprivation 2025. Names are "
        "shortened on menus and maps.", "April 2024",
    ),
    "msoas": Known(
        "House of Commons Library", "MSOA Names",
        "House of Commons Library, MSOA Names", "opl3",
        "https://houseofcommonslibrary.github.io/msoanames/",
        "These names are not official. They help readers recognise an area.", "2021 MSOAs",
    ),
    "areas": Known(
        ONS, "LSOA boundaries (December 2021, generalised, clipped to the coast)",
        "ONS, LSOA boundaries 2021", "ogl3-boundaries", GEOPORTAL,
        "Boundaries are simplified to about 20 metres by the publisher (BGC).", "December 2021",
    ),
    **{
        table: Known(
            ONS, f"LSOA boundaries (December 2021), {what}",
            "ONS, LSOA boundaries 2021", "ogl3-boundaries", GEOPORTAL,
            "Boundaries are simplified, as for LSOAs.", "December 2021",
        )
        for table, what in (
            ("msoa_shapes", "combined into MSOAs"),
            ("district_shapes", "combined into districts"),
            ("neighbours", "pairs with a shared boundary"),
        )
    },
    "deprivation": Known(
        MHCLG, "English Indices of Deprivation 2025, File 7",
        "MHCLG, English Indices of Deprivation 2025", "ogl3", f"{INDICES}2025",
        "Ranks are relative. They show how many areas in England are more deprived. Do "
        "not compare with 2019 to measure change.",
        "2025, released 30 October 2025",
    ),
    "population": Known(
        MHCLG, "English Indices of Deprivation 2025, File 7, population denominators "
        "(ONS mid-2022 estimates)", "MHCLG/ONS mid-2022 population", "ogl3",
        f"{INDICES}2025",
        "These are the population figures used in the Indices. Later estimates differ.",
        "mid-2022",
    ),
    "imd2019": Known(
        MHCLG, "English Indices of Deprivation 2019, File 7",
        "MHCLG, English Indices of Deprivation 2019", "ogl3", f"{INDICES}2019",
        "Uses 2011 LSOAs. Methods and areas differ from 2025, so do not measure change.", "2019",
    ),
    "lsoa_links": Known(
        ONS, "LSOA (2011) to LSOA (2021) exact-fit look-up",
        "ONS, LSOA 2011 to 2021 look-up", "ogl3", GEOPORTAL,
        "If an area was split, each part has the 2019 rank of the original area. If areas "
        "were merged, both original ranks are shown.", "2011 to 2021",
    ),
    "activity": Known(
        "Office for Health Improvement and Disparities",
        "Fingertips indicators 93014, 93015 and 93570, from Sport England's Active "
        "Lives surveys", "OHID Fingertips, from Sport England Active Lives", "ogl3",
        "https://fingertips.phe.org.uk/profile/physical-activity",
        "Survey estimates. OHID made the comparison with England. Adults are aged 19 and "
        "over. Some children's figures are suppressed.", "",
    ),
    **{
        f"activity_{level}": Known(
            "Sport England", f"Small-area estimates of activity by {level.upper()}",
            "Sport England, small-area estimates", "unstated",
            "https://www.sportengland.org/research-and-data/data/active-lives",
            "Modelled estimates for adults aged 16 and over, not survey results. We have not "
            "checked the period and method given in the file.", NOT_STATED,
        )
        for level in ("lsoa", "msoa")
    },
    "postcodes": Known(
        ONS, "ONS Postcode Directory", "ONS Postcode Directory", "ogl3-postcodes",
        GEOPORTAL, "Areas are found from simplified boundaries, so a postcode near a "
        "boundary has two areas. Includes postcodes no longer in use.",
        NOT_STATED,
    ),
    "wards": Known(
        ONS, "LSOA (2021) to electoral ward best-fit look-up", "ONS, LSOA to ward",
        "ogl3", GEOPORTAL, "LSOAs do not fit exactly into wards. Each is assigned to "
        "one ward, but part of it may be in another.", NOT_STATED,
    ),
    "census": Known(
        ONS, "Census 2021: disability (TS038), ethnic group (TS021), age (TS007A), "
        "cars or vans (TS045)", "ONS, Census 2021", "ogl3", CENSUS,
        "Usual residents on 21 March 2021, during the pandemic. ONS adjusts small counts "
        "slightly, so totals can differ between tables.",
        "21 March 2021",
    ),
    "facilities": Known(
        "Sport England", "Active Places, sports facilities",
        "Sport England, Active Places", "unstated",
        "https://www.activeplacespower.com/",
        "Closed facilities are left out. The list does not show capacity, price or opening "
        "hours.", NOT_STATED,
    ),
    "practices": Known(
        "NHS England", "Organisation Data Service, general practices",
        "NHS ODS, general practices", "ogl3",
        "https://digital.nhs.uk/services/organisation-data-service",
        "Shown at the postcode. Branch surgeries are not included.",
        NOT_STATED,
    ),
    "green_space": Known(
        "Ordnance Survey", "OS Open Greenspace", "OS Open Greenspace",
        "ogl3-boundaries", "https://osdatahub.os.uk/downloads/open/OpenGreenspace",
        "Shown at entrances where these are known, otherwise at a point inside. Open "
        "countryside and woodland are not included.", NOT_STATED,
    ),
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Origin:
    """Where a table of a pack came from; the first of the readings gave most of it.

    `period` and the fields that are `changed` stand in place of the usual ones of the
    record, `caveat` beside the usual one.
    """

    readings: Sequence[Reading]
    made_by: Sequence[str] = ()
    period: str = ""
    caveat: str = ""
    changed: Mapping[str, str] | None = None

    @property
    def files(self) -> str:
        """The files, for a reader."""
        return ", ".join(dict.fromkeys(each.name for each in self.readings))


def record(table: str, origin: Origin, sha256: str) -> dict[str, str]:
    """The fields of a table's record."""
    known = KNOWN[table]
    return {
        **vars(known),
        "caveat": f"{known.caveat} {origin.caveat}".strip(),
        "period": origin.period or known.period,
        "retrieved": max(each.retrieved for each in origin.readings),
        "made_by": " ".join([f"Read from {origin.files} by a refresh.", *origin.made_by]),
        "sha256": sha256,
        **(origin.changed or {}),
    }

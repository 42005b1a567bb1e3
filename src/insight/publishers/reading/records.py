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
        GEOPORTAL, "Districts are those of the Indices of Deprivation 2025. Labels are "
        "shortened for controls and maps.", "April 2024",
    ),
    "msoas": Known(
        "House of Commons Library", "MSOA Names",
        "House of Commons Library, MSOA Names", "opl3",
        "https://houseofcommonslibrary.github.io/msoanames/",
        "Names are a convenience for readers, not official statistics.", "2021 MSOAs",
    ),
    "areas": Known(
        ONS, "LSOA boundaries (December 2021, generalised, clipped to the coast)",
        "ONS, LSOA boundaries 2021", "ogl3-boundaries", GEOPORTAL,
        "Outlines are as generalised as the file has them: about 20 m for the "
        "publisher's BGC.", "December 2021",
    ),
    **{
        table: Known(
            ONS, f"LSOA boundaries (December 2021), {what}",
            "ONS, LSOA boundaries 2021", "ogl3-boundaries", GEOPORTAL,
            "As generalised as the boundaries of the LSOAs.", "December 2021",
        )
        for table, what in (
            ("msoa_shapes", "united to MSOAs"),
            ("district_shapes", "united to districts"),
            ("neighbours", "pairs that share an edge"),
        )
    },
    "deprivation": Known(
        MHCLG, "English Indices of Deprivation 2025, File 7",
        "MHCLG, English Indices of Deprivation 2025", "ogl3", f"{INDICES}2025",
        "Relative, not absolute: a rank says how many areas of England are more "
        "deprived. Not comparable with 2019 as change.",
        "2025, released 30 October 2025",
    ),
    "population": Known(
        MHCLG, "English Indices of Deprivation 2025, File 7, population denominators "
        "(ONS mid-2022 estimates)", "MHCLG/ONS mid-2022 population", "ogl3",
        f"{INDICES}2025",
        "The denominators of the Indices; later estimates of the same areas differ.",
        "mid-2022",
    ),
    "imd2019": Known(
        MHCLG, "English Indices of Deprivation 2019, File 7",
        "MHCLG, English Indices of Deprivation 2019", "ogl3", f"{INDICES}2019",
        "On 2011 LSOAs. Methods and areas differ from 2025: side by side, never as change.", "2019",
    ),
    "lsoa_links": Known(
        ONS, "LSOA (2011) to LSOA (2021) exact-fit look-up",
        "ONS, LSOA 2011 to 2021 look-up", "ogl3", GEOPORTAL,
        "A split area inherits its parent's 2019 rank, and says so; a merged area "
        "shows both of its parents'.", "2011 to 2021",
    ),
    "activity": Known(
        "Office for Health Improvement and Disparities",
        "Fingertips indicators 93014, 93015 and 93570, from Sport England's Active "
        "Lives surveys", "OHID Fingertips, from Sport England Active Lives", "ogl3",
        "https://fingertips.phe.org.uk/profile/physical-activity",
        "Survey estimates; the comparison with England is the publisher's. Adults are "
        "aged 19 and over. Some children's figures are suppressed.", "",
    ),
    **{
        f"activity_{level}": Known(
            "Sport England", f"Small-area estimates of activity by {level.upper()}",
            "Sport England, small-area estimates", "unstated",
            "https://www.sportengland.org/research-and-data/data/active-lives",
            "Modelled, not surveyed; of adults aged 16 and over. What the file says of its "
            "period and method has not been checked.", NOT_STATED,
        )
        for level in ("lsoa", "msoa")
    },
    "postcodes": Known(
        ONS, "ONS Postcode Directory", "ONS Postcode Directory", "ogl3-postcodes",
        GEOPORTAL, "The area comes from generalised outlines, so near an edge two "
        "areas are named. Includes postcodes no longer in use.",
        NOT_STATED,
    ),
    "wards": Known(
        ONS, "LSOA (2021) to electoral ward best-fit look-up", "ONS, LSOA to ward",
        "ogl3", GEOPORTAL, "LSOAs do not nest in wards: each is given to one ward "
        "alone, and parts of it may lie in another.", NOT_STATED,
    ),
    "census": Known(
        ONS, "Census 2021: disability (TS038), ethnic group (TS021), age (TS007A), "
        "cars or vans (TS045)", "ONS, Census 2021", "ogl3", CENSUS,
        "Usual residents on 21 March 2021, in the pandemic. The publisher moves small "
        "counts a little, so tables do not add up to one another exactly.",
        "21 March 2021",
    ),
    "facilities": Known(
        "Sport England", "Active Places, sports facilities",
        "Sport England, Active Places", "unstated",
        "https://www.activeplacespower.com/",
        "Closed facilities are left out. A facility in the list may be full, dear or "
        "out of hours.", NOT_STATED,
    ),
    "practices": Known(
        "NHS England", "Organisation Data Service, general practices",
        "NHS ODS, general practices", "ogl3",
        "https://digital.nhs.uk/services/organisation-data-service",
        "At the point of the postcode; branch surgeries are not in the list.",
        NOT_STATED,
    ),
    "green_space": Known(
        "Ordnance Survey", "OS Open Greenspace", "OS Open Greenspace",
        "ogl3-boundaries", "https://osdatahub.os.uk/downloads/open/OpenGreenspace",
        "Entrances where the publisher has them, else a point within the space. "
        "Open country and woods are not in it.", NOT_STATED,
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
        "made_by": " ".join([f"refresh: read from {origin.files}.", *origin.made_by]),
        "sha256": sha256,
        **(origin.changed or {}),
    }

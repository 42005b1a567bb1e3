"""The kinds of table that publishers have, known by their headings.

File names change with every release, and people rename what they download; headings
stay. They are compared without case, spaces and signs.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class TableForm(StrEnum):
    """A kind of table; the values stand in messages for its name."""

    DEPRIVATION = "Indices of Deprivation 2025 by LSOA"
    RESIDENTS = "residents of LSOAs mid-2022"
    BOUNDARIES = "boundaries of 2021 LSOAs"
    MSOA_BOUNDARIES = "boundaries of 2021 MSOAs"
    DISTRICT_BOUNDARIES = "boundaries of districts"
    MSOA_OF_LSOA = "look-up from 2021 LSOA to MSOA"
    CHANGES = "look-up from 2011 to 2021 LSOAs"
    IMD_2019 = "Indices of Deprivation 2019 by LSOA"
    ACTIVITY = "activity of adults and children by district"
    MID_YEAR = "population by single year of age, mid-2022"
    MSOA_NAMES = "names of 2021 MSOAs"
    WARD_OF_LSOA = "look-up from 2021 LSOA to ward"
    WARD_BOUNDARIES = "boundaries of wards"
    ICB_OF_LSOA = "look-up from 2021 LSOA to Integrated Care Board"
    COUNTIES = "look-up from district to county"
    REGIONS = "look-up from district to region"
    DISTRICT_SUMMARIES = "summaries of the Indices 2025 by district"
    ICB_SUMMARIES = "summaries of the Indices 2025 by Integrated Care Board"
    CENSUS = "Census 2021, several tables in one"
    AGE = "Census 2021, age"
    DISABILITY = "Census 2021, disability"
    ETHNIC_GROUP = "Census 2021, ethnic group"
    CARS = "Census 2021, cars or vans"
    SMALL_AREA_LSOA = "small-area estimates of activity by LSOA"
    SMALL_AREA_MSOA = "small-area estimates of activity by MSOA"
    POSTCODES = "postcodes with their points"
    FACILITIES = "sports facilities"
    FACILITY_LIST = "sports facilities without their places"
    FACILITY_SITES = "sites of sports facilities"
    PRACTICES = "GP practices"
    PRACTICE_POSTCODES = "GP practices by their postcodes"
    GREEN_SITES = "green spaces"
    GREEN_ENTRANCES = "entrances of green spaces"


@dataclass(frozen=True)
class Spec:
    """How a form is known, and where its publisher has it.

    A field is a pattern of what the heading of its column may be; `more` are those that
    may be absent, `never` is the heading of something else, and `key` the field by which
    the form covers areas, empty where it does not.
    """

    fields: Mapping[str, str]
    where: str
    more: Mapping[str, str] = field(default_factory=dict)
    never: str = ""
    key: str = "lsoa21cd"
    is_layer: bool = False


LSOA21 = "lsoa(code2021|21cd|21code|2021code)|2021lsoacode|lsoa2021code"
LSOA21_NAME = "lsoa(name2021|21nm|21name|2021name)|2021lsoaname"
LSOA11 = "lsoa(code2011|11cd|11code)"
MSOA21 = "msoa(21cd|21code|code2021|2021code)"
MSOA21_NAME = "msoa(21nm|21name|name2021)"
DISTRICT = r"(ltla|lad)\d\d(cd|code)|localauthoritydistrictcode20\d\d"
DISTRICT_NAME = r"(ltla|lad)\d\d(nm|name)|localauthoritydistrictname20\d\d"
WARD = r"w(ar)?d\d\d(cd|code)"
WARD_NAME = r"w(ar)?d\d\d(nm|name)"
RANK = "rank(where1ismostdeprived)?"
MID_2022 = "mid2022(excludingprisoners)?"
FIELDS = {
    "lsoa21cd": LSOA21,
    "lsoa21nm": LSOA21_NAME,
    "lsoa11cd": LSOA11,
    "msoa21cd": MSOA21,
    "msoa21nm": MSOA21_NAME,
    "lad24cd": DISTRICT,
    "ward_code": WARD,
    "ward_name": WARD_NAME,
    "easting": "(os)?east1m|eastings?|x|bngx",
    "northing": "(os)?nrth1m|north1m|northings?|y|bngy",
    "site": "siteid",
    "kind": "facilitytype(name|text)?",
}
"""Fields that mean the same in every form that has them."""

INDICES = "MHCLG, https://www.gov.uk/government/statistics/english-indices-of-deprivation-"
GEOGRAPHY = "ONS Open Geography, https://geoportal.statistics.gov.uk/"
NOMIS = "Nomis, https://www.nomisweb.co.uk/sources/census_2021_bulk"

OLDER_BANDS = (65, 70, 75, 80)
"""First years of age of the census' bands of five years, below the open one."""

ACTIVE_PLACES = "Sport England, https://www.activeplacespower.com/ (Active Places open data)"

OF_FACILITY = {
    "name": "sitename",
    "access": "accessibility(group|typegroup(name|text)?)",
    "status": "operationalstatus(name|text)?",
    "closed": "closed(date|on)?",
}
"""What a list of facilities may say of each."""

SCORES = {
    "average_rank": "(imd|imd2025)averagerank",
    "average_score": "(imd|imd2025)averagescore",
    "proportion_most_deprived": "(imd|imd2025)proportionoflsoasinmostdeprived10"
    "(percent)?nationally",
    "extent": "imd(2025|25)?extent",
}
"""Headings of the publisher's summaries of larger areas."""


def _rank(*names: str) -> str:
    return f"({'|'.join(names)}){RANK}"


def _score(*names: str) -> str:
    return f"({'|'.join(names)})score(rate)?"


OF_DEPRIVATION = {
    "income": ("income",),
    "employment": ("employment",),
    "education": ("educationskillsandtraining", "education"),
    "health": ("healthdeprivationanddisability", "health"),
    "crime": ("crime",),
    "barriers": ("barrierstohousingandservices", "housingandservices", "barriers"),
    "environment": ("livingenvironment", "environment"),
    "children_and_young_people": ("childrenandyoungpeople(subdomain)?",),
    "adult_skills": ("adultskills(subdomain)?",),
    "geographical_barriers": ("geographicalbarriers(subdomain)?",),
    "wider_barriers": ("widerbarriers(subdomain)?",),
    "indoors": ("indoors(subdomain)?",),
    "outdoors": ("outdoors(subdomain)?",),
}
"""What the domains and sub-domains are called in front of score and rank."""

SUPPLEMENTS = {
    "idaci": ("incomedeprivationaffectingchildrenindexidaci", "idaci"),
    "idaopi": ("incomedeprivationaffectingolderpeople(index)?idaopi", "idaopi"),
}
"""The same of two indices that a copy of the file may do without."""


def _of(*common: str, **own: str) -> dict[str, str]:
    return {**{name: FIELDS[name] for name in common}, **own}


def _census(topic: str, table: str, **own: str) -> Spec:
    """One wide table of the census, whose headings begin with its topic."""
    columns = {name: f"{topic}{heading}" for name, heading in own.items()}
    return Spec(_of(lsoa21cd="geographycode", **columns), f"{NOMIS} ({table})")


PLACE = _of("easting", "northing")
TOTAL = "total(allusualresidents)?"
OF_PRACTICE = {"status": "status(code)?", "setting": "prescribingsetting", "closed": "closedate"}
ACTIVE_LIVES = "Sport England, https://www.sportengland.org/research-and-data/data/active-lives"
GREENSPACE = "Ordnance Survey, https://osdatahub.os.uk/downloads/open/OpenGreenspace"

SPECS: Mapping[TableForm, Spec] = {
    TableForm.DEPRIVATION: Spec(
        _of(
            "lsoa21cd",
            "lsoa21nm",
            "lad24cd",
            imd_score="indexofmultipledeprivationimdscore|imdscore",
            imd_rank=_rank("indexofmultipledeprivationimd", "imd"),
            **{f"{key}_rank": _rank(*each) for key, each in OF_DEPRIVATION.items()},
            **{f"{key}_score": _score(*each) for key, each in OF_DEPRIVATION.items()},
        ),
        f"{INDICES}2025 (File 7)",
        {
            "name": DISTRICT_NAME,
            # Of File 8: people, by which residents are known where File 7 is partial.
            "income_people": "incomenumerator",
            "employment_people": "employmentnumerator",
            "older_people": "idaopinumerator",
            **{f"{key}_score": _score(*each) for key, each in SUPPLEMENTS.items()},
            **{f"{key}_rank": _rank(*each) for key, each in SUPPLEMENTS.items()},
        },
    ),
    TableForm.RESIDENTS: Spec(
        _of(
            "lsoa21cd",
            population=f"totalpopulation{MID_2022}|(population|poptotal)mid2022",
            children_0_15=f"dependentchildrenaged015{MID_2022}|pop015mid2022|children015",
            working_age_18_66="workingagepopulation1866.*|popworkingagemid2022|workingage1866",
            older_60_plus=f"olderpopulationaged60andover{MID_2022}|pop60plusmid2022|older60plus",
        ),
        f"{INDICES}2025 (File 7, its last columns)",
    ),
    TableForm.BOUNDARIES: Spec(
        _of("lsoa21cd"),
        f"{GEOGRAPHY} (LSOA December 2021 BGC, as GeoJSON, GeoPackage or shapefile)",
        is_layer=True,
    ),
    TableForm.MSOA_BOUNDARIES: Spec(
        _of("msoa21cd"),
        f"{GEOGRAPHY} (MSOA December 2021 BGC)",
        never=LSOA21,
        key="msoa21cd",
        is_layer=True,
    ),
    TableForm.DISTRICT_BOUNDARIES: Spec(
        _of("lad24cd"),
        f"{GEOGRAPHY} (LAD May 2024 BGC)",
        never=f"{LSOA21}|{LSOA11}|{MSOA21}|{WARD}",
        key="lad24cd",
        is_layer=True,
    ),
    TableForm.MSOA_OF_LSOA: Spec(
        _of("lsoa21cd", "msoa21cd", "msoa21nm"),
        f"{GEOGRAPHY} (Output Area to LSOA to MSOA to district, look-up)",
    ),
    TableForm.CHANGES: Spec(
        _of("lsoa11cd", "lsoa21cd", change="chgind|changecode|changeindicator"),
        f"{GEOGRAPHY} (LSOA 2011 to LSOA 2021 to district, exact fit look-up)",
    ),
    TableForm.IMD_2019: Spec(
        _of(
            "lsoa11cd",
            lsoa11nm="lsoa(name2011|11nm|11name)",
            imd2019_rank=_rank("indexofmultipledeprivationimd", "imd", "imd2019"),
        ),
        f"{INDICES}2019 (File 7)",
        key="lsoa11cd",
    ),
    TableForm.ACTIVITY: Spec(
        _of(
            indicator_id="indicatorid|fingertipsid",
            area_code="areacode",
            period="timeperiod|period",
            value_pct="value|valuepct",
            compared_to_england="comparedtoengland(valueorpercentiles)?",
        ),
        "OHID Fingertips, https://fingertips.phe.org.uk/profile/physical-activity "
        "(indicators 93014, 93015 and 93570 by district, as CSV)",
        _of(
            sex="sex",
            category="category|inequality",
            low_pct="lowerci95(0)?limit|lowpct",
            high_pct="upperci95(0)?limit|highpct",
        ),
        key="area_code",
    ),
    TableForm.MID_YEAR: Spec(
        _of("lsoa21cd", f0="f0", m0="m0", f90="f90(plus)?", m90="m90(plus)?"),
        "ONS, https://www.ons.gov.uk/peoplepopulationandcommunity/populationand"
        "migration/populationestimates (lower layer Super Output Areas)",
    ),
    TableForm.MSOA_NAMES: Spec(
        _of("msoa21cd", name="(msoa21)?(hclnm|hocl(nm|name))"),
        "House of Commons Library, https://houseofcommonslibrary.github.io/msoanames/",
        key="msoa21cd",
    ),
    TableForm.WARD_OF_LSOA: Spec(
        _of("lsoa21cd", "ward_code", "ward_name"),
        f"{GEOGRAPHY} (LSOA 2021 to ward, best fit look-up)",
    ),
    TableForm.WARD_BOUNDARIES: Spec(
        _of("ward_code", "ward_name"), f"{GEOGRAPHY} (ward boundaries BGC)", key="", is_layer=True
    ),
    TableForm.ICB_OF_LSOA: Spec(
        _of("lsoa21cd", icb=r"icb\d\d(cd|code)"),
        f"{GEOGRAPHY} (LSOA 2021 to sub-ICB locations to ICB, look-up)",
    ),
    TableForm.COUNTIES: Spec(
        _of("lad24cd", county=r"cty\d\dcd|county\d\dcode", county_name=r"cty\d\dnm|county\d\dname"),
        f"{GEOGRAPHY} (district to county, look-up)",
        key="lad24cd",
    ),
    TableForm.REGIONS: Spec(
        _of(
            "lad24cd", region=r"(rgn|region)\d\d(cd|code)", region_name=r"(rgn|region)\d\d(nm|name)"
        ),
        f"{GEOGRAPHY} (district to region, look-up)",
        key="lad24cd",
    ),
    TableForm.DISTRICT_SUMMARIES: Spec(
        {"area": DISTRICT, **SCORES}, f"{INDICES}2025 (File 10)", key="area"
    ),
    TableForm.ICB_SUMMARIES: Spec(
        {"area": r"icb\d\d(cd|code)|(integratedcareboard|icb)code20\d\d", **SCORES},
        f"{INDICES}2025 (File 13)",
        key="area",
    ),
    TableForm.CENSUS: Spec(
        _of("lsoa21cd", table="table", category="category", n="n|count|value"), NOMIS
    ),
    TableForm.AGE: _census(
        "ageaged",
        "TS007A",
        **{f"from_{age}": f"{age}to{age + 4}years" for age in OLDER_BANDS},
        from_85="85yearsandover",
    ),
    TableForm.DISABILITY: _census(
        "disability", "TS038", all=TOTAL, disabled="disabledundertheequalityact"
    ),
    TableForm.ETHNIC_GROUP: _census("ethnicgroup", "TS021", all=TOTAL, white="white"),
    TableForm.CARS: _census(
        "numberofcarsorvans", "TS045", all="total(allhouseholds)?", none="nocarsorvansinhousehold"
    ),
    TableForm.SMALL_AREA_LSOA: Spec(
        {"code": LSOA21, "inactive": ".*inactive.*"}, ACTIVE_LIVES, key="code"
    ),
    TableForm.SMALL_AREA_MSOA: Spec(
        {"code": MSOA21, "inactive": ".*inactive.*"},
        ACTIVE_LIVES,
        {"name": MSOA21_NAME},
        key="code",
    ),
    TableForm.POSTCODES: Spec(
        {"postcode": "pcds|pcd|pcd7|pcd8|postcode", "laua": f"(os)?laua|{DISTRICT}", **PLACE},
        f"{GEOGRAPHY} (ONS Postcode Directory)",
        {"ended": "doterm", "began": "dointr"},
        never="orgcode|organisationcode|siteid",
        key="laua",
    ),
    TableForm.FACILITIES: Spec(
        _of("site", "kind", "easting", "northing"), ACTIVE_PLACES, OF_FACILITY, key=""
    ),
    TableForm.FACILITY_LIST: Spec(_of("site", "kind"), ACTIVE_PLACES, OF_FACILITY, key=""),
    TableForm.FACILITY_SITES: Spec(
        _of("site", "easting", "northing"), ACTIVE_PLACES, {"name": "sitename|name"}, key=""
    ),
    TableForm.PRACTICES: Spec(
        {"site": "organisationcode|orgcode|practicecode", "name": "name|practicename", **PLACE},
        "NHS ODS, https://digital.nhs.uk/services/organisation-data-service (GP "
        "practices, with the coordinates of their postcodes)",
        OF_PRACTICE,
        key="",
    ),
    TableForm.PRACTICE_POSTCODES: Spec(
        {"site": "organisationcode", "name": "name", "postcode": "postcode"},
        "NHS ODS, https://www.odsdatasearchandexport.nhs.uk/ (report epraccur)",
        OF_PRACTICE,
        key="",
    ),
    TableForm.GREEN_SITES: Spec(
        {"site": "id", "kind": "function"},
        GREENSPACE,
        {"name": "distname1|distinctivename1"},
        key="",
        is_layer=True,
    ),
    TableForm.GREEN_ENTRANCES: Spec(
        {"entrance": "id", "access": "accesstype", "site": "reftogsite|reftogreenspacesite"},
        GREENSPACE,
        key="",
        is_layer=True,
    ),
}


ELSEWHERE: Mapping[tuple[str, ...], str] = {
    ("amountawarded", "awarddate", "fundingorg0?name"): "grants in the 360Giving standard "
    "are not refreshed here. Import the file on the Investment page instead",
    (
        ".*communityneeds?.*",
        f"{LSOA21}|{LSOA11}|{WARD}|(area|lsoa|ward)code",
    ): "the Community Needs Index is not refreshed here. Add the file under Own indicators on "
    "the Data and method page instead",
}
"""Where people bring in what they may drop beside the publishers' files, by headings that
all are in it."""

NEEDED = (
    TableForm.DEPRIVATION,
    TableForm.RESIDENTS,
    TableForm.BOUNDARIES,
    TableForm.MSOA_OF_LSOA,
    TableForm.CHANGES,
    TableForm.IMD_2019,
    TableForm.ACTIVITY,
)
"""What no pack can be made without."""


def heading_letters(heading: str) -> str:
    """A heading without case, spaces and signs.

    Examples
    --------
    >>> heading_letters(" LSOA code (2021)")
    'lsoacode2021'
    """
    return re.sub(r"[^a-z0-9]", "", heading.casefold())


def columns_of(
    form: TableForm, headings: Sequence[str], *, is_layer: bool = False
) -> dict[str, str] | None:
    """The heading of each field of a form; None if the headings are not its own.

    Examples
    --------
    >>> columns_of(TableForm.MSOA_NAMES, ["msoa21cd", "msoa21hclnm", "authority"])
    {'msoa21cd': 'msoa21cd', 'name': 'msoa21hclnm'}
    >>> columns_of(TableForm.CHANGES, ["LSOA11CD", "LSOA21CD"]) is None
    True
    """
    spec = SPECS[form]
    letters = [heading_letters(heading) for heading in headings]
    if (spec.is_layer and not is_layer) or (spec.never and _first(spec.never, letters) is not None):
        return None
    found = {name: _first(text, letters) for name, text in {**spec.fields, **spec.more}.items()}
    if any(found[name] is None for name in spec.fields):
        return None
    return {name: headings[at] for name, at in found.items() if at is not None}


def _first(pattern: str, letters: Sequence[str]) -> int | None:
    """Where the leftmost heading is that fits; `re` keeps the patterns it has compiled."""
    return next((at for at, each in enumerate(letters) if re.fullmatch(pattern, each)), None)


def forms_of(headings: Sequence[str], *, is_layer: bool) -> dict[TableForm, dict[str, str]]:
    """Every form that a table with these headings can serve, with its columns."""
    found = {form: columns_of(form, headings, is_layer=is_layer) for form in TableForm}
    return {form: columns for form, columns in found.items() if columns is not None}


def elsewhere(headings: Sequence[str]) -> str:
    """Where a table that is no part of a pack is brought in; empty if it is unknown.

    Examples
    --------
    >>> elsewhere(["Amount Awarded", "Award Date", "Funding Org:0:Name"])[:10]
    'grants in '
    >>> elsewhere(["Amount Awarded"])
    ''
    """
    letters = [heading_letters(heading) for heading in headings]
    for wanted, words in ELSEWHERE.items():
        if all(_first(text, letters) is not None for text in wanted):
            return words
    return ""

"""One schema for each table of a data pack."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandera.pandas as pa

from insight.pack.catalogue import (
    DOMAINS,
    NATIONAL_LSOAS_2019,
    NATIONAL_LSOAS_2025,
    SUBDOMAINS,
    SUPPLEMENTARY,
)

LSOA = r"^E01\d{6}$"
MSOA = r"^E02\d{6}$"
DISTRICT = r"^E0[6789]\d{6}$"
DISTRICT_OR_ENGLAND = r"^(E0[6789]\d{6}|E92000001)$"
PERIOD = r"^20\d\d/\d\d$"
POSTCODE = r"^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$"
FIGURE = r"^H[1-9]\d?[a-z]?$"
LINE = r"^H[1-9]\d?$"
NOTE = r"^N[1-9]$"
NOTES = r"^N[1-9]( N[1-9])*$"
EXAMPLE_ITEM = r"^M\d\d$"
NOT_BLANK = r"\S"

BRITISH_NATIONAL_GRID = 27700
WGS84 = 4326
ENGLAND_OUTLINE_KM = (
    (60, 0), (170, 0), (560, 85), (650, 130), (670, 300), (640, 360), (560, 390),
    (535, 480), (460, 570), (440, 640), (410, 670), (375, 665), (320, 580),
    (285, 525), (285, 505), (310, 475), (320, 430), (310, 375), (305, 200),
    (195, 165),
)  # fmt: skip
"""Corners around England in British National Grid, generous but not a rectangle:
a rectangle would still hold most of England with its axes swapped."""

ACTIVITY_INDICATORS = (93014, 93015, 93570)
CHANGES = ("unchanged", "split", "merged")
VERDICTS = ("Better", "Similar", "Worse", "Not compared")
WARD = r"^E05\d{6}$"
MOST_METRES = 700_000  # beyond the northern and eastern ends of England on the National Grid
DECILES = 10

SHARES = ("income", "employment", "adult_skills", *SUPPLEMENTARY)
"""Whose scores are shares of people, from 0 to 1."""
OF_HUNDRED = ("education", "barriers", "environment", "geographical_barriers")
MODEL_RATES = ("income", "employment", "adult_skills")
"""Shares of people whose log-odds are terms of the model of activity."""
MODEL_TERMS = (
    *(f"{name}_score" for name in (*DOMAINS, *SUBDOMAINS)),
    *(f"{name}_log_odds" for name in MODEL_RATES),
    "working_age_share",
    "older_deprived_share",
)
"""Covariates of the model of activity, in order."""
MODEL_OUTCOMES = ("inactive", "active")
"""Levels of activity with a regression; fairly active is the rest."""
MODEL_LEVELS = ("inactive", "fairly", "active")
MODEL_RESIDUAL = ("constant", "log_spread", "log_leverage", "skills_gap")
"""What the logarithm of the residual variance is a sum of, for each level."""
CHECKED = ("partnership", "district")
"""What the model was held against: partnerships, and districts of the study area."""
MODEL_BOTH = "all"  # stands for all levels of activity
MODEL_FIGURES = (
    *((level, figure) for level in MODEL_LEVELS for figure in MODEL_RESIDUAL),
    (MODEL_BOTH, "allowance"),
    (MODEL_BOTH, "within"),
)
"""Figures of the fit without which nothing can be estimated."""
MOST_SPREAD = 20  # of the other scores, which lie around 0: the furthest is -11.2

POUNDS, SHARE = "£", "%"
FIGURE_UNITS = (
    POUNDS, SHARE, "attendances", "attendees", "champions", "groups", "meetups",
    "organisations", "people", "programmes", "schools", "users", "venues", "women",
    "young people",
)  # fmt: skip
"""As printed: who came twice is two attendances, and nowhere made into people."""

QUALIFIERS = ("over", "more than")
SCOPES = ("county", "LLR", "in Leicestershire", "locality partners", "not stated")
"""The words for a place that stand with a figure; they do not mean the same."""

EXAMPLE_UNITS = {
    "item": POUNDS,
    "printed total": POUNDS,
    "residents": "people",
    "printed share": SHARE,
}
"""What each role of a row of the worked example is counted in."""

EXAMPLE_PARTS = ("core", "matched")
MOST_PRINTED = 1_000_000_000
"""Far beyond what a partnership spends or counts: a figure above it is a slip."""

APPROACH_KEY = r"^[a-z]+\d+$"
APPROACH_SECTIONS = (
    "definition", "question", "principle", "influencer", "layer", "system", "place",
    "join", "condition", "step", "outcome", "impact", "adults", "children", "survey",
    "national", "vertical", "horizontal", "reflection", "insight",
)  # fmt: skip
APPROACH_STATUS = ("as printed", "initial", "our words")

SYSTEM_KEY = r"^[a-z]+(-[a-z]+)*$"
SYSTEM_STATUS = ("as printed", "our words")
COUNTY = r"^E10\d{6}$"
REGION = r"^E12\d{6}$"
MODEL_KEY = r"^[A-Z]\d\d$"
MODEL_PLACES = ("Calderdale", "Mixenden")
MODEL_KINDS = ("service", "evidence", "asset", "note")
MODEL_STAGES = ("present", "foundations", "embed", "redesign", "so what", "ended")
MODEL_CONDITIONS = r"^condition[1-4](\.condition[1-4])*$"
MODEL_CHANGES = (
    "processes and procedures", "skills", "social influence", "practices",
    "knowledge and resources", "policy",
)  # fmt: skip
CHANGE = f"({'|'.join(MODEL_CHANGES)})"
MODEL_CHANGE_LIST = rf"^{CHANGE}(\.{CHANGE})*$"
MODEL_STATUS = ("as printed", "our words", "copied slide")
"""The last: the words stand on a slide that they do not belong to."""

ASSET_KINDS = (
    "champion or volunteer", "councillor", "service or worker", "group or club",
    "faith group or building", "school or nursery", "library",
    "sport or leisure facility", "park or green space", "street, path or route",
    "policy or standard", "other",
)  # fmt: skip
WORKSHOPS = r"^\d+-\d+$"
COUNT = r"^[1-9]\d*$"

AS_WORDS = {
    LSOA: "a code such as E01013600",
    MSOA: "a code such as E02002827",
    DISTRICT: "a code such as E06000016",
    DISTRICT_OR_ENGLAND: "a code such as E06000016 or E92000001",
    PERIOD: "a survey year such as 2024/25",
    WARD: "a code such as E05010458",
    POSTCODE: "a postcode such as LE1 1AA",
    FIGURE: "a figure such as H6 or H15a",
    LINE: "a line such as H15",
    NOTE: "a note by its number",
    NOTES: "notes by their numbers",
    EXAMPLE_ITEM: "an item such as M01",
    APPROACH_KEY: "a section with a number such as step1",
    REGION: "a region such as E12000004",
    COUNTY: "a county such as E10000018",
    SYSTEM_KEY: "a key such as social-care",
    MODEL_KEY: "a letter with two digits such as E01",
    MODEL_CONDITIONS: "conditions such as condition1.condition3",
    MODEL_CHANGE_LIST: "kinds of change such as skills.policy",
    WORKSHOPS: "a range such as 4-6",
    COUNT: "a whole number",
    NOT_BLANK: "filled in",
}
"""What a cell is that fits one of the patterns."""

CORRECT = "Correct the file, or get a new copy of the data."


@dataclass(frozen=True)
class Contract:
    """What one file of a pack must look like."""

    table: str
    schema: pa.DataFrameSchema
    key: tuple[str, ...]
    suffix: str = ".csv"
    is_optional: bool = False

    @property
    def file(self) -> str:
        """Name of the file in the pack's folder."""
        return self.table + self.suffix


def _code(pattern: str, *, nullable: bool = False, required: bool = True) -> pa.Column:
    check = pa.Check.str_matches(pattern)
    return pa.Column(str, check, nullable=nullable, required=required)


def _whole(low: int, high: int, *, required: bool = True) -> pa.Column:
    return pa.Column("int64", pa.Check.in_range(low, high), required=required)


def _text(*, nullable: bool = False) -> pa.Column:
    return _code(NOT_BLANK, nullable=nullable)


def _one_of(words: Iterable[str], *, nullable: bool = False) -> pa.Column:
    return pa.Column(str, pa.Check.isin(tuple(words)), nullable=nullable)


def _percent(*, nullable: bool = False, required: bool = True) -> pa.Column:
    check = pa.Check.in_range(0, 100)
    return pa.Column("float64", check, nullable=nullable, required=required)


def _people(*, nullable: bool = False, required: bool = True) -> pa.Column:
    """A count of people or households of one LSOA; with gaps it is a fraction."""
    kind = "float64" if nullable else "int64"
    return pa.Column(kind, pa.Check.in_range(0, 20_000), nullable=nullable, required=required)


def _score(name: str) -> pa.Column:
    """Score of a domain, a sub-domain or an index, in the publisher's own unit."""
    low, high = -MOST_SPREAD, MOST_SPREAD
    if name in SHARES:
        low, high = 0, 1
    elif name in OF_HUNDRED:
        low, high = 0, 100
    return pa.Column("float64", pa.Check.in_range(low, high), nullable=name in SUPPLEMENTARY)


def _rank_of(name: str, most: int) -> pa.Column:
    """Rank or decile; with gaps it is a fraction, whose rule says that it is whole."""
    if name in SUPPLEMENTARY:
        return pa.Column("float64", pa.Check.in_range(1, most), nullable=True)
    return _whole(1, most)


def _contract(table: str, keys: int = 1, /, **columns: pa.Column) -> Contract:
    """The contract of a table with these columns, of which the first `keys` are its key."""
    schema = pa.DataFrameSchema(columns, strict=True, coerce=False)
    suffix = ".parquet" if "geometry" in columns else ".csv"
    return Contract(table, schema, tuple(columns)[:keys], suffix)


def _optional(table: str, keys: int = 1, /, **columns: pa.Column) -> Contract:
    return replace(_contract(table, keys, **columns), is_optional=True)


def _sites(table: str) -> Contract:
    """Sites of one publisher: points, each with one row for each kind it has."""
    return _optional(
        table,
        2,
        site=_text(),
        kind=_text(),
        name=_text(nullable=True),
        access=_text(nullable=True),
        easting_m=_whole(0, MOST_METRES),
        northing_m=_whole(0, MOST_METRES),
    )


def _shapes(table: str, key: str, pattern: str) -> Contract:
    """Unions of LSOAs, kept where working out so many would take too long."""
    columns = {key: _code(pattern), "geometry": pa.Column("geometry")}
    return _optional(table, **columns)


def _small_area(table: str, key: str, pattern: str) -> Contract:
    """Published estimates of adults' activity for every area of one level."""
    return _optional(
        table,
        **{key: _code(pattern)},
        inactive_pct=_percent(),
        active_pct=_percent(),
        inactive_low_pct=_percent(nullable=True),
        inactive_high_pct=_percent(nullable=True),
    )


_ALL = (
    _contract(
        "districts",
        lad24cd=_code(DISTRICT),
        name=_text(),
        label=_text(),
        county=_code(COUNTY, nullable=True),
        county_name=_text(nullable=True),
        # Where a pack has districts of more regions than one.
        region=_code(REGION, required=False),
        region_name=_code(NOT_BLANK, required=False),
    ),
    _contract("msoas", msoa21cd=_code(MSOA), msoa21nm=_text(), name=_text()),
    _contract(
        "areas",
        lsoa21cd=_code(LSOA),
        lsoa21nm=_text(),
        msoa21cd=_code(MSOA),
        lad24cd=_code(DISTRICT),
        is_boundary_approximate=pa.Column(bool),
        # The rules of areas say what a geometry must be.
        geometry=pa.Column("geometry", nullable=True),
    ),
    _contract(
        "deprivation",
        lsoa21cd=_code(LSOA),
        imd_score=_percent(),
        **{f"{name}_rank": _whole(1, NATIONAL_LSOAS_2025) for name in ("imd", *DOMAINS)},
        **{f"{name}_decile": _whole(1, 10) for name in ("imd", *DOMAINS)},
        **{f"{name}_score": _score(name) for name in (*DOMAINS, *SUBDOMAINS, *SUPPLEMENTARY)},
        **{
            f"{name}_rank": _rank_of(name, NATIONAL_LSOAS_2025)
            for name in (*SUBDOMAINS, *SUPPLEMENTARY)
        },
        **{f"{name}_decile": _rank_of(name, DECILES) for name in (*SUBDOMAINS, *SUPPLEMENTARY)},
    ),
    _contract(
        "population",
        lsoa21cd=_code(LSOA),
        population=_whole(0, 20_000),
        children_0_15=_whole(0, 20_000),
        adults_16_plus=_whole(0, 20_000),
        working_age_18_66=_whole(0, 20_000),
        older_60_plus=_whole(0, 20_000),
    ),
    _contract(
        "imd2019",
        lsoa11cd=_code(LSOA),
        lsoa11nm=_text(),
        imd2019_rank=_whole(1, NATIONAL_LSOAS_2019),
        imd2019_decile=_whole(1, 10),
    ),
    _contract("lsoa_links", 2, lsoa11cd=_code(LSOA), lsoa21cd=_code(LSOA), change=_one_of(CHANGES)),
    _contract(
        "activity",
        3,
        area_code=_code(DISTRICT_OR_ENGLAND),
        indicator_id=pa.Column("int64", pa.Check.isin(ACTIVITY_INDICATORS)),
        period=_code(PERIOD),
        value_pct=_percent(nullable=True),
        compared_to_england=_one_of(VERDICTS),
        # The publisher's 95% interval, where a pack has it.
        low_pct=_percent(nullable=True, required=False),
        high_pct=_percent(nullable=True, required=False),
    ),
    _contract(
        "activity_model",
        2,
        outcome=_one_of(MODEL_OUTCOMES),
        term=_one_of(MODEL_TERMS),
        coefficient=pa.Column("float64"),
        **{term: pa.Column("float64") for term in MODEL_TERMS},
    ),
    _contract(
        "activity_fit",
        2,
        outcome=_one_of((*MODEL_LEVELS, MODEL_BOTH)),
        figure=_text(),
        value=pa.Column("float64"),
    ),
    _optional(
        "activity_checks",
        place=_text(),
        kind=_one_of(CHECKED),
        msoas=_whole(1, 10_000),
        r=pa.Column("float64", pa.Check.in_range(-1, 1)),
        r_imd=pa.Column("float64", pa.Check.in_range(-1, 1)),
        slope=pa.Column("float64"),
        rmse_pp=_percent(),
        residual_sd=pa.Column("float64", pa.Check.in_range(0, 10)),
        coverage_pct=_percent(),
    ),
    _optional(
        "headline_figures",
        figure=_code(FIGURE),
        line=_code(LINE),
        value=_whole(1, MOST_PRINTED),
        unit=_one_of(FIGURE_UNITS),
        qualifier=_one_of(QUALIFIERS, nullable=True),
        what=_text(),
        scope=_one_of(SCOPES),
        of=_code(FIGURE, nullable=True),
        per=_code(FIGURE, nullable=True),
        additive=_text(nullable=True),
        notes=_code(NOTES, nullable=True),
    ),
    _contract("deck_notes", note=_code(NOTE), title=_text(), words=_text()),
    _contract(
        "approach",
        key=_code(APPROACH_KEY),
        section=_one_of(APPROACH_SECTIONS),
        title=_text(),
        words=_text(),
        status=_one_of(APPROACH_STATUS),
    ),
    _contract(
        "worked_example",
        item=_code(EXAMPLE_ITEM),
        role=_one_of(EXAMPLE_UNITS),
        part=_one_of(EXAMPLE_PARTS, nullable=True),
        funder=_text(nullable=True),
        value=_whole(1, MOST_PRINTED),
        unit=_one_of(dict.fromkeys(EXAMPLE_UNITS.values())),
        what=_text(),
        notes=_code(NOTES, nullable=True),
    ),
    _contract(
        "systems",
        key=_code(SYSTEM_KEY),
        position=_whole(1, 999),
        name=_text(),
        words=_text(),
        status=_one_of(SYSTEM_STATUS),
    ),
    _contract(
        "model_examples",
        key=_code(MODEL_KEY),
        place=_one_of(MODEL_PLACES),
        kind=_one_of(MODEL_KINDS),
        system=_code(SYSTEM_KEY, nullable=True),
        stage=_one_of(MODEL_STAGES, nullable=True),
        conditions=_code(MODEL_CONDITIONS, nullable=True),
        changes=_code(MODEL_CHANGE_LIST, nullable=True),
        asset_kind=_one_of(ASSET_KINDS, nullable=True),
        title=_text(),
        words=_text(nullable=True),
        workshops=_code(WORKSHOPS, nullable=True),
        trained=_code(COUNT, nullable=True),
        status=_one_of(MODEL_STATUS),
        notes=_code(NOTES, nullable=True),
    ),
    _small_area("activity_lsoa", "lsoa21cd", LSOA),
    _small_area("activity_msoa", "msoa21cd", MSOA),
    _optional(
        "postcodes",
        postcode=_code(POSTCODE),
        lsoa21cd=_code(LSOA),
        lsoa21cd_or=_code(LSOA, nullable=True),
    ),
    _optional("wards", lsoa21cd=_code(LSOA), ward_code=_code(WARD), ward_name=_text()),
    _optional(
        "census",
        lsoa21cd=_code(LSOA),
        residents=_people(),
        disabled=_people(),
        not_white=_people(),
        aged_65_plus=_people(nullable=True),
        households=_people(nullable=True),
        households_without_car=_people(nullable=True),
    ),
    _shapes("msoa_shapes", "msoa21cd", MSOA),
    _shapes("district_shapes", "lad24cd", DISTRICT),
    _optional(
        "neighbours",
        2,
        one=_code(LSOA),
        other=_code(LSOA),
        shared_m=pa.Column("float64", pa.Check.in_range(0, 500_000)),
    ),
    _optional(
        "settlements",
        geonameid=_whole(1, 10**9),
        name=_text(),
        longitude=pa.Column("float64", pa.Check.in_range(-7, 2)),
        latitude=pa.Column("float64", pa.Check.in_range(49, 56)),
        population=_whole(1, 10**7),
        lad24cd=_code(DISTRICT),
    ),
    _sites("facilities"),
    _sites("practices"),
    _sites("green_space"),
)

CONTRACTS = {contract.table: contract for contract in _ALL}

"""One schema for each table of a data pack, and the check against it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pandera.pandas as pa
import shapely

from insight.catalogue import (
    DOMAINS,
    ENGLAND,
    NATIONAL_LSOAS_2019,
    NATIONAL_LSOAS_2025,
)
from insight.errors import ContractError, Problem

LSOA = r"^E01\d{6}$"
MSOA = r"^E02\d{6}$"
DISTRICT = r"^E0[6789]\d{6}$"
DISTRICT_OR_ENGLAND = r"^(E0[6789]\d{6}|E92000001)$"
PERIOD = r"^20\d\d/\d\d$"
POSTCODE = r"^[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}$"
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
GRADIENT_STATUS = ("provisional", "published")
DECILES = 10

CORRECT = "Correct the file, or take a fresh copy of the pack."

PLAIN_RULES = {
    "not_nullable": "filled in",
    **{
        f"str_matches('{pattern}')": words
        for pattern, words in (
            (LSOA, "a code such as E01013600"),
            (MSOA, "a code such as E02002827"),
            (DISTRICT, "a code such as E06000016"),
            (DISTRICT_OR_ENGLAND, f"a code such as E06000016 or {ENGLAND}"),
            (PERIOD, "a survey year such as 2024/25"),
            (POSTCODE, "a postcode such as LE1 1AA"),
            (NOT_BLANK, "filled in"),
        )
    },
}
"""What pandera's names of our checks mean to a reader."""


@dataclass(frozen=True)
class Contract:
    """What one file of a pack must look like.

    Attributes
    ----------
    table
        Name of the table; its file is ``<table>.csv`` or ``<table>.parquet``.
    suffix
        ``.csv`` or ``.parquet`` (GeoParquet, with geometry).
    schema
        The pandera schema, strict, of the table with its index set.
    key
        Columns that identify a row and become the index.
    is_optional
        A pack may do without it; nothing else of the pack depends on it.
    """

    table: str
    schema: pa.DataFrameSchema
    key: tuple[str, ...]
    suffix: str = ".csv"
    is_optional: bool = False

    @property
    def file(self) -> str:
        """Name of the file in the pack's folder."""
        return self.table + self.suffix


def _code(pattern: str, *, nullable: bool = False) -> pa.Column:
    return pa.Column(str, pa.Check.str_matches(pattern), nullable=nullable)


def _whole(low: int, high: int) -> pa.Column:
    return pa.Column("int64", pa.Check.in_range(low, high))


def _schema(columns: Mapping[str, pa.Column]) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(dict(columns), strict=True, coerce=False)


def _text() -> pa.Column:
    return pa.Column(str, pa.Check.str_matches(NOT_BLANK))


def _percent(*, nullable: bool = False) -> pa.Column:
    return pa.Column("float64", pa.Check.in_range(0, 100), nullable=nullable)


def _small_area(table: str, key: str, pattern: str) -> Contract:
    """Published estimates of adults' activity for every area of one level."""
    return Contract(
        table,
        _schema(
            {
                key: _code(pattern),
                "inactive_pct": _percent(),
                "active_pct": _percent(),
                "inactive_low_pct": _percent(nullable=True),
                "inactive_high_pct": _percent(nullable=True),
            }
        ),
        (key,),
        is_optional=True,
    )


CONTRACTS = {
    contract.table: contract
    for contract in (
        Contract(
            "districts",
            _schema({"lad24cd": _code(DISTRICT), "name": _text(), "label": _text()}),
            ("lad24cd",),
        ),
        Contract(
            "msoas",
            _schema({"msoa21cd": _code(MSOA), "msoa21nm": _text(), "name": _text()}),
            ("msoa21cd",),
        ),
        Contract(
            "areas",
            _schema(
                {
                    "lsoa21cd": _code(LSOA),
                    "lsoa21nm": _text(),
                    "msoa21cd": _code(MSOA),
                    "lad24cd": _code(DISTRICT),
                    "is_boundary_approximate": pa.Column(bool),
                    # The rules of areas say what a geometry must be.
                    "geometry": pa.Column("geometry", nullable=True),
                }
            ),
            ("lsoa21cd",),
            ".parquet",
        ),
        Contract(
            "deprivation",
            _schema(
                {
                    "lsoa21cd": _code(LSOA),
                    "imd_score": pa.Column("float64", pa.Check.in_range(0, 100)),
                    **{
                        f"{name}_rank": _whole(1, NATIONAL_LSOAS_2025)
                        for name in ("imd", *DOMAINS)
                    },
                    **{f"{name}_decile": _whole(1, 10) for name in ("imd", *DOMAINS)},
                }
            ),
            ("lsoa21cd",),
        ),
        Contract(
            "population",
            _schema(
                {
                    "lsoa21cd": _code(LSOA),
                    "population": _whole(0, 20_000),
                    "children_0_15": _whole(0, 20_000),
                    "adults_16_plus": _whole(0, 20_000),
                    "working_age_18_66": _whole(0, 20_000),
                    "older_60_plus": _whole(0, 20_000),
                }
            ),
            ("lsoa21cd",),
        ),
        Contract(
            "imd2019",
            _schema(
                {
                    "lsoa11cd": _code(LSOA),
                    "lsoa11nm": _text(),
                    "imd2019_rank": _whole(1, NATIONAL_LSOAS_2019),
                    "imd2019_decile": _whole(1, 10),
                }
            ),
            ("lsoa11cd",),
        ),
        Contract(
            "lsoa_links",
            _schema(
                {
                    "lsoa11cd": _code(LSOA),
                    "lsoa21cd": _code(LSOA),
                    "change": pa.Column(str, pa.Check.isin(CHANGES)),
                }
            ),
            ("lsoa11cd", "lsoa21cd"),
        ),
        Contract(
            "activity",
            _schema(
                {
                    "area_code": _code(DISTRICT_OR_ENGLAND),
                    "indicator_id": pa.Column(
                        "int64", pa.Check.isin(ACTIVITY_INDICATORS)
                    ),
                    "period": _code(PERIOD),
                    "value_pct": pa.Column(
                        "float64", pa.Check.in_range(0, 100), nullable=True
                    ),
                    "compared_to_england": pa.Column(str, pa.Check.isin(VERDICTS)),
                }
            ),
            ("area_code", "indicator_id", "period"),
        ),
        Contract(
            "activity_gradient",
            _schema(
                {
                    "decile": _whole(1, DECILES),
                    "inactive_pct": _percent(),
                    "active_pct": _percent(),
                    "status": pa.Column(str, pa.Check.isin(GRADIENT_STATUS)),
                }
            ),
            ("decile",),
        ),
        _small_area("activity_lsoa", "lsoa21cd", LSOA),
        _small_area("activity_msoa", "msoa21cd", MSOA),
        Contract(
            "postcodes",
            _schema(
                {
                    "postcode": _code(POSTCODE),
                    "lsoa21cd": _code(LSOA),
                    "lsoa21cd_or": _code(LSOA, nullable=True),
                }
            ),
            ("postcode",),
        ),
    )
}


def check(table: str, frame: pd.DataFrame) -> None:
    """Hold a table against its contract, naming every broken rule once.

    Parameters
    ----------
    table
        Name of the table, a key of `CONTRACTS`.
    frame
        The rows, with the key still among the columns.

    Raises
    ------
    ContractError
        With one `Problem` for each broken rule.
    """
    contract = CONTRACTS[table]
    problems = list(_column_problems(contract, frame))
    if not problems and frame.empty:
        problems = [Problem(contract.file, "has no rows", remedy=CORRECT)]
    elif not problems:
        problems = [
            *_schema_problems(contract, frame),
            *_duplicate_problems(contract, frame),
            *_OWN_RULES.get(table, _no_rules)(contract, frame),
        ]
    if problems:
        raise ContractError(problems)


def _column_problems(contract: Contract, frame: pd.DataFrame) -> Iterator[Problem]:
    """Missing and unknown columns: nothing else can be checked before these."""
    declared, found = set(contract.schema.columns), set(frame.columns)
    for kind, names in (
        ("missing", sorted(declared - found)),
        ("not in the contract", sorted(found - declared)),
    ):
        if names:
            listed = ", ".join(repr(name) for name in names)
            noun = "column" if len(names) == 1 else "columns"
            yield Problem(
                contract.file,
                f"{noun} {listed} {kind}",
                remedy=f"The file must have exactly: {', '.join(sorted(declared))}.",
            )


def _schema_problems(contract: Contract, frame: pd.DataFrame) -> Iterator[Problem]:
    """What pandera finds, one problem for each column and check."""
    try:
        contract.schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return
    keys = frame[contract.key[0]]
    for (column, rule), rows in cases.groupby(["column", "check"], sort=False):
        first = rows.iloc[0]
        at = first["index"]
        where = f" at {shown(keys.loc[at])}" if pd.notna(at) else ""
        yield Problem(
            contract.file,
            f"{column}: not {_plain(str(rule))}",
            len(rows) if where else 0,
            len(frame),
            f"{shown(first['failure_case'])}{where}",
            CORRECT,
        )


def shown(value: object) -> str:
    """An offending value as a reader would write it.

    Examples
    --------
    >>> shown("E01"), shown(np.int64(11)), shown(np.nan)
    ("'E01'", '11', 'an empty cell')
    """
    if value is None or value is pd.NA or value != value:
        return "an empty cell"
    return repr(value.item() if isinstance(value, np.generic) else value)


def _plain(rule: str) -> str:
    """A pandera check in words a reader can use.

    Examples
    --------
    >>> _plain("in_range(1, 10)")
    'in the range 1 to 10'
    >>> _plain("not_nullable")
    'filled in'
    >>> _plain(f"str_matches('{LSOA}')")
    'a code such as E01013600'
    """
    if rule.startswith("in_range("):
        low, high = rule.removeprefix("in_range(").removesuffix(")").split(", ")[:2]
        return f"in the range {low} to {high}"
    if rule.startswith("dtype("):
        return f"of type {rule[7:-2]}"
    if rule.startswith("isin("):
        return f"one of {rule[6:-2]}"
    return PLAIN_RULES.get(rule, f"as declared by {rule}")


def _duplicate_problems(contract: Contract, frame: pd.DataFrame) -> Iterator[Problem]:
    repeated = frame.duplicated(list(contract.key), keep="first")
    if repeated.any():
        first = frame.loc[repeated, list(contract.key)].iloc[0]
        yield Problem(
            contract.file,
            f"{' with '.join(contract.key)}: appears more than once",
            int(repeated.sum()),
            len(frame),
            ", ".join(shown(part) for part in first),
            "Keep one row for each.",
        )


Rule = Callable[[Contract, pd.DataFrame], Iterator[Problem]]


def _no_rules(_contract: Contract, _frame: pd.DataFrame) -> Iterator[Problem]:
    return iter(())


def _rows(
    contract: Contract, frame: pd.DataFrame, is_bad: pd.Series, rule: str, remedy: str
) -> Iterator[Problem]:
    """The problem of the rows where `is_bad`, if there are any."""
    if is_bad.any():
        keys = frame.loc[is_bad, contract.key[0]]
        yield Problem(
            contract.file,
            rule,
            int(is_bad.sum()),
            len(frame),
            f"at {shown(keys.iloc[0])}",
            remedy,
        )


def _decile_rules(contract: Contract, frame: pd.DataFrame) -> Iterator[Problem]:
    """Deciles are those of the ranks: ceil(10 x rank / N)."""
    is_2025 = contract.table == "deprivation"
    national = NATIONAL_LSOAS_2025 if is_2025 else NATIONAL_LSOAS_2019
    names = ("imd", *DOMAINS) if is_2025 else ("imd2019",)
    for name in names:
        expected = np.ceil(10 * frame[f"{name}_rank"] / national).astype(int)
        yield from _rows(
            contract,
            frame,
            frame[f"{name}_decile"].ne(expected),
            f"{name}_decile: is not ceil(10 x {name}_rank / {national:,})",
            "Take rank and decile from the same release.",
        )


def _population_rules(contract: Contract, frame: pd.DataFrame) -> Iterator[Problem]:
    parts = frame["children_0_15"] + frame["adults_16_plus"]
    yield from _rows(
        contract,
        frame,
        parts.ne(frame["population"]),
        "children_0_15 and adults_16_plus do not add up to population",
        "Take all columns from the same release.",
    )
    for part in ("working_age_18_66", "older_60_plus"):
        yield from _rows(
            contract,
            frame,
            frame[part].gt(frame["adults_16_plus"]),
            f"{part}: more than adults_16_plus",
            "Take all columns from the same release.",
        )


def _area_rules(contract: Contract, frame: pd.DataFrame) -> Iterator[Problem]:
    """The geometry: right system, in England, valid, polygons."""
    areas = gpd.GeoDataFrame(frame)
    if areas.crs is None or areas.crs.to_epsg() != BRITISH_NATIONAL_GRID:
        name = "none" if areas.crs is None else areas.crs.to_string()
        yield Problem(
            contract.file,
            f"coordinate system is {name}, not EPSG:{BRITISH_NATIONAL_GRID}",
            remedy="Reproject the boundaries to British National Grid.",
        )
        return
    shapes = areas.geometry
    is_polygon = shapes.geom_type.isin(["Polygon", "MultiPolygon"]) & ~shapes.is_empty
    yield from _rows(
        contract,
        frame,
        ~is_polygon,
        "geometry: missing, empty or not a polygon",
        "Each area needs its boundary.",
    )
    yield from _rows(
        contract,
        frame,
        is_polygon & ~shapes.is_valid,
        "geometry: invalid polygon",
        "Repair it (a ring that crosses itself) or take a fresh copy.",
    )
    england = shapely.Polygon([(1_000 * x, 1_000 * y) for x, y in ENGLAND_OUTLINE_KM])
    yield from _rows(
        contract,
        frame,
        is_polygon & ~shapes.covered_by(england),
        "geometry: outside England",
        "Check for swapped axes or degrees labelled as metres.",
    )


def _activity_rules(contract: Contract, frame: pd.DataFrame) -> Iterator[Problem]:
    """Every area has every indicator and year, and England is among the areas."""
    if ENGLAND not in set(frame["area_code"]):
        yield Problem(
            contract.file,
            f"area_code: no rows for England ({ENGLAND!r})",
            remedy="Figures of districts are shown beside England's.",
        )
    indicators = set(ACTIVITY_INDICATORS) - set(frame["indicator_id"])
    if indicators:
        yield Problem(
            contract.file,
            f"indicator_id: no rows for {len(indicators)} of "
            f"{len(ACTIVITY_INDICATORS)} indicators, first {min(indicators)}",
            remedy="Take a fresh copy of the pack.",
        )
    cells = len(frame[["indicator_id", "period"]].drop_duplicates())
    found = frame.groupby("area_code").size()
    short = found[found < cells]
    if len(short):
        yield Problem(
            contract.file,
            f"{len(short):,} of {len(found):,} areas lack some indicator or year, "
            f"first {short.index[0]!r} with {short.iloc[0]} of {cells} rows",
            remedy="A suppressed figure keeps its row, with value_pct left empty.",
        )


def _share_rules(contract: Contract, frame: pd.DataFrame) -> Iterator[Problem]:
    """Inactive and active leave a share for the fairly active, and none is nought."""
    both = frame["inactive_pct"] + frame["active_pct"]
    yield from _rows(
        contract,
        frame,
        both.ge(100) | frame["inactive_pct"].le(0) | frame["active_pct"].le(0),
        "inactive_pct and active_pct leave no fairly active, or one of them is 0",
        "Give shares of all adults in per cent; the three levels make 100.",
    )


def _gradient_rules(contract: Contract, frame: pd.DataFrame) -> Iterator[Problem]:
    """All ten deciles, of one status."""
    yield from _share_rules(contract, frame)
    missing = sorted(set(range(1, DECILES + 1)) - set(frame["decile"]))
    if missing:
        yield Problem(
            contract.file,
            f"{len(missing)} of {DECILES} deciles have no row, first {missing[0]}",
            remedy="Give one row for each national decile, 1 to 10.",
        )
    if len(set(frame["status"])) > 1:
        yield Problem(
            contract.file,
            "status: provisional and published rows are mixed",
            remedy="Take all rows from one release.",
        )


def _small_area_rules(contract: Contract, frame: pd.DataFrame) -> Iterator[Problem]:
    """An interval has both limits, around the estimate."""
    yield from _share_rules(contract, frame)
    low, high = frame["inactive_low_pct"], frame["inactive_high_pct"]
    is_half = low.isna() != high.isna()
    is_off = low.gt(frame["inactive_pct"]) | high.lt(frame["inactive_pct"])
    yield from _rows(
        contract,
        frame,
        is_half | is_off,
        "inactive_low_pct and inactive_high_pct do not enclose inactive_pct",
        "Give both limits of the interval, or neither.",
    )


_OWN_RULES: dict[str, Rule] = {
    "activity": _activity_rules,
    "activity_gradient": _gradient_rules,
    "activity_lsoa": _small_area_rules,
    "activity_msoa": _small_area_rules,
    "areas": _area_rules,
    "deprivation": _decile_rules,
    "imd2019": _decile_rules,
    "population": _population_rules,
}

Relation = tuple[str, str, str, str]
"""Table and column whose codes must all be found in another table's key."""

RELATIONS: tuple[Relation, ...] = (
    ("areas", "lad24cd", "districts", "lad24cd"),
    ("areas", "msoa21cd", "msoas", "msoa21cd"),
    ("deprivation", "lsoa21cd", "areas", "lsoa21cd"),
    ("population", "lsoa21cd", "areas", "lsoa21cd"),
    ("lsoa_links", "lsoa11cd", "imd2019", "lsoa11cd"),
    ("lsoa_links", "lsoa21cd", "areas", "lsoa21cd"),
    ("activity", "area_code", "districts", "lad24cd"),
    ("activity_lsoa", "lsoa21cd", "areas", "lsoa21cd"),
    ("activity_msoa", "msoa21cd", "msoas", "msoa21cd"),
    ("postcodes", "lsoa21cd", "areas", "lsoa21cd"),
    ("postcodes", "lsoa21cd_or", "areas", "lsoa21cd"),
)

COMPLETE: tuple[Relation, ...] = (
    ("deprivation", "lsoa21cd", "areas", "lsoa21cd"),
    ("population", "lsoa21cd", "areas", "lsoa21cd"),
    ("lsoa_links", "lsoa21cd", "areas", "lsoa21cd"),
    ("activity", "area_code", "districts", "lad24cd"),
    ("activity_lsoa", "lsoa21cd", "areas", "lsoa21cd"),
    ("activity_msoa", "msoa21cd", "msoas", "msoa21cd"),
)
"""Tables and columns that must have a row for every key of another table."""


def relation_problems(
    table: str, frames: Mapping[str, pd.DataFrame]
) -> Iterator[Problem]:
    """Codes of one table that the tables it refers to do not know, or lack.

    Parameters
    ----------
    table
        Name of the table to hold against the others.
    frames
        The tables that passed their own contracts, keys among the columns.
    """
    frame = frames[table]
    for _, column, other, key in (r for r in RELATIONS if r[0] == table):
        if other not in frames:
            continue
        known = set(frames[other][key]) | {ENGLAND}
        is_unknown = frame[column].notna() & ~frame[column].isin(known)
        if is_unknown.any():
            yield Problem(
                CONTRACTS[table].file,
                f"{column}: unknown code, not in {CONTRACTS[other].file}",
                int(is_unknown.sum()),
                len(frame),
                repr(frame.loc[is_unknown, column].iloc[0]),
                "Check that both files are of the same pack and code year.",
            )
    for _, column, other, key in (r for r in COMPLETE if r[0] == table):
        if other not in frames:
            continue
        codes = frames[other][key]
        absent = codes[~codes.isin(frame[column])]
        if len(absent):
            yield Problem(
                CONTRACTS[table].file,
                f"{len(absent):,} of {len(codes):,} areas have no row, "
                f"first {absent.iloc[0]!r}",
                remedy=f"Every area of {CONTRACTS[other].file} needs one.",
            )

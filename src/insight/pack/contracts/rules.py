"""Rules of single tables that a schema cannot state."""

from collections.abc import Callable, Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from insight.errors import Problem
from insight.pack.catalogue import (
    DOMAINS,
    ENGLAND,
    NATIONAL_LSOAS_2019,
    NATIONAL_LSOAS_2025,
    SUBDOMAINS,
    SUPPLEMENTARY,
)
from insight.pack.contracts.schemas import (
    ACTIVITY_INDICATORS,
    BRITISH_NATIONAL_GRID,
    CORRECT,
    ENGLAND_OUTLINE_KM,
    EXAMPLE_PARTS,
    EXAMPLE_UNITS,
    MODEL_FIGURES,
    MODEL_OUTCOMES,
    MODEL_TERMS,
    POUNDS,
    SHARE,
    Contract,
)

RANKED = ("imd", *DOMAINS, *SUBDOMAINS, *SUPPLEMENTARY)
"""What has a score, a rank and a decile in the table of deprivation."""

Broken = tuple[pd.Series | None, str, str]
"""Rows that break a rule, or None for the file itself; the rule; what to do."""

Rule = Callable[[pd.DataFrame], Iterator[Broken]]

ONE_RELEASE = "Take all columns from the same release."
BOTH = "Give both, or neither."
BOTH_LIMITS = "Give both confidence limits, or neither."
FIT_AGAIN = "Fit the model again, or get a new copy of the data."


def rule_problems(contract: Contract, frame: pd.DataFrame) -> Iterator[Problem]:
    """What breaks the rules of a table's own, if it has any."""
    if contract.table not in OWN_RULES:
        return
    for is_bad, rule, remedy in OWN_RULES[contract.table](frame):
        if is_bad is None:
            yield Problem(contract.file, rule, remedy=remedy)
        elif is_bad.any():
            example = f"at {shown(frame.loc[is_bad, contract.key[0]].iloc[0])}"
            failing = int(is_bad.sum())
            yield Problem(contract.file, rule, failing, len(frame), example, remedy)


def _decile_rules(frame: pd.DataFrame) -> Iterator[Broken]:
    """Deciles are those of the ranks: ceil(10 x rank / N)."""
    is_2019 = "imd2019_rank" in frame
    national = NATIONAL_LSOAS_2019 if is_2019 else NATIONAL_LSOAS_2025
    names = ("imd2019",) if is_2019 else RANKED
    for name in names:
        expected = np.ceil(10 * frame[f"{name}_rank"] / national)
        found = frame[f"{name}_decile"]
        yield (
            found.ne(expected) & ~(found.isna() & expected.isna()),
            f"{name}_decile: is not ceil(10 x {name}_rank / {national:,})",
            "Take rank and decile from the same release.",
        )


def _deprivation_rules(frame: pd.DataFrame) -> Iterator[Broken]:
    """Deciles, scores and ranks of one release say the same of an area."""
    yield from _decile_rules(frame)
    for name in SUPPLEMENTARY:
        rank, score = frame[f"{name}_rank"], frame[f"{name}_score"]
        yield (rank.notna() & rank.mod(1).ne(0), f"{name}_rank: not a whole number", CORRECT)
        yield (
            rank.isna().ne(score.isna()),
            f"{name}_rank without {name}_score, or the reverse",
            BOTH,
        )
    for name in RANKED:
        yield (
            _is_out_of_order(frame[f"{name}_rank"], frame[f"{name}_score"]),
            f"{name}_score: above that of the next more deprived {name}_rank",
            "Take rank and score from the same release.",
        )


def _is_out_of_order(rank: pd.Series, score: pd.Series) -> pd.Series:
    """Whether a score is above the lowest of its own rank, or of the one before.

    The publisher gives a few areas the same rank, and they have the same score. A
    score that is no number has been told.
    """
    known = score.where(np.isfinite(score))
    least = known.groupby(rank).min()
    return (known > rank.map(least)) | (known > rank.map(least.shift()))


def _population_rules(frame: pd.DataFrame) -> Iterator[Broken]:
    parts = frame["children_0_15"] + frame["adults_16_plus"]
    yield (
        parts.ne(frame["population"]),
        "children_0_15 and adults_16_plus do not add up to population",
        ONE_RELEASE,
    )
    for part in ("working_age_18_66", "older_60_plus"):
        yield (
            frame[part].gt(frame["adults_16_plus"]),
            f"{part}: more than adults_16_plus",
            ONE_RELEASE,
        )


def _area_rules(frame: pd.DataFrame) -> Iterator[Broken]:
    """The geometry: right system, in England, valid, polygons."""
    areas = gpd.GeoDataFrame(frame)
    if areas.crs is None or areas.crs.to_epsg() != BRITISH_NATIONAL_GRID:
        name = "none" if areas.crs is None else areas.crs.to_string()
        yield (
            None,
            f"coordinate system is {name}, not EPSG:{BRITISH_NATIONAL_GRID}",
            "Reproject the boundaries to British National Grid.",
        )
        return
    shapes = areas.geometry
    is_polygon = shapes.geom_type.isin(["Polygon", "MultiPolygon"]) & ~shapes.is_empty
    yield (
        ~is_polygon,
        "geometry: missing, empty or not a polygon",
        "Each area needs its boundary.",
    )
    yield (
        is_polygon & ~shapes.is_valid,
        "geometry: invalid polygon",
        "Repair it (a ring may cross itself) or get a new copy.",
    )
    england = shapely.Polygon([(1_000 * x, 1_000 * y) for x, y in ENGLAND_OUTLINE_KM])
    yield (
        is_polygon & ~shapes.covered_by(england),
        "geometry: outside England",
        "Check for swapped axes or degrees labelled as metres.",
    )


def _census_rules(frame: pd.DataFrame) -> Iterator[Broken]:
    """A part is no larger than its whole, and households have both or neither."""
    for part, whole in (
        ("disabled", "residents"),
        ("not_white", "residents"),
        ("aged_65_plus", "residents"),
        ("households_without_car", "households"),
    ):
        yield (
            frame[part].gt(frame[whole]),
            f"{part}: more than {whole}",
            "Take all columns from the same census.",
        )
    yield (
        frame["households"].isna().ne(frame["households_without_car"].isna()),
        "households_without_car: missing where households is given, or the reverse",
        BOTH,
    )


def _activity_rules(frame: pd.DataFrame) -> Iterator[Broken]:
    """Every area has every indicator and year, and England is among the areas."""
    if ENGLAND not in set(frame["area_code"]):
        yield (
            None,
            f"area_code: no rows for England ({ENGLAND!r})",
            "We compare districts with England.",
        )
    indicators = set(ACTIVITY_INDICATORS) - set(frame["indicator_id"])
    if indicators:
        yield (
            None,
            f"indicator_id: no rows for {len(indicators)} of "
            f"{len(ACTIVITY_INDICATORS)} indicators, first {min(indicators)}",
            "Get a new copy of the data.",
        )
    if {"low_pct", "high_pct"} & set(frame):
        yield from _interval_rules(frame)
    cells = len(frame[["indicator_id", "period"]].drop_duplicates())
    found = frame.groupby("area_code").size()
    short = found[found < cells]
    if len(short):
        yield (
            None,
            f"{len(short):,} of {len(found):,} areas lack some indicator or year, "
            f"first {short.index[0]!r} with {short.iloc[0]} of {cells} rows",
            "A suppressed figure keeps its row, with value_pct left empty.",
        )


def _interval_rules(frame: pd.DataFrame) -> Iterator[Broken]:
    """Both limits or neither, around the published figure."""
    if not {"low_pct", "high_pct"} <= set(frame):
        yield None, "one of low_pct and high_pct is missing", BOTH_LIMITS
        return
    low, high, value = (frame[name] for name in ("low_pct", "high_pct", "value_pct"))
    is_off = _is_not_around(value, low, high) | (low.notna() & value.isna())
    yield is_off, "low_pct and high_pct do not enclose value_pct", BOTH_LIMITS


def _is_not_around(value: pd.Series, low: pd.Series, high: pd.Series) -> pd.Series:
    return (low.isna() != high.isna()) | low.gt(value) | high.lt(value)


def _model_of_activity_rules(frame: pd.DataFrame) -> Iterator[Broken]:
    """Every term of each outcome, with covariances that are the same both ways."""
    given = set(zip(frame["outcome"], frame["term"], strict=True))
    wanted = {(each, term) for each in MODEL_OUTCOMES for term in MODEL_TERMS}
    if wanted - given:
        first = min(wanted - given)
        yield (
            None,
            f"{len(wanted - given)} of {len(wanted)} coefficients have no row, first "
            f"{' of '.join(reversed(first))}",
            FIT_AGAIN,
        )
        return
    for outcome, rows in frame.groupby("outcome"):
        table = rows.set_index("term").loc[list(MODEL_TERMS), list(MODEL_TERMS)]
        matrix = table.to_numpy()
        if not np.allclose(matrix, matrix.T, rtol=1e-4) or (matrix.diagonal() < 0).any():
            yield (
                None,
                f"covariances of {outcome} are not valid, or differ between the two directions",
                FIT_AGAIN,
            )


def _fit_rules(frame: pd.DataFrame) -> Iterator[Broken]:
    given = set(zip(frame["outcome"], frame["figure"], strict=True))
    missing = [each for each in MODEL_FIGURES if each not in given]
    if missing:
        yield (
            None,
            f"{len(missing)} of {len(MODEL_FIGURES)} figures have no row, first "
            f"{' of '.join(reversed(missing[0]))}",
            FIT_AGAIN,
        )


def _small_area_rules(frame: pd.DataFrame) -> Iterator[Broken]:
    """Inactive and active leave a share for the fairly active, and none is nought."""
    inactive, active = frame["inactive_pct"], frame["active_pct"]
    yield (
        (inactive + active).ge(100) | inactive.le(0) | active.le(0),
        "inactive_pct and active_pct leave no fairly active, or one of them is 0",
        "Give shares of all adults in per cent; the three levels make 100.",
    )
    yield (
        _is_not_around(inactive, frame["inactive_low_pct"], frame["inactive_high_pct"]),
        "inactive_low_pct and inactive_high_pct do not enclose inactive_pct",
        BOTH_LIMITS,
    )


def _figure_rules(frame: pd.DataFrame) -> Iterator[Broken]:
    """Figures name other figures, and a part fits into its whole."""
    known = frame.drop_duplicates("figure").set_index("figure")
    for column in ("of", "per"):
        named = frame[column]
        is_other = named.isin(known.index) & named.ne(frame["figure"])
        yield (
            named.notna() & ~is_other,
            f"{column}: not another figure of this table",
            "Name a figure that has a row, or leave the cell empty.",
        )
    is_share = frame["unit"].eq(SHARE)
    whole, unit = (frame["of"].map(known[name]) for name in ("value", "unit"))
    yield (
        frame["value"].gt(whole.mask(is_share, 100)),
        "value: a part is larger than its whole (a share, than 100%)",
        "Take part and whole from the same line of the source.",
    )
    yield (
        unit.notna() & frame["unit"].ne(unit) & ~is_share,
        "unit: a part has another unit than its whole",
        "Give both in one unit, or the part as a share in %.",
    )
    shared_over = frame["per"].map(known["unit"])
    is_cost = frame["unit"].eq(POUNDS) & ~shared_over.isin([POUNDS, SHARE])
    yield (
        shared_over.notna() & ~is_cost,
        "per: not pounds for each of something counted",
        "Only amounts in £ can be divided, and only by things that are counted.",
    )
    yield (
        frame["figure"].str.rstrip("abcdefghijklmnopqrstuvwxyz").ne(frame["line"]),
        "line: is not the figure without its letter",
        "H15a is a figure of line H15.",
    )


def _example_rules(frame: pd.DataFrame) -> Iterator[Broken]:
    """Money is core or matched, and there is enough of it to form a ratio."""
    role, part, unit = frame["role"], frame["part"], frame["unit"]
    yield (
        unit.ne(role.map(EXAMPLE_UNITS)),
        "unit: not that of the role",
        "Items and totals are in £, residents in people, shares in %.",
    )
    is_total = role.eq("printed total")
    yield (
        part.notna().ne(unit.eq(POUNDS)) | (is_total & part.ne("matched")),
        "part: missing for an amount, given for something else, or a total not matched",
        "Mark every item core or matched, the printed total matched, and no other.",
    )
    yield (
        unit.eq(SHARE) & frame["value"].gt(100),
        "value: a share is larger than 100%",
        "Give shares in per cent.",
    )
    for name in ("printed total", "residents"):
        if (found := int(role.eq(name).sum())) != 1:
            yield None, f"role: {found} rows are {name!r}, not one", "Give it once."
    if absent := set(EXAMPLE_PARTS) - set(part[role.eq("item")]):
        yield (None, f"part: no item is {min(absent)!r}", "Leverage needs core and matched items.")


def _district_rules(frame: pd.DataFrame) -> Iterator[Broken]:
    """A county has a name, and everywhere the same one."""
    if ("region" in frame) != ("region_name" in frame):
        yield (None, "region comes without region_name, or the reverse", BOTH)
    county, name = frame["county"], frame["county_name"]
    first = name.groupby(county).transform("first")
    yield (
        county.notna().ne(name.notna()) | (county.notna() & name.ne(first)),
        "county_name: missing for a county, without one, or a second name for it",
        "Give each county one name, and districts outside a county neither.",
    )


def _system_rules(frame: pd.DataFrame) -> Iterator[Broken]:
    yield (
        frame["position"].duplicated(),
        "position: taken by an earlier system",
        "Number the systems in the order in which they are listed.",
    )


def _model_rules(frame: pd.DataFrame) -> Iterator[Broken]:
    """What each kind of row has, and no other kind of row may have."""
    kind = frame["kind"]
    for column, owner, remedy in (
        ("workshops", "service", "Give each service its workshops, and no other row."),
        ("stage", "evidence", "Give each piece of evidence a stage, and no other row."),
        ("asset_kind", "asset", "Say of each asset what it is, and of no other row."),
    ):
        yield (
            kind.eq(owner).ne(frame[column].notna()),
            f"{column}: missing for kind {owner!r}, or given for another kind",
            remedy,
        )
    for column in ("conditions", "changes", "trained"):
        yield (
            frame[column].notna() & kind.ne("evidence"),
            f"{column}: given for something that is no evidence",
            "Only evidence says what changed.",
        )
    yield (
        kind.isin(["service", "evidence"]) & frame["system"].isna(),
        "system: missing for a service or evidence",
        "Name the system that it belongs to.",
    )


OWN_RULES: dict[str, Rule] = {
    "activity": _activity_rules,
    "activity_fit": _fit_rules,
    "activity_lsoa": _small_area_rules,
    "activity_model": _model_of_activity_rules,
    "activity_msoa": _small_area_rules,
    "areas": _area_rules,
    "census": _census_rules,
    "deprivation": _deprivation_rules,
    "district_shapes": _area_rules,
    "districts": _district_rules,
    "headline_figures": _figure_rules,
    "imd2019": _decile_rules,
    "model_examples": _model_rules,
    "msoa_shapes": _area_rules,
    "population": _population_rules,
    "systems": _system_rules,
    "worked_example": _example_rules,
}


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

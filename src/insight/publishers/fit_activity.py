"""Fit the model of activity from files that somebody has: ``run.py fit-activity``.

Reads the Indices 2025 of England (File 7) and published estimates of activity by MSOA,
leaves out the study area, and writes the coefficients, what is known of their errors,
and how the estimates agree in each partnership that was left out in its turn.
"""

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from insight.errors import ContractError, InsightError
from insight.geography.english_areas import PARTNERSHIPS, REGIONS
from insight.measures.activity_fit import Fit, Ground, averaged, check, fit, own_share, within_ratio
from insight.measures.activity_model import (
    SCORES,
    covariates,
    model_of,
    older_deprived,
    predicted,
    residual_sd,
)
from insight.measures.deprivation import weighted_mean
from insight.pack.catalogue import Level
from insight.pack.pack import EMBEDDED, open_pack
from insight.publishers.pack_folder import write_table
from insight.publishers.reading import tables as publisher_tables
from insight.publishers.reading.files import Inventory, Reading, inventory, missing
from insight.publishers.reading.forms import TableForm

OF_FILE_8 = ("income_people", "employment_people", "older_people")
SMALLEST_NUMBER = 10  # numbers of people below this are not published

ENGLAND_LSOAS, ENGLAND_MSOAS = 30_000, 6_000
"""LSOAs and MSOAs that a file of all England has at the least."""

FEWEST_MSOAS = 4  # MSOAs of a district below which a correlation says nothing
DIGITS = 6  # significant figures that are kept
LEAST_SHARE = 0.01  # a rate below this is too coarse to tell residents from a number of people


@dataclass(frozen=True, eq=False)
class England:
    """Everything that a model can be fitted on, by MSOA of all England."""

    ground: Ground
    within: float
    imd: pd.Series


def england(folders: Sequence[Path]) -> England:
    """Read the files of some folders."""
    files = inventory(folders)
    indices = _of_england(files, TableForm.DEPRIVATION, ENGLAND_LSOAS)
    table = publisher_tables.deprivation(indices).set_index("lsoa21cd")
    residents = _residents(files, indices, table)
    names = indices.frame.set_index("lsoa21cd")
    published, msoa = _published(files, names["lsoa21nm"])
    used = msoa.notna()
    table, residents, msoa = table[used], residents[used], msoa[used]
    lsoas = covariates(table[list(SCORES)].astype("float64"), residents)
    people = residents["population"]
    areas = averaged(lsoas, people, msoa)
    district = names["lad24cd"].loc[msoa.index].groupby(msoa).first()
    region = district.map({code: name for name, codes in REGIONS.items() for code in codes})
    if region.isna().any():
        raise InsightError(
            f"{int(region.isna().sum())} of {len(region)} MSOAs lie in districts that "
            f"are not those of 2024, first {district[region.isna()].iloc[0]}. Use File "
            "7 as published in October 2025."
        )
    ground = Ground(published.loc[areas.index], areas, people.groupby(msoa).sum(), district, region)
    imd = weighted_mean(table["imd_score"].astype("float64"), people, msoa)
    return England(ground, within_ratio(lsoas, people, msoa, ground), imd)


def _of_england(files: Inventory, form: TableForm, least: int) -> Reading:
    """The best file of a form that has all of England: so many areas at the least."""
    whole = [each for each in files.every(form) if each.covered >= least]
    if not whole:
        raise ContractError([missing(form)])
    return whole[0]


def _residents(files: Inventory, indices: Reading, table: pd.DataFrame) -> pd.DataFrame:
    """Numbers of residents of each LSOA that `covariates` needs.

    Where no file has residents of all England by age, they are told from File 8: the
    number of income-deprived people over their share is that of residents, likewise
    with employment, and older people in income deprivation are given as they are.
    """
    reading = files.best(TableForm.RESIDENTS, frozenset(table.index))
    if reading is not None and reading.covered >= ENGLAND_LSOAS:
        found = publisher_tables.residents(reading).set_index("lsoa21cd")
        found = found.loc[table.index]
        return found.assign(older_deprived=older_deprived(table, found))
    if not set(OF_FILE_8) <= set(indices.frame):
        raise ContractError([missing(TableForm.RESIDENTS)])
    income, employment, older = (
        indices.numbers(name, may_be_empty=True).set_axis(table.index) for name in OF_FILE_8
    )
    shares = table[["income_score", "employment_score"]]
    shares = shares.where(shares.ge(LEAST_SHARE))
    both = pd.DataFrame(
        {
            "population": income / shares["income_score"],
            "working_age_18_66": employment / shares["employment_score"],
        }
    )
    # Where either is too coarse the area counts as one of middling size and age.
    both = both.where(both.notna().all(axis="columns")).fillna(both.median())
    # The publisher leaves out the smallest numbers.
    return both.assign(older_deprived=older.fillna(SMALLEST_NUMBER / 2))


def _published(files: Inventory, lsoa_names: pd.Series) -> tuple[pd.DataFrame, pd.Series]:
    """Published shares by MSOA, and the MSOA of each LSOA among them."""
    reading = _of_england(files, TableForm.SMALL_AREA_MSOA, ENGLAND_MSOAS)
    codes = pd.Index(reading.frame["code"].str.strip().str.upper())
    levels: dict[Level, pd.Index] = {Level.MSOA: codes, Level.LSOA: pd.Index([])}
    table = publisher_tables.small_area(reading, levels, frozenset(codes)).table
    shares = pd.DataFrame({name: table[f"{name}_pct"] / 100 for name in ("inactive", "active")})
    if "name" not in reading.frame:
        raise InsightError(
            f"{reading.name} has no column of MSOA names, which we need to join its areas to "
            "LSOAs. Use the file as published."
        )
    # The name of an LSOA is that of its MSOA and a letter, all over England.
    by_name = pd.Series(codes, reading.frame["name"].str.strip())
    return shares, lsoa_names.str[:-1].map(by_name)


def checks(every: England, names: Iterable[str] = PARTNERSHIPS) -> pd.DataFrame:
    """Each partnership held against a model that has not seen it."""
    rows = {}
    for name in names:
        is_here = every.ground.district.isin(PARTNERSHIPS[name])
        others = {place: of for place, of in PARTNERSHIPS.items() if place != name}
        found = fit(every.ground.where(~is_here), every.within, others)
        rows[name] = held_against(every.ground.where(is_here), found, every.imd)
    return _placed(rows, "partnership")


def checks_within(every: England, found: Fit, names: Mapping[str, str]) -> pd.DataFrame:
    """The same for single districts that a fit has not seen."""
    rows = {}
    for code, name in names.items():
        is_here = every.ground.district.eq(code)
        if is_here.sum() >= FEWEST_MSOAS:
            rows[name] = held_against(every.ground.where(is_here), found, every.imd)
    return _placed(rows, "district")


def _placed(rows: Mapping[str, Mapping[str, float]], kind: str) -> pd.DataFrame:
    table = pd.DataFrame(list(rows.values()), index=list(rows)).rename_axis("place")
    return table.assign(kind=kind)


def held_against(here: Ground, found: Fit, imd: pd.Series) -> dict[str, float]:
    """How a fit agrees with what is published of some areas."""
    model = model_of(found.model, found.figures)
    error = residual_sd(model, here.areas, here.weight, here.district)["inactive"]
    # What the mean of the district takes from an area's own error.
    error = error * (1 - own_share(here.weight, here.district)) ** 0.5
    odds = predicted(model, here.areas)["inactive"]
    own_imd = imd.loc[here.areas.index]
    return asdict(check(here.shares["inactive"], odds, error, own_imd, here.weight, here.district))


def _rounded(value: object) -> object:
    """A fraction to so many significant figures, all else as it is."""
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value


def main(arguments: Sequence[str]) -> int:
    """Run the command; 0 if the tables were written."""
    parser = argparse.ArgumentParser(
        prog="run.py fit-activity",
        description="Fit the model that estimates activity in small areas from district survey "
        "results. It uses the Indices of Deprivation 2025 (File 7, England) and published "
        "estimates of activity by MSOA. Our own districts are left out of the fit.",
    )
    folder = partial(parser.add_argument, type=Path, metavar="FOLDER")
    folder(
        "--from",
        dest="folders",
        action="append",
        required=True,
        help="folder of the files (can be given more than once)",
    )
    folder(
        "--out",
        default=EMBEDDED / "published",
        help="folder for the three tables (default: data/published)",
    )
    options = parser.parse_args(arguments)
    if not options.out.is_dir():
        parser.error(f"{options.out} is not a folder. Create it, or give another.")
    try:
        every = england(options.folders)
        districts = open_pack().table("districts")
        ours = districts.index
        is_here = every.ground.district.isin(ours)
        others = {name: codes for name, codes in PARTNERSHIPS.items() if not set(codes) & set(ours)}
        found = fit(every.ground.where(~is_here), every.within, others)
        tables = {
            "activity_model": found.model,
            "activity_fit": found.figures,
            "activity_checks": pd.concat(
                [checks(every), checks_within(every, found, dict(districts["name"]))]
            ),
        }
    except InsightError as error:
        parser.exit(1, f"{error}\n")
    for name, table in tables.items():
        write_table(table.map(_rounded).reset_index(), name, options.out)
    print(found.figures.to_string())  # noqa: T201 - the command's answer
    print(tables["activity_checks"].round(3).to_string())  # noqa: T201
    return 0

"""Tables of a pack out of the publishers' own: figures by area, without shapes."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from insight.errors import ContractError
from insight.measures.deprivation import decile
from insight.pack.catalogue import (
    DOMAINS,
    NATIONAL_LSOAS_2019,
    NATIONAL_LSOAS_2025,
    SUBDOMAINS,
    SUPPLEMENTARY,
    Level,
)
from insight.pack.contracts.schemas import CHANGES
from insight.publishers.reading.files import Reading, in_file
from insight.publishers.reading.forms import OLDER_BANDS, SCORES, heading_letters
from insight.publishers.reading.sheets import sheet_bytes, table
from insight.tables.small_area_file import SmallAreaFile, read_small_area_file

CHANGE_WORDS = {start: word for word in CHANGES for start in (word, word[0])}
IRREGULAR = "x"  # neither split nor merged alone: ground moved between areas

AGE = re.compile(r"[fm](\d{1,2})(plus|andover)?")
BANDS = {
    "population": range(91),
    "children_0_15": range(16),
    "working_age_18_66": range(18, 67),
    "older_60_plus": range(60, 91),
}
"""Years of age that are counted together; the last year stands for all above."""

BAND = re.compile(r"(?:age)?aged(\d+)(?:to\d+)?years(?:andover)?")
PENSION_AGE = 65
DISABLED = "disabledundertheequalityact"
MOST_APART = 0.02  # between two tables of one census: its counts are moved a little on purpose

SCORES_ARE = (
    "Scores for income, employment, adult skills, IDACI and IDAOPI are proportions of "
    "people, from 0 to 1."
)


def deprivation(reading: Reading) -> pd.DataFrame:
    """Scores, ranks and deciles of each LSOA; of two indices where the file has them."""
    reading.one_row_each("lsoa21cd")
    found = {"lsoa21cd": reading.frame["lsoa21cd"]}
    for name in ("imd", *DOMAINS, *SUBDOMAINS, *SUPPLEMENTARY):
        gaps = name in SUPPLEMENTARY
        if gaps and not {f"{name}_score", f"{name}_rank"} <= set(reading.frame):
            rank = pd.Series(pd.NA, index=reading.frame.index, dtype="Int64")
            score = rank.astype("Float64")
        else:
            score = reading.numbers(f"{name}_score", may_be_empty=gaps)
            rank = reading.whole(f"{name}_rank", may_be_empty=gaps)
        found[f"{name}_score"], found[f"{name}_rank"] = score, rank
        found[f"{name}_decile"] = decile(rank, NATIONAL_LSOAS_2025)
    return pd.DataFrame(found)


def gaps_of_indices(reading: Reading, ranks: pd.DataFrame) -> list[str]:
    """A sentence for each supplementary index that areas of the file lack."""
    said = []
    for name in SUPPLEMENTARY:
        gaps = int(ranks[f"{name}_rank"].isna().sum())
        if gaps:
            of_all = f"{gaps:,} of {len(ranks):,} LSOAs"
            said.append(
                f"{reading.name}: {name.upper()} is missing for {of_all}, and is left blank."
            )
    return said


def residents(reading: Reading) -> pd.DataFrame:
    """Residents of each LSOA by age, as the Indices count them."""
    reading.one_row_each("lsoa21cd")
    counts = {name: reading.whole(name) for name in BANDS}
    return _population(reading.frame["lsoa21cd"], counts)


def residents_by_year(reading: Reading) -> pd.DataFrame:
    """The same from a table by sex and single year of age."""
    leaf = reading.candidate.leaf
    ages: dict[int, list[str]] = {}
    for heading in leaf.headings:
        if match := AGE.fullmatch(heading_letters(heading)):
            ages.setdefault(int(match[1]), []).append(heading)
    absent = sorted(set(range(91)) - {age for age, each in ages.items() if len(each) == 2})
    if absent:
        rule = f"{len(absent)} of 91 years of age have no column for one sex"
        raise reading.fault(rule, example=str(absent[0]))
    code = reading.candidate.columns["lsoa21cd"]
    columns = {code: code, **{each: each for two in ages.values() for each in two}}
    wanted = (code, frozenset(reading.frame["lsoa21cd"]))
    cells = table(leaf, columns, wanted)
    renamed = replace(reading.candidate, columns=columns)
    whole = Reading(renamed, cells.frame, cells.rows, reading.covered)
    whole.one_row_each(code)
    of_age = {
        age: whole.whole(first) + whole.whole(second) for age, (first, second) in ages.items()
    }
    counts = {
        name: pd.concat([of_age[age] for age in band], axis="columns").sum(axis="columns")
        for name, band in BANDS.items()
    }
    return _population(cells.frame[code], counts)


def _population(codes: pd.Series, counts: Mapping[str, pd.Series]) -> pd.DataFrame:
    found = pd.DataFrame({"lsoa21cd": codes, **counts})
    adults = found["population"] - found["children_0_15"]
    found.insert(3, "adults_16_plus", adults)
    return found


def links(reading: Reading) -> tuple[pd.DataFrame, list[str]]:
    """Pairs of a 2011 and a 2021 LSOA that share ground, and a note if any is odd."""
    pairs = reading.frame.drop_duplicates(ignore_index=True)
    letters = pairs["change"].map(heading_letters)
    is_irregular = letters.eq(IRREGULAR)
    change = letters.map(CHANGE_WORDS)
    is_bad = change.isna() & ~is_irregular
    if is_bad.any():
        first = repr(pairs.loc[is_bad, "change"].iloc[0])
        raise reading.fault("change: not one of U, S, M and X", of=is_bad, example=first)
    has_several = pairs["lsoa21cd"].duplicated(keep=False)
    of_irregular = has_several.map({True: "merged", False: "split"})
    pairs = pairs.assign(change=change.where(~is_irregular, of_irregular))
    count = int(is_irregular.sum())
    notes = [
        f"{count:,} of {len(pairs):,} pairs of 2011 and 2021 LSOAs are irregular. They count as "
        "merged where a 2021 LSOA covers parts of several, and as split otherwise."
    ]
    return pairs[["lsoa11cd", "lsoa21cd", "change"]], notes if count else []


def imd_2019(reading: Reading) -> pd.DataFrame:
    """Rank and decile of each 2011 LSOA."""
    reading.one_row_each("lsoa11cd")
    rank = reading.whole("imd2019_rank")
    return reading.frame[["lsoa11cd", "lsoa11nm"]].assign(
        imd2019_rank=rank, imd2019_decile=decile(rank, NATIONAL_LSOAS_2019)
    )


def census_of_many(reading: Reading) -> pd.DataFrame:
    """Residents, disabled people, ethnic groups and ages out of one long table."""
    cells = reading.frame.assign(n=reading.whole("n"))
    category = cells["category"].map(heading_letters)
    topic = cells["table"].map(heading_letters)
    is_disability = topic.str.contains("disab") & category.isin([DISABLED, f"not{DISABLED}"])
    is_ethnic = topic.str.contains("ethnic")
    for words, rows in (("disability", is_disability), ("ethnic group", is_ethnic)):
        if not rows.any():
            raise reading.fault(f"has no rows on {words}")

    def total(rows: pd.Series) -> pd.Series:
        return cells[rows].groupby("lsoa21cd")["n"].sum()

    everybody, counted = total(is_ethnic), total(is_disability)
    if abs(everybody.sum() - counted.sum()) > MOST_APART * counted.sum():
        by_group = f"{everybody.sum():,} residents by ethnic group"
        raise reading.fault(f"counts {by_group} and {counted.sum():,} by disability")
    found = pd.DataFrame({"residents": everybody})
    found["disabled"] = total(is_disability & category.eq(DISABLED))
    found["not_white"] = everybody - total(is_ethnic & category.eq("white"))
    first = category.str.extract(BAND, expand=False).astype("float64")
    older = total(topic.str.startswith("age") & first.ge(PENSION_AGE))
    return _with_gaps(found, {"aged_65_plus": older.reindex(found.index)})


def census_of_topics(
    disability: Reading, ethnic: Reading, ages: Reading | None, cars: Reading | None
) -> pd.DataFrame:
    """The same, and cars, out of one wide table for each topic."""

    def counts(reading: Reading, *names: str) -> pd.DataFrame:
        reading.one_row_each("lsoa21cd")
        columns = {name: reading.whole(name) for name in names}
        return pd.DataFrame(columns).set_axis(reading.frame["lsoa21cd"])

    groups = counts(ethnic, "all", "white")
    found = pd.DataFrame({"residents": groups["all"]})
    found["disabled"] = counts(disability, "disabled")["disabled"]
    found["not_white"] = groups["all"] - groups["white"]
    more: dict[str, pd.Series] = {}
    if ages is not None:
        bands = [f"from_{age}" for age in (*OLDER_BANDS, 85)]
        more["aged_65_plus"] = counts(ages, *bands).sum(axis="columns")
    if cars is not None:
        owned = counts(cars, "all", "none")
        more |= {"households": owned["all"], "households_without_car": owned["none"]}
    return _with_gaps(found, more)


def _with_gaps(found: pd.DataFrame, more: Mapping[str, pd.Series]) -> pd.DataFrame:
    """With counts that not every file has, as fractions; without figures where none does."""
    for name in ("aged_65_plus", "households", "households_without_car"):
        found[name] = more.get(name, pd.Series(dtype="float64")).astype("float64")
    return found.reset_index()


def small_area(
    reading: Reading, areas: Mapping[Level, pd.Index], wanted: frozenset[str]
) -> SmallAreaFile:
    """Sport England's estimates for the areas that are wanted."""
    leaf = reading.candidate.leaf
    code = reading.candidate.columns["code"]
    every = {heading: heading for heading in leaf.headings if heading}
    frame = table(leaf, every, (code, wanted)).frame
    try:
        return read_small_area_file(sheet_bytes(frame), leaf.file.name, areas)
    except ContractError as error:
        raise in_file(error, reading.name) from None


def summaries(reading: Reading) -> pd.DataFrame:
    """The publisher's summary measures of larger areas, on their codes."""
    reading.one_row_each("area")
    measures = {name: reading.numbers(name) for name in SCORES}
    return pd.DataFrame(measures).set_axis(reading.frame["area"])

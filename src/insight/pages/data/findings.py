"""Data and method: every source, every indicator, and what the data cannot say."""

from collections.abc import Mapping, Sequence

import pandas as pd

from insight.analysis.money.cell_needs import LOW_SHARE
from insight.geography.levels import LEVEL_NAMES
from insight.geography.neighbourhoods import FEWEST_LISTS, MOST_LOOKED_AT, MOST_SETS
from insight.measures.intervals import wilson
from insight.measures.money import by_district as money_by_district
from insight.measures.money import financial_years
from insight.measures.money.likeness import AMOUNT_SHARE, DAYS
from insight.measures.survey import RESPONDENTS, YEARS_POOLED
from insight.measures.uncertainty import ALWAYS, DRAWS, FEWER_DRAWS, MANY_AREAS, NEVER, WEIGHT_SPAN
from insight.pack.catalogue import NATIONAL_LSOAS_2019, NATIONAL_LSOAS_2025, Level
from insight.pack.contracts.schemas import MODEL_BOTH
from insight.pack.pack import Pack
from insight.statement import Column, Table
from insight.words import counted, listed, number, percent

CLASSES = {
    "official": "Published by an official body, as it stands or added up from it.",
    "modelled": "Estimated; shown with its interval and with what it is made from.",
    "record": "Entered by officers in this tool.",
    "illustrative": "Made up to show the tool; watermarked wherever it appears.",
}
"""What the four classes of a number mean."""


SOURCE_FACTS = {
    "table": "Table",
    "publisher": "Publisher",
    "title": "Title",
    "period": "Period",
    "retrieved": "Taken",
    "licence": "Licence",
    "caveat": "Be careful of",
    "made_by": "How it came about",
    "address": "Publisher's page",
}
INDICATOR_FACTS = {
    "group": "Group",
    "label": "Indicator",
    "definition": "Definition",
    "unit": "Unit",
    "direction": "Direction",
    "period": "Period",
    "levels": "Levels",
    "provenance": "Class",
    "caveat": "Be careful of",
}
"""What is told of each source and each indicator, by the name of the fact."""


def faults(pack: Pack) -> tuple[str, ...]:
    """What is wrong with a pack, a sentence each."""
    problems = [problem for error in pack.problems.values() for problem in error.problems]
    return tuple(problem.sentence() for problem in problems)


def licences(pack: Pack) -> tuple[str, ...]:
    """Every licence once, with what it asks to be said."""
    every = [source.licence for source in pack.sources.values()]
    return tuple(dict.fromkeys(f"{each.name}: {each.attribution} {each.address}" for each in every))


def sources_table(pack: Pack) -> Table:
    """Every source with its facts."""
    rows = [
        vars(source)
        | {"licence": source.licence.name, "made_by": source.made_by or "As published."}
        for source in pack.sources.values()
    ]
    return _facts(rows, SOURCE_FACTS, "source")


def indicators_table(pack: Pack) -> Table:
    """Every indicator with its facts."""
    rows = [
        vars(each)
        | {
            "group": each.group.value,
            "period": each.period or "by survey year",
            "levels": listed([LEVEL_NAMES[level] for level in each.statistics]),
            "provenance": each.provenance.value,
        }
        for each in pack.indicators.values()
    ]
    return _facts(rows, INDICATOR_FACTS, "indicator")


def _facts(rows: Sequence[Mapping[str, object]], labels: Mapping[str, str], noun: str) -> Table:
    facts = pd.DataFrame([{name: row[name] for name in labels} for row in rows], columns=[*labels])
    columns = {name: Column(label) for name, label in labels.items()}
    return Table(facts, columns, f"Table of the {counted(len(rows), noun)} of this data pack.")


def _approximate(count: int, of: int) -> str:
    return (
        f"**Approximate boundaries.** {count} of {of:,} LSOAs were split after the "
        "outlines were drawn. They are cut by nearness to the official "
        "population-weighted centroids and say so wherever one of them is shown by "
        "itself. Their figures are exact; only the line on the map is not."
    )


def limits_of(pack: Pack) -> tuple[str, ...]:
    """What the data cannot say."""
    low, high = wilson(0.22, RESPONDENTS)
    limits = []
    if pack.is_usable("areas"):
        areas = pack.areas
        approximate = int(areas["is_boundary_approximate"].sum())
        if approximate:
            limits.append(_approximate(approximate, len(areas)))
        limits.append(f"**Generalised outlines.** {pack.sources['areas'].caveat}")
    return (
        *limits,
        f"**Survey noise.** A district's activity rate comes from about {RESPONDENTS} answers a "
        f"year: a rate of 22% is probably between {100 * low:.0f}% and {100 * high:.0f}%. One "
        f"year's step is rarely news. We chose {RESPONDENTS} because it gives the publisher's own "
        "comparisons with England in 95 of 100 cases, over all districts and years.",
        "**Small-area activity is a modelled estimate, not surveyed.** The level is that of the "
        "district's survey. How areas differ within the district is told from their deprivation "
        f"and the age of residents, unless published estimates are uploaded.{_explained(pack)} An "
        "estimate is never a trend, a target or an evaluation, and it is shown with its 95% "
        "confidence interval. See *How well the estimates agree*.",
        "**Inactivity and deprivation are not two independent findings**, since the "
        "estimate is partly told from deprivation. The Targeting page says how far the "
        "two go together wherever it shows both.",
        "**Two different Indices.** IMD 2019 is on 2011 areas, IMD 2025 on 2021 areas, with "
        "different indicators. They stand side by side; subtracting them means nothing.",
        "**Relative, not absolute.** A rank says how many areas are worse off, not how badly off "
        "an area is; and most deprived people do not live in the most deprived areas.",
        "**Adults and children apart.** Adults are measured in minutes a week, "
        "children in minutes a day. They never share a scale.",
    )


def _explained(pack: Pack) -> str:
    if not pack.has("activity_fit"):
        return ""
    figures = pack.table("activity_fit")["value"]
    areas, explained, r = (
        figures.get(key)
        for key in (
            (MODEL_BOTH, "areas"),
            ("inactive", "within_r2"),
            ("inactive", "r_regions_left_out"),
        )
    )
    if areas is None or explained is None or r is None:
        return ""
    return (
        f" Over {number(areas)} MSOAs the model explains {percent(explained)} of how "
        "published estimates differ within districts. In regions that it had not seen "
        f"the correlation is {number(r, 2)}."
    )


def methods() -> dict[str, str]:
    """How the numbers are made, each with its name."""
    national = f"{NATIONAL_LSOAS_2025:,}"
    return {
        "Deciles": f"ceil(10 × rank ÷ N), with N = {national} for 2025 and "
        f"{NATIONAL_LSOAS_2019:,} for 2019. Decile 1 is the most deprived 10%. Deciles are never "
        "averaged.",
        "Average position": "The official average rank (mean over residents of N + 1 − rank) put "
        "on a scale from 0 to 100: the share of England's LSOAs that are less deprived than a "
        "resident's own, on average. For the employment domain, over people aged 18 to 66, as "
        "the publisher has it.",
        "People in England's most deprived 20%": "Residents of the LSOAs in deciles 1 and 2, "
        "over all residents.",
        "Fifths of the study area or of a district": "Fifth = floor(5 × (position − 1) ÷ number "
        "of areas) + 1, counted from the highest; equal values are always in the same fifth.",
        "Fairly active": "100% less the published inactive and active shares.",
        "Several districts together": "The mean of the published rates over residents aged 16 "
        "and over. Each district's sampling variance counts with the square of its share of "
        "those residents.",
        "Higher, lower or similar": f"The latest {YEARS_POOLED} survey years together, by inverse "
        "variance on the logit scale, for the place and for England. Higher or lower: the 95% "
        "confidence interval of the place leaves out the comparator's share. Where several "
        "places are compared, we also count how many differ by the procedure of Benjamini and "
        "Hochberg: at most 5% of those are chance, on average. The Map shows single years and "
        "the publisher's own test.",
        "Trend": f"The first and the last {YEARS_POOLED} survey years, each put together. A "
        "change is clear if it is larger than 1.96 times the standard error of the difference.",
        "Small-area activity": "Each district's surveyed rates, pooled over years by inverse "
        "variance on the logit scale, are spread over its LSOAs by iterative proportional "
        "fitting: within a district the odds ratios are those of the model, and the mean over "
        "adults is the district's rate. The 95% confidence interval puts together the survey's "
        f"error (as published, or as of {RESPONDENTS} answers a year), a residual of the model "
        "that the LSOAs of one MSOA share, alike in MSOAs near each other, and a residual of "
        "each LSOA. A neighbourhood is the mean over its adults, with the same errors: what its "
        "LSOAs share does not cancel. See *How well the estimates agree*.",
        "A list and how sure it is": f"{DRAWS:,} seeded simulations ({FEWER_DRAWS:,} for more "
        f"than {MANY_AREAS:,} LSOAs) move the surveyed rates (together for all LSOAs of a "
        f"district), each estimate, each weight by up to {WEIGHT_SPAN:.0f} points and the way of "
        "scaling and averaging; the areas are held to the drawn rates again and ranked anew. "
        f"Always: on the list in at least {100 * ALWAYS:.0f} of 100 simulations; never: in fewer "
        f"than {100 * NEVER:.0f}. The interval of a rank holds 90% of the simulations.",
        "Suggested neighbourhoods": "Of all sets of LSOAs of one district that lie beside each "
        "other and have a number of people within the bounds, the neediest is taken, then the "
        "neediest that does not overlap it, until the list is full. Need is the mean over "
        f"residents of each area's place among all. Where a district has more than {MOST_SETS} "
        "sets of one size for each of its LSOAs, only that many are looked at: the neediest "
        "around every LSOA. The list is picked again in each simulation (in fewer, but at least "
        f"{FEWEST_LISTS}, where that would be more than {MOST_LOOKED_AT:,} needs to work out): a "
        "neighbourhood counts as on the list where more than half of its LSOAs are. Tied: others "
        "have the same need, and the order between them is that of their codes.",
        "Neighbours": "Areas that share at least 20 metres of edge; a corner is not enough.",
        "Money": "Whole pence, nominal. A whole counts for what its parts leave of it, so that "
        "any breakdown adds up to the total of the wholes. Money enters an area only if all "
        "places of an investment lie in that one area; a ward, of which there are no boundaries "
        f"here, counts only in its locality. {financial_years.RULE} {money_by_district.RULE} Cash "
        "and what was given in kind are told apart wherever money is per person. The cost of an "
        "attendance sets an investment with all of its parts, each pound once, against its "
        "attendances.",
        "Fair share": "Concentration index: twice the mean, weighted by money, of the areas’ "
        "place among residents from the most to the least deprived, less 1; below 0 money is "
        "concentrated in deprived areas. Its 95% confidence interval is by the convenient "
        "regression and Student’s t on Fisher’s scale, which keeps it within −1 and 1; where few "
        "areas have money it is rather too wide than too narrow. The bounds put all money "
        "without a place into the most, or the least, deprived area. To match need: half the sum "
        "of what areas have above or below their share of inactive adults.",
        "Cold spots": "Areas whose inactivity is above the whole area’s with its whole interval, "
        "or that are in the most deprived 20% of England, and have no money or less than "
        f"{100 * LOW_SHARE:.0f}% of the mean a head.",
        "Investments that look alike": "The same recipient, amounts that differ by at most "
        f"{100 * AMOUNT_SHARE:.0f}% and first days within {DAYS} days. What somebody decides of "
        "two is remembered.",
        "Levels": f"MSOAs and localities are exactly their LSOAs: {LEVEL_NAMES[Level.MSOA]} names "
        "are those of the House of Commons Library.",
    }

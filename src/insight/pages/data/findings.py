"""Data and method: every source, every indicator, and what the data cannot say."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from insight.analysis.money.cell_needs import LOW_SHARE
from insight.analysis.work.stage_words import day_words
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
    "Official statistics": "Published by an official body, or a sum of such figures.",
    "Modelled estimate": "Estimated from other data. It has a 95% confidence interval.",
    "Partnership record": "Entered by officers on this site.",
    "Example data": "Not real. It has a watermark wherever it appears.",
}
"""What the four types of data mean."""


SOURCE_FACTS = {
    "table": "Table",
    "publisher": "Publisher",
    "title": "Title",
    "period": "Period",
    "retrieved": "Retrieved",
    "licence": "Licence",
    "caveat": "Limits",
    "made_by": "How it was made",
    "address": "Publisher’s page",
}
INDICATOR_FACTS = {
    "group": "Group",
    "label": "Indicator",
    "definition": "Definition",
    "unit": "Unit",
    "direction": "Direction",
    "period": "Period",
    "levels": "Area levels",
    "provenance": "Type of data",
    "caveat": "Limits",
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
        | {
            "licence": source.licence.name,
            "made_by": source.made_by or "As published.",
            "retrieved": _day(source.retrieved),
        }
        for source in pack.sources.values()
    ]
    return _facts(rows, SOURCE_FACTS, "source")


def _day(written: str) -> str:
    """A day of a source record for a reader; what is no day stays as it is."""
    try:
        return day_words(date.fromisoformat(written))
    except ValueError:
        return written


def indicators_table(pack: Pack) -> Table:
    """Every indicator with its facts."""
    rows = [
        vars(each)
        | {
            "group": each.group.value,
            "period": each.period or "by survey year",
            "levels": listed([LEVEL_NAMES[level] for level in each.statistics]),
            "provenance": each.provenance.label,
        }
        for each in pack.indicators.values()
    ]
    return _facts(rows, INDICATOR_FACTS, "indicator")


def _facts(rows: Sequence[Mapping[str, object]], labels: Mapping[str, str], noun: str) -> Table:
    facts = pd.DataFrame([{name: row[name] for name in labels} for row in rows], columns=[*labels])
    columns = {name: Column(label) for name, label in labels.items()}
    return Table(facts, columns, f"Table of {counted(len(rows), noun)} in this data version.")


def _approximate(count: int, of: int) -> str:
    return (
        f"**Approximate boundaries.** {count} of {of:,} small areas (LSOAs) were split after 2011. "
        "We drew the new boundary by nearness to the official population-weighted centres. Their "
        "figures are exact, but the line on the map is not."
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
        limits.append(f"**Simplified boundaries.** {pack.sources['areas'].caveat}")
    return (
        *limits,
        f"**Sampling error.** A district’s result comes from about {RESPONDENTS} responses a year. "
        f"A rate of 22% is probably between {100 * low:.0f}% and {100 * high:.0f}%, so a change in "
        f"one year is rarely meaningful. We chose {RESPONDENTS} because it matches 95 of 100 of "
        "the publisher’s own comparisons with England.",
        "**Small-area activity is a modelled estimate.** It matches the district survey result. "
        "Differences within a district come from deprivation and residents’ age, unless you "
        f"upload published estimates.{_explained(pack)} Do not use an estimate as a trend, a "
        "target or an evaluation. See *How well the estimates agree*.",
        "**Inactivity and deprivation overlap by design.** We estimate inactivity partly from "
        "deprivation. The Targeting page says how closely the two are related.",
        "**Two different Indices.** IMD 2019 uses 2011 areas and IMD 2025 uses 2021 areas, with "
        "different indicators. Do not subtract one from the other.",
        "**Ranks are relative.** A rank shows how many areas are more deprived, not how deprived "
        "an area is. Most people who are deprived do not live in the most deprived areas.",
        "**Adults and children.** Adult activity is measured in minutes a week and children’s in "
        "minutes a day. Do not compare them.",
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
        f" Across {number(areas)} MSOAs, the model explains {percent(explained)} of the "
        "differences between published estimates within districts. In regions not used to fit "
        f"it, the correlation is {number(r, 2)}."
    )


def methods() -> dict[str, str]:
    """How the numbers are made, each with its name."""
    national = f"{NATIONAL_LSOAS_2025:,}"
    return {
        "Deciles": f"ceil(10 × rank ÷ N), where N is {national} for 2025 and "
        f"{NATIONAL_LSOAS_2019:,} for 2019. Decile 1 is the most deprived 10%. We never average "
        "deciles.",
        "Average position": "The official average rank (the mean over residents of N + 1 − rank), "
        "scaled from 0 to 100. It is the average share of England’s small areas (LSOAs) that are "
        "less deprived than a resident’s own. For employment, it covers people aged 18 to 66.",
        "Residents in England’s most deprived 20%": "Residents of areas in deciles 1 and 2, "
        "divided by all residents.",
        "Fifths of the study area or of a district": "Fifth = floor(5 × (position − 1) ÷ number "
        "of areas) + 1, counted from the highest. Equal values are always in the same fifth.",
        "Fairly active": "100% minus the published inactive and active shares.",
        "Several districts together": "The mean of the published rates, weighted by residents "
        "aged 16 and over. Each district’s sampling variance counts with the square of its share "
        "of those residents.",
        "Higher, lower or similar": f"We combine the latest {YEARS_POOLED} survey years by inverse "
        "variance on the logit scale. Higher or lower means the comparison figure is outside the "
        "95% confidence interval. Where we compare several places, we also use the Benjamini and "
        "Hochberg procedure. On average, at most 5% of those differences are due to chance. The "
        "Map shows single years and the test by OHID.",
        "Trend": f"We compare the average of the last {YEARS_POOLED} survey years with the first "
        f"{YEARS_POOLED}. A change is clear if it is more than 1.96 times the standard error of "
        "the difference.",
        "Small-area activity": "District survey results are combined over years by inverse "
        "variance on the logit scale. We share each result between the district’s areas by "
        "iterative proportional fitting. Within a district, the odds ratios are those of the "
        "model, and the mean over adults is the district result. The 95% confidence interval has "
        f"three parts. The first is survey error (as published, or for {RESPONDENTS} responses a "
        "year). The second is model error that areas of one MSOA share, which is similar in "
        "neighbouring MSOAs. The third is model error of each area. A neighbourhood is the mean "
        "over its adults, with the same errors, so shared errors do not cancel out. See *How well "
        "the estimates agree*.",
        "Certainty of a list": f"We run {DRAWS:,} simulations ({FEWER_DRAWS:,} for more than "
        f"{MANY_AREAS:,} areas). Each one varies the survey results (together for all areas of a "
        f"district), each estimate, and each weight by up to {WEIGHT_SPAN:.0f} points. It also "
        "varies the method of scaling and averaging. Estimates are matched to the survey results "
        "again and the areas are ranked again. The same choices always give the same result. "
        f"Nearly always means on the list in at least {100 * ALWAYS:.0f} of 100 simulations. "
        f"Rarely means fewer than {100 * NEVER:.0f}. The range of a rank covers 90% of "
        "simulations.",
        "Suggested neighbourhoods": "We look at groups of neighbouring areas in one district with "
        "a population within your limits. We take the group with the highest need, then the next "
        "that does not overlap it, until the list is full. By thresholds, only groups that hold "
        "an area that meets both are taken, unless you add the next highest. Need is the mean "
        "over residents of "
        f"each area’s position among all areas. If a district has more than {MOST_SETS} groups of "
        "one size for each area, we check only the highest need around each area. The list is "
        f"made again in each simulation, or in at least {FEWEST_LISTS} where that would take more "
        f"than {MOST_LOOKED_AT:,} calculations. A neighbourhood counts as on the list if "
        "more than half of its areas are. Tied neighbourhoods have the same need and are in "
        "order of their codes.",
        "Neighbouring areas": "Areas that share at least 20 metres of boundary. A corner is not "
        "enough.",
        "Investment": "We use whole pence and do not adjust for inflation. A main investment "
        "counts for what its parts leave of it, so nothing is counted twice. An investment is "
        "mapped to an area only if all of it is recorded there. Ward boundaries are not "
        "available, so an investment for a ward counts only in its district. "
        f"{financial_years.RULE} {money_by_district.RULE} Figures per person show cash and "
        "in-kind investment separately. Cost per attendance divides an investment and all its "
        "parts by its attendances.",
        "Fair share": "The concentration index is twice the mean, weighted by investment, of the "
        "areas’ position among residents from most to least deprived, minus 1. Below 0 means "
        "investment is concentrated in deprived areas. The 95% confidence interval uses the "
        "convenient regression and Student’s t on Fisher’s scale, so it stays within −1 and 1. "
        "Where few areas have investment, it is more likely to be too wide than too narrow. The "
        "bounds assume that everything not mapped went to the most deprived area, or to the least "
        "deprived. To match need is half the total of the differences between each area’s "
        "investment and its share of inactive adults.",
        "Cold spots": "High-need areas with no recorded investment, or less than "
        f"{100 * LOW_SHARE:.0f}% of the average per person. High need means inactivity is higher "
        "than in the whole area (95% confidence), or the area is in England’s most deprived 20%.",
        "Investments that look alike": "These have the same recipient, amounts within "
        f"{100 * AMOUNT_SHARE:.0f}% of each other and start dates within {DAYS} days. We remember "
        "what you decide about each pair.",
        "Area levels": f"MSOAs and districts are made up of whole LSOAs. {LEVEL_NAMES[Level.MSOA]} "
        "names come from the House of Commons Library.",
    }

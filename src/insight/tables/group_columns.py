"""What the columns of a table by groups of deprivation mean."""

from enum import StrEnum

from insight.tables.ledger_columns import heading_key, other_headings


class GroupColumn(StrEnum):
    """What a column of the table holds; the values are our own headings."""

    GROUP = "group"
    POPULATION = "population"
    SAMPLE = "sample"
    VALUE = "value"
    LOW = "lower"
    HIGH = "upper"
    PERIOD = "period"
    CLASS = "provenance"


OTHER_HEADINGS = """
group: decile, quintile, fifth, tenth, imd, category, imd decile, imd quintile, deprivation
group: deprivation decile, deprivation quintile, deprivation fifth, deprivation tenth
group: deprivation group, imd group, imd2019 decile, imd2025 decile, imd 2019 decile
group: imd 2025 decile, quantile
population: people, adults, residents, denominator, population number, adult population
sample: n, base, respondents, responses, answers, sample size, unweighted base, effective n
sample: effective sample, effective base, effective sample size, number of respondents, sample n
value: share, per cent, percent, percentage, pct, rate, proportion, prevalence, inactive
value: less active, fairly active, active, value pct, share pct, inactive pct, active pct
value: inactive per cent, active per cent, value per cent, share per cent
lower: low, lower limit, lower ci, lower cl, lowercl, lci, lcl, lower 95 ci, lower 95
lower: lower ci 95 0 limit, lower confidence limit, lower pct, lower 95 limit, 95 ci lower
lower: lower bound
upper: high, upper limit, upper ci, upper cl, uppercl, uci, ucl, upper 95 ci, upper 95
upper: upper ci 95 0 limit, upper confidence limit, upper pct, upper 95 limit, 95 ci upper
upper: upper bound
period: year, time period, survey year, survey period, season
provenance: class
"""
OTHERS = other_headings(OTHER_HEADINGS)
ASKED = (
    "a row of headings: group (1 is the most deprived), population or sample, value "
    "(per cent), and if there are any lower, upper and period"
)


def column_of(heading: str) -> GroupColumn | None:
    """What a heading means, if it is one that is known."""
    key = heading_key(heading)
    return next((each for each in GroupColumn if key == each.value or key in OTHERS[each]), None)


def is_heading(heading: str) -> bool:
    """Whether a cell holds a heading that is known."""
    return column_of(heading) is not None

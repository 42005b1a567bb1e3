"""The rule of a list, and what must be said beside it, in words made by rule."""

from insight.analysis.ranking import INPUTS, Order, Ranking, Wish
from insight.analysis.where import where
from insight.geography.levels import Places
from insight.measures.need import Mean, Scaling
from insight.measures.reach import Reach
from insight.pack.catalogue import Level
from insight.words import listed, percent

REACH_WORDS = {
    Reach.ALL: "One list for all of {short}",
    Reach.QUOTA: "An equal share for each district",
    Reach.COUNTY: "Without {city}",
}

SCALING_WORDS = {
    Scaling.PERCENTILE: "percentiles",
    Scaling.Z: "z-scores",
    Scaling.MINMAX: "lowest to highest (min-max)",
}

MEAN_WORDS = {Mean.ARITHMETIC: "arithmetic", Mean.GEOMETRIC: "geometric"}

STRONG, MODERATE = 0.6, 0.3
"""Correlations from which two things are said to go together strongly, moderately."""


def circularity(found: Ranking) -> str:
    """What must be said wherever inactivity and deprivation are put together.

    As strong as the two are correlated, and no stronger.
    """
    areas = found.activity
    made = (
        "We estimate inactivity partly from deprivation"
        if areas.is_modelled_here
        else "Published small-area estimates are modelled, partly from deprivation"
    )
    r = areas.imd_correlation
    if not abs(r) <= 1:
        return f"{made}, so the two overlap by design."
    return (
        f"{made}, so the two overlap by design. Within districts, inactivity and the IMD score "
        f"are {strength(r)} related (correlation {r:.2f}). Areas high on both are not two "
        "separate findings."
    )


def strength(r: float) -> str:
    """How far two things go together, by their correlation.

    Examples
    --------
    >>> strength(0.22), strength(-0.45), strength(0.8)
    ('weakly', 'moderately', 'strongly')
    """
    if abs(r) < MODERATE:
        return "weakly"
    return "strongly" if abs(r) >= STRONG else "moderately"


def reach_words(wish: Wish, known: Places, short: str) -> str:
    """Who competes with whom, for every figure and file of a list."""
    words = reach_alone(wish.reach, known, short)
    if not wish.districts:
        return words
    names = where(known, wish.districts, "place")
    return f"Only {names}" if wish.reach is Reach.ALL else f"Only {names}. {words}"


def reach_alone(reach: Reach, known: Places, short: str) -> str:
    """How a list is shared out, whatever districts are looked at."""
    city = known.levels[Level.LOCALITY].at[known.crowded.district, "place"]
    return REACH_WORDS[reach].format(short=short, city=city)


def thresholds(found: Ranking, short: str) -> tuple[str, str]:
    """When activity need and when deprivation count as high."""
    wish = found.wish
    whole = percent(found.activity.whole)
    activity = f"the area’s estimated inactivity is higher than {short} ({whole})"
    if wish.sure:
        activity += f", with the whole {wish.sure}% confidence interval above it"
    return (
        activity,
        f"the area is in England’s most deprived {10 * wish.most_to}% "
        f"(IMD {wish.imd_year}, decile {decile_span(1, wish.most_to)})",
    )


def decile_span(first: int, last: int) -> str:
    """Deciles from one to another.

    Examples
    --------
    >>> decile_span(1, 2), decile_span(1, 1)
    ('1–2', '1')
    """
    return str(first) if first == last else f"{first}–{last}"


def rule_words(found: Ranking, short: str, own_label: str = "") -> str:
    """How the list is ordered, complete by itself."""
    wish = found.wish
    activity, deprived = thresholds(found, short)
    if wish.order is Order.RULE:
        meeting, order = "First come areas that meet both thresholds.", "Within each group, the"
        if wish.is_strict:
            meeting, order = "Only areas that meet both thresholds are on the list.", "The"
        return (
            f"How areas are ranked. {meeting} "
            f"For activity need, {activity}. For social need, {deprived}. {order} "
            "most inactive come first. Ties go to the more deprived area."
        )
    names = [name.lower().replace("(imd)", "(IMD)") for name in INPUTS.values()]
    if wish.has_own:
        names.append(f"“{own_label}”")
    parts = [
        f"{name} {weight}" for name, weight in zip(names, wish.score_weights, strict=True) if weight
    ]
    return (
        f"How areas are ranked. The score is the {MEAN_WORDS[wish.mean]} mean of {listed(parts)} "
        f"points. Each input is scaled by {SCALING_WORDS[wish.scaling]} across {short}."
    )

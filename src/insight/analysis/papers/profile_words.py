"""Neighbourhood: the profile of a set of LSOAs, beside its district and others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from insight.analysis.maps.members import members_map
from insight.analysis.place import ProfilePlace, Study
from insight.analysis.profile import Facts, deprivation_words, facts, inactivity_words
from insight.analysis.targeting import Screen
from insight.analysis.view import Figure, Headline
from insight.geography.neighbourhoods import compactness
from insight.measures import deprivation
from insight.pack.catalogue import DOMAINS, INDICATORS, PARTS, Level
from insight.statement import Column, Provided, Table
from insight.words import counted, listed, number, percent, ranges

RATES_SHOWN = {
    "childpoverty": "Child poverty: children aged 0 to 15",
    "olderpoverty": "Income-deprived: aged 60 and over",
}
"""Rates that the comparison has, in its own words."""

MOST_LISTED = 10
"""LSOAs whose deciles are listed one by one."""


@dataclass(frozen=True)
class ProfileView:
    """Everything on a neighbourhood's profile."""

    headlines: tuple[Headline, ...]
    sentences: tuple[str, ...]
    compared: Table
    members: Table
    codes: tuple[str, ...]
    figure: Figure
    shape: str
    warnings: tuple[str, ...]
    provided: Provided


def profile(
    ground: Study, place: ProfilePlace, screen: Screen, *, other: ProfilePlace | None = None
) -> ProfileView:
    """Describe a neighbourhood beside its district, the whole and another one."""
    found = place.found
    members, codes = members_table(ground, found)
    return ProfileView(
        headlines=profile_headlines(ground, found),
        sentences=profile_sentences(ground, place, other),
        compared=profile_comparison(ground, place, other),
        members=members,
        codes=codes,
        figure=members_map(ground, place, screen),
        shape=_shape(ground, found),
        warnings=ground.warnings(found),
        provided=ground.provided(),
    )


def profile_headlines(ground: Study, found: Facts) -> tuple[Headline, ...]:
    """The card of a place: people, most deprived, inactivity."""
    count = len(found.members)
    share = found.by_decile["people"] / max(found.people, 1)
    names = ground.known.levels[Level.LOCALITY]["place"]
    home = str(names[found.districts[0]])

    def of_band(label: str, lsoas: int, decile: int) -> Headline:
        note = f"{percent(lsoas / count)} of LSOAs, {percent(share[decile])} of people"
        return Headline(f"of its LSOAs in {label}", f"{lsoas} of {count}", note)

    first = found.lsoas_to(1)
    adults = f"{number(found.adults)} aged 16 and over, mid-2022"
    return (
        Headline("people", number(found.people), adults),
        of_band("England’s most deprived 10%", first, 1),
        of_band("the 10–20% band", found.lsoas_to(2) - first, 2),
        Headline(
            f"of adults inactive, {found.basis} {found.period}",
            percent(found.inactive),
            f"95% confidence interval {percent(found.low)} to {percent(found.high)}; {home} "
            f"{percent(found.inactive_district)}, {ground.short} {percent(found.inactive_whole)}",
            ground.areas.words,
        ),
    )


def _shape(ground: Study, found: Facts) -> str:
    areas = ground.known.levels[Level.LSOA].loc[list(found.members)]
    return (
        f"{counted(len(found.members), 'LSOA')}, compactness "
        f"{number(compactness(areas), 2)} (Polsby-Popper; 1 is a circle)."
    )


def profile_sentences(
    ground: Study, place: ProfilePlace, other: ProfilePlace | None
) -> tuple[str, ...]:
    """What stands out of a place, in words."""
    found = place.found
    home = str(ground.known.levels[Level.LOCALITY]["name"][found.districts[0]])
    rate = found.inactive_district
    against = f"; it is {found.verdict(rate)} {home}’s {percent(rate)}"
    deprived = deprivation_words(found)
    said = [
        f"{inactivity_words(found, ground.short)}{'' if found.is_surveyed else against}.",
        f"{deprived[:1].upper()}{deprived[1:]}. On average {percent(found.percentile / 100)} of "
        "England’s LSOAs are less deprived than a resident’s own.",
        _domain_sentence(found),
    ]
    if found.deciles_2019 and len(found.members) <= MOST_LISTED:
        lsoas = found.by_decile["lsoas"].astype(int)
        then, now = (
            listed(list(map(str, tenths)))
            for tenths in (found.deciles_2019, lsoas.index.repeat(lsoas))
        )
        said.append(
            f"Deciles in IMD 2019: {then}; in IMD 2025: {now}. Two different measures: not "
            "comparable as change."
        )
    return (*said, *([_against(place, other)] if other is not None else []))


def _domain_sentence(found: Facts) -> str:
    worst = deprivation.worst_domain(found.domains)
    best = deprivation.best_domain(found.domains)

    def said(key: str) -> str:
        return (
            f"{_lower(INDICATORS[key].label)} ({percent(found.domains[key] / 100)} of "
            "England’s LSOAs less deprived)"
        )

    first = (
        f"Of the seven domains the worst is {said(worst)}"
        if worst
        else "None of the seven domains is worse than England’s average"
    )
    if best is None:
        return f"{first}. None is better than England’s average."
    return f"{first}; the best is {said(best)}."


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def _against(place: ProfilePlace, other: ProfilePlace) -> str:
    """Two neighbourhoods' estimates in words: apart, or not."""
    one, two = place.found, other.found
    is_apart = one.low > two.high or one.high < two.low
    side = "higher than" if one.inactive > two.inactive else "lower than"
    words = side if is_apart else "similar to"
    return (
        f"Its estimated inactivity is {words} that of {other.name} ({percent(two.inactive)}, "
        f"{percent(two.low)} to {percent(two.high)})."
    )


def profile_comparison(
    ground: Study, place: ProfilePlace, other: ProfilePlace | None, *, has_parts: bool = True
) -> Table:
    """One row per measure, one column per place; a district has no second one.

    A sheet has no room for the sub-domains.
    """
    known, found = ground.known, place.found
    home, district = found.districts[0], known.district_of
    names = known.levels[Level.LOCALITY]["name"]
    larger = (
        ("district", list(district.index[district.eq(home)]), str(names[home])),
        ("whole", list(district.index), ground.short),
    )
    shown = {"this": (place.name, found)}
    if other is not None:
        shown["other"] = (other.name, other.found)
    for key, codes, label in larger:
        if set(codes) != set(found.members):
            shown[key] = (label, facts(ground.pack, known, ground.areas, codes))
    rows = pd.DataFrame(
        {key: _measures(each, has_parts=has_parts) for key, (_, each) in shown.items()}
    )
    rows.insert(0, "measure", rows.index)
    columns = {"measure": Column("Measure", width=220)}
    columns |= {key: Column(label, width=150) for key, (label, _) in shown.items()}
    alt = f"Table comparing {listed([label for label, _ in shown.values()])}."
    return Table(rows.reset_index(drop=True), columns, alt)


def _measures(found: Facts, *, has_parts: bool) -> dict[str, str]:
    """Every measure of one place, written out."""

    def positions(of: Mapping[str, float], keys: Sequence[str]) -> dict[str, str]:
        return {f"{INDICATORS[key].label}: less deprived": percent(of[key] / 100) for key in keys}

    people = max(found.people, 1)
    tenths = found.by_decile["people"]
    interval = f"({number(100 * found.low)}–{number(100 * found.high)})"
    return {
        "People, mid-2022": number(found.people),
        f"Adults inactive, {found.period} (95% CI)": f"{percent(found.inactive)} {interval}, "
        f"{found.basis}",
        "People in the most deprived 10%": percent(tenths[1] / people),
        "People in the 10–20% band": percent(tenths[2] / people),
        **{label: rate_words(found, key) for key, label in RATES_SHOWN.items()},
        "IMD: LSOAs in England less deprived": percent(found.percentile / 100),
        **positions(found.domains, DOMAINS),
        **{f"Aged {band}": percent(count / people) for band, count in found.ages.items()},
        **positions(found.parts, PARTS if has_parts else ()),
    }


def rate_words(found: Facts, key: str) -> str:
    """A rate of a place, and of how many of its LSOAs where some have none."""
    count, without = len(found.members), found.without[key]
    if without == count:
        return "no figure"
    said = percent(found.rates[key] / 100, 1)
    return f"{said}, of {counted(count - without, 'LSOA')}" if without else said


def members_table(ground: Study, found: Facts) -> tuple[Table, tuple[str, ...]]:
    """Its LSOAs, the most deprived first."""
    codes = list(found.members)
    ranks = ground.pack.table("deprivation").loc[codes]
    people = ground.pack.table("population").loc[codes]
    limits = 100 * ground.areas.limits().loc[codes]
    rows = pd.DataFrame(
        {
            "name": [ground.known.title(code) for code in codes],
            "code": codes,
            "people": people["population"],
            "decile": ranks["imd_decile"],
            "rank": ranks["imd_rank"],
            "inactive": 100 * ground.areas.shares["inactive"].loc[codes],
            "range": ranges(limits["low"], limits["high"]),
        }
    ).sort_values("rank")
    table = Table(
        rows.reset_index(drop=True),
        {
            "name": Column("LSOA", width=210),
            "code": Column("Code", width=92),
            "people": Column("People", "Residents, mid-2022", 0),
            "decile": Column("IMD decile", "National, 2025", 0),
            "rank": Column("IMD rank", "Of 33,755, 1 is most deprived", 0),
            "inactive": Column("Inactive", "Estimate", 0, "%"),
            "range": Column("95% CI", "95% confidence interval, per cent"),
        },
        f"Table of the {counted(len(rows), 'LSOA')} of the neighbourhood.",
    )
    return table, tuple(rows.index)

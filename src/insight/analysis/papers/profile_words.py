"""Neighbourhood: the profile of a set of LSOAs, beside its district and others."""

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
from insight.words import counted, listed, number, percent

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
    first = found.lsoas_to(1)
    second = found.lsoas_to(2) - first
    tenths = found.by_decile["people"]
    short = ground.short
    names = ground.known.levels[Level.LOCALITY]["place"]
    home = str(names[found.districts[0]])
    return (
        Headline(
            "people", number(found.people), f"{number(found.adults)} aged 16 and over, mid-2022"
        ),
        Headline(
            "of its LSOAs in England’s most deprived 10%",
            f"{first} of {count}",
            f"{percent(first / count)} of LSOAs, "
            f"{percent(tenths[1] / max(found.people, 1))} of people",
        ),
        Headline(
            "of its LSOAs in the 10–20% band",
            f"{second} of {count}",
            f"{percent(second / count)} of LSOAs, "
            f"{percent(tenths[2] / max(found.people, 1))} of people",
        ),
        Headline(
            f"of adults inactive, {found.basis} {found.period}",
            percent(found.inactive),
            f"95% confidence interval {percent(found.low)} to {percent(found.high)}; {home} "
            f"{percent(found.inactive_district)}, {short} {percent(found.inactive_whole)}",
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
    found, short = place.found, ground.short
    names = ground.known.levels[Level.LOCALITY]["name"]
    home = str(names[found.districts[0]])
    against_home = (
        ""
        if found.is_surveyed
        else f"; it is {found.verdict(found.inactive_district)} {home}’s "
        f"{percent(found.inactive_district)}"
    )
    said = [
        f"{inactivity_words(found, short)}{against_home}.",
        f"{deprivation_words(found)[:1].upper()}{deprivation_words(found)[1:]}. On "
        f"average {percent(found.percentile / 100)} of England’s LSOAs are less "
        "deprived than a resident’s own.",
        _domain_sentence(found),
    ]
    if found.deciles_2019 and len(found.members) <= MOST_LISTED:
        tenths = listed([str(each) for each in found.deciles_2019])
        now = listed(
            [
                str(each)
                for each, row in found.by_decile.iterrows()
                for _ in range(int(row["lsoas"]))
            ]
        )
        said.append(
            f"Deciles in IMD 2019: {tenths}; in IMD 2025: {now}. Two different "
            "measures: not comparable as change."
        )
    if other is not None:
        said.append(_against(place, other))
    return tuple(said)


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
    words = (
        "higher than" if one.inactive > two.inactive else "lower than"
    ) if is_apart else "similar to"  # fmt: skip
    return (
        f"Its estimated inactivity is {words} that of {other.name} ({percent(two.inactive)}, "
        f"{percent(two.low)} to {percent(two.high)})."
    )


def profile_comparison(
    ground: Study, place: ProfilePlace, other: ProfilePlace | None, *, has_parts: bool = True
) -> Table:
    """One row per measure, one column per place; a district has no second one.

    Parameters
    ----------
    has_parts
        Whether the sub-domains have rows too, which a sheet has no room for.
    """
    found = place.found
    known = ground.known
    names = known.levels[Level.LOCALITY]["name"]
    home = found.districts[0]
    district = known.district_of
    inside = list(district.index[district.eq(home)])
    columns = {"this": _measures(found, has_parts=has_parts)}
    labels = {"this": place.name}
    if other is not None:
        columns["other"] = _measures(other.found, has_parts=has_parts)
        labels["other"] = other.name
    for key, codes, label in (
        ("district", inside, str(names[home])),
        ("whole", list(district.index), ground.short),
    ):
        if set(codes) == set(found.members):
            continue
        larger = facts(ground.pack, known, ground.areas, codes)
        columns[key] = _measures(larger, has_parts=has_parts)
        labels[key] = label
    rows = pd.DataFrame(columns)
    rows.insert(0, "measure", rows.index)
    shown = {"measure": Column("Measure", width=220)}
    shown |= {key: Column(label, width=150) for key, label in labels.items()}
    return Table(
        rows.reset_index(drop=True), shown, f"Table comparing {listed(list(labels.values()))}."
    )


def _measures(found: Facts, *, has_parts: bool) -> dict[str, str]:
    """Every measure of one place, written out."""
    parts = PARTS if has_parts else ()
    people = max(found.people, 1)
    tenths = found.by_decile["people"]
    inactive = (
        f"{percent(found.inactive)} ({number(100 * found.low)}–"
        f"{number(100 * found.high)}), {found.basis}"
    )
    return {
        "People, mid-2022": number(found.people),
        f"Adults inactive, {found.period} (95% CI)": inactive,
        "People in the most deprived 10%": percent(tenths[1] / people),
        "People in the 10–20% band": percent(tenths[2] / people),
        **{label: rate_words(found, key) for key, label in RATES_SHOWN.items()},
        "IMD: LSOAs in England less deprived": percent(found.percentile / 100),
        **{
            f"{INDICATORS[key].label}: less deprived": percent(found.domains[key] / 100)
            for key in DOMAINS
        },
        **{f"Aged {band}": percent(count / people) for band, count in found.ages.items()},
        **{
            f"{INDICATORS[key].label}: less deprived": percent(found.parts[key] / 100)
            for key in parts
        },
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
            "range": [
                f"{number(low)}–{number(high)}"
                for low, high in zip(limits["low"], limits["high"], strict=True)
            ],
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

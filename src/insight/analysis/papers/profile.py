"""The profile of a set of LSOAs, beside its district and others: page, paper and pack."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from insight.analysis.maps.members import LABELS, fifths
from insight.analysis.place import ProfilePlace, Study
from insight.analysis.profile import Facts, deprivation_words, facts, inactivity_words
from insight.analysis.surveyed import interval_basis
from insight.analysis.view import Headline
from insight.figures.palette import palette_for
from insight.figures.sheet.maps import PaperLayer, neighbourhood_outlines
from insight.figures.sheet.profile import ProfileChart, paper_profile, place_picture
from insight.geography.neighbourhoods import compactness
from insight.measures import deprivation
from insight.pack.catalogue import DOMAINS, INDICATORS, PARTS, Level, Provenance
from insight.reports.paper import Profile
from insight.statement import Column, PaperLink, Provided, Statement, Table
from insight.verdicts import Verdict
from insight.words import counted, listed, number, percent, ranges, rounded_people, small_areas_of

RATES_SHOWN = {
    "childpoverty": "Child poverty, ages 0 to 15",
    "olderpoverty": "Income deprivation, aged 60 and over",
}
"""Rates that the comparison has, in its own words."""
MOST_LISTED = 10
"""LSOAs whose deciles are listed one by one."""
AROUND = 0.35
"""Ground shown round a place on paper, as a share of its own extent."""
LEAST_METRES = 1_500
NO_CHANGE = "Do not use small-area estimates to show change or the effect of a programme."


def profile_statement(
    ground: Study, place: ProfilePlace, chart: ProfileChart, table: Table
) -> Statement:
    """A place in a sentence, with its comparison as the table and `chart` as its sheet."""
    found = place.found
    names = ground.known.levels[Level.LOCALITY]["name"]
    homes = listed([str(names[code]) for code in found.districts])
    where = "" if place.name == homes else f" in {homes}"
    verdict = f"is {found.verdict(found.inactive_whole)} {ground.short}"
    title = f"Inactivity in {place.name} {verdict}"
    caveats: tuple[str, ...] = (ground.areas.words, NO_CHANGE)
    if found.is_surveyed:
        caveats = (interval_basis(ground.pack),)
    return Statement(
        title=title,
        shorter=(f"{place.name}: inactivity {verdict}", f"Inactivity here {verdict}"),
        rest=f"{place.name}.",
        subtitle=f"Profile of {small_areas_of(len(found.members))}{where} with "
        f"{rounded_people(found.people)}. Activity {ground.areas.period}, deprivation 2025, "
        "residents mid-2022.",
        caveats=caveats,
        provided=profile_provided(ground, found),
        alt=f"Profile of {place.name}. {title}. A map of deprivation around it, and a "
        f"table that compares it with its district and {ground.short}.",
        table=table,
        points=chart.sentences,
        on_sheet=partial(paper_profile, chart),
    )


def profile_item(
    ground: Study, place: ProfilePlace, link: PaperLink, *, work: tuple[str, ...] = ()
) -> Profile:
    """One page about a place; `work` is what is recorded of it, said after the needs."""
    found, table = place.found, profile_comparison(ground, place, has_parts=False)
    unusual = () if found.is_surveyed else ground.warnings(found)
    chart = ProfileChart(
        tuple((each.value, each.label, each.note) for each in profile_headlines(ground, found)),
        (*profile_sentences(ground, place), *work, *unusual),
        table.headings,
        table.texts,
        _layer(ground, place),
    )
    statement = profile_statement(ground, place, chart, table)
    words = statement.words(link)
    return Profile(
        words,
        statement.on_sheet,
        table,
        statement.points,
        picture=lambda: place_picture(chart.layer, words),
        headlines=chart.headlines,
    )


def profile_provided(ground: Study, found: Facts) -> Provided:
    """Sources of a profile; of whole districts all that is shown is official."""
    provided = ground.provided()
    is_official = found.is_surveyed and not ground.is_example
    return replace(provided, provenance=Provenance.OFFICIAL) if is_official else provided


def _layer(ground: Study, place: ProfilePlace) -> PaperLayer:
    """Deprivation of the LSOAs around, with the members outlined."""
    areas = ground.known.levels[Level.LSOA]
    members = list(place.found.members)
    west, south, east, north = areas.loc[members].total_bounds
    margin = max(AROUND * max(east - west, north - south), LEAST_METRES)
    frame = (west - margin, south - margin, east + margin, north + margin)
    edges = areas.bounds
    across = edges["minx"].lt(frame[2]) & edges["maxx"].gt(frame[0])
    at = np.flatnonzero(across & edges["miny"].lt(frame[3]) & edges["maxy"].gt(frame[1]))
    return PaperLayer(
        areas=areas.geometry.iloc[at],
        bands=fifths(ground, at),
        labels=LABELS,
        ramp=palette_for("light").sequential,
        legend_title="Fifths of all areas in England, IMD 2025 (number of areas shown). Bold "
        "outline: this place",
        districts=ground.known.levels[Level.LOCALITY].loc[areas["lad24cd"].iloc[at].unique()],
        marked=neighbourhood_outlines(areas, [members]),
        bounds=frame,
    )


def profile_headlines(ground: Study, found: Facts) -> tuple[Headline, ...]:
    """The card of a place: people, most deprived, inactivity."""
    count = len(found.members)
    tenths = found.by_decile["people"]
    home = ground.known.levels[Level.LOCALITY]["place"][found.districts[0]]

    def deprived(label: str, lsoas: int, tenth: int) -> Headline:
        people = percent(tenths[tenth] / max(found.people, 1))
        note = f"{percent(lsoas / count)} of areas, {people} of residents"
        return Headline(f"areas in {label}", f"{lsoas} of {count}", note)

    first, adults = found.lsoas_to(1), f"{number(found.adults)} aged 16 and over, mid-2022"
    return (
        Headline("residents", number(found.people), adults),
        deprived("England’s most deprived 10%", first, 1),
        deprived("the next most deprived 10%", found.lsoas_to(2) - first, 2),
        Headline(
            f"of adults inactive, {found.basis} {found.period}",
            percent(found.inactive),
            f"95% confidence interval {percent(found.low)} to {percent(found.high)}; "
            f"{home} {percent(found.inactive_district)}, {ground.short} "
            f"{percent(found.inactive_whole)}",
            ground.areas.words,
        ),
    )


def shape_words(ground: Study, found: Facts) -> str:
    """How many LSOAs, and how compact."""
    compact = compactness(ground.known.levels[Level.LSOA].loc[list(found.members)])
    many = small_areas_of(len(found.members))
    return f"{many}. Compactness {number(compact, 2)}, where 1 is a circle (Polsby-Popper)."


def profile_sentences(
    ground: Study, place: ProfilePlace, other: ProfilePlace | None = None
) -> tuple[str, ...]:
    """What stands out of a place, in words; `other` is one to compare it with."""
    found = place.found
    home = ground.known.levels[Level.LOCALITY]["name"][found.districts[0]]
    inactive, beside = inactivity_words(found, ground.short), found.inactive_district
    if not found.is_surveyed:
        inactive += f". It is {found.verdict(beside)} {home} ({percent(beside)})"
    deprived = deprivation_words(found)
    said = [
        f"{inactive}.",
        f"{deprived[:1].upper()}{deprived[1:]}. On average, residents’ areas are more deprived "
        f"than {percent(found.percentile / 100)} of England’s.",
        _domain_sentence(found),
    ]
    if found.deciles_2019 and len(found.members) <= MOST_LISTED:
        now = found.by_decile.index.repeat(found.by_decile["lsoas"])
        said.append(
            f"Deciles were {listed([*map(str, found.deciles_2019)])} in IMD 2019 and are "
            f"{listed([*map(str, now)])} in IMD 2025. The two indices use different measures, so "
            "do not read the difference as change."
        )
    if other is not None:
        said.append(_against(found, other.name, other.found))
    return tuple(said)


def _domain_sentence(found: Facts) -> str:
    worst = deprivation.worst_domain(found.domains)
    best = deprivation.best_domain(found.domains)

    def said(key: str) -> str:
        label, share = INDICATORS[key].label, percent(found.domains[key] / 100)
        return f"{label[:1].lower()}{label[1:]} (more deprived than {share} of England’s areas)"

    first = "All seven domains of deprivation are at or below England’s average"
    if worst:
        first = f"Deprivation ranks highest on {said(worst)}"
    if best is None:
        return f"{first}. No domain is below England’s average."
    return f"{first}. It ranks lowest on {said(best)}."


def _against(one: Facts, name: str, two: Facts) -> str:
    """Two neighbourhoods' estimates in words: apart, or not."""
    found = Verdict.SIMILAR
    if one.low > two.high or one.high < two.low:
        found = Verdict.HIGHER if one.inactive > two.inactive else Verdict.LOWER
    return (
        f"Its estimated inactivity is {found.against} {name} ({percent(two.inactive)}, 95% "
        f"confidence interval {percent(two.low)} to {percent(two.high)})."
    )


def profile_comparison(
    ground: Study, place: ProfilePlace, other: ProfilePlace | None = None, *, has_parts: bool = True
) -> Table:
    """One row per measure (`has_parts`: sub-domains too), one column per place."""
    known, found = ground.known, place.found
    district, home = known.district_of, found.districts[0]
    places = {"this": (place.name, found)}
    if other is not None:
        places["other"] = (other.name, other.found)
    for key, codes, label in (
        ("district", district.index[district.eq(home)], known.levels[Level.LOCALITY]["name"][home]),
        ("whole", district.index, ground.short),
    ):
        if set(codes) != set(found.members):
            places[key] = (str(label), facts(ground.pack, known, ground.areas, list(codes)))
    rows = pd.DataFrame(
        {key: _measures(each, has_parts=has_parts) for key, (_, each) in places.items()}
    )
    shown = {"measure": Column("Measure")}
    shown |= {key: Column(label) for key, (label, _) in places.items()}
    alt = f"Table comparing {listed([label for label, _ in places.values()])}."
    return Table(rows.rename_axis("measure").reset_index(), shown, alt)


def _measures(found: Facts, *, has_parts: bool) -> dict[str, str]:
    """Every measure of one place, written out."""
    people, tenths = max(found.people, 1), found.by_decile["people"]

    def less_deprived(shares: dict[str, float]) -> dict[str, str]:
        return {
            f"{INDICATORS[key].label}: areas less deprived": percent(share / 100)
            for key, share in shares.items()
        }

    return {
        "Residents, mid-2022": f"{number(found.people)} people",
        f"Adults inactive, {found.period} (95% CI)": f"{percent(found.inactive)} "
        f"({number(100 * found.low)}–{number(100 * found.high)}), {found.basis}",
        "Residents in the most deprived 10%": percent(tenths[1] / people),
        "Residents in the next 10%": percent(tenths[2] / people),
        **{label: rate_words(found, key) for key, label in RATES_SHOWN.items()},
        "IMD: areas in England less deprived": percent(found.percentile / 100),
        **less_deprived({key: found.domains[key] for key in DOMAINS}),
        **{f"Aged {band}": percent(count / people) for band, count in found.ages.items()},
        **less_deprived({key: found.parts[key] for key in PARTS} if has_parts else {}),
    }


def rate_words(found: Facts, key: str) -> str:
    """A rate of a place, and of how many of its LSOAs where some have none."""
    count, without = len(found.members), found.without[key]
    if without == count:
        return "no figure"
    said = percent(found.rates[key] / 100, 1)
    return f"{said}, from {counted(count - without, 'area')}" if without else said


def members_table(ground: Study, found: Facts) -> Table:
    """Its LSOAs by their codes, the most deprived first."""
    codes = list(found.members)
    ranks = ground.pack.table("deprivation").loc[codes]
    limits = 100 * ground.areas.limits().loc[codes]
    rows = pd.DataFrame(
        {
            "name": [ground.known.title(code) for code in codes],
            "code": codes,
            "people": ground.pack.table("population").loc[codes, "population"],
            "decile": ranks["imd_decile"],
            "rank": ranks["imd_rank"],
            "inactive": 100 * ground.areas.shares["inactive"].loc[codes],
            "range": ranges(limits["low"], limits["high"]),
        }
    ).sort_values("rank")
    columns = {
        "name": Column("Small area (LSOA)"),
        "code": Column("Code"),
        "people": Column("Residents", "Mid-2022", 0),
        "decile": Column("IMD decile", "National, 2025", 0),
        "rank": Column("IMD rank", "Out of 33,755; 1 is the most deprived", 0),
        "inactive": Column("Inactive", "Modelled estimate", 0, "%"),
        "range": Column("95% CI", "95% confidence interval, per cent"),
    }
    return Table(rows, columns, f"Table of {small_areas_of(len(rows))} in the neighbourhood.")

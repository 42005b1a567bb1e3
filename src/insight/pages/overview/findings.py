"""Overview: how active and how deprived my place is, and what stands out."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from insight.analysis.surveyed import Surveyed, interval_basis, several_words, surveyed_inactivity
from insight.analysis.view import Headline
from insight.analysis.where import where
from insight.geography.levels import Places
from insight.measures import deprivation
from insight.pack.catalogue import DOMAINS, INDICATORS, NATIONAL_LSOAS_2025, Level, Provenance
from insight.pack.pack import Pack
from insight.pages.overview.trend import Trend, survey_trend, trend_statement
from insight.statement import Column, Provided, Statement, Table
from insight.words import counted, number, percent, ranges, rounded_people, small_areas_of


@dataclass(frozen=True)
class ChosenDistricts:
    """The chosen districts, or the whole study area."""

    districts: tuple[str, ...]
    name: str
    is_whole: bool


@dataclass(frozen=True)
class Overview:
    """Everything on the overview page, with how many districts differ from England."""

    place: ChosenDistricts
    headlines: tuple[Headline, ...]
    findings: tuple[str, ...]
    trend: Trend
    districts: Table
    districts_words: str
    provided: Provided


def overview(pack: Pack, known: Places, districts: tuple[str, ...]) -> Overview:
    """Describe the chosen districts, or the whole study area if none is."""
    place = chosen_place(pack, known, districts)
    lsoas = _lsoas(pack, known, place)
    inactivity = surveyed_inactivity(pack, known, place.districts)
    positions = {str(key): float(of["here"]) for key, of in _positions(lsoas).items()}
    table, words = _district_table(pack, known, districts)
    sources = pack.sources_of("deprivation", "population", "activity")
    return Overview(
        place=place,
        headlines=_headlines(pack, lsoas, inactivity, positions),
        findings=_findings(pack, known, place, lsoas, inactivity, positions),
        trend=survey_trend(pack, known, place.districts, place.name),
        districts=table,
        districts_words=words,
        provided=Provided(sources, Provenance.OFFICIAL, pack.version),
    )


def trend_of(pack: Pack, known: Places, districts: tuple[str, ...]) -> Statement:
    """Surveyed inactivity of the districts chosen, or of all, beside England's."""
    place = chosen_place(pack, known, districts)
    level = surveyed_inactivity(pack, known, place.districts)
    return trend_statement(pack, known, place.districts, place.name, level)


def chosen_place(pack: Pack, known: Places, districts: tuple[str, ...]) -> ChosenDistricts:
    """The districts chosen, or the whole study area if none is."""
    if not districts:
        every = tuple(known.levels[Level.LOCALITY].index)
        return ChosenDistricts(every, pack.about.title, is_whole=True)
    return ChosenDistricts(districts, where(known, districts), is_whole=False)


def _lsoas(pack: Pack, known: Places, place: ChosenDistricts) -> pd.DataFrame:
    """Deprivation and residents of the place's LSOAs, with a constant parent."""
    is_in = known.district_of.isin(place.districts)
    table = pack.table("deprivation").join(pack.table("population"))[is_in]
    return table.assign(parent="here")


def _positions(lsoas: pd.DataFrame) -> pd.DataFrame:
    """Average position, per cent: a row a parent, a column a ranking."""
    return pd.DataFrame(
        {
            key: deprivation.average_position(
                lsoas[f"{key}_rank"],
                lsoas[INDICATORS[key].weights],
                lsoas["parent"],
                NATIONAL_LSOAS_2025,
            )
            for key in ("imd", *DOMAINS)
        }
    )


def _residents(lsoas: pd.DataFrame, deciles: int) -> int:
    found = deprivation.residents_in_most_deprived(
        lsoas["imd_rank"],
        lsoas["population"],
        lsoas["parent"],
        NATIONAL_LSOAS_2025,
        deciles=deciles,
    )
    return int(found["here"])


def _headlines(
    pack: Pack, lsoas: pd.DataFrame, inactivity: Surveyed, positions: Mapping[str, float]
) -> tuple[Headline, ...]:
    people, found = int(lsoas["population"].sum()), inactivity.found
    interval = ""
    if inactivity.verdict:
        ends = f"{percent(found.low, 1)} to {percent(found.high, 1)}"
        interval = f"95% confidence interval {ends}."
    return (
        Headline(
            "Residents",
            number(people),
            f"in {small_areas_of(len(lsoas))}",
            "Official estimates for mid-2022, as used in the Indices of Deprivation 2025.",
        ),
        Headline(
            f"Adults inactive, {inactivity.period}",
            inactivity.share_words,
            inactivity.against_england,
            "Adults aged 19 and over who do less than 30 minutes of activity a week. Average of "
            f"the survey years {inactivity.period}. {interval} For several districts, this is the "
            f"average over all their adults. {interval_basis(pack)}",
        ),
        *(_most_deprived(lsoas, people, deciles) for deciles in (1, 2)),
        _domain_headline(positions),
    )


def _domain_headline(positions: Mapping[str, float]) -> Headline:
    worst = deprivation.worst_domain(_of_domains(positions))
    value, note = "None", "no domain is above England’s average"
    if worst is not None:
        value = _short(worst)
        note = f"more deprived than {positions[worst]:.0f}% of areas in England"
    about = (
        "The domain of the Indices of Deprivation 2025 on which residents’ areas are most "
        "deprived, on average. England’s average is 50%."
    )
    return Headline("Ranks highest on", value, note, about)


def _short(domain: str) -> str:
    """A domain's name, short enough for a headline."""
    return {
        "education": "Education",
        "barriers": "Housing",
        "environment": "Environment",
        "health": "Health",
    }.get(domain, INDICATORS[domain].label.removesuffix(" deprivation"))


def _most_deprived(lsoas: pd.DataFrame, people: int, deciles: int) -> Headline:
    count = int(lsoas["imd_decile"].le(deciles).sum())
    residents = _residents(lsoas, deciles)
    return Headline(
        f"Areas in England’s most deprived {10 * deciles}%",
        f"{number(count)} of {number(len(lsoas))}",
        f"with {rounded_people(residents)}, {100 * residents / people:.0f}%",
        f"Small areas (LSOAs) among the most deprived {10 * deciles}% of the "
        f"{NATIONAL_LSOAS_2025:,} in England, by the Index of Multiple Deprivation (IMD) 2025.",
    )


def _findings(  # noqa: PLR0913 - one reader of everything already worked out
    pack: Pack,
    known: Places,
    place: ChosenDistricts,
    lsoas: pd.DataFrame,
    inactivity: Surveyed,
    positions: Mapping[str, float],
) -> tuple[str, ...]:
    found = [
        _deprivation_finding(pack, known, place, lsoas),
        _pocket_finding(known, lsoas),
        _domain_finding(positions),
        _inactivity_finding(inactivity),
        _age_finding(pack, place, lsoas),
    ]
    return tuple(sentence for sentence in found if sentence)


def _deprivation_finding(
    pack: Pack, known: Places, place: ChosenDistricts, lsoas: pd.DataFrame
) -> str:
    here = 100 * _residents(lsoas, 2) / lsoas["population"].sum()
    who = f"**{here:.0f}% of residents** live" if here else "**Nobody** lives"
    said = f"{who} in England’s most deprived 20% of areas"
    whole = _lsoas(pack, known, chosen_place(pack, known, ()))
    if not place.is_whole:
        there = 100 * _residents(whole, 2) / whole["population"].sum()
        return f"{said}. In {pack.about.short_title} it is {there:.0f}%."
    deprived = whole["population"].where(whole["imd_decile"].le(2), 0)
    people = deprived.groupby(known.district_of).sum()
    if here == 0 or len(people) == 1:
        return f"{said}."
    top = str(people.idxmax())
    name = known.levels[Level.LOCALITY].at[top, "name"]
    return f"{said}. Of these people, {100 * people[top] / people.sum():.0f}% live in {name}."


def _pocket_finding(known: Places, lsoas: pd.DataFrame) -> str:
    code = str(lsoas["imd_rank"].idxmin())
    rank = int(lsoas["imd_rank"][code])
    share = deprivation.percentile(lsoas["imd_rank"], NATIONAL_LSOAS_2025)[code]
    return (
        f"The most deprived area is **{known.title(code)}**. It ranks {rank:,} of "
        f"{NATIONAL_LSOAS_2025:,} and is in England’s most deprived {share}%."
    )


def _in_sentence(domain: str) -> str:
    label = INDICATORS[domain].label
    return f"{label[:1].lower()}{label[1:]}"


def _of_domains(positions: Mapping[str, float]) -> dict[str, float]:
    return {key: positions[key] for key in DOMAINS}


def _domain_finding(positions: Mapping[str, float]) -> str:
    worst = deprivation.worst_domain(_of_domains(positions))
    best = deprivation.best_domain(_of_domains(positions))
    overall = f"For deprivation overall it is {positions['imd']:.0f}%"
    if worst is None:
        said = "All seven domains of deprivation are at or below England’s average."
    else:
        said = (
            f"Deprivation ranks highest on **{_in_sentence(worst)}**. Residents’ areas are on "
            f"average more deprived than {positions[worst]:.0f}% of England’s."
        )
    if best is None:
        return f"{said} {overall}. No domain is below England’s average."
    return (
        f"{said} {overall}. The lowest-ranked domain is {_in_sentence(best)} "
        f"({positions[best]:.0f}%)."
    )


def _inactivity_finding(inactivity: Surveyed) -> str:
    if not inactivity.verdict:
        return f"Adult inactivity is {inactivity.against_england}."
    found = inactivity.found
    return (
        f"**{percent(found.share, 1)} of adults** were inactive in {inactivity.period}, "
        f"**{inactivity.against_england}**. The 95% confidence interval is "
        f"{percent(found.low, 1)} to {percent(found.high, 1)}."
    )


def _age_finding(pack: Pack, place: ChosenDistricts, lsoas: pd.DataFrame) -> str:
    everyone = pack.table("population").sum()
    whole = 100 * everyone["older_60_plus"] / everyone["population"]
    mine = lsoas[["older_60_plus", "children_0_15", "population"]].sum()
    here = 100 * mine["older_60_plus"] / mine["population"]
    if place.is_whole:
        children = 100 * mine["children_0_15"] / mine["population"]
        return f"{here:.0f}% of residents are 60 or over and {children:.0f}% are under 16."
    gap = here - whole
    if abs(gap) < 1:
        return ""
    word = "older" if gap > 0 else "younger"
    return (
        f"The population is **{word}** than in {pack.about.short_title}. {here:.0f}% of "
        f"residents are 60 or over, compared with {whole:.0f}%."
    )


def _district_table(
    pack: Pack, known: Places, districts_shown: tuple[str, ...]
) -> tuple[Table, str]:
    """The districts side by side with the whole last, and how many differ from England.

    Where there are regions, the districts of those that are looked at.
    """
    labels = known.levels[Level.LOCALITY]["place"]
    short = pack.about.short_title
    regions = {known.region_of.get(code) for code in districts_shown}
    chosen = [code for code in labels.index if not regions or known.region_of.get(code) in regions]
    whole = _lsoas(pack, known, chosen_place(pack, known, ()))
    # Each LSOA twice, in its district and in the whole: one pass gives every row.
    own = whole.assign(parent=known.district_of.reindex(whole.index))
    both = pd.concat([own, whole], ignore_index=True)
    domains = _positions(both)[list(DOMAINS)]
    surveyed = {
        code: surveyed_inactivity(pack, known, (code,) if code != "here" else tuple(labels.index))
        for code in (*chosen, "here")
    }
    rows = []
    for parent, inactivity in surveyed.items():
        lsoas = both[both["parent"].eq(parent)].assign(parent="here")
        worst = deprivation.worst_domain(domains.loc[parent].to_dict())
        people = lsoas["population"].sum()
        rows.append(
            {
                "name": labels.get(parent, short),
                "residents": people,
                "lsoas": len(lsoas),
                "inactive": 100 * inactivity.found.share,
                "low": 100 * inactivity.found.low,
                "high": 100 * inactivity.found.high,
                "verdict": inactivity.verdict.label,
                "decile1": int(lsoas["imd_decile"].eq(1).sum()),
                "quintile1": int(lsoas["imd_decile"].le(2).sum()),
                "people": 100 * _residents(lsoas, 2) / people,
                "worst": "none" if worst is None else _short(worst),
            }
        )
    table = pd.DataFrame(rows)
    table["range"] = ranges(table.pop("low"), table.pop("high"), decimals=1)
    period = surveyed["here"].period
    chances = {str(labels[code]): surveyed[code].probability for code in chosen}
    together = several_words(chances, ("district", "districts"), "England")
    words = f"Inactivity is the average of the survey years {period}. {together}"
    verdict = "Higher or lower where England’s figure is outside the 95% confidence interval"
    share = "Share of residents who live in England’s most deprived 20% of small areas"
    domain = "Most deprived of the seven domains, if it is above England’s average"
    columns = {
        "name": Column("Locality (district)"),
        "residents": Column("Residents", "Mid-2022", 0),
        "inactive": Column(f"Inactive, {period}", "Adults aged 19 and over", 1, "%"),
        "range": Column("95% CI", "95% confidence interval, per cent"),
        "verdict": Column("Compared with England", verdict),
        "decile1": Column(
            "Areas in most deprived 10%", "Small areas (LSOAs) in England’s most deprived 10%", 0
        ),
        "quintile1": Column(
            "Areas in most deprived 20%", "Small areas (LSOAs) in England’s most deprived 20%", 0
        ),
        "lsoas": Column("All areas", "All small areas (LSOAs), 2021 boundaries", 0),
        "people": Column("Residents in most deprived 20%", share, 0, "%"),
        "worst": Column("Ranks highest on", domain),
    }
    alt = (
        f"Table of {counted(len(chosen), 'district')} and {short} side by side. It shows "
        f"residents, adults inactive in {period} and deprivation. {words.strip()}"
    )
    return Table(table, columns, alt), words.strip()

"""Overview: how active and how deprived my place is, and what stands out."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from insight.catalogue import (
    DOMAINS,
    ENGLAND,
    INDICATORS,
    NATIONAL_LSOAS_2025,
    Level,
    Provenance,
)
from insight.errors import ContractError, Problem
from insight.figures.charts import trend
from insight.figures.palette import Palette
from insight.geography.levels import Places
from insight.measures import activity as surveyed
from insight.measures import deprivation
from insight.measures.intervals import Z_95, wilson
from insight.measures.survey import RESPONDENTS, YEARS_POOLED
from insight.pack import Pack
from insight.views.view import Column, Figure, Headline, Provided, Table
from insight.views.where import where
from insight.views.words import counted, number

TABLES = ("areas", "districts", "msoas", "deprivation", "population", "activity")


@dataclass(frozen=True)
class Place:
    """The chosen districts, or the whole study area.

    Attributes
    ----------
    districts
        Codes of the districts in it, at least one.
    name
        How it is called.
    is_whole
        Whether nothing was chosen, so that it is the whole study area.
    """

    districts: tuple[str, ...]
    name: str
    is_whole: bool


@dataclass(frozen=True)
class Inactivity:
    """Surveyed inactivity of one place over the years.

    Attributes
    ----------
    shares, england
        Per cent by survey year.
    low, high
        95% limits of each share, per cent: the publisher's, or indicative ones.
    respondents
        Adults assumed to have answered in a year.
    verdict
        The publisher's for the latest year (``higher``, ``lower``,
        ``similar``), or empty for several districts together.
    is_published
        Whether the limits are the publisher's.
    """

    shares: pd.Series
    england: pd.Series
    low: pd.Series
    high: pd.Series
    respondents: int
    verdict: str
    is_published: bool = False

    @property
    def range_words(self) -> str:
        """What kind of range the limits are."""
        if self.is_published:
            return "the publisher’s 95% interval"
        return (
            f"an indicative 95% range for {number(self.respondents)} answers a year: "
            "the publisher’s own intervals are not in this data pack, or not for "
            "several districts together"
        )

    @property
    def latest(self) -> float:
        """Share of the latest year, per cent."""
        return float(self.shares.iloc[-1])

    @property
    def year(self) -> str:
        """The latest survey year."""
        return str(self.shares.index[-1])


@dataclass(frozen=True)
class Overview:
    """Everything on the overview page."""

    place: Place
    headlines: tuple[Headline, ...]
    findings: tuple[str, ...]
    trend: Figure
    trend_words: str
    districts: Table
    provided: Provided


def overview(
    pack: Pack, known: Places, *, districts: tuple[str, ...], palette: Palette
) -> Overview:
    """Describe the chosen districts, or the whole study area.

    Parameters
    ----------
    pack, known
        The data pack, and its areas laid out by `places`.
    districts
        Codes of the districts chosen; empty for the whole study area.
    palette
        Colours of the reader's theme.

    Raises
    ------
    ContractError
        If one of `TABLES` cannot be used.
    """
    place = chosen_place(pack, known, districts)
    lsoas = _lsoas(pack, known, place)
    inactivity = surveyed_inactivity(pack, known, place)
    positions = {str(key): float(of["here"]) for key, of in _positions(lsoas).items()}
    words = trend_words(inactivity)
    return Overview(
        place=place,
        headlines=_headlines(lsoas, inactivity, positions),
        findings=_findings(pack, known, place, lsoas, inactivity, positions),
        trend=_trend(place, inactivity, words, palette),
        trend_words=words,
        districts=_district_table(pack, known, districts),
        provided=Provided(
            tuple(pack.sources[t] for t in ("deprivation", "population", "activity")),
            Provenance.OFFICIAL,
            pack.version,
        ),
    )


def chosen_place(pack: Pack, known: Places, districts: tuple[str, ...]) -> Place:
    """The districts chosen, or the whole study area if none is."""
    if not districts:
        every = tuple(known.levels[Level.LOCALITY].index)
        return Place(every, pack.about.title, is_whole=True)
    return Place(districts, where(known, districts), is_whole=False)


def _lsoas(pack: Pack, known: Places, place: Place) -> pd.DataFrame:
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


def surveyed_inactivity(pack: Pack, known: Places, place: Place) -> Inactivity:
    """Inactivity of a place by survey year, with its range.

    Raises
    ------
    ContractError
        If no year has a figure.
    """
    table = surveyed.published(pack.table("activity"), "inactive")
    adults = pack.table("population")["adults_16_plus"].groupby(known.district_of).sum()
    mine = list(place.districts)
    shares = surveyed.pooled(table.loc[mine], adults[mine]).round(1)
    england = table.T[ENGLAND]
    # A year in which either was suppressed cannot be shown beside the other.
    shares = shares[shares.notna() & england.notna()]
    if shares.empty:
        raise ContractError(
            [
                Problem(
                    "activity.csv",
                    f"no year has a share of inactive adults for {place.name} and for "
                    "England",
                    remedy="Choose another district, or take a fresh copy of the pack.",
                )
            ]
        )
    respondents = RESPONDENTS * len(mine)
    limits = _published_limits(pack, mine, shares)
    is_published = limits is not None
    if limits is None:
        both = [wilson(share / 100, respondents) for share in shares]
        limits = 100 * pd.DataFrame(both, shares.index, ["low", "high"])
    verdicts = surveyed.compared_to_england(pack.table("activity"), "inactive")
    verdicts = verdicts.fillna("")
    single = len(mine) == 1
    return Inactivity(
        shares=shares,
        england=england[shares.index],
        low=limits["low"],
        high=limits["high"],
        respondents=respondents,
        verdict=str(verdicts.at[mine[0], shares.index[-1]]) if single else "",
        is_published=is_published,
    )


def _published_limits(
    pack: Pack, districts: list[str], shares: pd.Series
) -> pd.DataFrame | None:
    """The publisher's limits of each year, where there are some for all years."""
    if len(districts) != 1:
        return None
    found = {}
    for year in shares.index:
        ends = surveyed.published_limits(pack.table("activity"), "inactive", year)
        if ends is None:
            return None
        found[year] = {
            "low": ends[0].get(districts[0]), "high": ends[1].get(districts[0])
        }  # fmt: skip
    limits = pd.DataFrame.from_dict(found, orient="index", dtype="float64")
    return None if limits.isna().any(axis=None) else limits


def _headlines(
    lsoas: pd.DataFrame, inactivity: Inactivity, positions: Mapping[str, float]
) -> tuple[Headline, ...]:
    people = int(lsoas["population"].sum())
    worst = max(DOMAINS, key=lambda key: positions[key])
    england = float(inactivity.england.iloc[-1])
    against = {
        "higher": f"higher than England’s {england:.1f}%",
        "lower": f"lower than England’s {england:.1f}%",
        "similar": f"cannot be told apart from England’s {england:.1f}%",
        "": f"beside England’s {england:.1f}%",
    }[inactivity.verdict]
    low, high = inactivity.low.iloc[-1], inactivity.high.iloc[-1]
    return (
        Headline(
            "Residents",
            number(people),
            f"in {counted(len(lsoas), 'LSOA')}",
            "Official mid-2022 estimates: the denominators of the Indices of "
            "Deprivation 2025.",
        ),
        Headline(
            f"Adults inactive, {inactivity.year}",
            f"{inactivity.latest:.1f}%",
            against,
            "Aged 19 and over, less than 30 minutes a week; surveyed, and compared "
            "with England by the publisher's own test; several districts together "
            "are the mean of the published rates over adults. The truth is "
            f"probably between {low:.0f}% and {high:.0f}% ({inactivity.range_words}).",
        ),
        *(_most_deprived(lsoas, people, deciles) for deciles in (1, 2)),
        Headline(
            "Worst domain",
            _short(worst),
            f"worse than in {positions[worst]:.0f}% of England",
            "Residents' areas are on average more deprived in this domain than this "
            "share of England's LSOAs. Of the seven domains of the Indices of "
            "Deprivation 2025, the one with the most deprived average position.",
        ),
    )


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
        f"LSOAs in England’s most deprived {10 * deciles}%",
        f"{number(count)} of {number(len(lsoas))}",
        f"home to {number(residents)} people, {100 * residents / people:.0f}%",
        f"LSOAs among the most deprived {10 * deciles}% of England’s "
        f"{NATIONAL_LSOAS_2025:,} by the Index of Multiple Deprivation 2025.",
    )


def _findings(  # noqa: PLR0913 - one reader of everything already worked out
    pack: Pack,
    known: Places,
    place: Place,
    lsoas: pd.DataFrame,
    inactivity: Inactivity,
    positions: Mapping[str, float],
) -> tuple[str, ...]:
    """One sentence for each rule that has something to say."""
    found = [
        _deprivation_finding(pack, known, place, lsoas),
        _pocket_finding(known, lsoas),
        _domain_finding(positions),
        _inactivity_finding(inactivity),
        _age_finding(pack, place, lsoas),
    ]
    return tuple(sentence for sentence in found if sentence)


def _deprivation_finding(
    pack: Pack, known: Places, place: Place, lsoas: pd.DataFrame
) -> str:
    here = 100 * _residents(lsoas, 2) / lsoas["population"].sum()
    if place.is_whole:
        table = pack.table("deprivation").join(pack.table("population"))
        is_in = table["imd_decile"].le(2)
        people = table["population"].where(is_in, 0).groupby(known.district_of).sum()
        if here == 0:
            return "**Nobody** lives in England’s most deprived 20% of areas."
        said = (
            f"**{here:.0f}% of residents** live in England’s most deprived 20% of areas"
        )
        if len(people) == 1:
            return f"{said}."
        top = str(people.idxmax())
        name = known.levels[Level.LOCALITY].at[top, "name"]
        share = 100 * people[top] / people.sum()
        return f"{said}; {share:.0f}% of those people live in {name}."
    whole = _lsoas(pack, known, chosen_place(pack, known, ()))
    there = 100 * _residents(whole, 2) / whole["population"].sum()
    if here == 0:
        return (
            "**Nobody** lives in England’s most deprived 20% of areas, against "
            f"{there:.0f}% of {pack.about.short_title}: need here is in smaller "
            "pockets."
        )
    return (
        f"**{here:.0f}% of residents** live in England’s most deprived 20% of areas, "
        f"against {there:.0f}% of {pack.about.short_title}."
    )


def _pocket_finding(known: Places, lsoas: pd.DataFrame) -> str:
    code = str(lsoas["imd_rank"].idxmin())
    rank = int(lsoas["imd_rank"][code])
    share = deprivation.percentile(lsoas["imd_rank"], NATIONAL_LSOAS_2025)[code]
    return (
        f"The most deprived area is **{known.title(code)}**, rank {rank:,} of "
        f"{NATIONAL_LSOAS_2025:,}: in England’s most deprived {share}%."
    )


def _domain_finding(positions: Mapping[str, float]) -> str:
    worst = max(DOMAINS, key=lambda key: positions[key])
    best = min(DOMAINS, key=lambda key: positions[key])
    return (
        f"**{INDICATORS[worst].label}** is the worst domain: residents’ areas are on "
        f"average more deprived than {positions[worst]:.0f}% of England’s, against "
        f"{positions['imd']:.0f}% overall and {positions[best]:.0f}% for "
        f"{INDICATORS[best].label.lower()}, the best."
    )


def _inactivity_finding(inactivity: Inactivity) -> str:
    england = float(inactivity.england.iloc[-1])
    verdict = {
        "higher": f"**higher than England’s** {england:.1f}%",
        "lower": f"**lower than England’s** {england:.1f}%",
        "similar": f"**not distinguishable from England’s** {england:.1f}%",
        "": f"beside England’s {england:.1f}%",
    }[inactivity.verdict]
    by = " by the publisher’s own test" if inactivity.verdict else ""
    return (
        f"{inactivity.latest:.1f}% of adults were inactive in {inactivity.year}, "
        f"{verdict}{by}."
    )


def _age_finding(pack: Pack, place: Place, lsoas: pd.DataFrame) -> str:
    everyone = pack.table("population").sum()
    whole = 100 * everyone["older_60_plus"] / everyone["population"]
    mine = lsoas[["older_60_plus", "children_0_15", "population"]].sum()
    here = 100 * mine["older_60_plus"] / mine["population"]
    if place.is_whole:
        children = 100 * mine["children_0_15"] / mine["population"]
        return (
            f"{here:.0f}% of residents are 60 or over and {children:.0f}% are under 16."
        )
    gap = here - whole
    if abs(gap) < 1:
        return ""
    word = "older" if gap > 0 else "younger"
    return (
        f"The population is **{word}** than {pack.about.short_title}’s: {here:.0f}% "
        f"are 60 or over, against {whole:.0f}%."
    )


def _ends_and_noise(inactivity: Inactivity) -> tuple[float, float, float]:
    """Means of the first and of the last years, and how far chance moves them."""
    first = inactivity.shares.iloc[:YEARS_POOLED].mean()
    last = inactivity.shares.iloc[-YEARS_POOLED:].mean()
    share = (first + last) / 200
    answers = inactivity.respondents * YEARS_POOLED
    return first, last, 100 * Z_95 * (2 * share * (1 - share) / answers) ** 0.5


def trend_verdict(inactivity: Inactivity) -> str:
    """Whether inactivity has moved by more than the survey's noise, in a few words."""
    first, last, noise = _ends_and_noise(inactivity)
    if abs(last - first) <= noise:
        return "no more than chance would give"
    return "a rise beyond chance" if last > first else "a fall beyond chance"


def trend_words(inactivity: Inactivity) -> str:
    """The same with the figures that it rests on."""
    first, last, noise = _ends_and_noise(inactivity)
    verdict = trend_verdict(inactivity)
    half = (inactivity.high.iloc[-1] - inactivity.low.iloc[-1]) / 2
    return (
        f"The last three years average {last:.1f}%, the first three {first:.1f}%: "
        f"{verdict} (about ±{noise:.1f} points). A single year is good to about "
        f"±{half:.0f} points, so read the run of years, not the last step."
    )


def _trend(
    place: Place, inactivity: Inactivity, words: str, palette: Palette
) -> Figure:
    name = place.name
    plot = trend(
        inactivity.shares,
        inactivity.low,
        inactivity.high,
        inactivity.england,
        name=name,
        palette=palette,
    )
    alt = (
        f"Line chart: adults inactive in {name} from {inactivity.shares.index[0]} to "
        f"{inactivity.year}, latest {inactivity.latest:.1f}%, beside England, latest "
        f"{inactivity.england.iloc[-1]:.1f}%. {words}"
    )
    return Figure(plot, alt)


def _district_table(
    pack: Pack, known: Places, districts_shown: tuple[str, ...]
) -> Table:
    """The districts side by side, with the whole study area last.

    Where there are regions, the districts of those that are looked at.
    """
    rows = []
    labels = known.levels[Level.LOCALITY]["place"]
    regions = {known.region_of.get(code) for code in districts_shown}
    chosen = [
        (code,)
        for code in known.levels[Level.LOCALITY].index
        if not regions or known.region_of.get(code) in regions
    ]
    whole = _lsoas(pack, known, chosen_place(pack, known, ()))
    # Each LSOA twice, in its district and in the whole: one pass gives every row.
    own = whole.assign(parent=known.district_of.reindex(whole.index))
    both = pd.concat([own, whole], ignore_index=True)
    worst = _positions(both)[list(DOMAINS)].idxmax(axis="columns")
    for districts in [*chosen, ()]:
        parent = districts[0] if districts else "here"
        lsoas = both[both["parent"].eq(parent)].assign(parent="here")
        inactivity = surveyed_inactivity(
            pack, known, chosen_place(pack, known, districts)
        )
        people = lsoas["population"].sum()
        rows.append(
            {
                "name": labels[districts[0]] if districts else pack.about.short_title,
                "residents": people,
                "lsoas": len(lsoas),
                "inactive": inactivity.latest,
                "verdict": inactivity.verdict or "not compared",
                "decile1": int(lsoas["imd_decile"].eq(1).sum()),
                "quintile1": int(lsoas["imd_decile"].le(2).sum()),
                "people": 100 * _residents(lsoas, 2) / people,
                "worst": _short(str(worst[parent])),
            }
        )
    table = pd.DataFrame(rows)
    year = inactivity.year
    return Table(
        table,
        {
            "name": Column("Locality", width=150),
            "residents": Column("Residents", "Mid-2022", 0, width=85),
            "inactive": Column(
                "Inactive", f"Surveyed adults aged 19 and over, {year}", 1, "%", 75
            ),
            "verdict": Column(
                "v England",
                "The publisher's own test of the share of adults inactive",
                width=105,
            ),
            "decile1": Column(
                "Decile 1", "LSOAs among England's most deprived 10%", 0, width=75
            ),
            "quintile1": Column(
                "Deciles 1–2", "LSOAs among England's most deprived 20%", 0, width=90
            ),
            "lsoas": Column("of LSOAs", "All its LSOAs, 2021 boundaries", 0, width=80),
            "people": Column(
                "People in 1–2",
                "Share of residents living in England's most deprived 20% of LSOAs",
                0,
                "%",
                105,
            ),
            "worst": Column("Worst domain", "Most deprived of the seven domains"),
        },
        f"Table of {counted(len(chosen), 'locality', 'localities')} and "
        f"{pack.about.short_title} side by side: residents, adults inactive in {year} "
        "and deprivation.",
    )

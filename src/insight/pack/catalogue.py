"""What every number means and where it came from."""

from dataclasses import dataclass, replace
from enum import StrEnum

NATIONAL_LSOAS_2025 = 33_755  # number of LSOAs in England ranked by the Indices of Deprivation 2025
NATIONAL_LSOAS_2019 = 32_844  # number of LSOAs in England ranked by the Indices of Deprivation 2019
ENGLAND = "E92000001"  # ONS code of England, the comparator of the surveyed indicators

ESTIMATE_TABLES = ("activity", "activity_model", "activity_fit", "deprivation", "population")
"""Tables that an estimate of activity in small areas is made from."""

AGREEMENT = "To see how accurate estimates are, go to Data and method."
"""Where a reader finds how estimates were checked."""


@dataclass(frozen=True)
class Licence:
    """A licence with the sentence it asks for, and a short form for figures."""

    key: str
    name: str
    short: str
    address: str
    attribution: str


_LICENCES = (
    Licence(
        "ogl3",
        "Open Government Licence v3.0",
        "OGL v3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        "Contains public sector information licensed under the Open Government Licence v3.0.",
    ),
    Licence(
        "ogl3-boundaries",
        "Open Government Licence v3.0, with OS data",
        "contains OS data © Crown copyright and database right 2026",
        "https://www.ons.gov.uk/methodology/geography/licences",
        "Source: Office for National Statistics licensed under the Open Government Licence v3.0. "
        "Contains OS data © Crown copyright and database right 2026.",
    ),
    Licence(
        "ogl3-postcodes",
        "Open Government Licence v3.0, with OS and Royal Mail data",
        "contains OS and Royal Mail data",
        "https://www.ons.gov.uk/methodology/geography/licences",
        "Source: Office for National Statistics licensed under the Open Government Licence v3.0. "
        "Contains OS data © Crown copyright and database right 2026. Contains Royal Mail data © "
        "Royal Mail copyright and database right 2026.",
    ),
    Licence(
        "opl3",
        "Open Parliament Licence v3.0",
        "OPL v3.0",
        "https://www.parliament.uk/site-information/copyright-parliament/open-parliament-licence/",
        "Contains Parliamentary information licensed under the Open Parliament Licence v3.0.",
    ),
    Licence(
        "cc-by4",
        "Creative Commons Attribution 4.0",
        "CC BY 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
        "Licensed under Creative Commons Attribution 4.0 by its publisher.",
    ),
    Licence(
        "internal",
        "Not for sharing",
        "not for sharing",
        "https://ico.org.uk/for-organisations/",
        "For the partnership’s own use only. Do not share.",
    ),
    Licence(
        "unstated",
        "Licence not stated",
        "licence not stated",
        "https://www.nationalarchives.gov.uk/information-management/"
        "re-using-public-sector-information/",
        "Licence not stated. Ask the publisher before you share it.",
    ),
)

LICENCES = {licence.key: licence for licence in _LICENCES}


@dataclass(frozen=True)
class Source:
    """The biography of one table of a data pack."""

    table: str
    publisher: str
    title: str
    short: str
    period: str
    retrieved: str
    licence: Licence
    address: str
    sha256: str
    caveat: str
    made_by: str

    def line(self) -> str:
        """Publisher, title and period, for under a figure."""
        return f"{self.publisher}, {self.title} ({self.period})"


class Level(StrEnum):
    """The geographies that an indicator can be mapped at.

    Wards are there where a pack has the table of them, for figures that are given by ward alone.
    """

    LSOA = "lsoa"
    MSOA = "msoa"
    WARD = "ward"
    LOCALITY = "locality"


class Scale(StrEnum):
    """What an area is placed against when it is put into a class."""

    ENGLAND = "england"
    AREA = "area"
    DISTRICT = "district"


class Provenance(StrEnum):
    """How much a number may be leant on."""

    OFFICIAL = "official"
    MODELLED = "modelled"
    RECORD = "record"
    ILLUSTRATIVE = "illustrative"

    @property
    def label(self) -> str:
        """What readers are told."""
        return {
            Provenance.OFFICIAL: "Official statistics",
            Provenance.MODELLED: "Modelled estimate",
            Provenance.RECORD: "Partnership record",
            Provenance.ILLUSTRATIVE: "Example data",
        }[self]


class Group(StrEnum):
    """The shelves on which indicators are kept."""

    DEPRIVATION = "Deprivation"
    ACTIVITY = "Activity"
    ESTIMATE = "Activity (modelled)"
    POPULATION = "Population"
    CENSUS = "Census 2021"
    OWN = "Own indicators"


@dataclass(frozen=True)
class Statistic:
    """One way of putting an indicator into a number; the first scale is the default.

    `key` stands in links; counts are drawn as circles, never as colours of areas.
    """

    key: str
    choice: str
    label: str
    unit: str
    decimals: int
    most: str
    least: str
    scales: tuple[Scale, ...]
    is_count: bool = False


class Combined(StrEnum):
    """How the figure of a larger area is made of those of its parts."""

    SUM = "sum"
    MEAN = "mean"
    NOT = "not"


@dataclass(frozen=True)
class Given:
    """What an own indicator's file gives; few `people` of an area are not shown.

    `need` is 1 where a high figure is more need, -1 where it is less, 0 where neither.
    """

    level: Level
    combined: Combined
    need: int
    are_people: bool = False


@dataclass(frozen=True)
class Indicator:
    """A measure with everything a reader needs beside it.

    Its `column` stands in the first of its `tables`, `weights` in the population or, for
    the census, in its own; a level without `statistics` has no figure.
    """

    key: str
    label: str
    group: Group
    definition: str
    direction: str
    period: str
    unit: str
    provenance: Provenance
    tables: tuple[str, ...]
    column: str
    statistics: dict[Level, tuple[Statistic, ...]]
    caveat: str = ""
    weights: str = "population"
    given: Given | None = None

    @property
    def need(self) -> int:
        """1 where a high figure is more need, -1 where it is less, 0 where it is neither."""
        if self.given is not None:
            return self.given.need
        return {WORSE: 1, BETTER: -1}.get(self.direction, int(self.group is Group.DEPRIVATION))

    @property
    def shelved(self) -> str:
        """Its label after the shelf on which it is kept."""
        return f"{self.group}: {self.label}"


SMALL_SCALES = (Scale.AREA, Scale.DISTRICT)


def _share(label: str, of: str, scales: tuple[Scale, ...], decimals: int = 1) -> Statistic:
    unit = f"% of {of}"
    return Statistic(
        "share", "Share", label, unit, decimals, "highest share", "lowest share", scales
    )


def _number(label: str, unit: str, scales: tuple[Scale, ...], noun: str = "people") -> Statistic:
    most, fewest = f"most {noun}", f"fewest {noun}"
    return Statistic("number", "Number", label, unit, 0, most, fewest, scales, is_count=True)


def _at_levels(
    small: tuple[Statistic, ...], larger: tuple[Statistic, ...]
) -> dict[Level, tuple[Statistic, ...]]:
    """Those of LSOAs and of larger areas; a district has no place within its district."""
    of_districts = tuple(
        replace(each, scales=tuple(s for s in each.scales if s is not Scale.DISTRICT))
        for each in larger
    )
    return {Level.LSOA: small, Level.MSOA: larger, Level.LOCALITY: of_districts}


def _deprivation(
    key: str, label: str, definition: str, share_of_imd: str, column: str = ""
) -> Indicator:
    def position(choice: str, what: str, unit: str) -> Statistic:
        scales = (Scale.ENGLAND, *SMALL_SCALES)
        words = f"{label}, {what} ({{period}})"
        ends = ("most deprived", "least deprived")
        return Statistic("position", choice, words, unit, 0, *ends, scales)

    of_ranks = f"rank of {NATIONAL_LSOAS_2025:,}"
    rank = position("National rank", "national rank", f"{of_ranks}, 1 is the most deprived")
    average = position(
        "Position", "average position in England", "% of England’s areas less deprived"
    )
    people = f"{label}: residents in England’s most deprived 20% ({{period}})"
    share = _share(people, "residents", (Scale.ENGLAND,), 0)
    number = _number(people, "people", (Scale.AREA,))
    return Indicator(
        key=key,
        label=label,
        group=Group.DEPRIVATION,
        definition=f"{definition} {share_of_imd}",
        direction="Rank 1 is the most deprived small area (LSOA) in England.",
        period="2025",
        unit=of_ranks,
        provenance=Provenance.OFFICIAL,
        tables=("deprivation", "population"),
        column=column or f"{key}_rank",
        # The publisher's denominator of this domain alone is people of working age.
        weights="working_age_18_66" if key == "employment" else "population",
        statistics=_at_levels((rank,), (average, share, number)),
    )


def _subdomain(key: str, label: str, column: str, definition: str, domain: str) -> Indicator:
    part = f"One of two sub-domains of {domain}."
    return _deprivation(key, label, definition, part, f"{column}_rank")


def _rate(  # noqa: PLR0913 - each is a fact of its own
    key: str, label: str, column: str, title: str, people: str, definition: str, caveat: str
) -> Indicator:
    """A share of people that a score of the Indices of Deprivation 2025 gives."""
    noun = RATE_NOUNS[people]
    ends = ("highest rate", "lowest rate")
    rate = Statistic(
        "rate", "Rate", f"{title} ({{period}})", f"% of {noun}", 1, *ends, SMALL_SCALES
    )
    return Indicator(
        key=key,
        label=label,
        group=Group.DEPRIVATION,
        definition=definition,
        direction="A higher value is more deprived.",
        period="2025",
        unit="%",
        provenance=Provenance.OFFICIAL,
        tables=("deprivation", "population"),
        column=column,
        weights=people,
        statistics=_at_levels((rate,), (rate,)),
        caveat=f"{caveat} Figures for larger areas are averages over {noun} in mid-2022.",
    )


LOW_INCOME = (
    "This counts people who claim benefits for low income, after housing costs. It leaves out "
    "people who do not claim."
)
RATE_NOUNS = {
    "population": "residents",
    "children_0_15": "children aged 0 to 15",
    "older_60_plus": "people aged 60 and over",
    "working_age_18_66": "people aged 18 to 66",
}
"""Of whom a rate is a share, by column of the population."""


def _activity(
    key: str, label: str, definition: str, direction: str, *, is_adults: bool = True
) -> Indicator:
    # The publisher does not compare what we derive.
    scales = (Scale.AREA,) if key == "fairly" else (Scale.AREA, Scale.ENGLAND)
    people = "adults" if is_adults else "children and young people"
    share = _share(f"{label} ({{period}})", people, scales)
    number = _number(f"{label}, about how many ({{period}})", "adults", (Scale.AREA,))
    return Indicator(
        key=key,
        label=label,
        group=Group.ACTIVITY,
        definition=definition,
        direction=direction,
        period="",
        unit="%",
        provenance=Provenance.OFFICIAL,
        tables=("activity", "population") if is_adults else ("activity",),
        column=key,
        statistics={Level.LOCALITY: (share, number) if is_adults else (share,)},
        caveat=(
            "Each year, a few hundred adults (19 and over) answer in each district, so one "
            "year can be several percentage points out. Overview, Targeting and Compare use the "
            "average of three years. Numbers of people apply the rate to residents aged 16 and "
            "over in mid-2022."
            if is_adults
            else "This is a survey in schools. Some districts have no figure in some years because "
            "too few took part. Do not compare it with adults, because it uses minutes a day, not "
            "minutes a week."
        ),
    )


def _estimate(category: str, label: str, direction: str) -> Indicator:
    """One activity level in small areas, where nobody has surveyed it."""
    # Short: a title on a map of half a page holds about 45 letters.
    short = label.replace("physically ", "")
    ends = ("highest estimate", "lowest estimate")
    modelled = f"{short}, modelled estimate"
    share = Statistic(
        "share",
        "Share",
        f"{short}, modelled estimate {{period}}",
        "% of adults",
        0,
        *ends,
        SMALL_SCALES,
    )
    number = _number(f"{short}, number, modelled estimate {{period}}", "adults", SMALL_SCALES)
    return Indicator(
        key=f"est{category}",
        label=modelled,
        group=Group.ESTIMATE,
        definition=f"{label}. This is a modelled estimate for each small area (LSOA). Estimates "
        "match each district survey result. Differences within a district come from deprivation "
        "and residents’ age. Read each estimate with its 95% confidence interval.",
        direction=direction,
        period="",
        unit="%",
        provenance=Provenance.MODELLED,
        tables=ESTIMATE_TABLES,
        column=category,
        statistics=dict.fromkeys((Level.LSOA, Level.MSOA), (share, number)),
        caveat="Do not use estimates to show change, the effect of a programme or that deprivation "
        f"causes inactivity. {AGREEMENT}",
    )


def _population(key: str, label: str, column: str, ages: str) -> Indicator:
    number = _number(f"{label} ({{period}})", "people", SMALL_SCALES)
    share = _share(f"{label}, share of all residents ({{period}})", "residents", SMALL_SCALES)
    shown = (number,) if column == "population" else (share, number)
    return Indicator(
        key=key,
        label=label,
        group=Group.POPULATION,
        definition=f"Usual residents {ages}. These are official mid-2022 estimates, as used in the "
        "Indices of Deprivation 2025.",
        direction="A higher value means more people.",
        period="mid-2022",
        unit="people",
        provenance=Provenance.OFFICIAL,
        tables=("population",),
        column=column,
        statistics=_at_levels(shown, shown),
    )


def _by_key(*indicators: Indicator) -> dict[str, Indicator]:
    return {each.key: each for each in indicators}


WORSE, BETTER = "A higher value is worse.", "A higher value is better."
NEITHER = "A higher value is neither better nor worse."

INDICATORS = _by_key(
    _deprivation(
        "imd",
        "Index of Multiple Deprivation",
        "The official measure of relative deprivation in small areas. It combines seven domains.",
        "It ranks areas against each other. It does not show how poor people are.",
    ),
    _rate(
        "childpoverty",
        "Child poverty (IDACI)",
        "idaci_score",
        "Child poverty (IDACI), children in income-deprived families",
        "children_0_15",
        "Children aged 0 to 15 in income-deprived families. This is the Income Deprivation "
        "Affecting Children Index, part of the income domain.",
        f"{LOW_INCOME} It is not the government’s count of children in families on relative low "
        "income.",
    ),
    _rate(
        "olderpoverty",
        "Income deprivation of older people (IDAOPI)",
        "idaopi_score",
        "Income deprivation of older people (IDAOPI), aged 60 and over",
        "older_60_plus",
        "People aged 60 and over who are income-deprived. This is the Income Deprivation Affecting "
        "Older People Index, part of the income domain.",
        LOW_INCOME,
    ),
    _rate(
        "incomerate",
        "Income deprivation, rate",
        "income_score",
        "Income deprivation, residents on low income",
        "population",
        "Residents on low income, in or out of work. This is the income domain score, as a share "
        "of people.",
        LOW_INCOME,
    ),
    _rate(
        "employmentrate",
        "Employment deprivation, rate",
        "employment_score",
        "Employment deprivation, people aged 18 to 66 kept out of work",
        "working_age_18_66",
        "People aged 18 to 66 kept out of work by unemployment, sickness, disability or caring. "
        "This is the employment domain score, as a share of people.",
        "This counts people who claim benefits for these reasons. It leaves out people who do not "
        "claim.",
    ),
    _deprivation(
        "income",
        "Income deprivation",
        "People on low income, in or out of work.",
        "22.5% of the IMD.",
    ),
    _deprivation(
        "employment",
        "Employment deprivation",
        "People of working age kept out of work.",
        "22.5% of the IMD.",
    ),
    _deprivation(
        "education",
        "Education, skills and training deprivation",
        "Lack of attainment and skills among children and adults.",
        "13.5% of the IMD.",
    ),
    _subdomain(
        "youngskills",
        "Children and young people’s education",
        "children_and_young_people",
        "Children and young people with low attainment, poor attendance or no further education.",
        "education, skills and training",
    ),
    _subdomain(
        "adultskills",
        "Adult skills",
        "adult_skills",
        "Adults with no or low qualifications, or who speak little English.",
        "education, skills and training",
    ),
    _deprivation(
        "health",
        "Health deprivation and disability",
        "Risk of dying early, and poor physical or mental health.",
        "13.5% of the IMD.",
    ),
    _deprivation("crime", "Crime", "Risk of being a victim of crime.", "9.3% of the IMD."),
    _deprivation(
        "barriers",
        "Barriers to housing and services",
        "Distance from services, and housing that people cannot afford.",
        "9.3% of the IMD.",
    ),
    _subdomain(
        "geobarriers",
        "Geographical barriers",
        "geographical_barriers",
        "How hard it is to reach services from where people live.",
        "barriers to housing and services",
    ),
    _subdomain(
        "widerbarriers",
        "Wider barriers",
        "wider_barriers",
        "Crowded or unaffordable housing, and access to services apart from distance.",
        "barriers to housing and services",
    ),
    _deprivation(
        "environment",
        "Living environment deprivation",
        "Quality of housing, and of air and roads outside it.",
        "9.3% of the IMD.",
    ),
    _subdomain(
        "indoors",
        "Indoors living environment",
        "indoors",
        "Quality of housing.",
        "the living environment",
    ),
    _subdomain(
        "outdoors",
        "Outdoors living environment",
        "outdoors",
        "Quality of air and roads outside the home.",
        "the living environment",
    ),
    _activity(
        "inactive",
        "Adults physically inactive",
        "Adults aged 19 and over doing less than 30 minutes of moderate "
        "activity, or the equivalent, a week.",
        WORSE,
    ),
    _activity(
        "fairly",
        "Adults fairly active",
        "Adults aged 19 and over doing 30 to 149 minutes a week. We work it out as 100% minus the "
        "published inactive and active shares.",
        NEITHER,
    ),
    _activity(
        "active",
        "Adults physically active",
        "Adults aged 19 and over doing at least 150 minutes of moderate "
        "activity, or the equivalent, a week.",
        BETTER,
    ),
    _activity(
        "children",
        "Children and young people active",
        "Children and young people in school years 1 to 11 doing an average of "
        "60 minutes or more a day.",
        BETTER,
        is_adults=False,
    ),
    _estimate("inactive", "Adults physically inactive", WORSE),
    _estimate("fairly", "Adults fairly active", NEITHER),
    _estimate("active", "Adults physically active", BETTER),
    _population("people", "Residents", "population", "of all ages"),
    _population("aged0to15", "Children aged 0 to 15", "children_0_15", "aged 0 to 15"),
    _population("aged16plus", "Adults aged 16 and over", "adults_16_plus", "aged 16 and over"),
    _population("aged60plus", "Adults aged 60 and over", "older_60_plus", "aged 60 and over"),
)


def _census(key: str, label: str, column: str, whole: str, definition: str) -> Indicator:
    share = _share(f"{label} ({{period}})", whole, SMALL_SCALES)
    number = _number(f"{label}, number ({{period}})", whole, SMALL_SCALES, whole)
    return Indicator(
        key=key,
        label=label,
        group=Group.CENSUS,
        definition=definition,
        direction=NEITHER,
        period="Census 2021",
        unit=whole,
        provenance=Provenance.OFFICIAL,
        tables=("census",),
        column=column,
        statistics=_at_levels((share, number), (share, number)),
        caveat="This was counted on 21 March 2021, during the pandemic. The publisher swaps a few "
        "records between areas, so small counts are not exact. Below district level, we do not "
        "show numbers under 10 and we round others to the nearest 5.",
        weights=whole,
    )


CENSUS_INDICATORS = _by_key(
    _census(
        "disabled",
        "Disabled residents",
        "disabled",
        "residents",
        "Usual residents whose day-to-day activities are limited a little or a lot (disabled under "
        "the Equality Act 2010).",
    ),
    _census(
        "notwhite",
        "Residents of ethnic groups other than White",
        "not_white",
        "residents",
        "Usual residents whose high-level ethnic group is Asian, Black, Mixed or multiple, or "
        "other. These groups also differ from each other.",
    ),
    _census(
        "aged65plus",
        "Residents aged 65 and over",
        "aged_65_plus",
        "residents",
        "Usual residents aged 65 and over.",
    ),
    _census(
        "nocar",
        "Households without a car or van",
        "households_without_car",
        "households",
        "Households that own or have the use of no car or van.",
    ),
)
"""Shown where a pack has the table that they are drawn from."""


DOMAINS = ("income", "employment", "education", "health", "crime", "barriers", "environment")
"""Keys of the seven domains, in the publisher's order."""

RATES = ("childpoverty", "olderpoverty", "incomerate", "employmentrate")
"""Keys of the rates, the one that is asked for most first."""

PARTS = ("youngskills", "adultskills", "geobarriers", "widerbarriers", "indoors", "outdoors")
"""Keys of the sub-domains, two each of education, barriers and environment."""

SUBDOMAINS = tuple(INDICATORS[part].column.removesuffix("_rank") for part in PARTS)
"""What the columns of the sub-domains are called, as `PARTS` has them."""

SUPPLEMENTARY = ("idaci", "idaopi")
"""Columns of the indices of income deprivation of children and of older people.

They are parts of the income domain, and the publisher's copies lack some areas.
"""

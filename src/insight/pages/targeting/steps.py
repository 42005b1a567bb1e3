"""Targeting, steps 1 to 5: from the local context to where both needs meet."""

from dataclasses import replace
from functools import partial

import pandas as pd

from insight.analysis.papers.map import MOST_NAMED
from insight.analysis.surveyed import interval_basis, several_words
from insight.analysis.targeting import Targeting, area_table
from insight.analysis.targeting_words import thresholds
from insight.figures.caption import Caption
from insight.figures.comparison import Comparator, SpreadChart, SpreadRow
from insight.figures.screen.charts import dots
from insight.figures.sheet.charts import paper_spreads
from insight.measures import deprivation
from insight.measures.estimates import interval
from insight.measures.need import HIGH, LOW, MIDDLE
from insight.measures.reach import hidden_pockets
from insight.measures.survey import probability
from insight.pack.catalogue import AGREEMENT, NATIONAL_LSOAS_2025, Level
from insight.pages.targeting.finding import Finding
from insight.pages.targeting.maps import (
    ClassMap,
    NeedsMap,
    chosen,
    decile_spans,
    map_statement,
    needs_statement,
    of_all,
    where_most,
)
from insight.statement import Column, Statement, Table
from insight.verdicts import Verdict, verdict
from insight.words import counted, listed, number, percent, ranges, rounded, rounded_people

POCKETS_EACH = 3
"""Areas shown of each well-off district."""
SURVEYED = "Active Lives survey result"
CONFIDENCE = "95% confidence interval (95% CI), per cent"
INACTIVITY = {Verdict.HIGHER: "more inactive than", Verdict.LOWER: "less inactive than"}
"""What is said of places that differ; the others as the verdict itself."""
WHO = "Inactive adults are aged 19 and over and do less than 30 minutes of activity a week."
NO_GROUPS = (
    "Figures by age, sex, disability, ethnicity or work are published only for larger "
    "areas. They are not included here and we do not estimate them."
)


def local_context(view: Targeting) -> Finding:
    """Step 1: people, activity and deprivation of each locality."""
    table = surveyed_localities(view).sort_index()
    rows = table.loc[list(view.districts)] if view.districts else table
    adults, inactive = rows["adults"].sum(), rows["inactive_adults"].sum()
    deprived = rows["most_deprived"] / rows["people"]
    finding = (
        f"About {rounded(inactive)} of {rounded(adults)} adults in "
        f"{view.where} are inactive. That is {percent(inactive / adults)}. "
        f"{percent(rows['most_deprived'].sum() / rows['people'].sum())} of people live in "
        "small areas (LSOAs) in England’s most deprived 20%."
    )
    if len(rows) > 1:
        worst, most = str(rows["inactive"].idxmax()), str(deprived.idxmax())
        highest = percent(float(rows["inactive"].max()))
        name, other = rows["name"][worst], rows["name"][most]
        finding += (
            f" {name} is highest on both, with {highest} of adults inactive."
            if worst == most
            else f" Inactivity is highest in {name} ({highest}). {other} has the largest share of "
            "residents in the most deprived 20%."
        )
    shown = rows.assign(
        inactive=100 * rows["inactive"],
        range=ranges(100 * rows["low"], 100 * rows["high"]),
        inactive_adults=rows["inactive_adults"].round(-2),
        deprived=100 * deprived,
    )
    period = view.found.activity.period
    columns = {
        "name": Column("Locality (district)"),
        "people": Column("Residents", "Mid-2022", 0),
        "adults": Column("Adults 16+", "Mid-2022", 0),
        "inactive": Column(f"Inactive, {period}", SURVEYED, 1, "%", short="Inactive"),
        "range": Column("95% CI", CONFIDENCE),
        "inactive_adults": Column(
            "Inactive adults",
            "The survey rate applied to adults aged 16 and over, to the hundred",
            0,
        ),
        "deprived": Column(
            "Residents in most deprived 20%",
            "Share of residents whose area is in England’s most deprived 20% "
            "(Index of Multiple Deprivation 2025)",
            0,
            "%",
            short="In most deprived 20%",
        ),
        "score": Column(
            "IMD score", "Index of Multiple Deprivation 2025, published average score", 1
        ),
    }
    districts = counted(len(shown), "district")
    return Finding(
        finding,
        Table(
            shown[list(columns)].reset_index(drop=True),
            columns,
            f"Table of {districts}: people, inactivity and deprivation.",
        ),
        view.provided("activity", "population", "deprivation", is_modelled=False),
        tuple(shown.index),
        (
            f"Inactivity comes from the Active Lives survey, {period}. {WHO}",
            interval_basis(view.pack),
        ),
    )


def surveyed_localities(view: Targeting) -> pd.DataFrame:
    """Every locality's people, surveyed inactivity and deprivation.

    Returns
    -------
    DataFrame
        Indexed by district, the highest share first: ``people``, ``adults``, ``name``,
        ``inactive``, ``low`` and ``high`` (proportions, 95%), ``inactive_adults``,
        ``most_deprived`` (residents), ``score`` (IMD), ``answer`` (the `verdict` against
        the whole area's rate) and ``p`` (the p-value of the difference).
    """
    areas, known = view.found.activity, view.known
    people = view.pack.table("population")
    ranks = view.pack.table("deprivation")
    parent = known.district_of
    surveyed = interval(areas.districts["inactive"], areas.district_errors["inactive"])
    table = people.groupby(parent)[["population", "adults_16_plus"]].sum()
    table.columns = pd.Index(["people", "adults"])
    table["name"] = known.levels[Level.LOCALITY]["name"]
    table["inactive"] = areas.districts["inactive"]
    table["low"], table["high"] = surveyed["low"], surveyed["high"]
    table["inactive_adults"] = table["adults"] * table["inactive"]
    table["most_deprived"] = deprivation.residents_in_most_deprived(
        ranks["imd_rank"], people["population"], parent, NATIONAL_LSOAS_2025, deciles=2
    )
    table["score"] = deprivation.average_score(ranks["imd_score"], people["population"], parent)
    ends = list(zip(table["low"], table["high"], strict=True))
    table["answer"] = [verdict(low, high, areas.whole) for low, high in ends]
    table["p"] = [probability(low, high, areas.whole) for low, high in ends]
    return table.sort_values("inactive", ascending=False)


def verdict_words(view: Targeting, table: pd.DataFrame, most: int | None = None) -> tuple[str, ...]:
    """Which districts are more or less inactive than the whole, or similar to it.

    Where there are more than `most` of a kind they are counted.
    """
    said: list[str] = []
    for answer in Verdict:
        words = INACTIVITY.get(answer, answer.against)
        names = list(table.loc[table["answer"].eq(answer), "name"])
        if not names:
            continue
        is_long = most is not None and len(names) > most
        who = counted(len(names), "district") if is_long else listed(names)
        whole = view.short if said else f"{view.short} ({view.whole_words})"
        said.append(f"{who} {'is' if len(names) == 1 else 'are'} {words} {whole}")
    return tuple(said)


def least_active(view: Targeting) -> Finding:
    """Step 2: which districts are least active, compared with the whole."""
    table = surveyed_localities(view)
    period, short = view.found.activity.period, view.short
    together = several_words(
        dict(zip(table["name"], table["p"], strict=True)), ("district", "districts"), short
    )
    percents = table.assign(**{name: 100 * table[name] for name in ("inactive", "low", "high")})
    rows = percents.assign(
        range=ranges(percents["low"], percents["high"]),
        answer=[Verdict(each).label for each in table["answer"]],
        inactive_adults=table["inactive_adults"].round(-2),
    )
    shown = Table(
        rows[["name", "inactive", "low", "high", "range", "answer", "inactive_adults"]].reset_index(
            drop=True
        ),
        {
            "name": Column("Locality (district)"),
            "inactive": Column(f"Inactive, {period}", SURVEYED, 1, "%", short="Inactive"),
            "low": Column("95% CI from, %", decimals=1),
            "high": Column("95% CI to, %", decimals=1),
            "range": Column("95% CI", CONFIDENCE),
            "answer": Column(f"Compared with {short}"),
            "inactive_adults": Column("Inactive adults", "To the hundred", 0),
        },
        "Table of inactive adults by district, the highest share first.",
    )
    provided = view.provided("activity", "population", is_modelled=False)
    said = verdict_words(view, table, MOST_NAMED)
    spans = [
        f"{name} {number(share, 1)}% ({number(low, 1)} to {number(high, 1)})"
        for name, share, low, high in percents[["name", "inactive", "low", "high"]].itertuples(
            index=False
        )
    ]
    chart = _localities_chart(view, percents)
    statement = Statement(
        title=said[0],
        shorter=verdict_words(view, table, 0)[:1],
        rest=f"{said[0]}.",
        subtitle=f"Adults inactive, %, with 95% confidence intervals (95% CI), {period}. "
        f"{counted(len(rows), 'district')} of {view.pack.about.title}. "
        f"▲ higher than, ▼ lower than, ○ similar to {short}.",
        caveats=(WHO, interval_basis(view.pack), together),
        provided=provided,
        alt="Chart of inactive adults by district with 95% confidence intervals. "
        f"{'. '.join(said)}. {'; '.join(spans)}.",
        on_sheet=partial(paper_spreads, chart),
        table=replace(
            shown,
            columns={
                "name": shown.columns["name"],
                "inactive": Column("Inactive, %", decimals=1),
                **shown.only("low", "high", "answer").columns,
            },
        ),
    )
    return Finding(
        ". ".join(verdict_words(view, table)) + ".",
        shown.only("name", "inactive", "range", "answer", "inactive_adults"),
        provided,
        tuple(table.index),
        (*((together,) if together else ()), NO_GROUPS),
        statement,
        lambda screen: dots(chart, screen.chart_palette),
    )


def _localities_chart(view: Targeting, percents: pd.DataFrame) -> SpreadChart:
    whole = view.found.activity.whole
    rows = [
        SpreadRow(
            str(name),
            share,
            low,
            high,
            answer,
            f"{share:.0f}%",
            f"{number(share, 1)}% ({number(low)}–{number(high)})",
        )
        for name, share, low, high, answer in percents[
            ["name", "inactive", "low", "high", "answer"]
        ].itertuples(index=False)
    ]
    comparator = Comparator(100 * whole, view.short, percent(whole))
    return SpreadChart(tuple(rows), "Adults inactive, %", comparator)


def activity_need(view: Targeting, *, selected: str = "") -> Finding:
    """Step 3: smaller areas where inactivity is above the whole area's rate."""
    rows, period = view.rows, view.found.activity.period
    high = rows["activity_class"].eq(HIGH)
    counts = rows["activity_class"].value_counts()
    activity, _ = thresholds(view.found, view.short)
    whole = view.whole_words
    provided = view.provided().drawn_on(view.pack, Level.LSOA)
    chart = ClassMap(
        view,
        Caption(
            f"Adults inactive, modelled estimate {period}",
            f"{view.where}, small areas (LSOAs)",
            provided.short(),
        ),
        chosen(view, selected),
        "activity_class",
        (f"Lower than {view.short}", f"Similar to {view.short}", f"Higher than {view.short}"),
        f"Inactivity compared with {view.short}, {whole} (number of areas)",
        "diverging",
    )
    counted_as = f"An area counts as more inactive if {activity}."
    more_inactive = (
        f"{of_all(high)} {'is' if high.sum() == 1 else 'are'} more inactive than {view.short}"
    )
    order = rows.sort_values(["inactive", "imd_rank"], ascending=[False, True])
    return Finding(
        f"{number(high.sum())} of {number(len(rows))} small areas (LSOAs) in {view.where} "
        f"{'is' if high.sum() == 1 else 'are'} more inactive than {view.short} ({whole}). "
        f"{counted(int(counts.get(LOW, 0)), 'is', 'are')} less inactive and "
        f"{counted(int(counts.get(MIDDLE, 0)), 'is', 'are')} similar.",
        area_table(view, order, ("name", "inactive", "range", "adults", "decile")),
        provided,
        tuple(order.index),
        (counted_as, view.found.activity.words, view.circularity, AGREEMENT),
        map_statement(
            chart,
            provided,
            title=f"{more_inactive}{where_most(view, high)}",
            shorter=(more_inactive,),
            subtitle=_subtitle(chart, f"Adults inactive, modelled estimate, {period}."),
            caveats=(counted_as, view.found.activity.words, view.circularity),
        ),
        chart.on_screen,
    )


def _subtitle(chart: ClassMap, measure: str) -> str:
    view = chart.view
    outlined = f" {chart.pointed.words}." if chart.pointed.words else ""
    areas = counted(len(view.rows), "small area (LSOA)", "small areas (LSOAs)")
    return f"{measure} {view.where}, {areas}.{outlined}"


def social_need(view: Targeting, *, selected: str = "") -> Finding:
    """Step 4: smaller areas of social need, and the pockets that averages hide."""
    rows, wish = view.rows, view.found.wish
    high = rows["deprivation_class"].eq(HIGH)
    people = view.pack.table("population")["population"].loc[rows.index]
    mapped = view.provided("deprivation", is_modelled=False).drawn_on(view.pack, Level.LSOA)
    low, middle, most = decile_spans(view)
    chart = ClassMap(
        view,
        Caption(
            f"Index of Multiple Deprivation {wish.imd_year}",
            f"{view.where}, small areas (LSOAs)",
            mapped.short(),
        ),
        chosen(view, selected),
        "deprivation_class",
        (f"Deciles {low}", f"Deciles {middle}", f"Deciles {most} (most deprived)"),
        "Tenths of all areas in England (number here)",
        "sequential",
    )
    table, codes = _pockets(view)
    deprived = (
        f"{of_all(high)} {'is' if high.sum() == 1 else 'are'} in England’s most deprived "
        f"{10 * wish.most_to}%"
    )
    on_list = int(view.found.table.loc[list(codes), "is_listed"].sum())
    return Finding(
        f"{number(high.sum())} of {number(len(rows))} small areas (LSOAs) in {view.where} "
        f"{'is' if high.sum() == 1 else 'are'} in England’s most deprived "
        f"{10 * wish.most_to}%, with "
        f"{percent(people[high].sum() / max(people.sum(), 1))} of residents.",
        table,
        view.provided("deprivation", "population", "areas", is_modelled=False),
        codes,
        (
            f"Deprivation is the Index of Multiple Deprivation (IMD) {wish.imd_year}.",
            "Hidden pockets are the most deprived areas of districts that are less deprived "
            f"than most on average. {number(on_list) if on_list else 'None'} of these "
            f"{number(len(codes))} {'is' if on_list == 1 else 'are'} on the priority list.",
        ),
        map_statement(
            chart,
            mapped,
            title=f"{deprived}{where_most(view, high)}",
            shorter=(deprived,),
            subtitle=_subtitle(chart, f"{chart.caption.title}, deciles of all areas in England."),
            caveats=(),
        ),
        chart.on_screen,
    )


def _pockets(view: Targeting) -> tuple[Table, tuple[str, ...]]:
    """The most deprived areas of well-off districts, within the districts looked at."""
    ranks = view.pack.table("deprivation")
    people = view.pack.table("population")["population"]
    parent = view.known.district_of
    average = deprivation.average_score(ranks["imd_score"], people, parent)
    found = hidden_pockets(ranks["imd_rank"], parent, average, each=POCKETS_EACH)
    if view.districts:
        found = found[found["district"].isin(view.districts)]
    shares = view.found.activity.shares["inactive"]
    rows = pd.DataFrame(
        {
            "name": [view.name(code) for code in found.index],
            "rank": found["rank"].to_numpy(),
            "decile": ranks["imd_decile"].loc[found.index].to_numpy(),
            "above": found["above_district"].to_numpy(),
            "inactive": (100 * shares).loc[found.index].to_numpy(),
        }
    )
    columns = {
        "name": Column(
            "Hidden pocket", "One of the most deprived areas of a less deprived district"
        ),
        "decile": Column("IMD decile", "In England, 1 is the most deprived tenth", 0),
        "rank": Column(
            "IMD rank", f"Of {NATIONAL_LSOAS_2025:,} areas in England, 1 is the most deprived", 0
        ),
        "above": Column(
            "Ranks from district median",
            "How many ranks more deprived than the median area of its district",
            0,
            short="From median",
        ),
        "inactive": Column("Inactive", "Modelled estimate of adults inactive", 0, "%"),
    }
    alt = f"Table of {counted(len(rows), 'hidden pocket')}."
    return Table(rows, columns, alt), tuple(found.index)


def where_both_meet(view: Targeting, *, selected: str = "") -> Finding:
    """Step 5: activity need and social need together, three classes each way."""
    rows, found = view.rows, view.found
    both = found.where_both_meet.iloc[view.shown]
    activity, deprived = thresholds(found, view.short)
    adults = found.activity.adults.loc[rows.index]
    provided = view.provided().drawn_on(view.pack, Level.LSOA)
    chart = NeedsMap(
        view,
        Caption(
            "Inactivity and deprivation together",
            f"{view.where}, small areas (LSOAs); inactivity compared with {view.short} "
            f"({view.whole_words}), IMD {found.wish.imd_year} in England",
            provided.short(),
        ),
        chosen(view, selected),
    )
    order = rows[both].sort_values(["inactive", "imd_rank"], ascending=[False, True])
    high_where = f"Activity need is high if {activity}. Deprivation is high if {deprived}."
    return Finding(
        f"{number(both.sum())} of {number(len(rows))} small areas (LSOAs) in {view.where} "
        f"{'has' if both.sum() == 1 else 'have'} both high inactivity and high deprivation. "
        f"{rounded_people(adults[both].sum(), 'adults').capitalize()} live there.",
        area_table(view, order, ("name", "inactive", "range", "decile", "adults")),
        provided,
        tuple(order.index),
        (high_where, view.circularity, found.activity.words, AGREEMENT),
        needs_statement(
            chart,
            provided,
            title=f"Both needs are high in {of_all(both)}{where_most(view, both)}",
            shorter=(f"Both needs are high in {of_all(both)}",),
            rule=high_where,
        ),
        chart.on_screen,
    )

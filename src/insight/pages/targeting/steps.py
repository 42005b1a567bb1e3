"""Targeting, steps 1 to 5: from the local context to where both needs meet."""

import pandas as pd

from insight.analysis.surveyed import interval_basis, several_words
from insight.analysis.targeting import (
    LAST_DECILE,
    Screen,
    StepView,
    Targeting,
    area_table,
    both_map,
    class_map,
)
from insight.analysis.targeting_words import circularity, decile_span, thresholds
from insight.analysis.view import Figure
from insight.figures.comparison import Comparator, SpreadChart, SpreadRow
from insight.figures.screen.charts import dots
from insight.figures.screen.maps import Caption, Legend
from insight.measures import deprivation
from insight.measures.estimates import interval
from insight.measures.need import HIGH, LOW, MIDDLE
from insight.measures.reach import hidden_pockets
from insight.measures.survey import probability, verdict
from insight.pack.catalogue import AGREEMENT, NATIONAL_LSOAS_2025, Level
from insight.statement import Column, Table
from insight.words import counted, listed, number, percent, ranges

POCKETS_EACH = 3
"""Areas shown of each well-off district."""


def local_context(view: Targeting) -> StepView:
    """Step 1: people, activity and deprivation of each locality."""
    table = _districts(view)
    rows = table.loc[list(view.districts)] if view.districts else table
    adults, inactive = rows["adults"].sum(), rows["inactive_adults"].sum()
    deprived = rows["most_deprived"].sum() / rows["people"].sum()
    finding = (
        f"About {number(round(inactive, -2))} of {number(adults)} adults in "
        f"{view.where} are inactive ({percent(inactive / adults)}). "
        f"{percent(deprived)} of its residents live in England’s most deprived 20%."
    )
    if len(rows) > 1:
        worst = str(rows["inactive"].idxmax())
        most = str((rows["most_deprived"] / rows["people"]).idxmax())
        names = [str(rows["name"][code]) for code in (worst, most)]
        also = "also " if worst == most else ""
        finding += (
            f" {names[0]} has the highest inactivity rate "
            f"({percent(float(rows['inactive'].max()))}); {names[1]} {also}has the "
            "largest share of residents in the most deprived 20%."
        )
    shown = pd.DataFrame(
        {
            "name": rows["name"],
            "people": rows["people"],
            "adults": rows["adults"],
            "inactive": 100 * rows["inactive"],
            "range": ranges(100 * rows["low"], 100 * rows["high"]),
            "inactive_adults": rows["inactive_adults"].round(-2),
            "deprived": 100 * rows["most_deprived"] / rows["people"],
            "score": rows["score"],
        }
    )
    period = view.found.activity.period
    columns = {
        "name": Column("Locality", width=170),
        "people": Column("Residents", "Mid-2022", 0),
        "adults": Column("Adults 16+", "Mid-2022", 0),
        "inactive": Column(f"Inactive, {period}", "Surveyed", 1, "%"),
        "range": Column("95% CI", "95% confidence interval, per cent"),
        "inactive_adults": Column(
            "Inactive adults", "The rate applied to adults 16+, to the hundred", 0
        ),
        "deprived": Column("In most deprived 20%", "Share of residents, national IMD 2025", 0, "%"),
        "score": Column("IMD score", "Official average score, 2025", 1),
    }
    return StepView(
        finding,
        None,
        Table(
            shown.reset_index(drop=True),
            columns,
            f"Table of {counted(len(shown), 'locality', 'localities')}: people, "
            "inactivity and deprivation.",
        ),
        tuple(shown.index),
        (
            f"Inactivity: survey years {period} together, adults aged 19 and over "
            "doing less than 30 minutes a week.",
            interval_basis(view.pack),
        ),
        view.provided("activity", "population", "deprivation", is_modelled=False),
    )


def _districts(view: Targeting) -> pd.DataFrame:
    """One row per district, in numbers."""
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
    return table


def surveyed_localities(view: Targeting) -> pd.DataFrame:
    """Every locality's surveyed inactivity, the highest share first.

    Proportions: ``inactive``, ``low`` and ``high`` (95%); ``answer`` is the `verdict`
    against the whole area's rate, and ``p`` the p-value of the difference.
    """
    table = _districts(view)
    whole = view.found.activity.whole
    ends = list(zip(table["low"], table["high"], strict=True))
    table["answer"] = [verdict(low, high, whole) for low, high in ends]
    table["p"] = [probability(low, high, whole) for low, high in ends]
    return table.sort_values("inactive", ascending=False)


ANSWER_WORDS = {
    "higher": "Higher", "lower": "Lower", "similar": "Similar", "": "Not compared"
}  # fmt: skip


def locality_comparisons(table: pd.DataFrame, short: str) -> str:
    """How many localities differ from the whole, singly and together."""
    return several_words(
        dict(zip(table["name"], table["p"], strict=True)), ("district", "districts"), short
    )


def _verdict_sentences(table: pd.DataFrame, short: str, whole: float) -> str:
    """Which localities are more or less inactive than the whole, or similar to it."""
    said: list[str] = []
    for answer, one, many in (
        ("higher", "is more inactive than", "are more inactive than"),
        ("similar", "is similar to", "are similar to"),
        ("lower", "is less inactive than", "are less inactive than"),
        ("", "is not compared with", "are not compared with"),
    ):
        names = list(table.loc[table["answer"].eq(answer), "name"])
        if names:
            than = f"{short} ({percent(whole)})" if not said else short
            said.append(f"{listed(names)} {one if len(names) == 1 else many} {than}.")
    return " ".join(said)


def least_active_chart(view: Targeting) -> SpreadChart:
    """Surveyed inactivity of each locality, against the whole."""
    table, whole = surveyed_localities(view), view.found.activity.whole
    rows = [
        SpreadRow(
            str(name),
            share,
            low,
            high,
            answer,
            f"{number(share, 1)}%",
            f"{number(share, 1)}% ({number(low)}–{number(high)})",
        )
        for name, answer, (share, low, high) in zip(
            table["name"],
            table["answer"],
            (100 * table[["inactive", "low", "high"]]).itertuples(index=False),
            strict=True,
        )
    ]
    comparator = Comparator(100 * whole, view.short, percent(whole))
    return SpreadChart(tuple(rows), "Adults inactive, %", comparator)


def least_active(view: Targeting, screen: Screen) -> StepView:
    """Step 2: who is least active, by locality, against the whole."""
    table = surveyed_localities(view)
    whole = view.found.activity.whole
    finding = _verdict_sentences(table, view.short, whole)
    together = locality_comparisons(table, view.short)
    plot = dots(least_active_chart(view), screen.palette)
    rows = pd.DataFrame(
        {
            "name": table["name"],
            "inactive": 100 * table["inactive"],
            "range": ranges(100 * table["low"], 100 * table["high"]),
            "answer": table["answer"].map(ANSWER_WORDS),
            "inactive_adults": table["inactive_adults"].round(-2),
        }
    )
    period = view.found.activity.period
    return StepView(
        finding,
        Figure(
            plot,
            f"Chart of adults inactive by locality, {period}, with 95% confidence "
            f"intervals, against {view.short} at {percent(whole)}. {finding}",
        ),
        Table(
            rows.reset_index(drop=True),
            {
                "name": Column("Locality", width=160),
                "inactive": Column(f"Inactive, {period}", "Surveyed", 1, "%"),
                "range": Column("95% CI", "95% confidence interval, per cent", width=90),
                "answer": Column(f"Compared with {view.short}", width=140),
                "inactive_adults": Column("Inactive adults", "To the hundred", 0),
            },
            "Table of adults inactive by locality, the highest share first.",
        ),
        tuple(table.index),
        (
            *((together,) if together else ()),
            "Which groups of people are least active (by age, sex, disability, "
            "ethnicity, work) is published for larger areas only and is not in this "
            "data pack; nothing is estimated for them here.",
        ),
        view.provided("activity", "population", is_modelled=False),
    )


def activity_need(view: Targeting, screen: Screen, *, selected: str = "") -> StepView:
    """Step 3: smaller areas where inactivity is above the whole area's rate."""
    rows = view.rows
    counts = rows["activity_class"].value_counts()
    activity, _ = thresholds(view.found, view.short)
    whole = percent(view.found.activity.whole)
    finding = (
        f"{counted(int(counts.get(HIGH, 0)), 'LSOA')} of {number(len(rows))} in "
        f"{view.where} can be said to be more inactive than {view.short}: {activity}. "
        f"{counted(int(counts.get(LOW, 0)), 'is', 'are')} below, "
        f"{number(counts.get(MIDDLE, 0))} similar."
    )
    labels = (f"Below {whole}", "", "Similar", "", f"Above {whole}")
    figure = class_map(
        view,
        screen,
        classes=2 * rows["activity_class"].to_numpy(),
        legend=Legend(
            f"Estimated inactivity against {view.short} · number of LSOAs",
            labels,
            screen.palette.diverging,
        ),
        caption=Caption(
            f"Adults inactive, estimate {view.found.activity.period}",
            f"{view.where}, by LSOA, against {view.short} ({whole})",
            view.provided("areas").short(),
        ),
        alt=f"Map of estimated inactivity by LSOA. {finding}",
        selected=selected,
    )
    order = rows.sort_values(["inactive", "imd_rank"], ascending=[False, True])
    table = area_table(view, order, ("inactive", "range", "adults", "decile"))
    return StepView(
        finding,
        figure,
        table,
        tuple(order.index),
        (view.found.activity.words, circularity(view.found), AGREEMENT),
        view.provided("areas"),
    )


def social_need(view: Targeting, screen: Screen, *, selected: str = "") -> StepView:
    """Step 4: smaller areas of social need, and the pockets that averages hide."""
    rows, wish = view.rows, view.found.wish
    high = rows["deprivation_class"].eq(HIGH)
    people = view.pack.table("population")["population"].loc[rows.index]
    finding = (
        f"{counted(int(high.sum()), 'LSOA')} of {number(len(rows))} in {view.where} "
        f"{'is' if high.sum() == 1 else 'are'} in England’s most deprived "
        f"{10 * wish.most_to}% (IMD {wish.imd_year}), with "
        f"{percent(people[high].sum() / max(people.sum(), 1))} of its residents."
    )
    labels = (
        f"Decile {decile_span(wish.middle_to + 1, LAST_DECILE)}",
        "",
        f"Decile {decile_span(wish.most_to + 1, wish.middle_to)}",
        "",
        f"Decile {decile_span(1, wish.most_to)}: most deprived",
    )
    figure = class_map(
        view,
        screen,
        classes=2 * rows["deprivation_class"].to_numpy(),
        legend=Legend(
            "Scale: England, national deciles · number of LSOAs", labels, screen.palette.sequential
        ),
        caption=Caption(
            f"Index of Multiple Deprivation {wish.imd_year}",
            f"{view.where}, by LSOA, national deciles",
            view.provided("deprivation", "areas", is_modelled=False).short(),
        ),
        alt=f"Map of deprivation by LSOA. {finding}",
        selected=selected,
    )
    table, codes = _pockets(view)
    return StepView(
        finding,
        figure,
        table,
        codes,
        (
            "Beside the map: hidden pockets, the most deprived areas of the "
            f"localities that are better off than most of {view.short} on average; "
            f"{_listed_of(view, codes)}.",
        ),
        view.provided("deprivation", "population", "areas", is_modelled=False),
    )


def _listed_of(view: Targeting, codes: tuple[str, ...]) -> str:
    """How many of some areas are on the list."""
    count = int(view.found.table.loc[list(codes), "is_listed"].sum())
    return f"{number(count)} of these {number(len(codes))} on the list"


def _pockets(view: Targeting) -> tuple[Table, tuple[str, ...]]:
    """The worst areas of well-off districts, within the districts looked at."""
    ranks = view.pack.table("deprivation")
    people = view.pack.table("population")["population"]
    parent = view.known.district_of
    average = deprivation.average_score(ranks["imd_score"], people, parent)
    found = hidden_pockets(ranks["imd_rank"], parent, average, each=POCKETS_EACH)
    if view.districts:
        found = found[found["district"].isin(view.districts)]
    areas = view.found.activity
    rows = pd.DataFrame(
        {
            "name": [view.name(code) for code in found.index],
            "rank": found["rank"].to_numpy(),
            "decile": ranks["imd_decile"].loc[found.index].to_numpy(),
            "above": found["above_district"].to_numpy(),
            "inactive": (100 * areas.shares["inactive"]).loc[found.index].to_numpy(),
        }
    )
    return Table(
        rows,
        {
            "name": Column("Hidden pocket", "Worst area of a well-off locality", width=200),
            "decile": Column("Decile", "National IMD 2025, 1 is most deprived", 0),
            "rank": Column("IMD rank", f"Of {NATIONAL_LSOAS_2025:,} in England", 0),
            "above": Column(
                "Ranks below its locality",
                "How many ranks more deprived than the median area of its locality",
                0,
            ),
            "inactive": Column("Inactive", "Estimate", 0, "%"),
        },
        f"Table of {counted(len(rows), 'hidden pocket')}.",
    ), tuple(found.index)


def where_both_meet(view: Targeting, screen: Screen, *, selected: str = "") -> StepView:
    """Step 5: activity need and social need together, three classes each way."""
    rows, found = view.rows, view.found
    both = found.where_both_meet.iloc[view.shown]
    activity, deprived = thresholds(found, view.short)
    adults = found.activity.adults.loc[rows.index]
    finding = (
        f"In {counted(int(both.sum()), 'LSOA')} of {number(len(rows))} in "
        f"{view.where} both needs are high: {activity}, and {deprived}. "
        f"{number(adults[both].sum())} adults live there."
    )
    figure = both_map(
        view,
        screen,
        title="Where inactivity and deprivation meet",
        selected=selected,
        alt=f"Bivariate map, three classes each way. {finding}",
    )
    order = rows[both].sort_values(["inactive", "imd_rank"], ascending=[False, True])
    return StepView(
        finding,
        figure,
        area_table(view, order, ("inactive", "range", "decile", "adults")),
        tuple(order.index),
        (circularity(found), found.activity.words, AGREEMENT),
        view.provided("areas"),
    )

"""How sure a list is, what would change it, and the areas on it."""

from dataclasses import replace
from functools import partial

import pandas as pd

from insight.analysis.ranking import Certainty, RankingChange
from insight.analysis.targeting import AGAINST, AREA_COLUMNS, Targeting
from insight.exports.files import Download, csv_download
from insight.exports.table import ExportTable
from insight.figures.caption import Caption
from insight.figures.comparison import Bar, BarChart
from insight.figures.ranks import RankChart
from insight.figures.screen.ranks import change_chart, rank_chart
from insight.figures.sheet.charts import paper_bars
from insight.figures.sheet.ranks import paper_ranks
from insight.measures.need import HIGH
from insight.measures.reach import Reach
from insight.measures.uncertainty import ALWAYS, NEVER
from insight.pack.catalogue import AGREEMENT, Level
from insight.pages.targeting.finding import Finding
from insight.pages.targeting.maps import (
    PAPER_COLUMNS,
    NeedsMap,
    Pointed,
    needs_statement,
    title_where,
)
from insight.statement import Column, Statement, Table
from insight.words import counted, in_hundred, listed, number, out_of_hundred, percent, ranges, tied

SAME = 1e-9
"""Estimates (proportions) closer than this are the same."""
MOST_DRAWN = 36
"""Rows of the chart of ranks: as many as can be read on one screen."""
GROUP_WORDS = {
    "always": f"Nearly always ({round(100 * ALWAYS)} or more of 100 simulations)",
    "depends": f"Uncertain ({round(100 * NEVER)} to {round(100 * ALWAYS) - 1} of 100)",
    "never": f"Rarely (under {round(100 * NEVER)} of 100)",
}
RANK_COLUMNS = {
    "rank": AREA_COLUMNS["rank"],
    "tied": Column("Ties", "Other areas with the same score; the most deprived of them is first"),
    "name": Column("Area"),
    "code": AREA_COLUMNS["code"],
    "median": Column("Median rank", "Middle rank of all simulations", 0),
    "low": Column("90% range from", decimals=0),
    "high": Column("90% range to", decimals=0),
    "span": Column("90% range", "Range of the rank in 90% of simulations"),
    "chance": Column("Times on list", "Out of 100 simulations", 0),
    "chance_words": Column("Simulations on the list"),
    "group": Column("Certainty"),
    "inactive": AREA_COLUMNS["inactive"],
    "range": AREA_COLUMNS["range"],
    "decile": AREA_COLUMNS["decile"],
    "why": Column("Why"),
}


def how_sure(view: Targeting, sure: Certainty) -> Finding:
    """Who is always on the list, who may be, and the span of each rank."""
    table = with_chances(view, sure)
    places, spread = view.found.rules.places, sure.spread
    draws = number(spread.draws)
    shown = table.sort_values(["chance", "rank"], ascending=[False, True])
    shown = shown[:MOST_DRAWN].sort_values("rank")
    provided = view.provided().drawn_on(view.pack, Level.LSOA)
    chart = RankChart(
        names=[view.name(code) for code in shown.index],
        rank=list(shown["rank"]),
        median=list(shown["median"]),
        low=list(shown["rank_low"]),
        high=list(shown["rank_high"]),
        chance=list(shown["chance"]),
        group=list(shown["group"]),
        places=None if view.found.wish.reach is Reach.QUOTA else places,
        whole=len(table),
    )
    caption = Caption(
        f"Rank in {draws} simulations",
        f"{view.reach}; the {len(shown)} areas most often on the list",
        provided.short(),
    )
    title, others = _sure_title(table["group"], places)
    said = [
        f"{name}: rank {number(rank)}, {out_of_hundred(chance)}"
        for name, rank, chance in zip(chart.names, chart.rank, chart.chance, strict=True)
    ]
    moved = (
        f"Each of the {draws} simulations varies the district survey results and the area "
        "estimates within their margins of error. It also varies each weight by up to "
        f"{number(spread.weight_span)} points and picks a method of scaling and averaging."
    )
    return Finding(
        f"{title}. {others}{_ties(table)}",
        rank_table(view, shown, "name", "rank", "tied", "median", "span", "chance", "group"),
        provided,
        tuple(shown.index),
        (
            f"{moved} Area estimates are then matched to the district results again and the "
            "list is remade. The same choices always give the same result.",
            "An area can be on the list and still be uncertain, because many areas are almost "
            "identical.",
        ),
        Statement(
            title=title,
            subtitle=f"Rank of need in {draws} simulations. {view.reach}, "
            f"{counted(len(table), 'small area (LSOA)', 'small areas (LSOAs)')}. {view.period}",
            caveats=(others, view.rule, view.found.activity.words, moved, view.circularity),
            provided=provided,
            alt=f"Dot-and-whisker chart of ranks. {title}. {others} {'; '.join(said)}.",
            on_sheet=partial(paper_ranks, chart),
            table=rank_table(
                view,
                table.sort_values("rank"),
                *("rank", "tied", "name", "code", "median", "low", "high"),
                *("chance_words", "group"),
            ),
        ),
        lambda screen: rank_chart(chart, caption=caption, palette=screen.chart_palette),
        (_areas_csv(view, table),),
    )


def _sure_title(groups: pd.Series, places: int) -> tuple[str, str]:
    always, depends, never = (int(groups.eq(group).sum()) for group in GROUP_WORDS)
    first = counted(always, "area") if always else "No area"
    return (
        f"{first} {'is' if always <= 1 else 'are'} nearly always on the list of {places}",
        f"Of {number(len(groups))} small areas (LSOAs) that could be on it, {number(depends)} "
        f"{'depends' if depends == 1 else 'depend'} on the assumptions and {number(never)} "
        f"{'is' if never == 1 else 'are'} rarely on it.",
    )


def _ties(table: pd.DataFrame) -> str:
    last = table[table["is_listed"]].nlargest(1, "rank")
    if not len(last) or not last["tied"].iloc[0]:
        return ""
    # The areas of one score follow one another in rank.
    same = table[table["need"].sub(last["need"].iloc[0]).abs().lt(SAME)]
    inside = int(same["is_listed"].sum())
    if inside == len(same):
        return ""
    return (
        f" {number(len(same))} areas are tied for the last places, but only {inside} fit on "
        "the list. Small differences in deprivation decide which."
    )


def with_chances(view: Targeting, sure: Certainty) -> pd.DataFrame:
    """The areas that could be on the list, with what the simulations say of each rank."""
    more = sure.table.rename(columns={"low": "rank_low", "high": "rank_high"})
    table = view.found.table.join(more)
    return table[table["rank"].notna()]


def rank_table(view: Targeting, rows: pd.DataFrame, *shown: str) -> Table:
    """Areas in the order given, with some of `RANK_COLUMNS`; ties only where any is."""
    values = pd.DataFrame(
        {
            "rank": rows["rank"],
            "tied": [tied(int(others)) for others in rows["tied"]],
            "name": [view.name(code) for code in rows.index],
            "code": rows.index,
            "median": rows["median"],
            "low": rows["rank_low"],
            "high": rows["rank_high"],
            "span": ranges(rows["rank_low"], rows["rank_high"]),
            "chance": in_hundred(rows["chance"]),
            "chance_words": rows["chance"].map(out_of_hundred),
            "group": rows["group"].map(GROUP_WORDS),
            "inactive": 100 * rows["inactive"],
            "range": ranges(100 * rows["low"], 100 * rows["high"]),
            "decile": rows["decile"],
            "why": [_why(view, row) for _, row in rows.iterrows()] if "why" in shown else "",
        },
        index=rows.index,
    )
    names = [name for name in shown if name != "tied" or values["tied"].any()]
    return Table(
        values[names].reset_index(drop=True),
        {name: RANK_COLUMNS[name] for name in names},
        f"Table of ranks of {counted(len(rows), 'area')}.",
    )


def _areas_csv(view: Targeting, table: pd.DataFrame) -> Download:
    def ranks() -> ExportTable:
        areas = view.known.levels[Level.LSOA].loc[table.index]
        columns = {
            "area_code": table.index,
            "area_name": areas["name"],
            "place": areas["place"],
            "rank": table["rank"].astype("int64"),
            "tied_with": table["tied"].astype("int64"),
            "is_listed": table["is_listed"],
            "chance_of_100": in_hundred(table["chance"]),
            "median_rank": table["median"],
            "rank_low_90": table["rank_low"],
            "rank_high_90": table["rank_high"],
            "group": table["group"],
            "meets_both": view.found.where_both_meet.loc[table.index],
            "inactive_pct": (100 * table["inactive"]).round(),
            "inactive_low_pct": (100 * table["low"]).round(),
            "inactive_high_pct": (100 * table["high"]).round(),
            "imd_decile": table["decile"],
            "imd_rank": table["imd_rank"],
        }
        return view.export(pd.DataFrame(columns).reset_index(drop=True).sort_values("rank"))

    return csv_download("CSV of all ranks", ("targeting-ranks",), ranks)


def what_would_change(view: Targeting, changes: tuple[RankingChange, ...]) -> Finding:
    """Other choices that could be argued for, by how much of the list they move."""
    places = view.found.rules.places
    most = changes[0]
    same = [change.words for change in changes if not change.replaced]
    title = (
        f"“{most.words}” would change {most.replaced} of {places} areas"
        if most.replaced
        else f"None of the {len(changes)} alternatives would change the list"
    )
    nothing = (
        f"{number(len(same))} of the {len(changes)} alternatives would change nothing."
        if same
        else f"All {len(changes)} alternatives would change something."
    )
    rest = f" That is the largest change to the list. {nothing}" if most.replaced else ""
    bars = [
        Bar(each.words, each.replaced, f"{each.replaced} of {places}", bool(each.replaced))
        for each in sorted(changes, key=lambda each: (-each.replaced, each.words))
    ]
    table = Table(
        pd.DataFrame([(each.words, each.replaced) for each in changes], columns=["words", "count"]),
        {
            "words": Column("Alternative"),
            "count": Column("Areas changed", f"Out of {places} on the list", 0),
        },
        f"Table of {counted(len(changes), 'alternative')}.",
    )
    provided = view.provided().drawn_on(view.pack, Level.LSOA)
    moved = f"of the {places} areas on the list that would be different"
    caption = Caption(
        "What would change the list?", f"{view.reach}; number {moved}", provided.short()
    )
    alone = "Each alternative is tested on its own, with all your other choices kept."
    statement = Statement(
        title=title,
        shorter=(f"One choice would change {most.replaced} of {places} areas",),
        rest=f"{title}.",
        subtitle=f"Number {moved}, {counted(len(bars), 'alternative')}. "
        f"{view.reach}. {view.period}",
        caveats=(alone, view.rule),
        provided=provided,
        alt=f"Bar chart. {title}.{rest} " + "; ".join(f"{bar.name}: {bar.words}" for bar in bars),
        on_sheet=partial(paper_bars, BarChart(tuple(bars), "Areas that would change", sign="")),
        table=table,
    )
    return Finding(
        f"{title}.{rest}",
        table,
        provided,
        notes=(alone,),
        statement=statement,
        plot=lambda screen: change_chart(
            bars, places=places, caption=caption, palette=screen.chart_palette
        ),
    )


def listed_areas(view: Targeting, sure: Certainty) -> Finding:
    """The areas on the list, each with why; on paper they are outlined on a map."""
    table = with_chances(view, sure)
    rows = table[table["is_listed"]].sort_values("rank")
    codes, count = tuple(rows.index), counted(len(rows), "area")
    homes = view.known.district_of.loc[list(codes)]
    counts = homes.map(view.known.levels[Level.LOCALITY]["place"]).value_counts()
    where = listed([f"{count} in {name}" for name, count in counts.items()])
    if len(counts) == 1:
        where = f"all in {counts.index[0]}"
    words = f"{count} on the list: {where}"
    first = counted(len(rows), "small area (LSOA)", "small areas (LSOAs)")
    shown = rank_table(
        view,
        rows,
        *("rank", "tied", "name", "span", "chance", "inactive", "range", "decile", "why"),
    )
    columns = {**shown.columns, "span": replace(RANK_COLUMNS["span"], label="Rank, 90% range")}
    shown = replace(shown, columns=columns, alt=f"Table of the {count} on the list, with reasons.")
    pointed = Pointed((codes,), f"Outlined: the {count} on the list") if codes else Pointed()
    provided = view.provided().drawn_on(view.pack, Level.LSOA)
    return Finding(
        f"{first} {'is' if len(rows) == 1 else 'are'} on the priority list: {where}.",
        shown,
        provided,
        codes,
        (view.circularity, view.found.activity.words, AGREEMENT),
        needs_statement(
            NeedsMap(view.looking_at(tuple(sorted(set(homes)))), Caption(words, "", ""), pointed),
            provided,
            title=title_where(view, words, f"{count} on the list,", homes.nunique()),
            shorter=(f"{count} on the priority list",),
            more=f"{view.reach}.",
            rule=view.rule,
            table=replace(shown, columns={**columns, **PAPER_COLUMNS}),
        ),
        downloads=(_areas_csv(view, table),),
    )


def _why(view: Targeting, row: pd.Series) -> str:
    meets = row["activity_class"] == HIGH and row["deprivation_class"] == HIGH
    return (
        f"Inactivity is {AGAINST[int(row['activity_class'])].against} {view.short} "
        f"({view.whole_words}). IMD decile {row['decile']}."
        + (" Both needs are high." if meets else "")
    )


def why_here(view: Targeting, sure: Certainty, code: str) -> str:
    """Why one area is on the list or is not, in a few sentences."""
    row = view.found.table.loc[[code]].iloc[0]
    share, low, high = (float(row[name]) for name in ("inactive", "low", "high"))
    words = (
        f"{percent(share)} of adults are inactive (modelled estimate, 95% confidence interval "
        f"{percent(low)} to {percent(high)}). {_why(view, row)}"
    )
    if pd.isna(row["rank"]):
        return f"{words} It cannot be on this list because a different district is selected."
    if not view.found.rules.places:
        return f"{words} Nothing is on the list, because no small area here meets both thresholds."
    simulated = sure.table.loc[[code]].iloc[0]
    level = f", {tied(int(row['tied']))}" if row["tied"] else ""
    standing = "is on" if row["is_listed"] else "is not on"
    eligible = int(view.found.rules.is_eligible.sum())
    return (
        f"{words} It {standing} the list of {view.found.rules.places}, at rank "
        f"{number(row['rank'])} of {number(eligible)}{level}. Its rank is between "
        f"{number(simulated['low'])} and {number(simulated['high'])} in 90% of simulations. "
        f"It is on the list in {out_of_hundred(float(simulated['chance']))} simulations."
    )

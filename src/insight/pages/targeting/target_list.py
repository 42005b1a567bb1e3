"""How sure a list is, what would change it, and the areas on it."""

from dataclasses import dataclass, replace

import pandas as pd

from insight.analysis.ranking import Certainty, RankingChange
from insight.analysis.suggested import list_table
from insight.analysis.targeting import AREA_COLUMNS, Screen, Targeting
from insight.analysis.targeting_words import circularity, reach_words
from insight.analysis.view import Figure
from insight.exports.files import Download, csv_download
from insight.exports.table import ExportTable
from insight.figures.screen.maps import Caption
from insight.figures.screen.ranks import Ranks, change_chart, in_hundred, out_of_hundred, rank_chart
from insight.measures.need import HIGH, LOW, MIDDLE
from insight.measures.uncertainty import ALWAYS, NEVER
from insight.pack.catalogue import AGREEMENT, Level
from insight.statement import Column, Table
from insight.words import counted, listed, number, percent, ranges, tied

SAME = 1e-9
"""Estimates (proportions) closer than this are the same."""

MOST_DRAWN = 36
"""Rows of the chart of ranks: as many as can be read on one screen."""

GROUP_WORDS = {
    "always": f"Always ({round(100 * ALWAYS)} or more of 100 simulations)",
    "depends": f"Depends ({round(100 * NEVER)} to {round(100 * ALWAYS) - 1} of 100)",
    "never": f"Never, or seldom (under {round(100 * NEVER)} of 100)",
}


@dataclass(frozen=True)
class PartView:
    """One more way to look at the list: a chart, its table, and words."""

    finding: str
    figure: Figure | None
    table: Table
    codes: tuple[str, ...]
    notes: tuple[str, ...]
    downloads: tuple[Download, ...] = ()


def how_sure(view: Targeting, sure: Certainty, screen: Screen) -> PartView:
    """Who is always on the list, who may be, and the span of each rank."""
    table = with_chances(view, sure)
    counts = table["group"].value_counts()
    always = int(counts.get("always", 0))
    depends = int(counts.get("depends", 0))
    finding = (
        f"Of {number(len(table))} LSOAs that could be on a list of "
        f"{view.found.rules.places}, {always} {'is' if always == 1 else 'are'} on it "
        f"in nearly every draw and {depends} {'depends' if depends == 1 else 'depend'} "
        f"on what is assumed; {number(counts.get('never', 0))} hardly ever get there."
    )
    finding += _ties(table)
    shown = table.sort_values(["chance", "rank"], ascending=[False, True])
    shown = shown[:MOST_DRAWN].sort_values("rank")
    spread = sure.spread
    provided = view.provided("areas")
    plot = rank_chart(
        _drawn(view, shown),
        places=view.found.rules.places,
        caption=Caption(
            f"Rank over {number(spread.draws)} simulations",
            f"{reach_words(view.found.wish, view.known, view.short)}; the "
            f"{len(shown)} LSOAs most often on the list",
            provided.short(),
        ),
        palette=screen.palette,
    )
    rows = _sure_rows(view, shown)
    return PartView(
        finding,
        Figure(plot, f"Dot-and-whisker chart of ranks. {finding}"),
        Table(
            rows,
            {
                "name": Column("Area", width=210),
                "rank": AREA_COLUMNS["rank"],
                **_tied_column(rows),
                "median": Column("Median rank", "Over the simulations", 0),
                "span": Column("90% interval", "Of the rank over the simulations"),
                "chance": Column("On the list", "In so many of 100 simulations", 0),
                "group": Column("Group"),
            },
            f"Table of ranks of {counted(len(rows), 'LSOA')}.",
        ),
        tuple(shown.index),
        (
            f"Each of the {number(spread.draws)} simulations moves the survey’s "
            "district rates and each area’s estimate within their errors, each weight "
            "by up to "
            f"{number(spread.weight_span)} points, and picks a way of scaling and "
            "averaging; then the areas are held to the districts again and the list "
            "is made anew. The same choices always give the same result.",
            "An area on the list can still be in the last group: then many areas are "
            "so alike that chance decides between them.",
        ),
        (_areas_csv(view, table),),
    )


def _ties(table: pd.DataFrame) -> str:
    """A warning where the list ends among areas that have the same score."""
    last = table[table["is_listed"]].nlargest(1, "rank")
    if not len(last) or not last["tied"].iloc[0]:
        return ""
    # The areas of one score follow one another in rank.
    same = table[table["need"].sub(last["need"].iloc[0]).abs().lt(SAME)]
    inside = int(same["is_listed"].sum())
    if inside == len(same):
        return ""
    return (
        f" The list ends among {len(same)} LSOAs that are tied, of which it holds "
        f"{inside}: what decides between them is a small difference in deprivation."
    )


def _drawn(view: Targeting, shown: pd.DataFrame) -> Ranks:
    return Ranks(
        names=[view.name(code) for code in shown.index],
        rank=list(shown["rank"]),
        median=list(shown["median"]),
        low=list(shown["rank_low"]),
        high=list(shown["rank_high"]),
        chance=list(shown["chance"]),
        group=list(shown["group"]),
    )


def _sure_rows(view: Targeting, shown: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": [view.name(code) for code in shown.index],
            "rank": shown["rank"].to_numpy(),
            "tied": [tied(int(others)) for others in shown["tied"]],
            "median": shown["median"].to_numpy(),
            "span": ranges(shown["rank_low"], shown["rank_high"]).to_numpy(),
            "chance": in_hundred(shown["chance"]).to_numpy(),
            "group": shown["group"].map(GROUP_WORDS).to_numpy(),
        }
    )


def _tied_column(rows: pd.DataFrame) -> dict[str, Column]:
    """With how many others areas are tied, where any is."""
    if not rows["tied"].any():
        return {}
    return {
        "tied": Column(
            "Ties", "Other areas with the same score; the most deprived of them is first", width=110
        )
    }


def _areas_csv(view: Targeting, table: pd.DataFrame) -> Download:
    def ranks() -> ExportTable:
        areas = view.known.levels[Level.LSOA].loc[table.index]
        rows = pd.DataFrame(
            {
                "area_code": table.index,
                "area_name": areas["name"].to_numpy(),
                "place": areas["place"].to_numpy(),
                "rank": table["rank"].astype("int64").to_numpy(),
                "tied_with": table["tied"].astype("int64").to_numpy(),
                "is_listed": table["is_listed"].to_numpy(),
                "chance_of_100": in_hundred(table["chance"]).to_numpy(),
                "median_rank": table["median"].to_numpy(),
                "rank_low_90": table["rank_low"].to_numpy(),
                "rank_high_90": table["rank_high"].to_numpy(),
                "group": table["group"].to_numpy(),
                "inactive_pct": (100 * table["inactive"]).round().to_numpy(),
                "inactive_low_pct": (100 * table["low"]).round().to_numpy(),
                "inactive_high_pct": (100 * table["high"]).round().to_numpy(),
                "imd_decile": table["decile"].to_numpy(),
                "imd_rank": table["imd_rank"].to_numpy(),
            }
        ).sort_values("rank")
        return list_table(view, rows)

    return csv_download("CSV of all ranks", ("targeting-ranks",), ranks)


def what_would_change(
    view: Targeting, changes: tuple[RankingChange, ...], screen: Screen
) -> PartView:
    """Other choices that could be argued for, by how much of the list they move."""
    places = view.found.rules.places
    most = changes[0]
    same = [change.words for change in changes if not change.replaced]
    finding = (
        f"What changes the list most: “{most.words}”, {most.replaced} of {places} "
        f"places. {counted(len(same), 'choice', 'choices')} of {len(changes)} would "
        "change nothing."
        if most.replaced
        else f"None of {len(changes)} other choices would change the list."
    )
    rows = pd.DataFrame(
        {
            "words": [change.words for change in changes],
            "replaced": [change.replaced for change in changes],
        }
    )
    provided = view.provided("areas")
    plot = change_chart(
        list(rows["words"]),
        list(rows["replaced"]),
        places=places,
        caption=Caption(
            "What would change the list",
            f"{reach_words(view.found.wish, view.known, view.short)}; places of "
            f"{places} that would go to other LSOAs",
            provided.short(),
        ),
        palette=screen.palette,
    )
    return PartView(
        finding,
        Figure(plot, f"Bar chart. {finding}"),
        Table(
            rows,
            {
                "words": Column("Another choice", width=290),
                "replaced": Column("Places changed", f"Of {places}", 0),
            },
            f"Table of {counted(len(rows), 'other choice')}.",
        ),
        (),
        ("Each is made alone, everything else as chosen.",),
    )


def listed_areas(view: Targeting, sure: Certainty) -> PartView:
    """The LSOAs on the list, each with why."""
    rows = view.found.listed.join(
        sure.table.rename(columns={"low": "rank_low", "high": "rank_high"})
    )
    names = view.known.levels[Level.LOCALITY]["place"]
    homes = view.known.district_of.loc[rows.index].map(names).value_counts()
    where = listed([f"{count} in {name}" for name, count in homes.items()])
    if len(homes) == 1:
        where = f"all in {homes.index[0]}"
    finding = f"{counted(len(rows), 'LSOA')} on the list: {where}."
    table = pd.DataFrame(
        {
            "rank": rows["rank"].to_numpy(),
            "tied": [tied(int(others)) for others in rows["tied"]],
            "name": [view.name(code) for code in rows.index],
            "span": ranges(rows["rank_low"], rows["rank_high"]).to_numpy(),
            "chance": in_hundred(rows["chance"]).to_numpy(),
            "inactive": (100 * rows["inactive"]).to_numpy(),
            "range": ranges(100 * rows["low"], 100 * rows["high"]).to_numpy(),
            "decile": rows["decile"].to_numpy(),
            "why": [_why(view, row) for _, row in rows.iterrows()],
        }
    )
    return PartView(
        finding,
        None,
        Table(
            table,
            {
                "rank": replace(AREA_COLUMNS["rank"], width=50),
                **_tied_column(table),
                "name": Column("Area", width=220),
                "span": Column("Rank, 90% interval", "Over the simulations"),
                "chance": Column("On the list", "In so many of 100 simulations", 0),
                "inactive": AREA_COLUMNS["inactive"],
                "range": AREA_COLUMNS["range"],
                "decile": AREA_COLUMNS["decile"],
                "why": Column("Why", width=420),
            },
            f"Table of the {counted(len(rows), 'LSOA')} on the list, with reasons.",
        ),
        tuple(rows.index),
        (circularity(view.found), view.found.activity.words, AGREEMENT),
        (_areas_csv(view, with_chances(view, sure)),),
    )


def with_chances(view: Targeting, sure: Certainty) -> pd.DataFrame:
    """The areas that could be on the list, with what the draws say of each rank."""
    more = sure.table.rename(columns={"low": "rank_low", "high": "rank_high"})
    table = view.found.table.join(more)
    return table[table["rank"].notna()]


POSITION = {LOW: "below", MIDDLE: "similar to", HIGH: "above"}


def _why(view: Targeting, row: pd.Series) -> str:
    """Why one area stands where it does, by rule."""
    meets = row["activity_class"] == HIGH and row["deprivation_class"] == HIGH
    return (
        f"Inactivity {POSITION[int(row['activity_class'])]} {view.short}’s "
        f"{percent(view.found.activity.whole)}; IMD decile {row['decile']}"
        + (": both needs are high." if meets else ".")
    )


def why_here(view: Targeting, sure: Certainty, code: str) -> str:
    """Why one area is on the list or is not, in a few sentences.

    Parameters
    ----------
    view, sure
        The ranking and its draws.
    code
        An LSOA of the study area.
    """
    row = view.found.table.loc[[code]].iloc[0]
    share, low, high = (float(row[name]) for name in ("inactive", "low", "high"))
    words = (
        f"{percent(share)} of adults inactive (estimate, 95% confidence interval "
        f"{percent(low)} to {percent(high)}). {_why(view, row)}"
    )
    if pd.isna(row["rank"]):
        return f"{words} It cannot be on this list: another district was chosen."
    drawn = sure.table.loc[[code]].iloc[0]
    level = f", {tied(int(row['tied']))}" if row["tied"] else ""
    standing = "On the list" if row["is_listed"] else "Not on the list"
    eligible = int(view.found.rules.is_eligible.sum())
    return (
        f"{words} {standing} of {view.found.rules.places}: rank "
        f"{number(row['rank'])} of {number(eligible)}{level}, between "
        f"{number(drawn['low'])} "
        f"and {number(drawn['high'])} in 90% of simulations, on the list in "
        f"{out_of_hundred(float(drawn['chance']))} draws."
    )

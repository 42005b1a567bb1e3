"""The list as neighbourhoods: on the map, in the table, in words and in a file."""

from collections.abc import Mapping

import pandas as pd

from insight.analysis.profile import Facts
from insight.analysis.ranking import Order
from insight.analysis.suggested import Suggested, Suggestions
from insight.analysis.targeting import Targeting
from insight.exports.files import Download, csv_download
from insight.exports.table import ExportTable
from insight.figures.caption import Caption
from insight.geography.neighbourhoods import Again
from insight.pack.catalogue import AGREEMENT, Level
from insight.pages.targeting.finding import Finding
from insight.pages.targeting.maps import NeedsMap, Pointed, needs_statement, title_where
from insight.statement import Column, Table
from insight.words import counted, listed, number, out_of_hundred, percent, tied

HALF = 0.5
"""Chance from which a neighbourhood is on the list more often than not."""
OF_NEIGHBOURHOODS = (
    "A neighbourhood’s need is the average position of its areas in that order, weighted by "
    "residents."
)
COLUMNS = {
    "number": Column("No.", "1 is the highest need", 0, width=40),
    "name": Column(
        "Neighbourhood",
        "Named after the middle-layer areas (MSOAs, about 8,000 people) that it lies in",
        width=150,
    ),
    "inactive": Column(
        "Inactive",
        "Modelled estimate of adults inactive, with its 95% confidence interval",
        width=92,
    ),
    "chance": Column(
        "On the list",
        "Simulations in which more than half of its areas are in a listed neighbourhood",
        width=98,
    ),
    "deprived": Column(
        "10% + 20%",
        "Areas in England’s most deprived 10%, and in the second most deprived 10%",
        width=84,
    ),
    "span": Column(
        "Rank, 90% range", "Rank among those suggested, in 90% of simulations", width=84
    ),
    "people": Column("People", "Residents, mid-2022", 0, width=66),
    "district": Column("District", width=110),
    "deciles": Column(
        "IMD deciles",
        "Index of Multiple Deprivation (IMD) 2025 decile of each of its areas; 1 is the most "
        "deprived",
        width=90,
    ),
    "need": Column(
        "Need score",
        "Average position of its areas among all, weighted by residents; 100 is the highest need",
        0,
        width=60,
    ),
    "runner_up": Column("Best neighbourhood not listed", width=170),
    "compactness": Column("Compactness", "Polsby-Popper score; 1 is a circle", 2, width=96),
    "tied": Column("Ties", "Others with the same need that could take this place", width=96),
    "saved": Column("Saved as", width=200),
    "why": Column("Why", width=640),
}


def neighbourhood_list(
    view: Targeting, found: Suggestions, saved: Mapping[tuple[str, ...], str] | None = None
) -> Finding:
    """The suggested neighbourhoods, numbered on the map of both needs.

    `saved` are the name and status of saved neighbourhoods, by their members; they
    change from day to day and are on no paper.
    """
    suggested = found.suggested
    count = counted(len(suggested), "suggested neighbourhood")
    homes = {code for each in suggested for code in each.facts.districts}
    closer = view.looking_at(tuple(sorted(homes)))
    provided = view.provided().drawn_on(view.pack, Level.LSOA)
    pointed = Pointed(
        tuple(each.facts.members for each in suggested),
        f"Outlined: {count}, 1 is the highest need",
        is_numbered=True,
        names=tuple(each.facts.name for each in suggested),
    )
    chart = NeedsMap(
        closer,
        Caption(
            count.capitalize(),
            f"{view.reach}; inactivity compared with {view.short} ({view.whole_words})",
            provided.short(),
        ),
        pointed if suggested else Pointed(),
    )
    words = _list_words(view, suggested)
    held = _held(suggested) + _unmet(view, suggested)
    rule, certainty = f"{view.rule} {OF_NEIGHBOURHOODS}", _certainty_words(found.again)
    table = _list_table(view, suggested, saved or {})
    people = number(sum(each.facts.people for each in suggested))
    short = f"{counted(len(suggested), 'neighbourhood')} with {people} people"
    return Finding(
        f"{words}{held}",
        table,
        provided,
        notes=(
            *filter(None, (certainty, *found.notes)),
            view.circularity,
            view.found.activity.words,
            AGREEMENT,
        ),
        statement=needs_statement(
            chart,
            provided,
            title=title_where(view, words.removesuffix("."), short, len(homes)),
            more=f"{view.reach}.",
            rule=f"{held} {rule} {certainty}".strip(),
            table=table.only(*(name for name in table.columns if name != "saved")),
        ),
        plot=chart.on_screen,
        downloads=(_suggested_csv(view, found),),
        rule=rule,
    )


def _list_table(
    view: Targeting, suggested: tuple[Suggested, ...], saved: Mapping[tuple[str, ...], str]
) -> Table:
    rows = [
        {
            "number": each.number,
            "name": each.facts.name,
            "district": _home(view, each),
            "people": each.facts.people,
            "inactive": f"{percent(each.facts.inactive)} ({number(100 * each.facts.low)}–"
            f"{number(100 * each.facts.high)})",
            "deprived": f"{each.facts.lsoas_to(1)} + {_second_tenth(each.facts)} "
            f"of {len(each.facts.members)}",
            "chance": out_of_hundred(each.chance),
            "tied": tied(each.tied),
            "span": f"{each.rank_low}–{each.rank_high}",
            "deciles": _deciles(each.facts),
            "need": each.need,
            "runner_up": each.runner_up,
            "compactness": each.compactness,
            "why": each.reason,
            "saved": saved.get(each.facts.members, "Not saved"),
        }
        for each in suggested
    ]
    has_ties = any(each.tied for each in suggested)
    columns = {name: each for name, each in COLUMNS.items() if name != "tied" or has_ties}
    alt = f"Table of {counted(len(rows), 'suggested neighbourhood')}. {view.reach}."
    return Table(pd.DataFrame(rows, columns=list(COLUMNS)), columns, alt)


def _home(view: Targeting, suggested: Suggested) -> str:
    return str(view.known.levels[Level.LOCALITY].at[suggested.facts.districts[0], "place"])


def _deciles(found: Facts) -> str:
    """The decile of each LSOA, the most deprived first."""
    counts = found.by_decile["lsoas"]
    return ", ".join(str(decile) for decile, count in counts.items() for _ in range(int(count)))


def _second_tenth(found: Facts) -> int:
    return found.lsoas_to(2) - found.lsoas_to(1)


def _certainty_words(again: Again) -> str:
    """What a chance means, how exact it is, and how often the whole list comes out."""
    if not again.chances:
        return ""
    count = len(again.chances)
    these = f"these {count} neighbourhoods" if count > 1 else "this neighbourhood"
    return (
        f"We remade the list in {number(again.lists)} simulations. A neighbourhood is on the list "
        "when more than half of its areas are in a listed neighbourhood. The standard error is "
        f"at most {number(100 * again.error)} in 100. Exactly {these} came out in "
        f"{number(again.same)} of {number(again.lists)} simulations."
    )


def _list_words(view: Targeting, suggested: tuple[Suggested, ...]) -> str:
    if not suggested:
        return (
            "No neighbourhood can be made within these limits. Change the minimum or maximum "
            "population, or select another district."
        )
    shares = pd.Series([_home(view, each) for each in suggested]).value_counts()
    where = listed([f"{count} in {name}" for name, count in shares.items()])
    people = number(sum(each.facts.people for each in suggested))
    if len(shares) == 1:
        every = f"all {len(suggested)}" if len(suggested) > 1 else "the one"
        where = f"{every} in {shares.index[0]}"
    return f"{counted(len(suggested), 'neighbourhood')} with {people} people: {where}."


def _held(suggested: tuple[Suggested, ...]) -> str:
    if not suggested:
        return ""
    held = sum(each.chance >= HALF for each in suggested)
    return (
        f" {number(held)} of {number(len(suggested))} "
        f"{'is' if held == 1 else 'are'} on the list in at least half of the "
        "simulations."
    )


def _unmet(view: Targeting, suggested: tuple[Suggested, ...]) -> str:
    """That nobody among those suggested meets the rule; empty if somebody does."""
    members = [code for each in suggested for code in each.facts.members]
    if view.found.wish.order is not Order.RULE or not members:
        return ""
    if view.found.where_both_meet.loc[members].any():
        return ""
    return (
        " None of their areas meets both thresholds. They are only the areas with the "
        "greatest need among those shown."
    )


def _suggested_csv(view: Targeting, found: Suggestions) -> Download:
    def table() -> ExportTable:
        again = found.again
        rows = [
            {
                "number": each.number,
                "area_name": each.facts.name,
                "members": each.facts.members,
                "people": each.facts.people,
                "inactive_pct": round(100 * each.facts.inactive),
                "inactive_low_pct": round(100 * each.facts.low),
                "inactive_high_pct": round(100 * each.facts.high),
                "lsoas_most_deprived_10pct": each.facts.lsoas_to(1),
                "lsoas_10_to_20pct_band": _second_tenth(each.facts),
                "imd_deciles": _deciles(each.facts),
                "need": round(each.need, 1),
                "rank_among_suggested_low_90": each.rank_low,
                "rank_among_suggested_high_90": each.rank_high,
                "tied_with": each.tied,
                "simulations_over_half_on_list": round(each.chance * again.lists),
                "simulations_exactly_this_list": again.same,
                "simulations": again.lists,
                "best_left_out": each.runner_up,
                "compactness": round(each.compactness, 2),
                "reason": each.reason,
            }
            for each in found.suggested
        ]
        return view.export(pd.DataFrame(rows))

    return csv_download("CSV", ("suggested-neighbourhoods",), table)

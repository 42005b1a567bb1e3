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
from insight.words import (
    counted,
    listed,
    number,
    out_of_hundred,
    percent,
    rounded,
    rounded_people,
    tied,
)

HALF = 0.5
"""Chance from which a neighbourhood is on the list more often than not."""
OF_NEIGHBOURHOODS = (
    "A neighbourhood’s need is the average position of its areas in that order, weighted by "
    "residents."
)
COLUMNS = {
    "number": Column("No.", "1 comes first", 0),
    "name": Column(
        "Neighbourhood",
        "Named after the middle-layer areas (MSOAs, about 8,000 people) that it lies in",
    ),
    "need": Column(
        "Need score",
        "Average position of its areas among all, weighted by residents; 100 is the highest need",
        0,
        short="Need",
    ),
    "meeting": Column("Meet both", "Areas that meet both thresholds, of all its areas"),
    "saved": Column("Saved as"),
    "inactive": Column(
        "Inactive", "Modelled estimate of adults inactive, with its 95% confidence interval"
    ),
    "chance": Column(
        "On the list",
        "Simulations in which more than half of its areas are in a listed neighbourhood",
    ),
    "deprived": Column(
        "10% + 20%", "Areas in England’s most deprived 10%, and in the second most deprived 10%"
    ),
    "span": Column("Rank, 90% range", "Rank among those suggested, in 90% of simulations"),
    "people": Column("People", "Residents, mid-2022", 0),
    "district": Column("District"),
    "deciles": Column(
        "IMD deciles",
        "Index of Multiple Deprivation (IMD) 2025 decile of each of its areas; 1 is the most "
        "deprived",
    ),
    "runner_up": Column("Best neighbourhood not listed"),
    "compactness": Column("Compactness", "Polsby-Popper score; 1 is a circle", 2),
    "tied": Column("Ties", "Others with the same need that could take this place"),
    "why": Column("Why"),
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
        f"Outlined: {count}, 1 comes first",
        is_numbered=True,
        names=tuple(each.facts.name for each in suggested),
    )
    chart = NeedsMap(
        closer,
        Caption(
            count.capitalize() if suggested else "No neighbourhood is suggested",
            f"{view.reach}; inactivity compared with {view.short} ({view.whole_words})",
            provided.short(),
        ),
        pointed if suggested else Pointed(),
    )
    words, met = _list_words(view, suggested), _met_words(view, suggested)
    held = _held(suggested)
    holding = " Each neighbourhood holds at least one." if view.found.wish.is_strict else ""
    rule = f"{view.rule} {OF_NEIGHBOURHOODS}{holding}"
    certainty = _certainty_words(found.again, has_rule=_is_ruled(view))
    table = _list_table(view, suggested, saved or {})
    people = rounded_people(sum(each.facts.people for each in suggested))
    short = f"{counted(len(suggested), 'neighbourhood')} with {people}"
    shorter = (f"{short}: {_where(view, suggested)}", short)
    return Finding(
        f"{words}{met}{held}",
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
            shorter=shorter if suggested else ("No neighbourhood is suggested",),
            more=f"{view.reach}.",
            rule=f"{met}{held} {rule} {certainty}".strip(),
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
            "meeting": f"{each.meeting} of {len(each.facts.members)}",
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
    unused = set()
    if not any(each.tied for each in suggested):
        unused.add("tied")
    if not _is_ruled(view):
        unused.add("meeting")
    columns = {name: each for name, each in COLUMNS.items() if name not in unused}
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


def _certainty_words(again: Again, *, has_rule: bool) -> str:
    """What a chance means, how exact it is, and how often the whole list comes out."""
    if not again.chances:
        return ""
    count = len(again.chances)
    these = f"these {count} neighbourhoods" if count > 1 else "this neighbourhood"
    by_need = "by need alone, whether or not they meet the thresholds" if has_rule else "by need"
    return (
        f"We remade the list in {number(again.lists)} simulations, which pick neighbourhoods "
        f"{by_need}. A neighbourhood is on the list when more than half of its areas are in a "
        "listed neighbourhood. The standard error is "
        f"at most {number(100 * again.error)} in 100. "
        f"{number(again.same) if again.same else 'None'} of the simulations gave exactly {these}."
    )


def _is_ruled(view: Targeting) -> bool:
    return view.found.wish.order is Order.RULE


def _list_words(view: Targeting, suggested: tuple[Suggested, ...]) -> str:
    if not suggested:
        if view.found.wish.is_strict and not view.found.meeting.any():
            return "No neighbourhood is suggested."
        return (
            "No neighbourhood can be made within these limits. Change the minimum or maximum "
            "population, or select another district."
        )
    people = sum(each.facts.people for each in suggested)
    residents = view.pack.table("population")["population"][view.found.rules.is_eligible].sum()
    return (
        f"{counted(len(suggested), 'neighbourhood')} with about {rounded(people)} of "
        f"{rounded(residents)} residents ({percent(people / residents)}): "
        f"{_where(view, suggested)}."
    )


def _where(view: Targeting, suggested: tuple[Suggested, ...]) -> str:
    shares = pd.Series([_home(view, each) for each in suggested]).value_counts()
    if len(shares) == 1:
        every = f"all {len(suggested)}" if len(suggested) > 1 else "the one"
        return f"{every} in {shares.index[0]}"
    return listed([f"{count} in {name}" for name, count in shares.items()])


def _met_words(view: Targeting, suggested: tuple[Suggested, ...]) -> str:
    """How many areas meet the rule that is printed, and how many of the list do not."""
    if not _is_ruled(view):
        return ""
    meeting, eligible = int(view.found.meeting.sum()), int(view.found.rules.is_eligible.sum())
    if not meeting:
        said = f" None of {number(eligible)} small areas (LSOAs) meets both thresholds."
    else:
        inside = sum(each.meeting for each in suggested)
        where = f", {_inside(inside, meeting)} in these neighbourhoods" if suggested else ""
        said = (
            f" {number(meeting)} of {number(eligible)} small areas (LSOAs) "
            f"{'meets' if meeting == 1 else 'meet'} both thresholds{where}."
        )
    rest = sum(not each.meeting for each in suggested)
    if rest:
        which = f"The last {number(rest)}" if rest < len(suggested) else "These neighbourhoods"
        which = "The last one" if rest == 1 < len(suggested) else which
        said += (
            f" {which} {'holds' if rest == 1 else 'hold'} none. They have the next highest need."
        )
    return said


def _inside(inside: int, meeting: int) -> str:
    if inside < meeting:
        return f"{number(inside) if inside else 'none'} of them"
    return "all of them" if meeting > 1 else "and is"


def _held(suggested: tuple[Suggested, ...]) -> str:
    if not suggested:
        return ""
    held = sum(each.chance >= HALF for each in suggested)
    return (
        f" {number(held)} of {number(len(suggested))} "
        f"{'is' if held == 1 else 'are'} on the list in at least half of the "
        "simulations."
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
                "areas": len(each.facts.members),
                **({"areas_meeting_both": each.meeting} if _is_ruled(view) else {}),
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

"""The charts of targeting for papers: localities, certainty, and other choices."""

from functools import partial

import pandas as pd

from insight.analysis.papers.map import MOST_NAMED
from insight.analysis.papers.words import sheet_words
from insight.analysis.ranking import Certainty
from insight.analysis.surveyed import interval_basis
from insight.analysis.targeting import Targeting
from insight.analysis.targeting_words import circularity, reach_words
from insight.figures.comparison import Bar, BarChart
from insight.figures.screen.ranks import Ranks, out_of_hundred
from insight.figures.sheet.charts import paper_bars, paper_spreads
from insight.figures.sheet.ranks import MOST_ROWS, paper_ranks
from insight.measures.reach import Reach
from insight.pack.catalogue import Level
from insight.pages.targeting.paper_steps import rows_of
from insight.pages.targeting.steps import (
    ANSWER_WORDS,
    least_active_chart,
    locality_comparisons,
    surveyed_localities,
)
from insight.pages.targeting.target_list import GROUP_WORDS, PartView, with_chances
from insight.statement import Item, PaperLink
from insight.words import counted, listed, number, percent, tied

RANK_COLUMNS = ("rank", "tied", "median", "rank_low", "rank_high", "chance", "group")
SIGNS = "▲ higher than, ▼ lower than, ● similar to {whole}."


def least_active_item(view: Targeting, link: PaperLink) -> Item:
    """Step 2: inactivity of each locality, against the whole."""
    table = surveyed_localities(view)
    shares = 100 * table[["inactive", "low", "high"]]
    rows = tuple(
        (
            str(name),
            number(share, 1),
            number(low, 1),
            number(high, 1),
            ANSWER_WORDS[answer].lower(),
        )
        for name, share, low, high, answer in zip(
            table["name"], *(shares[each] for each in shares), table["answer"],
            strict=True,
        )
    )  # fmt: skip
    title = _localities_title(view, {
        answer: list(table.loc[table["answer"].eq(answer), "name"])
        for answer in ANSWER_WORDS
    })  # fmt: skip
    period = view.found.activity.period
    words = sheet_words(
        link,
        view.provided("activity", "population", is_modelled=False),
        title=title,
        subtitle=f"Adults inactive, per cent, survey years {period} together. "
        f"{counted(len(rows), 'locality', 'localities')} of {view.pack.about.title}, "
        f"against {view.short} as a whole. {SIGNS.format(whole=view.short)}",
        caveat=" ".join(
            (
                "Adults aged 19 and over, less than 30 minutes a week.",
                interval_basis(view.pack),
                locality_comparisons(table, view.short),
            )
        ).strip(),
        alt="Chart of adults inactive by locality with 95% confidence intervals. "
        f"{title}. " + "; ".join(f"{row[0]} {row[1]}% ({row[2]} to {row[3]})" for row in rows),
    )
    return Item(
        words,
        partial(paper_spreads, least_active_chart(view), words),
        ("Locality", "Inactive, %", "From", "To", f"Compared with {view.short}"),
        rows,
    )  # fmt: skip


def _localities_title(view: Targeting, names: dict[str, list[str]]) -> str:
    """Which localities differ from the whole, or how many."""
    whole = f"{view.short} as a whole ({percent(view.found.activity.whole)})"
    said: list[str] = []
    for answer, word in (("higher", "more"), ("lower", "less")):
        found = names[answer]
        if found:
            who = (
                listed(found)
                if len(found) <= MOST_NAMED
                else counted(len(found), "locality", "localities")
            )
            verb = "is" if len(found) == 1 else "are"
            than = "" if said else f" inactive than {whole}"
            said.append(f"{who} {verb} {word}{than}")
    if not said:
        return f"No locality differs from {whole} in inactivity"
    alike = len(names["similar"])
    return ", ".join(said) + (f"; {alike} {'is' if alike == 1 else 'are'} similar" if alike else "")


def sure_item(view: Targeting, sure: Certainty, link: PaperLink) -> Item:
    """Step 6: the span of each rank over the draws, and who is always on the list."""
    table = with_chances(view, sure).sort_values("rank")
    places, spread = view.found.rules.places, sure.spread
    is_shared = view.found.wish.reach is Reach.QUOTA
    likeliest = table.sort_values(["chance", "rank"], ascending=[False, True])
    shown = likeliest[:MOST_ROWS].sort_values("rank")
    ranks = Ranks(
        names=[view.name(code) for code in shown.index],
        rank=list(shown["rank"]),
        median=list(shown["median"]),
        low=list(shown["rank_low"]),
        high=list(shown["rank_high"]),
        chance=list(shown["chance"]),
        group=list(shown["group"]),
    )
    title = _sure_title(table["group"], places)
    said = [
        f"{name}: rank {number(rank)}, {out_of_hundred(chance)}"
        for name, rank, chance in zip(ranks.names, ranks.rank, ranks.chance, strict=True)
    ]
    words = sheet_words(
        link,
        view.provided("areas"),
        title=title,
        subtitle=f"Rank of need over {number(spread.draws)} simulations. "
        f"{reach_words(view.found.wish, view.known, view.short)}, n = "
        f"{counted(len(table), 'LSOA')} that could be on it. Period: "
        f"{view.found.activity.period}, IMD {view.found.wish.imd_year}.",
        caveat=f"{view.rule} {view.found.activity.words} Each simulation moves the "
        "survey’s "
        "district rates and each area’s estimate within their errors, each weight by "
        f"up to {number(spread.weight_span)} points, and picks a way of scaling and "
        f"averaging. {circularity(view.found)}",
        alt=f"Dot-and-whisker chart of ranks. {title}. {'; '.join(said)}.",
    )
    return Item(
        words,
        lambda size, kind: paper_ranks(
            ranks, words, size, kind, places=None if is_shared else places,
            whole=len(table),
        ),
        (
            "Rank", "Area", "Code", "Middle rank", "90% from", "90% to",
            "On the list in simulations", "Group",
        ),
        tuple(
            (
                ", ".join(filter(None, (number(rank), tied(int(level))))),
                f"{name}, {place}", code, number(median), number(low), number(high),
                out_of_hundred(chance), GROUP_WORDS[group],
            )
            for code, rank, level, median, low, high, chance, group, name, place
            in table.join(
                view.known.levels[Level.LSOA][["name", "place"]]
            )[[*RANK_COLUMNS, "name", "place"]].itertuples()
        ),
    )  # fmt: skip


def _sure_title(groups: pd.Series, places: int) -> str:
    """How many are sure of a place, how many may have one, and how many hardly."""
    always, depends, never = (
        int(groups.eq(group).sum()) for group in ("always", "depends", "never")
    )
    first = counted(always, "LSOA") if always else "No LSOA"
    one = always <= 1
    return (
        f"{first} {'is' if one else 'are'} on the list of {places} in nearly every "
        f"draw; {number(depends)} {'depends' if depends == 1 else 'depend'} on what is "
        f"assumed, {number(never)} hardly ever {'gets' if never == 1 else 'get'} there"
    )


def change_item(view: Targeting, part: PartView, link: PaperLink) -> Item:
    """Step 6: how much of the list each other choice would move."""
    places = view.found.rules.places
    rows = part.table.rows
    bars = [
        Bar(choice, float(count), f"{count} of {places}", is_chosen=bool(count))
        for choice, count in zip(rows["words"], rows["replaced"], strict=True)
    ]
    finding = part.finding.removesuffix(".")
    words = sheet_words(
        link,
        view.provided("areas"),
        title=finding,
        subtitle=f"Places of {places} that would go to other LSOAs, "
        f"{counted(len(bars), 'other choice')}. "
        f"{reach_words(view.found.wish, view.known, view.short)}. Period: "
        f"{view.found.activity.period}, IMD {view.found.wish.imd_year}.",
        caveat=" ".join((*part.notes, view.rule)),
        alt=f"Bar chart. {finding}. " + "; ".join(f"{bar.name}: {bar.words}" for bar in bars),
    )
    headings, cells = rows_of(part.table)
    chart = BarChart(tuple(bars), "Places that would change")
    return Item(words, partial(paper_bars, chart, words), headings, cells)

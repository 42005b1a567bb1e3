"""The maps of targeting for papers: each need, where both meet, and the list."""

import pandas as pd

from insight.analysis.papers.map import MOST_NAMED
from insight.analysis.papers.words import sheet_words
from insight.analysis.suggested import ListView
from insight.analysis.targeting import LAST_DECILE, Targeting
from insight.analysis.targeting_words import circularity, decile_span, reach_words, thresholds
from insight.figures.palette import Ramp, palette_for
from insight.figures.screen.bivariate import Axis
from insight.figures.sheet.bivariate import (
    HATCHES,
    Closer,
    PaperNeeds,
    Spot,
    needs_ramp,
    paper_bivariate,
)
from insight.figures.sheet.maps import paper_map
from insight.figures.sheet.sheet import Format, Size, Words
from insight.measures.need import HIGH, LOW, MIDDLE
from insight.pack.catalogue import Level
from insight.pages.targeting.paper_steps import (
    AGAINST,
    Pointed,
    chosen,
    layer_of,
    need_rows,
    of_all,
    outlines_caveat,
    rows_of,
    where_most,
)
from insight.pages.targeting.target_list import PartView
from insight.statement import Item, PaperLink, Provided, Table
from insight.words import counted, number, percent


def both_item(view: Targeting, link: PaperLink, *, selected: str = "") -> Item:
    """Step 5: where inactivity and deprivation meet."""
    rows = view.rows
    both = view.found.where_both_meet.loc[rows.index]
    activity, deprived = thresholds(view.found, view.short)
    return _needs_item(
        view,
        link,
        chosen(view, selected),
        title=f"Both needs are high in {of_all(both)}{where_most(view, both)}",
        more=f"Both are high where {activity}, and {deprived}.",
        rule="",
        table=None,
    )


def list_item(view: Targeting, shown: ListView, link: PaperLink) -> Item:
    """Step 6: the suggested neighbourhoods, numbered."""
    groups = tuple(each.facts.members for each in shown.suggested)
    homes = sorted({code for each in shown.suggested for code in each.facts.districts})
    count = counted(len(groups), "suggested neighbourhood")
    pointed = Pointed(groups, f"Outlined: {count}, 1 is the greatest need", is_numbered=True)
    return _needs_item(
        view.looking_at(tuple(homes)),
        link,
        pointed if groups else Pointed(),
        title=_list_title(view, shown, len(homes)),
        more=_reach(view),
        rule=f"{shown.hold} {shown.rule} {shown.certainty}".strip(),
        table=shown.table,
    )


def _list_title(view: Targeting, shown: ListView, homes: int) -> str:
    """The finding, with the localities counted where they are many."""
    if homes <= MOST_NAMED:
        return shown.finding.removesuffix(".")
    people = number(sum(each.facts.people for each in shown.suggested))
    return (
        f"{counted(len(shown.suggested), 'neighbourhood')} with {people} people in "
        f"{_of_localities(view, homes)}"
    )


def _of_localities(view: Targeting, count: int) -> str:
    """How many of all localities."""
    return f"{count} of {len(view.known.levels[Level.LOCALITY])} localities"


def _reach(view: Targeting) -> str:
    """Who competes with whom, as a sentence."""
    return f"{reach_words(view.found.wish, view.known, view.short)}."


def areas_item(view: Targeting, part: PartView, link: PaperLink) -> Item:
    """Step 6: the LSOAs on the list, outlined."""
    count = counted(len(part.codes), "LSOA")
    homes = sorted(set(view.known.district_of.loc[list(part.codes)]))
    pointed = Pointed((part.codes,), f"Outlined: the {count} on the list")
    return _needs_item(
        view.looking_at(tuple(homes)),
        link,
        pointed if part.codes else Pointed(),
        title=part.finding.removesuffix(".")
        if len(homes) <= MOST_NAMED
        else f"{count} on the list, in {_of_localities(view, len(homes))}",
        more=_reach(view),
        rule=view.rule,
        table=part.table,
    )


def _needs_item(  # noqa: PLR0913 - what differs from one map of both needs to another
    view: Targeting,
    link: PaperLink,
    pointed: Pointed,
    *,
    title: str,
    more: str,
    rule: str,
    table: Table | None,
) -> Item:
    found = view.found
    whole = percent(found.activity.whole)
    words = sheet_words(
        link,
        view.provided().drawn_on(view.pack, Level.LSOA),
        title=title,
        subtitle=f"Adults inactive (estimate, {found.activity.period}) against "
        f"{view.short} ({whole}), and Index of Multiple Deprivation "
        f"{found.wish.imd_year} by decile in England. {view.where}, n = "
        f"{counted(len(view.rows), 'LSOA')}. {more}",
        caveat=" ".join(
            part
            for part in (rule, circularity(found), found.activity.words, outlines_caveat(view))
            if part
        ),
        alt=f"Map of inactivity and deprivation together, three classes each way. "
        f"{title}. {_class_counts(view)} {pointed.words}".strip(),
    )
    headings, rows = need_rows(view) if table is None else rows_of(table)
    return Item(
        words, lambda size, kind: _needs_paper(view, pointed, words, size, kind), headings, rows
    )


def _needs_paper(
    view: Targeting, pointed: Pointed, words: Words, size: Size, kind: Format
) -> bytes:
    rows, wish = view.rows, view.found.wish
    classes = 3 * rows["activity_class"] + rows["deprivation_class"]
    areas = view.known.levels[Level.LSOA]
    layer = layer_of(
        view,
        classes.to_numpy(dtype="int8"),
        ("",) * len(HATCHES),
        needs_ramp(),
        pointed,
        hatches=HATCHES,
    )
    spots: tuple[Spot, ...] = ()
    if pointed.is_numbered and layer.marked is not None:
        middles = layer.marked.representative_point()
        spots = tuple(Spot(str(at), point.x, point.y) for at, point in enumerate(middles, 1))
    dense = view.known.crowded.district
    return paper_bivariate(
        PaperNeeds(
            layer,
            up=Axis("More inactive", ("below", "around", "above")),
            across=Axis(
                "More deprived",
                (
                    f"decile {decile_span(wish.middle_to + 1, LAST_DECILE)}",
                    decile_span(wish.most_to + 1, wish.middle_to),
                    decile_span(1, wish.most_to),
                ),
            ),
            noun="LSOAs",
            marks=spots,
            marked_words=pointed.words,
            # Where some districts are chosen, or there is one, its areas are large.
            closer=None
            if view.districts or len(view.known.levels[Level.LOCALITY]) == 1
            else Closer(
                str(view.known.levels[Level.LOCALITY].at[dense, "place"]),
                areas["lad24cd"].iloc[view.shown].eq(dense).to_numpy(),
            ),
        ),
        words,
        size,
        kind,
    )


def activity_item(view: Targeting, link: PaperLink, *, selected: str = "") -> Item:
    """Step 3: where inactivity is above the rate of the whole area."""
    rows = view.rows
    whole = percent(view.found.activity.whole)
    high = rows["activity_class"].eq(HIGH)
    activity, _ = thresholds(view.found, view.short)
    return _class_item(
        view,
        link,
        chosen(view, selected),
        classes=rows["activity_class"],
        labels=(f"Below {whole}", "", "Similar", "", f"Above {whole}"),
        legend_title=f"Estimated inactivity against {view.short} · number of LSOAs",
        title=f"More inactive than {view.short} as a whole ({whole}): {of_all(high)}"
        f"{where_most(view, high)}",
        measure=f"Adults inactive, estimate {view.found.activity.period}: above where {activity}.",
        caveat=f"{view.found.activity.words} {circularity(view.found)}",
        provided=view.provided(),
        ramp=palette_for("light").diverging,
    )


def social_item(view: Targeting, link: PaperLink, *, selected: str = "") -> Item:
    """Step 4: where England's most deprived areas are."""
    rows, wish = view.rows, view.found.wish
    high = rows["deprivation_class"].eq(HIGH)
    spans = (
        decile_span(wish.middle_to + 1, LAST_DECILE),
        decile_span(wish.most_to + 1, wish.middle_to),
        decile_span(1, wish.most_to),
    )
    return _class_item(
        view,
        link,
        chosen(view, selected),
        classes=rows["deprivation_class"],
        labels=(
            f"Decile {spans[0]}",
            "",
            f"Decile {spans[1]}",
            "",
            f"Decile {spans[2]}: most deprived",
        ),
        legend_title="Scale: England, national deciles · number of LSOAs",
        title=f"In England’s most deprived {10 * wish.most_to}%: {of_all(high)}"
        f"{where_most(view, high)}",
        measure=f"Index of Multiple Deprivation {wish.imd_year}, national deciles.",
        caveat="",
        provided=view.provided("deprivation", is_modelled=False),
        ramp=palette_for("light").sequential,
    )


def _class_item(  # noqa: PLR0913 - what differs from one map to another
    view: Targeting,
    link: PaperLink,
    pointed: Pointed,
    *,
    classes: pd.Series,
    labels: tuple[str, ...],
    legend_title: str,
    title: str,
    measure: str,
    caveat: str,
    provided: Provided,
    ramp: Ramp,
) -> Item:
    said = "; ".join(
        f"{label}: {int(classes.eq(at).sum())}" for at, label in enumerate(labels[::2])
    )
    outlined = f" {pointed.words}." if pointed.words else ""
    words = sheet_words(
        link,
        provided.drawn_on(view.pack, Level.LSOA),
        title=title,
        subtitle=f"{measure} {view.where}, n = {counted(len(view.rows), 'LSOA')}.{outlined}",
        caveat=f"{caveat} {outlines_caveat(view)}".strip(),
        alt=f"Map of {measure} {title}. Number of LSOAs: {said}.{outlined}",
    )
    headings, rows = need_rows(view)
    bands = 2 * classes.to_numpy(dtype="int8")
    return Item(
        words,
        lambda size, kind: paper_map(
            layer_of(view, bands, labels, ramp, pointed, legend_title=legend_title),
            words, size, kind,
        ),
        headings,
        rows,
    )  # fmt: skip


def _class_counts(view: Targeting) -> str:
    """The nine cells of the legend in words, for those who do not see them."""
    counts = view.rows.groupby(["activity_class", "deprivation_class"]).size()
    deprived = {HIGH: "most", MIDDLE: "middle", LOW: "least"}
    said = [
        f"{words} and {other} deprived {int(counts.get((one, two), 0))}"
        for one, words in AGAINST.items()
        for two, other in deprived.items()
    ]
    return f"Number of LSOAs: inactivity {'; '.join(said)}."

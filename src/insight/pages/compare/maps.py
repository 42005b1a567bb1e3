"""Every locality as a small map of its LSOAs, with the same classes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from insight.analysis.maps.indicator import map_layer, map_legend, map_provided
from insight.analysis.maps.outlines import bounds
from insight.analysis.measurement import Choice, Measurement, measure, shown_codes
from insight.analysis.papers.map import map_words, top_words
from insight.analysis.view import Figure
from insight.figures.caption import Caption
from insight.figures.palette import Palette, palette_for
from insight.figures.screen.multiples import Panel, multiples
from insight.figures.sheet.multiples import PaperPanel, paper_multiples
from insight.geography.levels import Places
from insight.pack.catalogue import Level
from insight.pack.pack import Pack
from insight.statement import Item, PaperLink
from insight.words import counted

HEIGHT_PX = 690
TOP = 4


@dataclass(frozen=True)
class Multiples:
    """The small maps.

    Attributes
    ----------
    figure
        All of them.
    words
        What they show, by rule.
    caveat
        What to be careful of.
    """

    figure: Figure
    words: str
    caveat: str


def multiples_view(
    pack: Pack, known: Places, choice: Choice, *, urls: Mapping[Level, str], palette: Palette
) -> Multiples:
    """The small maps for the screen.

    Parameters
    ----------
    pack, known
        Data and areas.
    choice
        An indicator at LSOA level, not within districts: the classes are the same
        on every map.
    urls
        Address of each level's boundaries.
    palette
        Colours of the reader's theme.
    """
    found = measure(pack, known, choice)
    areas = known.levels[Level.LSOA]
    panels = []
    for code, place in known.levels[Level.LOCALITY]["place"].items():
        at = shown_codes(known, Level.LSOA, (str(code),))
        panels.append(
            Panel(str(place), _in_top(found, at), map_layer(found, at), bounds(areas.iloc[at]))
        )
    every = np.arange(len(areas))
    said = _finding(known, found)
    legend = map_legend(found, palette)
    plot = multiples(
        panels,
        urls[Level.LSOA],
        map_layer(found, every),
        legend,
        Caption(
            choice.title, f"{said}. Each map at its own scale.", map_provided(pack, choice).short()
        ),
        palette=palette,
        height=HEIGHT_PX,
    )
    listing = "; ".join(f"{panel.name}: {panel.words}" for panel in panels)
    return Multiples(
        Figure(plot, f"{len(panels)} small maps of {choice.title}. {said}. {listing}."),
        said,
        f"{found.basis} {choice.indicator.caveat}".strip(),
    )


def _in_top(found: Measurement, at: np.ndarray) -> str:
    classes = found.bands.iloc[at]
    return f"{int(classes.eq(TOP).sum())} of {int(classes.ge(0).sum())} in the top class"


def _finding(known: Places, found: Measurement) -> str:
    """Where the top class is found, by rule."""
    top = found.bands.eq(TOP)
    homes = known.district_of.loc[found.bands.index]
    counts = top.groupby(homes).sum()
    without = int(counts.eq(0).sum())
    names = known.levels[Level.LOCALITY]["place"]
    most = str(counts.idxmax())
    said = (
        f"{int(top.sum())} LSOAs are in {top_words(found)}: {int(counts[most])} of "
        f"them in {names[most]}"
    )
    if without:
        said += f", none in {counted(without, 'locality', 'localities')}"
    return said


def multiples_item(pack: Pack, known: Places, choice: Choice, link: PaperLink) -> Item:
    """The small maps for a paper."""
    found = measure(pack, known, choice)
    areas = known.levels[Level.LSOA]
    every = np.arange(len(areas))
    legend = map_legend(found, palette_for("light"))
    panels, rows = [], []
    for code, place in known.levels[Level.LOCALITY]["place"].items():
        at = shown_codes(known, Level.LSOA, (str(code),))
        panels.append(
            PaperPanel(
                str(place), _in_top(found, at), areas.geometry.iloc[at], found.bands.to_numpy()[at]
            )
        )
        counts = np.bincount(found.bands.to_numpy()[at] + 1, minlength=len(found.labels) + 1)
        rows.append((str(place), *(str(count) for count in counts[:0:-1])))
    base = map_words(pack, known, found, every, link)
    said = _finding(known, found)
    listing = "; ".join(f"{panel.name}: {panel.words}" for panel in panels)
    words = replace(
        base,
        title=f"{choice.indicator.label}: {said}",
        subtitle=f"{base.subtitle} Each map at its own scale, grid north up.",
        alt=f"{len(panels)} small maps of {choice.title}. {said}. {listing}",
    )
    return Item(
        words,
        lambda size, kind: paper_multiples(
            panels, found.labels, legend.ramp, legend.title, words, size, kind
        ),
        ("Locality", *(label or "–" for label in reversed(found.labels))),
        tuple(rows),
    )

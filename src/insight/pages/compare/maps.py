"""Every locality as a small map of its LSOAs: said once, for screen and paper."""

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import pandas as pd

from insight.analysis.maps.indicator import IndicatorMap, map_layer, map_legend, map_provided
from insight.analysis.maps.outlines import bounds
from insight.analysis.measurement import Choice, Measurement, measure, shown_codes
from insight.analysis.papers.map import TOP, map_caveats, map_subtitle, top_words
from insight.figures.caption import Caption
from insight.figures.multiples import SmallMap, SmallMaps
from insight.figures.palette import palette_for
from insight.figures.sheet.multiples import paper_multiples
from insight.geography.levels import Places
from insight.pack.catalogue import Level
from insight.pack.pack import Pack
from insight.statement import Column, Statement, Table
from insight.words import counted


@dataclass(frozen=True, eq=False)
class LocalityMaps:
    """An indicator by LSOA, on classes that are the same on the map of every locality."""

    pack: Pack
    known: Places
    measurement: Measurement

    @cached_property
    def chart(self) -> SmallMaps:
        """The maps, with how many areas of each are in the top class."""
        areas, localities = (self.known.levels[at] for at in (Level.LSOA, Level.LOCALITY))
        panels = []
        for code, place in localities["place"].items():
            at = shown_codes(self.known, Level.LSOA, (str(code),))
            classes = self.measurement.bands.iloc[at]
            top, known = int(classes.eq(TOP).sum()), int(classes.ge(0).sum())
            words = f"{self.measurement.labels[TOP]}: {top} of {known}"
            panels.append(SmallMap(str(code), str(place), words, at, bounds(areas.iloc[at])))
        layer = map_layer(self.measurement, np.arange(len(areas)))
        return SmallMaps(tuple(panels), layer, areas.geometry, localities)

    @cached_property
    def finding(self) -> str:
        """Where the top class is found, by rule."""
        top = self.measurement.bands.eq(TOP)
        counts = top.groupby(self.known.district_of.loc[top.index]).sum()
        names = self.known.levels[Level.LOCALITY]["place"]
        most = str(counts.idxmax())
        said = (
            f"{int(top.sum())} areas are in {top_words(self.measurement)}, with "
            f"{int(counts[most])} in {names[most]}"
        )
        without = int(counts.eq(0).sum())
        none = f" and none in {counted(without, 'district')}" if without else ""
        return f"{said}{none}"

    @property
    def caption(self) -> Caption:
        """Words inside the figure on screen."""
        choice = self.measurement.choice
        source = map_provided(self.pack, choice).short()
        return Caption(choice.title, f"{self.finding}. Map scales differ.", source)

    @property
    def caveat(self) -> str:
        """What to be careful of."""
        return f"{self.measurement.basis} {self.measurement.choice.indicator.caveat}".strip()


def locality_maps(pack: Pack, known: Places, choice: Choice) -> LocalityMaps:
    """An indicator by LSOA, not within districts; errors as `measure`."""
    return LocalityMaps(pack, known, measure(pack, known, choice))


def maps_statement(found: LocalityMaps) -> Statement:
    """The maps with the number of areas in each class."""
    choice, chart, said = found.measurement.choice, found.chart, found.finding
    every = np.arange(len(chart.outlines))
    of_map = IndicatorMap(found.pack, found.known, found.measurement, every)
    legend = map_legend(found.measurement, palette_for("light"))
    listing = "; ".join(f"{panel.name}: {panel.words}" for panel in chart.panels)
    return Statement(
        title=f"{choice.indicator.label}: {said}",
        rest=f"{said}.",
        shorter=(said, said.partition(" and none in ")[0], said.partition(", with ")[0]),
        subtitle=f"{map_subtitle(of_map)} Map scales differ. North is up.",
        caveats=map_caveats(of_map),
        provided=map_provided(found.pack, choice),
        alt=f"{len(chart.panels)} small maps of {choice.title}. {said}. {listing}",
        table=_table(chart, found.measurement.labels),
        on_sheet=partial(paper_multiples, chart, legend),
    )


def _table(chart: SmallMaps, labels: tuple[str, ...]) -> Table:
    columns = {"place": Column("Locality (district)")}
    rows = pd.DataFrame({"place": [panel.name for panel in chart.panels]})
    for band in reversed(range(len(labels))):
        columns[str(band)] = Column(labels[band] or "–", decimals=0)
        rows[str(band)] = [int((chart.layer.bands[each.at] == band).sum()) for each in chart.panels]
    return Table(rows, columns)

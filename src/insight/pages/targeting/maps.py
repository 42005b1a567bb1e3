"""The maps of targeting, each made once: drawn on the screen and on a sheet."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from insight.analysis.maps.outlines import outlines
from insight.analysis.papers.map import APPROXIMATE, MOST_NAMED
from insight.analysis.targeting import AGAINST, Screen, Targeting, area_table, marked
from insight.analysis.targeting_words import decile_span
from insight.figures.area_map import Legend, MapLayer
from insight.figures.bivariate import (
    ACROSS_HIGH,
    BOTH_HIGH,
    UP_HIGH,
    Axis,
    BivariateKey,
    HighlightKey,
)
from insight.figures.caption import Caption
from insight.figures.highlights import Highlights
from insight.figures.labels import Name
from insight.figures.palette import Ramp, palette_for
from insight.figures.screen.bivariate import bivariate_map
from insight.figures.screen.maps import area_map
from insight.figures.sheet.bivariate import (
    HATCHES,
    Closer,
    PaperNeeds,
    Spot,
    needs_ramp,
    paper_bivariate,
)
from insight.figures.sheet.maps import PaperLayer, neighbourhood_outlines, paper_map
from insight.figures.sheet.sheet import Format, Size, Words
from insight.measures.need import HIGH, LOW, MIDDLE
from insight.pack.catalogue import Level
from insight.statement import Column, Provided, Statement, Table
from insight.words import counted, number

LAST_DECILE = 10
NEED_COLUMNS = ("name", "code", "home", "inactive", "range", "against", "decile", "both")
"""Of the table that documents have of a map of needs."""
PAPER_COLUMNS = {
    "inactive": Column("Inactive (modelled estimate), %", decimals=0),
    "range": Column("95% confidence interval"),
}
"""Where there is no help, and a workbook has the number alone."""


@dataclass(frozen=True)
class Pointed:
    """What a map points out: LSOAs within each outline, and what the outlines are.

    Numbered outlines are neighbourhoods, from 1, with their names; another is the area that is
    chosen.
    """

    groups: tuple[tuple[str, ...], ...] = ()
    words: str = ""
    is_numbered: bool = False
    names: tuple[str, ...] = ()


def chosen(view: Targeting, code: str) -> Pointed:
    """The area that is chosen, pointed out where it is looked at."""
    if view.position(code) is None:
        return Pointed()
    return Pointed(((code,),), f"Outlined: {view.name(code)}")


@dataclass(frozen=True, eq=False)
class NeedsMap:
    """The LSOAs looked at by both needs, three classes each way."""

    view: Targeting
    caption: Caption
    pointed: Pointed

    @property
    def classes(self) -> np.ndarray:
        """``3 * activity + deprivation`` of each."""
        rows = self.view.rows
        return (3 * rows["activity_class"] + rows["deprivation_class"]).to_numpy(dtype="int8")

    @property
    def key(self) -> BivariateKey:
        """The legend."""
        low, middle, high = decile_spans(self.view)
        return BivariateKey(
            Axis("More inactive", ("lower", "similar", "higher")),
            Axis("More deprived", (f"decile {low}", middle, high)),
            "areas",
        )

    @property
    def highlight(self) -> HighlightKey:
        """The legend of what is high in one or in both."""
        most = decile_span(1, self.view.found.wish.most_to)
        deciles = f"{counted(self.view.found.wish.most_to, 'decile').partition(' ')[2]} {most}"
        return HighlightKey(
            f"High: inactivity above {self.view.short}, deprivation in {deciles} (number of areas)",
            ("Neither high", "Deprivation high", "Inactivity high", "Both high"),
            ((), ACROSS_HIGH, UP_HIGH, BOTH_HIGH),
        )

    def alt_of_highlights(self, title: str) -> str:
        """As `alt`, of a map where only what is high stands out."""
        key = self.highlight
        counts = np.bincount(key.bands(self.classes), minlength=len(key.labels)).tolist()
        said = [f"{label}: {count}" for label, count in zip(key.labels, counts, strict=True)]
        return (
            f"Map of inactivity and deprivation together. {title}. {key.title}: "
            f"{'; '.join(said)}. {self.pointed.words}"
        ).strip()

    def alt(self, title: str) -> str:
        """The map, its finding, and the cells of its legend in words."""
        counts = self.view.rows.groupby(["activity_class", "deprivation_class"]).size()
        deprived = {HIGH: "most", MIDDLE: "middle", LOW: "least"}
        said = [
            f"{words} and {other} deprived {int(counts.get((one, two), 0))}"
            for one, words in AGAINST.items()
            for two, other in deprived.items()
        ]
        return (
            f"Map of inactivity and deprivation together, three classes of each. {title}. "
            f"Number of areas: inactivity {'; '.join(said)}. {self.pointed.words}"
        ).strip()

    def on_screen(self, screen: Screen) -> go.Figure:
        """For the page."""
        ground = outlines(self.view.known, Level.LSOA, self.view.districts, screen)
        highlights = _highlights(self.view, self.pointed)
        if screen.has_nine:
            return bivariate_map(
                ground,
                _screen_layer(self.view, self.classes),
                self.key,
                caption=self.caption,
                palette=screen.palette,
                height=screen.height,
                highlights=highlights,
            )
        key = self.highlight
        return area_map(
            ground,
            _screen_layer(self.view, key.bands(self.classes)),
            Legend(key.title, key.labels, screen.palette.highlight),
            self.caption,
            palette=screen.palette,
            selected=highlights.selected,
            height=screen.height,
            marked=highlights.marked,
            marks=highlights.marks,
        )

    def on_sheet(self, words: Words, size: Size, kind: Format) -> bytes:
        """For a paper, with the densest district once more."""
        view, localities = self.view, self.view.known.levels[Level.LOCALITY]
        layer = _paper_layer(
            view, self.classes, ("",) * len(HATCHES), needs_ramp(), self.pointed, hatches=HATCHES
        )
        spots: tuple[Spot, ...] = ()
        if self.pointed.is_numbered and layer.marked is not None:
            middles = layer.marked.representative_point()
            spots = tuple(Spot(str(at), point.x, point.y) for at, point in enumerate(middles, 1))
        closer = None
        # Where some districts are chosen, or there is one, its areas are large.
        if not view.districts and len(localities) > 1:
            dense = view.known.crowded.district
            homes = view.known.levels[Level.LSOA]["lad24cd"].iloc[view.shown]
            closer = Closer(str(localities.at[dense, "place"]), homes.eq(dense).to_numpy())
        names = self.pointed.names if spots else ()
        needs = PaperNeeds(layer, self.key, spots, self.pointed.words, closer, names)
        return paper_bivariate(needs, words, size, kind)


@dataclass(frozen=True, eq=False)
class ClassMap:
    """The LSOAs looked at in three classes, the lowest first.

    `column` has the classes, `ramp` names a scale of the palette.
    """

    view: Targeting
    caption: Caption
    pointed: Pointed
    column: str
    labels: tuple[str, str, str]
    legend_title: str
    ramp: str

    @property
    def classes(self) -> np.ndarray:
        """Of each area, on a scale of five."""
        return 2 * self.view.rows[self.column].to_numpy(dtype="int8")

    @property
    def five_labels(self) -> tuple[str, ...]:
        """The words of a scale of five, of which two are not used."""
        low, middle, high = self.labels
        return low, "", middle, "", high

    def alt(self, title: str) -> str:
        """The map, its finding, and its classes in words."""
        counts = self.view.rows[self.column]
        said = [f"{label}: {int(counts.eq(at).sum())}" for at, label in enumerate(self.labels)]
        return (
            f"Map of small areas (LSOAs): {self.caption.title}. {title}. "
            f"Number of areas: {'; '.join(said)}. {self.pointed.words}"
        ).strip()

    def on_screen(self, screen: Screen) -> go.Figure:
        """For the page."""
        ramp = getattr(screen.palette, self.ramp)
        return area_map(
            outlines(self.view.known, Level.LSOA, self.view.districts, screen),
            _screen_layer(self.view, self.classes),
            Legend(self.legend_title, self.five_labels, ramp),
            self.caption,
            palette=screen.palette,
            selected=_highlights(self.view, self.pointed).selected,
            height=screen.height,
        )

    def on_sheet(self, words: Words, size: Size, kind: Format) -> bytes:
        """For a paper."""
        ramp = getattr(palette_for("light"), self.ramp)
        layer = _paper_layer(
            self.view, self.classes, self.five_labels, ramp, self.pointed, title=self.legend_title
        )
        return paper_map(layer, words, size, kind)


def map_statement(  # noqa: PLR0913 - what differs from one map to another
    chart: NeedsMap | ClassMap,
    provided: Provided,
    *,
    title: str,
    shorter: tuple[str, ...],
    subtitle: str,
    caveats: tuple[str, ...],
    table: Table | None = None,
) -> Statement:
    """A map with what it shows; every LSOA of it in the table unless given another."""
    flags = chart.view.known.levels[Level.LSOA]["is_boundary_approximate"]
    is_approximate = flags.iloc[chart.view.shown].any()
    return Statement(
        title=title,
        shorter=shorter,
        rest=f"{title}.",
        subtitle=subtitle,
        caveats=(*caveats, APPROXIMATE if is_approximate else ""),
        provided=provided,
        alt=chart.alt(title),
        on_sheet=chart.on_sheet,
        table=_every_area(chart.view) if table is None else table,
    )


def needs_statement(  # noqa: PLR0913 - what differs from one map to another
    chart: NeedsMap,
    provided: Provided,
    *,
    title: str,
    shorter: tuple[str, ...],
    more: str = "",
    rule: str = "",
    table: Table | None = None,
) -> Statement:
    """A map of both needs; `more` ends the subtitle, `rule` is how its list is made."""
    view = chart.view
    found, wish = view.found, view.found.wish
    areas = counted(len(view.rows), "small area (LSOA)", "small areas (LSOAs)")
    statement = map_statement(
        chart,
        provided,
        title=title,
        shorter=shorter,
        subtitle=f"Adults inactive (modelled estimate, {found.activity.period}) compared with "
        f"{view.short} ({view.whole_words}), and Index of Multiple Deprivation (IMD) "
        f"{wish.imd_year} by decile in England. {view.where}, {areas}. {more}".strip(),
        caveats=(rule, view.circularity, found.activity.words),
        table=table,
    )
    return replace(statement, alt_of_highlights=chart.alt_of_highlights(title))


def decile_spans(view: Targeting) -> tuple[str, str, str]:
    """Deciles of the three classes of deprivation, the least deprived first."""
    wish = view.found.wish
    return (
        decile_span(wish.middle_to + 1, LAST_DECILE),
        decile_span(wish.most_to + 1, wish.middle_to),
        decile_span(1, wish.most_to),
    )


def _every_area(view: Targeting) -> Table:
    """Every LSOA of a map, those where both needs are high first."""
    both = view.found.where_both_meet.loc[view.rows.index]
    order = view.rows.assign(both=both).sort_values(
        ["both", "inactive", "imd_rank"], ascending=[False, False, True]
    )
    table = area_table(view, order, NEED_COLUMNS)
    decile = Column(f"IMD {view.found.wish.imd_year} decile", decimals=0)
    return replace(table, columns={**table.columns, **PAPER_COLUMNS, "decile": decile})


def _screen_layer(view: Targeting, classes: np.ndarray) -> MapLayer:
    rows = view.rows
    percents = 100 * rows[["inactive", "low", "high"]].to_numpy()
    return MapLayer(
        ids=view.shown.astype("uint16"),
        bands=classes,
        values=np.column_stack([percents, rows["decile"].to_numpy()]).round(),
        positions=None,
        hover="<b>%{properties.name}</b>, %{properties.place}<br>%{properties.code}<br>"
        "Inactive (modelled estimate): %{customdata[0]}% "
        "(95% confidence interval %{customdata[1]} to %{customdata[2]})<br>"
        f"IMD {view.found.wish.imd_year}: decile %{{customdata[3]}} in England<extra></extra>",
        is_count=False,
    )


def _highlights(view: Targeting, pointed: Pointed) -> Highlights:
    if not pointed.is_numbered:
        return Highlights(view.position(pointed.groups[0][0]) if pointed.groups else None)
    areas = view.known.levels[Level.LSOA]
    members = [code for group in pointed.groups for code in group]
    middles = [areas.loc[list(each), ["longitude", "latitude"]].mean() for each in pointed.groups]
    return Highlights(
        None,
        marked(view.known, members, "Suggested neighbourhoods"),
        tuple(
            Name(str(at), float(each["longitude"]), float(each["latitude"]))
            for at, each in enumerate(middles, start=1)
        ),
    )


def _paper_layer(  # noqa: PLR0913 - areas, classes and what is on them
    view: Targeting,
    classes: np.ndarray,
    labels: tuple[str, ...],
    ramp: Ramp,
    pointed: Pointed,
    *,
    title: str = "",
    hatches: tuple[str, ...] = (),
) -> PaperLayer:
    areas = view.known.levels[Level.LSOA]
    localities = view.known.levels[Level.LOCALITY]
    return PaperLayer(
        areas=areas.geometry.iloc[view.shown],
        bands=classes,
        labels=labels,
        ramp=ramp,
        legend_title=title,
        districts=localities.loc[list(view.districts) or list(localities.index)],
        marked=neighbourhood_outlines(areas, pointed.groups) if pointed.groups else None,
        hatches=hatches,
    )


def of_all(is_so: pd.Series) -> str:
    """How many of how many areas."""
    return f"{number(is_so.sum())} of {counted(len(is_so), 'area')}"


def where_most(view: Targeting, is_so: pd.Series) -> str:
    """In which district most of them are, where there are several."""
    homes = view.known.district_of.loc[is_so.index]
    places = view.known.levels[Level.LOCALITY]["place"]
    if len(set(homes)) == 1:
        return f" in {places[homes.iloc[0]]}"
    inside = homes[is_so].value_counts()
    if inside.empty:
        return ""
    count = "all" if len(inside) == 1 and inside.iloc[0] > 1 else str(inside.iloc[0])
    return f", {count} in {places[inside.index[0]]}"


def title_where(view: Targeting, named: str, short: str, homes: int) -> str:
    """The finding that names districts, or a short one that counts them if they are many."""
    if homes <= MOST_NAMED:
        return named
    return f"{short} in {homes} of {len(view.known.levels[Level.LOCALITY])} districts"

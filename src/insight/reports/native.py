"""Figures as charts that PowerPoint draws itself, so that their numbers can be edited."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

from insight.figures.comparison import BarChart, SpreadChart, verdict_mark
from insight.figures.money import CurvesChart, PlacedChart
from insight.figures.sheet.lettering import PALETTE
from insight.figures.trend import TrendChart

TYPE_PT = 12
LOW, HIGH, VALUE = "95% CI, lower end", "95% CI, upper end", "Value"
PERCENT, POUNDS, PLAIN = '0"%"', '"£"#,##0', "General"


def add_chart(slide: Any, chart: Any, room: Sequence[int]) -> Any:  # noqa: ANN401 - pptx has no types
    """Draw one of `CHARTS` in a room of a slide; the shape that holds it."""
    kind, data_of, dress = _KINDS[type(chart)]
    shape = slide.shapes.add_chart(kind, *room, data_of(chart))
    drawn = shape.chart
    drawn.font.size, drawn.font.color.rgb = Pt(TYPE_PT), rgb(PALETTE.text)
    drawn.has_title = False
    drawn.value_axis.major_gridlines.format.line.color.rgb = rgb(PALETTE.rule)
    if isinstance(chart, BarChart | SpreadChart):
        drawn.value_axis.has_title = True
        drawn.value_axis.axis_title.text_frame.text = chart.axis
        drawn.value_axis.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(TYPE_PT)
    dress(drawn, chart)
    return shape


def _by_name(form: str, names: Sequence[str], series: Mapping[str, Sequence[float | None]]) -> Any:  # noqa: ANN401
    data: Any = CategoryChartData(number_format=form)  # type: ignore[no-untyped-call]
    data.categories = names
    for name, values in series.items():
        data.add_series(name, values)
    return data


def _bar_data(chart: BarChart) -> Any:  # noqa: ANN401
    values = {VALUE: [row.value for row in chart.rows]}
    return _by_name(_form(chart), [row.name for row in chart.rows], values)


def _placed_data(chart: PlacedChart) -> Any:  # noqa: ANN401
    pounds = [each.pounds for each in chart.segments]
    return _by_name(POUNDS, [each.words for each in chart.segments], {"Investment": pounds})


def _spread_data(chart: SpreadChart) -> Any:  # noqa: ANN401
    values: dict[str, list[float | None]] = {
        HIGH: [row.high for row in chart.rows],
        LOW: [row.low for row in chart.rows],
        VALUE: [row.value for row in chart.rows],
    }
    if (whole := chart.comparator) is not None:
        values[whole.words] = [whole.value] * len(chart.rows)
    return _by_name(_form(chart), [row.name for row in chart.rows], values)


def _trend_data(chart: TrendChart) -> Any:  # noqa: ANN401
    series = {chart.name: chart.shares, LOW: chart.low, HIGH: chart.high, "England": chart.england}
    values = {name: [round(float(each), 1) for each in all_] for name, all_ in series.items()}
    return _by_name(PERCENT, [str(year) for year in chart.shares.index], values)


def _curve_data(chart: CurvesChart) -> Any:  # noqa: ANN401
    data: Any = XyChartData(number_format=PERCENT)  # type: ignore[no-untyped-call]
    for curve in chart.curves:
        series = data.add_series(curve.name)
        for x, y in zip(curve.residents, curve.amount, strict=True):
            series.add_data_point(float(x), float(y))
    return data


def _form(chart: BarChart | SpreadChart) -> str:
    return PERCENT if chart.sign == "%" else PLAIN


def _bars(drawn: Any, chart: BarChart) -> None:  # noqa: ANN401
    _upright(drawn)
    for at, row in enumerate(chart.rows):
        _fill(drawn.plots[0].series[0].points[at], is_chosen=row.is_chosen)


def _placed(drawn: Any, chart: PlacedChart) -> None:  # noqa: ANN401
    _upright(drawn)
    for at in range(len(chart.segments)):
        _fill(drawn.plots[0].series[0].points[at], is_chosen=at == 0)


def _upright(drawn: Any) -> None:  # noqa: ANN401
    """Bars from the top, with their figures, and no legend for their one colour."""
    drawn.has_legend = False
    drawn.category_axis.reverse_order = True
    plot = drawn.plots[0]
    plot.gap_width, plot.has_data_labels = 50, True
    plot.data_labels.font.size = Pt(TYPE_PT)


def _fill(point: Any, *, is_chosen: bool) -> None:  # noqa: ANN401
    point.format.fill.solid()
    ramp = PALETTE.sequential.colours
    point.format.fill.fore_color.rgb = rgb(PALETTE.primary if is_chosen else ramp[0])


def _spreads(drawn: Any, chart: SpreadChart) -> None:  # noqa: ANN401
    """Dots with a line from end to end of each interval, in the colour of the answer."""
    _legend(drawn)
    high, low, value, *others = drawn.plots[0].series
    for series in (high, low, value):
        series.format.line.fill.background()
        series.smooth = False
    for series in (high, low):
        series.marker.style, series.marker.size = XL_MARKER_STYLE.DASH, 7
        _mark(series, PALETTE.text_muted)
    value.marker.style, value.marker.size = XL_MARKER_STYLE.CIRCLE, 10
    _mark(value, PALETTE.verdicts.neither)
    for at, row in enumerate(chart.rows):
        if (found := verdict_mark(row.answer, chart.need, PALETTE)) is not None:
            _mark(value.points[at], found.colour)
    for series in others:
        _line(series, PALETTE.text, is_broken=True)
    between = OxmlElement("c:hiLowLines")
    plot = drawn.plots[0]._element
    plot.insert_element_before(between, "c:upDownBars", "c:marker", "c:smooth", "c:axId")


def _trend(drawn: Any, chart: TrendChart) -> None:  # noqa: ANN401
    _legend(drawn)
    drawn.value_axis.minimum_scale, drawn.value_axis.maximum_scale = 0, round(chart.top)
    share, low, high, england = drawn.plots[0].series
    _line(share, PALETTE.primary, width=2.5)
    for series in (low, high):
        _line(series, PALETTE.sequential.colours[1], width=1)
    _line(england, PALETTE.text_muted, is_broken=True)


def _curves(drawn: Any, chart: CurvesChart) -> None:  # noqa: ANN401
    _legend(drawn)
    for axis in (drawn.value_axis, drawn.category_axis):
        axis.minimum_scale, axis.maximum_scale = 0, 100
    for series, curve in zip(drawn.plots[0].series, chart.curves, strict=True):
        colours = PALETTE.categorical.colours
        ink = PALETTE.text_muted if curve.ink is None else colours[curve.ink]
        _line(series, ink, is_broken=curve.dash != "solid")


def _legend(drawn: Any) -> None:  # noqa: ANN401
    drawn.has_legend = True
    drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False


def _line(series: Any, colour: str, *, width: float = 1.75, is_broken: bool = False) -> None:  # noqa: ANN401
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = rgb(colour), Pt(width)
    if is_broken:
        series.format.line.dash_style = MSO_LINE.DASH
    if series._element.find(qn("c:marker")) is not None or hasattr(series, "marker"):
        series.marker.style = XL_MARKER_STYLE.NONE


def _mark(series: Any, colour: str) -> None:  # noqa: ANN401
    fill = series.marker.format.fill
    fill.solid()
    fill.fore_color.rgb = rgb(colour)
    series.marker.format.line.color.rgb = rgb(colour)


def rgb(colour: str) -> RGBColor:
    """A colour of the palette as pptx has it."""
    return RGBColor(*bytes.fromhex(colour.lstrip("#")))  # type: ignore[no-untyped-call]


_KINDS: Mapping[type, tuple[XL_CHART_TYPE, Callable[[Any], Any], Callable[[Any, Any], None]]] = {
    BarChart: (XL_CHART_TYPE.BAR_CLUSTERED, _bar_data, _bars),
    PlacedChart: (XL_CHART_TYPE.BAR_CLUSTERED, _placed_data, _placed),
    SpreadChart: (XL_CHART_TYPE.LINE_MARKERS, _spread_data, _spreads),
    TrendChart: (XL_CHART_TYPE.LINE_MARKERS, _trend_data, _trend),
    CurvesChart: (XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, _curve_data, _curves),
}
CHARTS = tuple(_KINDS)
"""Those that PowerPoint has a chart for; the others are pictures."""

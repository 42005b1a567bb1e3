"""The record over time: what is later than the day is hollow, nothing is hidden."""

from datetime import date

from insight.figures.caption import Caption
from insight.figures.palette import palette_for
from insight.figures.screen.timeline import timeline
from insight.figures.timeline import Event, TimelineChart

LANES = ("Systems", "Steps")


def drawn(*events, day=date(2026, 1, 1)):
    chart = TimelineChart(events, day, LANES)
    return timeline(chart, Caption("T", "S", "Source: x."), palette_for("light"))


def test_later_events_are_hollow():
    days = (date(2025, 1, 1), date(2026, 1, 1), date(2026, 1, 2))
    plot = drawn(*(Event(day, 0, "a") for day in days))
    assert list(plot.data[0].marker.symbol) == ["square", "square", "square-open"]


def test_events_of_one_day_are_counted_and_all_told():
    one = date(2025, 5, 5)
    plot = drawn(Event(one, 1, "a"), Event(one, 1, "b"), Event(one, 0, "c"))
    assert list(plot.data[1].text) == ["2"]
    assert plot.data[1].customdata[0][1] == "a<br>b"
    assert list(plot.data[0].text) == [""]


def test_day_is_a_line_within_the_frame():
    plot = drawn(Event(date(2020, 1, 1), 0, "a"), day=date(2030, 1, 1))
    (line,) = plot.layout.shapes
    assert line.x0 == "2030-01-01"
    assert plot.layout.xaxis.range[0] < "2020-01-01"
    assert plot.layout.xaxis.range[1] > "2030-01-01"


def test_nothing_says_so():
    texts = [each.text for each in drawn().layout.annotations]
    assert "Nothing is recorded yet" in texts

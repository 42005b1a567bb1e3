"""The record of a neighbourhood on paper."""

from datetime import date

import pytest

from insight.analysis.work.place_record import PlaceRecord
from insight.figures.sheet.sheet import Format, Size
from insight.figures.sheet.timeline import paper_timeline
from insight.figures.timeline import Event, TimelineChart
from insight.shell import kept_work
from insight.statement import PaperLink
from paper_text import pdf_text

LINK = PaperLink("https://insight.example/neighbourhood", date(2026, 11, 23))
DAY = date(2025, 6, 1)


@pytest.fixture(scope="module")
def illustrative():
    return kept_work.recorded_of("", "illustrative")


@pytest.fixture(scope="module")
def item(illustrative, pack):
    record = PlaceRecord(illustrative, illustrative.places[0], DAY)
    return record.statement(pack).item(LINK)


def test_every_entry_is_a_row_and_those_after_the_day_say_so(item):
    rows = item.table.texts
    later = [row for row in rows if row[3] == "later"]
    assert later
    assert {row[0] > DAY.isoformat() for row in later} == {True}
    assert {row[0] <= DAY.isoformat() for row in rows if not row[3]} == {True}
    done = len(rows) - len(later)
    assert f" {done} entries up to 1 June 2025, " in item.words.subtitle


def test_sheet_is_marked_as_made_up_and_complete(item):
    text = pdf_text(item.draw(Size.FULL, Format.PDF))
    for said in ("EXAMPLE DATA", "Example data", "Systems", "Outcomes", LINK.address):
        assert said in text
    assert item.table.texts[0][2] in text


@pytest.mark.parametrize("kind", Format)
def test_sheet_is_the_same_twice(item, kind):
    assert item.draw(Size.HALF, kind) == item.draw(Size.HALF, kind)


def events(count: int) -> list[Event]:
    return [
        Event(date(2024, 1 + at % 12, 1 + at % 28), at % 5, f"Entry <b>{at}</b> $x")
        for at in range(count)
    ]


@pytest.mark.parametrize("size", Size)
def test_entries_that_do_not_fit_are_counted(item, size):
    lanes = ("Systems", "Steps", "Outcomes", "Assets", "Notes")
    chart = TimelineChart(events(500), DAY, lanes)
    content = paper_timeline(chart, item.words, size, Format.PDF)
    text = pdf_text(content)
    shown = text.count("$x")
    assert 0 < shown < 500
    assert f"{500 - shown} earlier entries do not fit here" in text
    assert "Entry <b>" in text


def test_nothing_recorded_is_said(item):
    content = paper_timeline(
        TimelineChart([], DAY, ("Systems",)), item.words, Size.HALF, Format.PDF
    )
    assert "Nothing is recorded yet." in pdf_text(content)

"""Sheets look as they did when somebody last looked at them.

The pictures in ``tests/reference/`` are the sheets' own files, made smaller. Where a
change of looks, or of the pack's figures, is meant, renew them, look at each, and
commit them with the change that made them new::

    INSIGHT_RENEW_PICTURES=1 .venv/bin/python -m pytest tests/figures/sheet/test_reference.py
"""

import io
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from insight.analysis.measurement import Choice, periods
from insight.analysis.papers.map import map_item
from insight.figures.matrix import ColumnHead, MatrixChart, RowHead, Square
from insight.figures.sheet.matrix import paper_matrix
from insight.figures.sheet.sheet import Format, Size, Words
from insight.geography.levels import Places
from insight.pack.catalogue import INDICATORS, Level, Scale
from insight.pack.pack import Pack
from insight.statement import PaperLink

FOLDER = Path(__file__).resolve().parents[2] / "reference"
LINK = PaperLink("https://insight.example/map", date(2026, 11, 23))
VERSION = "0000000000"
"""Stands for the pack's, which is another whenever any of its tables is."""
SMALLER = 4
"""Dots of the file, each way, for one of the picture: 300 an inch become 75."""
COLOURS = 256
"""Of a picture that is kept; the nearest of them is hardly another colour."""
MOST_MEAN = 0.5
"""Mean difference of all dots, of 255: a fill that is a little paler is more."""
SQUARE = 8
MOST_SQUARE = 7.0
"""Mean difference of the worst square of so many dots, of 255.

Fewer colours make up to 5. One hatch, one mark or the arrow to north that is missing
makes more than 8, though it is a fiftieth of a percent of the dots.
"""


def picture(content: bytes) -> Image.Image:
    """A sheet's PNG file as a small picture."""
    with Image.open(io.BytesIO(content)) as whole:
        return whole.convert("RGB").reduce(SMALLER)


def kept(small: Image.Image) -> Image.Image:
    return small.quantize(COLOURS, dither=Image.Dither.NONE)


def differences(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """Mean difference of all dots, and of the square where they differ most."""
    if one.size != other.size:
        return 255.0, 255.0
    first, second = (np.asarray(each.convert("RGB"), int) for each in (one, other))
    gap = np.abs(first - second).mean(axis=2)
    over = [(0, -length % SQUARE) for length in gap.shape]
    whole = np.pad(gap, over)
    squares = whole.reshape(whole.shape[0] // SQUARE, SQUARE, whole.shape[1] // SQUARE, SQUARE)
    return float(gap.mean()), float(squares.mean(axis=(1, 3)).max())


def looks_alike(one: Image.Image, other: Image.Image) -> bool:
    mean, worst = differences(one, other)
    return mean <= MOST_MEAN and worst <= MOST_SQUARE


def map_file(key: str, level: Level, show: str, scale: Scale, size: Size):
    """How the map of an indicator is drawn from the pack."""

    def draw(pack: Pack, known: Places) -> bytes:
        one = INDICATORS[key]
        statistic = next(each for each in one.statistics[level] if each.key == show)
        choice = Choice(one, level, statistic, scale, periods(pack, one)[0])
        fixed = replace(pack, version=VERSION)
        return map_item(fixed, known, choice, LINK).draw(size, Format.PNG)

    return draw


def matrix_file(_pack: Pack, _known: Places) -> bytes:
    """A matrix with every kind of cell."""
    words = Words(
        "One of three neighbourhoods has high need and no system",
        "3 neighbourhoods by 4 systems, as recorded up to 23 November 2026.",
        ("Recorded, not measured.",), ("records of a partnership",), ("Licence of no matter.",),
        "record", VERSION, LINK.made, LINK.address, "A matrix.",
    )  # fmt: skip
    stages = ("Foundations", "Embed", "Redesign", "So what")
    squares = [
        Square(0, at, stage=at + 1, words=stage, when="Mar 2026", is_present=True)
        for at, stage in enumerate(stages)
    ]
    squares += [
        Square(1, 0, words="Present", when="Jan 2026", is_present=True),
        Square(1, 1, words="Ended", when="Feb 2025", is_ended=True),
        Square(1, 2, 2, "Embed", "Jan 2024", is_present=True, is_stale=True),
        Square(1, 3),
        *(Square(2, at, is_absent=at % 2 == 0) for at in range(4)),
    ]
    rows = [
        RowHead("A neighbourhood", "need 95", "4 of 4", ""),
        RowHead("The neighbourhood with the long name", "need 80", "2 of 4", ""),
        RowHead("One more", "need 97", "0 of 4", "high need, no system"),
    ]
    columns = [
        ColumnHead("Health and care", "in 2 of 3", ""),
        ColumnHead("Parks and green space", "in 1 of 3", ""),
        ColumnHead("Schools", "in 2 of 3", ""),
        ColumnHead("Transport", "in 1 of 3", ""),
    ]
    return paper_matrix(MatrixChart(rows, columns, squares), words, Size.HALF, Format.PNG)


IMD = ("imd", Level.LSOA, "position", Scale.ENGLAND)
SHEETS: dict[str, Callable[[Pack, Places], bytes]] = {
    **{f"map-{size.value}": map_file(*IMD, size) for size in Size},
    "verdicts": map_file("inactive", Level.LOCALITY, "share", Scale.ENGLAND, Size.HALF),
    "circles": map_file("people", Level.LSOA, "number", Scale.AREA, Size.HALF),
    "matrix": matrix_file,
}


@pytest.mark.parametrize("name", SHEETS)
def test_sheet_looks_as_it_did(pack, known, name):
    found = picture(SHEETS[name](pack, known))
    file = FOLDER / f"{name}.png"
    if os.environ.get("INSIGHT_RENEW_PICTURES"):
        FOLDER.mkdir(exist_ok=True)
        kept(found).save(file, optimize=True)
    with Image.open(file) as wanted:
        mean, worst = differences(found, wanted)
        assert looks_alike(found, wanted), (
            f"{name} is another picture: {mean:.2f} of 255 in the mean, {worst:.1f} in "
            "its worst square. If that is meant, renew it as this module says."
        )


def test_every_picture_is_of_a_sheet():
    assert {file.stem for file in FOLDER.glob("*.png")} == set(SHEETS)


def test_picture_that_is_kept_is_hardly_another():
    blank = Image.new("RGB", (100, 100), "white")
    assert looks_alike(blank, kept(blank))


@pytest.mark.parametrize(("dots", "is_alike"), [(0, True), (1, True), (2, True), (3, False)])
def test_a_few_dots_in_one_square_are_another_picture(dots, is_alike):
    """Three dots of 64 that differ by 168 are a mean of 7.9, two are 5.3."""
    white = Image.new("RGB", (100, 100), "white")
    dotted = white.copy()
    dotted.paste((87, 87, 87), (96, 96, 96 + dots, 97))
    assert looks_alike(white, dotted) is is_alike


@pytest.mark.parametrize(("grey", "is_alike"), [(254, False), (255, True)])
def test_a_veil_over_all_is_another_picture(grey, is_alike):
    white = Image.new("RGB", (100, 100), "white")
    assert looks_alike(white, Image.new("RGB", (100, 100), (grey,) * 3)) is is_alike


def test_picture_of_another_size_is_another():
    assert not looks_alike(Image.new("RGB", (9, 9)), Image.new("RGB", (9, 8)))


def test_the_map_of_another_measure_is_another_picture(pack, known):
    health = map_file("health", *IMD[1:], Size.HALF)(pack, known)
    with Image.open(FOLDER / "map-half.png") as wanted:
        assert not looks_alike(picture(health), wanted)

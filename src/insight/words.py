"""Numbers and lists as readers see them."""

from collections.abc import Sequence
from typing import TypeVar, cast

import numpy as np
import pandas as pd

EXACT_BELOW, MILLION = 1000, 1_000_000

Chances = TypeVar("Chances", float, pd.Series)


def number(value: float, decimals: int = 0) -> str:
    """A number with thousands separated and a true minus sign.

    Examples
    --------
    >>> number(12345.678), number(-0.04, 1), number(-3)
    ('12,346', '0.0', '−3')
    """
    rounded = round(float(value), decimals) + 0.0
    return f"{rounded:,.{decimals}f}".replace("-", "−")


def rounded(value: float) -> str:
    """A number for a sentence: to three significant figures, and whole below 1,000.

    Tables, and counts of areas that are all there, have it in full by `number`.

    Examples
    --------
    >>> rounded(987.4), rounded(3688), rounded(-210_912), rounded(0)
    ('987', '3,690', '−211,000', '0')
    >>> rounded(1_136_660), rounded(95_609_591), rounded(999_600)
    ('1.14 million', '95.6 million', '1 million')
    """
    whole = int(number(abs(value)).replace(",", ""))
    figures = round(whole, min(0, 3 - len(str(whole))))
    sign = "−" if value < 0 and figures else ""
    if figures < MILLION:
        return f"{sign}{figures:,}"
    return f"{sign}{figures / MILLION:,.10g} million"


def rounded_people(count: float, noun: str = "residents") -> str:
    """A number of people for a sentence.

    Examples
    --------
    >>> rounded_people(3688), rounded_people(640), rounded_people(1204, "adults")
    ('about 3,690 residents', '640 residents', 'about 1,200 adults')
    """
    about = "about " if abs(count) >= EXACT_BELOW else ""
    return f"{about}{rounded(count)} {noun}"


def signed(value: float) -> str:
    """A number of points with its sign.

    Examples
    --------
    >>> signed(3.25), signed(-0.04), signed(-12.0)
    ('+3.2', '0.0', '−12.0')
    """
    shown = number(value, 1)
    return shown if shown.startswith("−") or float(shown.replace(",", "")) == 0 else f"+{shown}"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence.

    Examples
    --------
    >>> listed(["Blaby"]), listed(["Blaby", "Melton", "Rutland"])
    ('Blaby', 'Blaby, Melton and Rutland')
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def counted(count: int, noun: str, plural: str = "") -> str:
    """A count with its noun.

    Examples
    --------
    >>> counted(1, "area"), counted(2, "area"), counted(0, "county", "counties")
    ('1 area', '2 areas', '0 counties')
    """
    word = noun if count == 1 else (plural or f"{noun}s")
    return f"{count:,} {word}"


def small_areas_of(count: int) -> str:
    """A count of small areas where they are first named.

    Examples
    --------
    >>> small_areas_of(1), small_areas_of(634)
    ('1 small area (LSOA)', '634 small areas (LSOAs)')
    """
    return counted(count, "small area (LSOA)", "small areas (LSOAs)")


def tied(others: int) -> str:
    """That an area is tied, and with how many others; empty for none.

    Examples
    --------
    >>> tied(39), tied(1), tied(0)
    ('tied with 39 others', 'tied with 1 other', '')
    """
    return f"tied with {counted(others, 'other')}" if others else ""


def ranges(low: pd.Series, high: pd.Series, between: str = "–", decimals: int = 0) -> pd.Series:
    """Two ends as one cell, in whole numbers unless told otherwise.

    Examples
    --------
    >>> gap = float("nan")
    >>> ranges(pd.Series([27.6, gap]), pd.Series([40.2, gap])).tolist()
    ['28–40', 'not available']
    """
    words = [
        "not available"
        if pd.isna(one)
        else f"{number(one, decimals)}{between}{number(other, decimals)}"
        for one, other in zip(low, high, strict=True)
    ]
    return pd.Series(words, index=low.index)


def percent(share: float, decimals: int = 0) -> str:
    """A proportion in per cent.

    Examples
    --------
    >>> percent(0.2917), percent(0.2917, 1)
    ('29%', '29.2%')
    >>> percent(0.9981), percent(1.0), percent(0.002), percent(0.0)
    ('over 99%', '100%', 'under 1%', '0%')
    """
    whole = round(100 * share, decimals)
    if whole == 100 and share < 1:
        return f"over {number(100 - 10**-decimals, decimals)}%"
    if whole == 0 and share > 0:
        return f"under {number(10**-decimals, decimals)}%"
    return f"{number(100 * share, decimals)}%"


def in_hundred(chance: Chances) -> Chances:
    """A chance of so many in 100, rounded down as in `out_of_hundred`."""
    return cast("Chances", np.floor(100 * chance + 1e-9))


def out_of_hundred(chance: float) -> str:
    """A chance, from 0 to 1, as so many of 100, rounded down.

    Rounded down so that 79.6 of 100 is not taken for the 80 at which an area counts
    as always on the list, and 100 is only said of what happened every time.

    Examples
    --------
    >>> out_of_hundred(0.93), out_of_hundred(0.796), out_of_hundred(0.9996)
    ('93 of 100', '79 of 100', '99 of 100')
    >>> out_of_hundred(0.004), out_of_hundred(0.0)
    ('<1 of 100', '0 of 100')
    """
    whole = int(in_hundred(chance))
    return "<1 of 100" if whole == 0 and chance > 0 else f"{whole} of 100"

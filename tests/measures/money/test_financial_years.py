"""Money by financial year: awards by hand, and laws of every award."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.measures.money.financial_years import by_financial_year


def divided(pence: int, start: str, end: str | None) -> dict[str, int]:
    days = [pd.to_datetime(pd.Series([day])) for day in (start, end)]
    found = by_financial_year(pd.Series([pence]), *days)
    return dict(zip(found["year"], found["pence"], strict=True))


@pytest.mark.parametrize(
    ("pence", "start", "end", "years"),
    [
        # 90 days of 365 are before April.
        (36_500, "2025-01-01", "2025-12-31", {"2024/25": 9_000, "2025/26": 27_500}),
        # 366, 365 and 365 days: 100,182.48, 99,908.76 and 99,908.76 pence.
        (300_000, "2023-04-01", "2026-03-31",
         {"2023/24": 100_182, "2024/25": 99_909, "2025/26": 99_909}),
        (100, "2025-03-31", "2025-04-01", {"2024/25": 50, "2025/26": 50}),
        # The odd penny goes to the earlier of two equal years.
        (101, "2025-03-31", "2025-04-01", {"2024/25": 51, "2025/26": 50}),
        (-101, "2025-03-31", "2025-04-01", {"2024/25": -51, "2025/26": -50}),
        (1, "2025-04-01", "2027-03-31", {"2025/26": 1, "2026/27": 0}),
        (500, "2025-03-31", None, {"2024/25": 500}),
        (500, "2025-04-01", None, {"2025/26": 500}),
        (500, "1999-04-01", "2000-03-31", {"1999/00": 500}),
        (0, "2025-01-01", "2025-12-31", {"2024/25": 0, "2025/26": 0}),
    ],
)  # fmt: skip
def test_award_is_divided_by_the_days_in_each_year(pence, start, end, years):
    assert divided(pence, start, end) == years


def test_no_awards_are_in_no_year():
    empty = pd.to_datetime(pd.Series([], dtype=object))
    assert by_financial_year(pd.Series([], dtype="int64"), empty, empty).empty


days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
awards = st.lists(
    st.tuples(st.integers(-(10**15), 10**15), days, st.none() | days), min_size=1, max_size=6
)


@given(awards)
def test_parts_add_up_to_the_award_and_are_within_a_penny_of_their_share(found):
    found = [
        (pence, min(one, other or one), other and max(one, other)) for pence, one, other in found
    ]
    table = pd.DataFrame(found, columns=["pence", "start", "end"])
    table.index = pd.Index([f"id{at}" for at in range(len(table))])
    start, end = (pd.to_datetime(table[name]) for name in ("start", "end"))
    years = by_financial_year(table["pence"], start, end)
    assert years.groupby(level=0)["pence"].sum().to_dict() == table["pence"].to_dict()
    for label, year, pence in years.itertuples():
        award = table.loc[label]
        first = date(int(year[:4]), 4, 1)
        last = date(first.year + 1, 3, 31)
        final = award["end"] or award["start"]
        whole = (final - award["start"]).days + 1
        held = (min(final, last) - max(award["start"], first)).days + 1
        assert held > 0
        assert abs(pence * whole - award["pence"] * held) < whole

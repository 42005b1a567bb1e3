"""The assumed size of the survey, held against the publisher's own verdicts."""

import numpy as np
import pandas as pd
import pytest

from insight.measures.activity import FINGERTIPS
from insight.measures.intervals import wilson
from insight.measures.survey import RESPONDENTS
from insight.pack.catalogue import ENGLAND
from insight.verdicts import verdict

FILE = "activity/fingertips_physical_activity_lad_england.csv"


@pytest.fixture(scope="module")
def published(real) -> pd.DataFrame:
    """Every share of a district that the publisher compared with England."""
    table = pd.read_csv(real / FILE)
    adults = [FINGERTIPS["active"], FINGERTIPS["inactive"]]
    table = table[table["fingertips_id"].isin(adults)]
    england = table[table["area_code"].eq(ENGLAND)]
    at = ["fingertips_id", "period"]
    table = table.join(england.set_index(at)["value"].rename("england"), on=at)
    compared = table[table["compared_to_England"].isin(["Better", "Similar", "Worse"])]
    is_inactive = compared["fingertips_id"].eq(FINGERTIPS["inactive"])
    higher = np.where(is_inactive, "Worse", "Better")
    said = compared["compared_to_England"]
    words = np.where(said.eq("Similar"), "similar", np.where(said.eq(higher), "higher",
                                                            "lower"))  # fmt: skip
    return compared.assign(said=words)


def agreement(table: pd.DataFrame, answers: float) -> float:
    """Per cent of the publisher's verdicts that as many answers give."""
    found = [
        verdict(*wilson(share / 100, answers), england / 100)
        for share, england in zip(table["value"], table["england"], strict=True)
    ]
    return 100 * float(table["said"].eq(found).mean())


@pytest.mark.parametrize(
    ("answers", "active", "inactive"),
    [(296, 85.2, 84.7), (370, 90.6, 89.7), (400, 92.3, 91.8), (450, 94.7, 93.8),
     (500, 95.5, 94.9), (550, 94.9, 94.7), (600, 93.1, 93.9), (700, 91.3, 91.2)],
)  # fmt: skip
def test_agreement_is_as_the_module_says(published, answers, active, inactive):
    for key, expected in (("active", active), ("inactive", inactive)):
        rows = published[published["fingertips_id"].eq(FINGERTIPS[key])]
        assert agreement(rows, answers) == pytest.approx(expected, abs=0.051)


def test_no_other_size_agrees_clearly_better(published):
    assert len(published) == 6158
    ours = agreement(published, RESPONDENTS)
    others = [agreement(published, n) for n in range(300, 800, 50) if n != RESPONDENTS]
    assert ours > max(others)
    # Nor does a finer choice gain as much as one verdict in a thousand.
    assert agreement(published, 510) < ours + 0.1


def test_one_size_serves_the_years_that_are_pooled(published):
    since = published[published["period"].ge("2022/23")]
    assert agreement(since, RESPONDENTS) > agreement(since, 400)
    latest = published[published["period"].ge("2023/24")]
    assert agreement(latest, RESPONDENTS) == pytest.approx(92.8, abs=0.05)
    assert agreement(latest, 400) == pytest.approx(93.9, abs=0.05)

"""Saved neighbourhoods at another rate of inactivity: how many people that would be."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from insight.analysis.place import Study
from insight.analysis.small_areas import share_of
from insight.characters import showable
from insight.exports.files import Download, csv_download
from insight.exports.table import ExportTable
from insight.measures.what_if import at_rate
from insight.statement import Column, Table
from insight.words import counted, percent, ranges, rounded_people

TOGETHER = "All with a higher rate"
NO_FORECAST = "This is arithmetic, not a forecast. It does not say how the rate could fall."


@dataclass(frozen=True, eq=False)
class WhatIf:
    """Neighbourhoods at a rate: a row each as `at_rate` returns it, all together last if several.

    `rows` has ``adults`` and ``share`` besides, in the order of `names`. All together are those
    whose own rate is higher: to bring the others up to it is nobody's aim. People of several
    neighbourhoods count once.
    """

    names: tuple[str, ...]
    rows: pd.DataFrame
    rate: float
    rate_name: str
    study: Study
    has_whole: bool

    @property
    def finding(self) -> str:
        """The whole in a sentence."""
        whole = self.rows.iloc[-1]
        at = f"the rate of {self.rate_name} ({percent(self.rate, 1)})"
        own = self.rows.head(len(self.rows) - self.has_whole)
        higher = int((own["fewer"] > 0).sum())
        if not higher:
            return f"No neighbourhood has a rate above {at}."
        each = "the neighbourhood" if len(own) == 1 else f"{higher} of {len(own)} neighbourhoods"
        least, most = round(whole["fewer_low"]), round(whole["fewer_high"])
        if least < 0:
            return (
                f"The rate of {each} is similar to {at}, so we cannot say how many fewer adults "
                "would be inactive."
            )
        fewer = rounded_people(whole["fewer"], "fewer adults")
        between = f"{rounded_people(least, '').strip()} to {rounded_people(most, '').strip()}"
        return (
            f"At {at}, {each} would have {fewer} who are inactive "
            f"(95% confidence interval {between}), {percent(whole['attributable'])} of "
            "those who are now."
        )

    @property
    def table(self) -> Table:
        """A row for each neighbourhood."""
        rows = pd.DataFrame(
            {
                "name": self.names,
                "adults": self.rows["adults"].to_numpy(),
                "share": self.rows["share"].to_numpy() * 100,
                "now": self.rows["now"].to_numpy(),
                "fewer": self.rows["fewer"].to_numpy(),
                "range": ranges(self.rows["fewer_low"], self.rows["fewer_high"], " to ").to_numpy(),
                "attributable": self.rows["attributable"].to_numpy() * 100,
            }
        )
        columns = {
            "name": Column("Neighbourhood"),
            "adults": Column("Adults", "Aged 16 and over, mid-2022", 0),
            "share": Column("Inactive", "Share of adults, estimated", 1, "%"),
            "now": Column("Inactive adults", "Adults times their share", 0),
            "fewer": Column(
                "Fewer at that rate",
                f"Adults times the difference from {percent(self.rate, 1)}; a minus where the "
                "neighbourhood’s own rate is lower",
                0,
            ),
            "range": Column("95% CI of fewer", "95% confidence interval"),
            "attributable": Column(
                "Fewer, as % of inactive",
                "Population attributable share: fewer, as a share of the inactive adults",
                0,
                "%",
            ),
        }
        return Table(rows, columns, f"Table of {counted(len(rows), 'row')} at another rate.")

    @property
    def download(self) -> Download:
        """The same, unrounded, as CSV."""

        def table() -> ExportTable:
            rows = self.rows.assign(area_name=self.names)[["area_name", *self.rows]]
            rows = rows.assign(rate=self.rate, rate_of=self.rate_name, note=NO_FORECAST)
            return ExportTable(rows, self.study.provided().stamp)

        return csv_download("CSV", ("what-if", self.rate_name), table)


def what_if(
    study: Study, places: Sequence[tuple[str, Sequence[str]]], rate: float, rate_name: str
) -> WhatIf:
    """Neighbourhoods, each a name with its LSOAs, at a rate (a proportion of adults)."""
    names = [showable(name) for name, _ in places]
    sets = [sorted(codes) for _, codes in places]
    homes = study.known.district_of
    found = [share_of(study.areas, "inactive", codes, homes) for codes in sets]
    higher = [codes for codes, one in zip(sets, found, strict=True) if one.share > rate]
    has_whole = len(sets) > 1 and bool(higher)
    if has_whole:
        names.append(TOGETHER)
        sets.append(sorted({code for codes in higher for code in codes}))
        found.append(share_of(study.areas, "inactive", sets[-1], homes))
    shares = pd.DataFrame([vars(one) for one in found])[["share", "low", "high"]]
    adults = pd.Series([float(study.areas.adults.loc[codes].sum()) for codes in sets])
    rows = at_rate(shares, adults, rate).assign(adults=adults, share=shares["share"])
    return WhatIf(tuple(names), rows, rate, rate_name, study, has_whole)

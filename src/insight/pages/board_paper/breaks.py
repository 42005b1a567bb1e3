"""The same classes on every map of one paper."""

from collections.abc import Sequence
from dataclasses import replace

from insight.analysis.measurement import Choice
from insight.pack.catalogue import Group, Scale


def agreed(choices: Sequence[Choice]) -> list[Choice]:
    """The maps of a paper, those of one measure on the scale of the first of them.

    Maps of several survey years that are classed within the study area get their classes from all
    those years together. Maps of different measures have nothing to agree on.
    """
    scales: dict[tuple[str, ...], Scale] = {}
    years: dict[tuple[str, ...], set[str]] = {}
    for choice in choices:
        key = _measure(choice)
        scales.setdefault(key, choice.scale)
        years.setdefault(key, set()).add(choice.period)
    found = []
    for choice in choices:
        key = _measure(choice)
        is_classed_by_year = (
            scales[key] is Scale.AREA
            and choice.indicator.group is Group.ACTIVITY
            and len(years[key]) > 1
        )
        together = tuple(sorted(years[key])) if is_classed_by_year else ()
        found.append(replace(choice, scale=scales[key], together=together))
    return found


def _measure(choice: Choice) -> tuple[str, ...]:
    return choice.indicator.key, choice.level.value, choice.statistic.key

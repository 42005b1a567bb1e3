"""The card of one area: its value, and what to hold it against."""

from dataclasses import dataclass
from typing import cast

import pandas as pd

from insight.analysis.measurement import Choice, Measurement
from insight.geography.contiguity import neighbours
from insight.geography.levels import LEVEL_NAMES, LEVEL_NOUNS, Places
from insight.measures import activity as surveyed
from insight.measures import bands
from insight.pack.catalogue import ENGLAND, NATIONAL_LSOAS_2019, NATIONAL_LSOAS_2025, Level
from insight.pack.pack import Pack
from insight.words import counted, listed, number


@dataclass(frozen=True)
class Card:
    """One area: what it is, its value, and what to hold it against."""

    title: str
    subtitle: str
    value: str
    value_note: str
    positions: tuple[str, ...]
    notes: tuple[str, ...]


def area_card(pack: Pack, known: Places, measurement: Measurement, area: str) -> Card:
    """Describe one area by one measurement."""
    choice = measurement.choice
    areas = known.levels[choice.level]
    row = areas.loc[area]
    district = known.levels[Level.LOCALITY].at[row["lad24cd"], "name"]
    subtitle = f"{LEVEL_NAMES[choice.level]} {area}"
    if choice.level is not Level.LOCALITY:
        subtitle += f", in {district}"
    notes = [_verdict_note(pack, choice, area)]
    notes.append(_neighbour_note(measurement, areas, area))
    notes.append(_left_out_note(measurement, area))
    if choice.level is Level.LSOA and choice.indicator.key == "imd":
        notes += _notes_2019(pack, area, int(cast("float", measurement.values.at[area])))
    if choice.level is Level.LSOA and row["is_boundary_approximate"]:
        notes.append(
            "Its outline is approximate: this area was split after 2011, and the cut "
            "is by nearness to population centres."
        )
    return Card(
        title=known.title(area),
        subtitle=subtitle,
        # A national rank is the first of its positions already.
        value="" if choice.is_national_rank else measurement.text(area),
        value_note=choice.title,
        positions=_positions(pack, known, measurement, area),
        notes=tuple(note for note in notes if note),
    )


def _positions(pack: Pack, known: Places, measurement: Measurement, area: str) -> tuple[str, ...]:
    """Where one area stands on each scale that it can be put on."""
    choice = measurement.choice
    values = measurement.values
    value = cast("float", values.at[area])
    if pd.isna(value):
        return ()
    is_rank = choice.is_national_rank
    ordered = -values if is_rank else values
    found = []
    if is_rank:
        rank = int(value)
        column = choice.indicator.column.replace("_rank", "_decile")
        tenth = pack.table("deprivation")[column][area]
        found.append(f"**{rank:,}** of {NATIONAL_LSOAS_2025:,} in England · decile **{tenth}**")
    place, total = bands.position(ordered), int(values.notna().sum())
    found.append(f"**{place.at[area]:,.0f}** of {total:,} in {pack.about.short_title}")
    if choice.level is not Level.LOCALITY:
        districts = known.levels[choice.level]["lad24cd"]
        own = districts.eq(districts.at[area])
        place = bands.position(ordered[own])
        name = known.levels[Level.LOCALITY].at[districts.at[area], "place"]
        found.append(f"**{place.at[area]:,.0f}** of {int(own.sum()):,} in {name}")
    return (*found, f":small[1 = {choice.statistic.most}]")


def _verdict_note(pack: Pack, choice: Choice, area: str) -> str:
    """England's surveyed share, and the publisher's verdict on this area's."""
    surveyed_keys = (*surveyed.FINGERTIPS, "fairly")
    if choice.indicator.key not in surveyed_keys or choice.statistic.is_count:
        return ""
    activity = pack.table("activity")
    shares = surveyed.published(activity, choice.indicator.key)[choice.period]
    against = f"England: {shares[ENGLAND]:.1f}%."
    if choice.indicator.key == "fairly":
        return against
    verdicts = surveyed.compared_to_england(activity, choice.indicator.key)
    words = {
        "higher": "This area is higher, by the publisher’s own test.",
        "lower": "This area is lower, by the publisher’s own test.",
        "similar": "This area is similar, by the publisher’s own test.",
    }
    return f"{against} {words.get(str(verdicts[choice.period][area]), '')}".strip()


def _neighbour_note(measurement: Measurement, areas: pd.DataFrame, area: str) -> str:
    beside = neighbours(areas, area)
    around = measurement.values[beside].dropna()
    if around.empty:
        return ""
    statistic = measurement.choice.statistic
    sign = "%" if statistic.unit.startswith("%") else ""
    ends = [number(end, statistic.decimals) for end in (around.min(), around.max())]
    span = " to ".join(f"{end}{sign}" for end in dict.fromkeys(ends))
    one, many = LEVEL_NOUNS[measurement.choice.level]
    who = counted(len(around), f"neighbouring {one}", f"neighbouring {many}")
    which = " with a figure" if len(around) < len(beside) else ""
    return f"Its {who}{which}: {span}."


def _left_out_note(measurement: Measurement, area: str) -> str:
    """How many LSOAs the average of an area leaves out; empty if none."""
    if measurement.left_out is None or pd.isna(cast("float", measurement.values.at[area])):
        return ""
    if not (count := int(measurement.left_out.loc[area])):
        return ""
    return f"{counted(count, 'LSOA')} of it without a figure: averaged over the others."


def _notes_2019(pack: Pack, area: str, rank_2025: int) -> list[str]:
    """IMD 2019 beside 2025, by how the area came about."""
    if not pack.is_usable("imd2019", "lsoa_links"):
        return ["IMD 2019 cannot be shown: its table is faulty, see Data and method."]
    links = pack.table("lsoa_links").reset_index()
    mine = links[links["lsoa21cd"].eq(area)]
    earlier = pack.table("imd2019").loc[mine["lsoa11cd"]]
    ranks = listed(
        [f"{row.imd2019_rank:,} (decile {row.imd2019_decile})" for row in earlier.itertuples()]
    )
    change = mine["change"].iloc[0]
    from_where = {
        "unchanged": "",
        "split": f", inherited from {earlier['lsoa11nm'].iloc[0]}, which was split",
        "merged": ", of the two areas that were merged into it",
    }[change]
    tenth = pack.table("deprivation")["imd_decile"][area]
    return [
        f"IMD 2019: rank {ranks} of {NATIONAL_LSOAS_2019:,}{from_where}. IMD 2025: "
        f"rank {rank_2025:,} (decile {tenth}) of {NATIONAL_LSOAS_2025:,}. Relative "
        "positions in two different measures: not comparable as change."
    ]

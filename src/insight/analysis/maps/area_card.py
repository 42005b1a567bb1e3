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
from insight.words import counted, listed, number, small_areas_of


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
    is_lsoa = choice.level is Level.LSOA
    notes = [
        _verdict_note(pack, choice, area),
        _neighbour_note(measurement, areas, area),
        _left_out_note(measurement, area),
    ]
    if is_lsoa and choice.indicator.key == "imd":
        notes += _notes_2019(pack, area, int(cast("float", measurement.values.at[area])))
    if is_lsoa and row["is_boundary_approximate"]:
        notes.append("The boundary shown is approximate, because this area was split after 2011.")
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
    choice = measurement.choice
    values = measurement.values
    value = cast("float", values.at[area])
    if pd.isna(value):
        return ()
    is_rank = choice.is_national_rank
    ordered = -values if is_rank else values
    found = []
    if is_rank:
        column = choice.indicator.column.replace("_rank", "_decile")
        tenth = pack.table("deprivation")[column][area]
        rank = int(value)
        found.append(f"**{rank:,}** of {NATIONAL_LSOAS_2025:,} in England · decile **{tenth}**")
    among = [(ordered, int(values.notna().sum()), pack.about.short_title)]
    if choice.level is not Level.LOCALITY:
        districts = known.levels[choice.level]["lad24cd"]
        own = districts.eq(districts.at[area])
        name = known.levels[Level.LOCALITY].at[districts.at[area], "place"]
        among.append((ordered[own], int(own.sum()), name))
    for group, total, where in among:
        found.append(f"**{bands.position(group).at[area]:,.0f}** of {total:,} in {where}")
    return (*found, f":small[1 = {choice.statistic.most}]")


def _verdict_note(pack: Pack, choice: Choice, area: str) -> str:
    key, period = choice.indicator.key, choice.period
    if key not in (*surveyed.FINGERTIPS, "fairly") or choice.statistic.is_count:
        return ""
    activity = pack.table("activity")
    against = f"England: {surveyed.published(activity, key)[period][ENGLAND]:.1f}%."
    verdict = "" if key == "fairly" else surveyed.compared_to_england(activity, key)[period][area]
    if verdict not in ("higher", "lower", "similar"):
        return against
    return f"{against} This area is {verdict}, as tested by OHID (95% confidence)."


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
    return f"Range in its {who}{which}: {span}."


def _left_out_note(measurement: Measurement, area: str) -> str:
    if measurement.left_out is None or pd.isna(cast("float", measurement.values.at[area])):
        return ""
    if not (count := int(measurement.left_out.loc[area])):
        return ""
    return f"{small_areas_of(count)} with no figure left out of the average."


def _notes_2019(pack: Pack, area: str, rank_2025: int) -> list[str]:
    """IMD 2019 beside 2025, by how the area came about."""
    if not pack.is_usable("imd2019", "lsoa_links"):
        return ["We cannot show IMD 2019 because its data has a fault. See Data and method."]
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
        f"rank {rank_2025:,} (decile {tenth}) of {NATIONAL_LSOAS_2025:,}. The two indices use "
        "different measures, so do not read the difference as change."
    ]

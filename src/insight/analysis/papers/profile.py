"""The profile of a neighbourhood or a district for papers, on one page."""

from datetime import date

import numpy as np

from insight.analysis.maps.members import LABELS
from insight.analysis.papers.profile_words import (
    profile_comparison,
    profile_headlines,
    profile_sentences,
)
from insight.analysis.papers.words import sheet_words
from insight.analysis.place import ProfilePlace, Study
from insight.analysis.profile import inactivity_words
from insight.analysis.work.place_record import place_record
from insight.analysis.work.recorded import Recorded
from insight.analysis.work.stage_words import day_words
from insight.figures.palette import Palette, palette_for
from insight.figures.sheet.maps import PaperLayer, neighbourhood_outlines
from insight.figures.sheet.profile import ProfileParts, paper_profile, place_picture
from insight.figures.sheet.sheet import Words
from insight.measures.bands import CLASSES
from insight.pack.catalogue import Level
from insight.pack.pack import Pack
from insight.reports.paper import Profile
from insight.statement import PaperLink
from insight.words import counted, listed, number
from insight.working_model.work import WorkPlace

AROUND = 0.35
"""Ground shown round a place, as a share of its own extent."""
LEAST_METRES = 1_500
WORK_LABELS = ("systems present", "of money", "steps begun", "assets")
MOST_GAPS = 2


def profile_item(
    ground: Study, place: ProfilePlace, link: PaperLink, *, work: tuple[str, ...] = ()
) -> Profile:
    """One page about a place, with its comparison as the table."""
    found = place.found
    table = profile_comparison(ground, place, None, has_parts=False)
    sentences = (
        *profile_sentences(ground, place, None),
        *work,
        *(() if found.is_surveyed else ground.warnings(found)),
    )
    parts = ProfileParts(
        headlines=tuple(
            (each.value, each.label, each.note) for each in profile_headlines(ground, found)
        ),
        sentences=sentences,
        headings=tuple(column.label for column in table.columns.values()),
        rows=tuple(
            tuple(str(cell) for cell in row)
            for row in table.rows[list(table.columns)].itertuples(index=False)
        ),
        layer=_layer(ground, place),
    )
    words = _words(ground, place, link)
    return Profile(
        words,
        lambda size, kind: paper_profile(parts, words, size, kind),
        parts.headings,
        parts.rows,
        points=sentences,
        picture=lambda: place_picture(parts.layer, words),
        headlines=parts.headlines,
    )


def work_words(
    recorded: Recorded, place: WorkPlace, day: date, pack: Pack, palette: Palette
) -> tuple[str, ...]:
    """What is recorded of the work in a place, in sentences."""
    view = place_record(recorded, place, day, pack=pack, need="", palette=palette)
    said = [
        f"{each.value} {each.label}: {each.note}"
        for each in view.headlines
        if each.label in WORK_LABELS
    ]
    words = f"Recorded up to {day_words(day)}: {'; '.join(said)}."
    return (words, *view.gaps[:MOST_GAPS])


def _layer(ground: Study, place: ProfilePlace) -> PaperLayer:
    """Deprivation of the LSOAs around, with the members outlined."""
    areas = ground.known.levels[Level.LSOA]
    members = list(place.found.members)
    west, south, east, north = areas.loc[members].total_bounds
    margin = max(AROUND * max(east - west, north - south), LEAST_METRES)
    frame = (west - margin, south - margin, east + margin, north + margin)
    edges = areas.bounds
    inside = (
        edges["minx"].lt(frame[2])
        & edges["maxx"].gt(frame[0])
        & edges["miny"].lt(frame[3])
        & edges["maxy"].gt(frame[1])
    ).to_numpy()
    at = np.flatnonzero(inside)
    tenths = ground.pack.table("deprivation")["imd_decile"].to_numpy()[at]
    localities = ground.known.levels[Level.LOCALITY]
    return PaperLayer(
        areas=areas.geometry.iloc[at],
        # Deciles 1 and 2 are the most deprived fifth, class 4.
        bands=(CLASSES - (tenths + 1) // 2).astype("int8"),
        labels=LABELS,
        ramp=palette_for("light").sequential,
        legend_title="IMD 2025 by national fifth (scale: England) · number of LSOAs in "
        "the frame; bold outline: this place",
        districts=localities.loc[areas["lad24cd"].iloc[at].unique()],
        marked=neighbourhood_outlines(areas, [members]),
        bounds=frame,
    )


def _words(ground: Study, place: ProfilePlace, link: PaperLink) -> Words:
    found = place.found
    provided = ground.provided()
    names = ground.known.levels[Level.LOCALITY]["name"]
    homes = listed([str(names[code]) for code in found.districts])
    where = "" if place.name == homes else f" in {homes}"
    title = f"{place.name}: {inactivity_words(found, ground.short)}"
    return sheet_words(
        link,
        provided,
        title=title,
        subtitle=f"Profile of {counted(len(found.members), 'LSOA')}{where}, {number(found.people)} "
        f"people. Activity {ground.areas.period}, deprivation 2025, residents mid-2022.",
        caveat=f"{ground.areas.words} Small-area estimates are never to be read as "
        "change or as the effect of a programme.",
        alt=f"Profile of {place.name}. {title}. A map of deprivation around it, and a "
        f"table that compares it with its district and {ground.short}.",
    )

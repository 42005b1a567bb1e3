"""The profile of a neighbourhood or a district for papers, on one page."""

from datetime import date
from functools import partial

import numpy as np

from insight.analysis.maps.members import LABELS, fifths
from insight.analysis.papers.profile_words import (
    profile_comparison,
    profile_headlines,
    profile_sentences,
)
from insight.analysis.place import ProfilePlace, Study
from insight.analysis.profile import inactivity_words
from insight.analysis.work.place_record import place_record
from insight.analysis.work.recorded import Recorded
from insight.analysis.work.stage_words import day_words
from insight.figures.palette import Palette, palette_for
from insight.figures.sheet.maps import PaperLayer, neighbourhood_outlines
from insight.figures.sheet.profile import ProfileParts, paper_profile, place_picture
from insight.pack.catalogue import Level
from insight.pack.pack import Pack
from insight.reports.paper import Profile
from insight.statement import PaperLink, Statement, Table
from insight.words import counted, listed, number
from insight.working_model.work import WorkPlace

AROUND = 0.35
"""Ground shown round a place, as a share of its own extent."""
LEAST_METRES = 1_500
WORK_LABELS = ("systems present", "of money", "steps begun", "assets")
MOST_GAPS = 2
NO_CHANGE = "Small-area estimates are never to be read as change or as the effect of a programme."


def profile_item(
    ground: Study, place: ProfilePlace, link: PaperLink, *, work: tuple[str, ...] = ()
) -> Profile:
    """One page about a place, with its comparison as the table.

    What is recorded of the work in it is said after the needs.
    """
    found = place.found
    table = profile_comparison(ground, place, None, has_parts=False)
    warnings = () if found.is_surveyed else ground.warnings(found)
    sentences = (*profile_sentences(ground, place, None), *work, *warnings)
    headlines = tuple(
        (each.value, each.label, each.note) for each in profile_headlines(ground, found)
    )
    layer = _layer(ground, place)
    parts = ProfileParts(headlines, sentences, table.headings, table.texts, layer)
    words = _statement(ground, place, parts, table).words(link)
    return Profile(
        words,
        partial(paper_profile, parts, words),
        points=sentences,
        table=table,
        picture=lambda: place_picture(layer, words),
        headlines=headlines,
    )


def work_words(
    recorded: Recorded, place: WorkPlace, day: date, pack: Pack, palette: Palette
) -> tuple[str, ...]:
    """What is recorded of the work in a place as on a day, in sentences."""
    view = place_record(recorded, place, day, pack=pack, need="", palette=palette)
    said = "; ".join(
        f"{each.value} {each.label}: {each.note}"
        for each in view.headlines
        if each.label in WORK_LABELS
    )
    return (f"Recorded up to {day_words(day)}: {said}.", *view.gaps[:MOST_GAPS])


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
    localities = ground.known.levels[Level.LOCALITY]
    return PaperLayer(
        areas=areas.geometry.iloc[at],
        bands=fifths(ground, at),
        labels=LABELS,
        ramp=palette_for("light").sequential,
        legend_title="IMD 2025 by national fifth (scale: England) · number of LSOAs in the frame; "
        "bold outline: this place",
        districts=localities.loc[areas["lad24cd"].iloc[at].unique()],
        marked=neighbourhood_outlines(areas, [members]),
        bounds=frame,
    )


def _statement(ground: Study, place: ProfilePlace, parts: ProfileParts, table: Table) -> Statement:
    found = place.found
    names = ground.known.levels[Level.LOCALITY]["name"]
    homes = listed([str(names[code]) for code in found.districts])
    where = "" if place.name == homes else f" in {homes}"
    title = f"{place.name}: {inactivity_words(found, ground.short)}"
    return Statement(
        title=title,
        subtitle=f"Profile of {counted(len(found.members), 'LSOA')}{where}, {number(found.people)} "
        f"people. Activity {ground.areas.period}, deprivation 2025, residents mid-2022.",
        caveats=(ground.areas.words, NO_CHANGE),
        provided=ground.provided(),
        alt=f"Profile of {place.name}. {title}. A map of deprivation around it, and a table that "
        f"compares it with its district and {ground.short}.",
        on_sheet=partial(paper_profile, parts),
        table=table,
        points=parts.sentences,
    )

"""The work in short: a row for each neighbourhood, and the notes that wait for an answer."""

from collections.abc import Mapping, Sequence
from datetime import date

from insight.analysis.work.record_tables import text_table
from insight.analysis.work.recorded import Recorded
from insight.analysis.work.stage_words import day_words
from insight.records.kinds.horizontal import Note
from insight.records.kinds.investments import pounds
from insight.records.record import Record
from insight.statement import Table
from insight.words import counted, number
from insight.working_model.matrix import Flag, matrix
from insight.working_model.places import moments, place_state
from insight.working_model.work import WorkPlace

MOST_NOTES = 5


def work_table(recorded: Recorded, places: Sequence[WorkPlace], day: date) -> Table:
    """Need, systems, money, steps, assets, gaps and the last change of each, by its id."""
    rows = {}
    for row in matrix(recorded.work, places, day, recorded.terms.county_of).rows:
        place, state = row.place, place_state(recorded.work, row.place.id, day)
        flags = [flag for cell in row.cells for flag in cell.flags] + list(row.flags)
        changes = [each for each in moments(recorded.work, place.id) if each <= day]
        terms = (*state.steps, *state.outcomes)
        stale = flags.count(Flag.STALE) + sum(each.is_stale for each in terms)
        rows[place.id] = {
            "name": place.name,
            "need": "–" if place.need is None else number(place.need),
            "systems": f"{row.present} of {len(row.cells)}",
            "money": pounds(place.pence),
            "assets": number(len(state.assets)),
            "gaps": "Nothing recorded yet"
            if row.is_silent
            else number(sum(flag is not Flag.STALE for flag in flags)),
            "stale": number(stale),
            "changed": day_words(max(changes)) if changes else "",
        }
    return text_table(
        list(rows.values()),
        f"Table of {counted(len(rows), 'neighbourhood')} with recorded work.",
        list(rows),
        name="Neighbourhood",
        need="Need (100 is highest)",
        systems="Systems present",
        money="Investment",
        assets="Assets",
        gaps="Gaps",
        stale="Out of date (over 12 months)",
        changed="Last entry",
    )


def work_words(places: Sequence[WorkPlace]) -> str:
    """How many neighbourhoods there are, and the money in them."""
    pence = sum(place.pence for place in places)
    many = counted(len(places), "neighbourhood")
    return f"{many} with {pounds(pence)} of recorded investment."


def unanswered(
    notes: Mapping[str, Sequence[Record[Note]]], subjects: Mapping[str, str]
) -> tuple[Record[Note], ...]:
    """Notes about some places that nobody has answered, the newest first."""
    found = [
        one
        for subject, said in notes.items()
        if subject in subjects
        for one in said
        if not one.content.answer
    ]
    return tuple(sorted(found, key=lambda one: one.created_at, reverse=True))

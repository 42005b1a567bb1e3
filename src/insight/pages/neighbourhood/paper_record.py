"""The record of one neighbourhood over time, for papers."""

from datetime import date

from insight.analysis.papers.matrix import licence_of
from insight.analysis.work.place_record import LANES, record_events
from insight.analysis.work.recorded import Recorded, where_words
from insight.analysis.work.stage_words import day_words
from insight.figures.sheet.sheet import Words
from insight.figures.sheet.timeline import paper_timeline
from insight.pack.pack import Pack
from insight.records.kinds.model_terms import Progress
from insight.statement import Item, PaperLink
from insight.words import counted
from insight.working_model.places import place_state
from insight.working_model.work import WorkPlace

CAVEAT = (
    "Records are what people entered; a stage or a step that nobody recorded does not "
    "stand here. Hollow marks are later than the day shown."
)


def record_item(
    recorded: Recorded, place: WorkPlace, day: date, pack: Pack, link: PaperLink
) -> Item:
    """The record as it stood on a day, with every entry as a row.

    Parameters
    ----------
    recorded, place, day
        The records, the neighbourhood, and the day.
    pack
        Whose version and sources are named.
    link
        Where it is shown, and when the sheet is made.
    """
    events = record_events(recorded, place)
    done = [event for event in events if event.day <= day]
    source, licence = licence_of(recorded, pack)
    words = Words(
        title=f"{place.name}: {_finding(recorded, place, day)}",
        subtitle=f"{counted(len(done), 'entry', 'entries')} up to {day_words(day)}, "
        f"{len(events) - len(done)} later. {where_words(recorded, place)}.",
        caveat=CAVEAT,
        source=source,
        licence=licence,
        provenance=str(recorded.work.provenance),
        pack_version=pack.version,
        made=link.made,
        link=link.address,
        alt=f"The record of {place.name} over time: "
        f"{_finding(recorded, place, day)}. The table has every entry.",
    )
    rows = tuple(
        (event.day.isoformat(), LANES[event.lane], event.words,
         "" if event.day <= day else "later")
        for event in sorted(events, key=lambda event: event.day, reverse=True)
    )  # fmt: skip
    return Item(
        words,
        lambda size, kind: paper_timeline(events, day, LANES, words, size, kind),
        ("Day", "Kind", "Entry", f"As on {day_words(day)}"),
        rows,
    )


def _finding(recorded: Recorded, place: WorkPlace, day: date) -> str:
    """How far steps and outcomes have come, by rule."""
    state = place_state(recorded.work, place.id, day)
    said = []
    for noun, terms in (("steps", state.steps), ("outcomes", state.outcomes)):
        begun = [each for each in terms if each.progress is not None]
        kept = [each for each in begun if each.progress is Progress.IN_PLACE]
        said.append(f"{len(begun)} of {len(terms)} {noun} begun, {len(kept)} in place")
    return "; ".join(said)

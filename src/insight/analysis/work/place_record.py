"""The record of one neighbourhood on one screen, as it stood on any day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from insight.analysis.view import Figure, Headline
from insight.analysis.work.conversations import talks
from insight.analysis.work.recorded import HIGH_NEED, Recorded, RecordSet, where_words
from insight.analysis.work.stage_words import (
    PROGRESS_WORDS,
    STAGE_WORDS,
    around_words,
    day_words,
    short_standing,
)
from insight.figures.caption import Caption, in_figure
from insight.figures.palette import Palette
from insight.figures.screen.timeline import Event, timeline
from insight.figures.watermark import watermarked
from insight.pack.pack import Pack
from insight.records.kinds.horizontal import Asset, Step
from insight.records.kinds.investments import pounds
from insight.records.kinds.model_terms import OUTCOMES, PEOPLE, Progress
from insight.records.kinds.vertical import Evidence
from insight.records.record import Record
from insight.statement import Column, Table
from insight.words import counted, number, out_of_hundred
from insight.working_model.matrix import Flag, Row, matrix
from insight.working_model.places import PlaceState, TermState, moments, place_state
from insight.working_model.work import WorkPlace

MONEY_WORDS = {
    RecordSet.OWN: "recorded in it in the ledger",
    RecordSet.ILLUSTRATIVE: "in the illustrative ledger",
    RecordSet.EXAMPLE: "as itemised; £65,000 more in the printed total is unexplained",
}

LANES = ("Systems", "Steps", "Outcomes", "Assets", "Notes")


@dataclass(frozen=True)
class PlaceRecordView:
    """Everything on the screen of one neighbourhood's record.

    Attributes
    ----------
    headlines
        Need, systems, money, steps and assets.
    gaps
        What calls for a conversation, in words.
    systems, system_keys
        Every system: here and around; and the cell of each row.
    terms, term_keys
        Steps and outcomes; and the key of each row.
    assets
        What is there.
    figure
        The record over time.
    days
        The days on which it changed, the first first.
    state
        What all this is of.
    """

    headlines: tuple[Headline, ...]
    gaps: tuple[str, ...]
    systems: Table
    system_keys: tuple[str, ...]
    terms: Table
    term_keys: tuple[str, ...]
    assets: Table
    figure: Figure
    days: tuple[date, ...]
    state: PlaceState


def place_record(  # noqa: PLR0913 - the records, whose, when, and how it is drawn
    recorded: Recorded, place: WorkPlace, day: date, *, pack: Pack, need: str, palette: Palette
) -> PlaceRecordView:
    """Describe one neighbourhood's record as on a day.

    Parameters
    ----------
    recorded
        The records.
    place
        One of their places.
    day
        The day.
    pack
        Whose version is written into the figure.
    need
        What else is known of its need, in words.
    palette
        Colours of the reader's theme.
    """
    work = recorded.work
    state = place_state(work, place.id, day)
    found = matrix(work, (place,), day, recorded.terms.county_of)
    row = found.rows[0]
    systems, system_keys = _systems(recorded, row)
    terms, term_keys = _terms(recorded, state)
    return PlaceRecordView(
        headlines=_headlines(recorded, row, state, need),
        gaps=tuple(
            f"{talk.title.split(', about ')[0]}: {talk.reason}" for talk in talks(recorded, found)
        ),
        systems=systems,
        system_keys=system_keys,
        terms=terms,
        term_keys=term_keys,
        assets=assets_table(recorded, state.assets),
        figure=_figure(recorded, place, day, pack, palette),
        days=tuple(each.day for each in moments(work, place.id)),
        state=state,
    )


def _headlines(recorded: Recorded, row: Row, state: PlaceState, need: str) -> tuple[Headline, ...]:
    place = row.place
    begun = [each for each in state.steps if each.progress is not None]
    kept = [each for each in begun if each.progress is Progress.IN_PLACE]
    outcomes = [each for each in state.outcomes if each.progress is not None]
    people = [each for each in state.assets if each.content.kind in PEOPLE]
    absent = sum(Flag.ABSENT in cell.flags for cell in row.cells)
    return (
        Headline(
            "need (100 is greatest)",
            "–" if place.need is None else number(place.need),
            need
            if place.chance is None
            else f"{number(HIGH_NEED)} or more in {out_of_hundred(place.chance)} "
            "simulations"
            f"; {need}",
        ),
        Headline(
            "systems present",
            f"{row.present} of {len(row.cells)}",
            f"{absent} embedded around it but absent",
        ),
        Headline(
            "of money",
            pounds(place.pence),
            MONEY_WORDS[recorded.source]
            + ("; no system with it" if Flag.MONEY in row.flags else ""),
        ),
        Headline(
            "steps begun",
            f"{len(begun)} of {len(state.steps)}",
            f"{len(kept)} in place; {len(outcomes)} of {len(OUTCOMES)} outcomes",
        ),
        Headline(
            "assets",
            str(len(state.assets)),
            f"{counted(len(people), 'person or group', 'people or groups')}, "
            f"{counted(len(state.assets) - len(people), 'place')}",
        ),
    )


def _systems(recorded: Recorded, row: Row) -> tuple[Table, tuple[str, ...]]:
    rows, keys = [], []
    for cell in sorted(row.cells, key=lambda cell: not cell.here.is_present):
        system = recorded.system(cell.system)
        keys.append(cell.system)
        rows.append(
            {
                "system": system.name if system else cell.system,
                "here": short_standing(cell.here),
                "gap": "absent" if Flag.ABSENT in cell.flags else "",
                "around": around_words(recorded, cell.reach, cell.around),
            }
        )
    columns = {
        "system": Column("System", width=112),
        "here": Column("Here", width=124),
        "gap": Column("Gap", "Embedded around, absent here", width=58),
        "around": Column("Around it", width=230),
    }
    table = Table(
        pd.DataFrame(rows, columns=list(columns)),
        columns,
        f"Table of {counted(len(rows), 'system')} here and around.",
    )
    return table, tuple(keys)


def _terms(recorded: Recorded, state: PlaceState) -> tuple[Table, tuple[str, ...]]:
    every = (*state.steps, *state.outcomes)
    rows = pd.DataFrame([_term(recorded, each) for each in every])
    return (
        Table(
            rows,
            {
                "title": Column("Step or outcome", width=150),
                "state": Column("State", width=70),
                "last": Column("Last entry", width=86),
                "what": Column("What happened", width=220),
            },
            "Table of seven steps and seven outcomes.",
        ),
        tuple(each.key for each in every),
    )


def _term(recorded: Recorded, each: TermState) -> dict[str, str]:
    latest = each.latest
    last = ""
    if latest is not None:
        last = f"{latest.content.on:%b %Y}" + (" †" if each.is_stale else "")
    number = each.key[-1]
    kind = "Outcome" if each.key in OUTCOMES else "Step"
    return {
        "title": f"{kind} {number}: {recorded.terms.titles.get(each.key, each.key)}",
        "state": PROGRESS_WORDS[each.progress] if each.progress else "–",
        "last": last,
        "what": latest.content.what if latest else "",
    }


def assets_table(recorded: Recorded, assets: Sequence[Record[Asset]]) -> Table:
    """Assets in rows, people and groups first."""
    order = sorted(
        assets, key=lambda each: (each.content.kind not in PEOPLE, each.content.name.casefold())
    )
    columns = {
        "name": Column("Asset", width=200),
        "kind": Column("What it is", width=150),
        "system": Column("System", width=150),
        "where": Column("LSOA", width=90),
        "role": Column("Contact, by role", width=150),
        "since": Column("Since", width=120),
    }
    rows = [
        {
            "name": each.content.name,
            "kind": str(each.content.kind).capitalize(),
            "system": getattr(recorded.system(each.content.system), "name", ""),
            "where": each.content.lsoa21cd,
            "role": each.content.contact_role,
            "since": day_words(each.content.since),
        }
        for each in order
    ]
    return Table(
        pd.DataFrame(rows, columns=list(columns)),
        columns,
        f"Table of {counted(len(rows), 'asset')}.",
    )


def entries_table(entries: Sequence[Record[Step]]) -> Table:
    """Every entry about one step or outcome, the newest first."""
    columns = {
        "on": Column("Day", width=120),
        "state": Column("State", width=90),
        "what": Column("What happened", width=300),
        "source": Column("Source", width=150),
        "entered": Column("Entered", width=190),
    }
    rows = [
        {
            "on": day_words(one.content.on),
            "state": PROGRESS_WORDS[one.content.progress],
            "what": one.content.what,
            "source": one.content.source,
            "entered": f"{one.changed_by}, {day_words(one.changed_at.date())}",
        }
        for one in entries
    ]
    return Table(
        pd.DataFrame(rows, columns=list(columns)),
        columns,
        f"Table of {counted(len(rows), 'entry', 'entries')}.",
    )


def _figure(
    recorded: Recorded, place: WorkPlace, day: date, pack: Pack, palette: Palette
) -> Figure:
    events = record_events(recorded, place)
    later = sum(event.day > day for event in events)
    caption = Caption(
        f"The record of {in_figure(place.name)} over time",
        f"{counted(len(events), 'entry', 'entries')}; the line is "
        f"{day_words(day)}, {later} later (hollow)",
        f"Source: records, {where_words(recorded, place)}. Class: "
        f"{recorded.work.provenance}. Data pack {pack.version}.",
    )
    plot = timeline(events, day=day, lanes=LANES, caption=caption, palette=palette)
    if recorded.is_illustrative:
        watermarked(plot, palette)
    return Figure(plot, f"The record of {place.name} over time: {caption.subtitle}.")


def record_events(recorded: Recorded, place: WorkPlace) -> list[Event]:
    """Everything that is dated of a place, by the number of its lane."""
    own = recorded.work.of(place.id)
    events = [Event(each.content.on, 0, _evidence(recorded, each))
              for each in own.evidence]  # fmt: skip
    events += [
        Event(
            each.content.on,
            2 if each.content.about in OUTCOMES else 1,
            f"{recorded.terms.titles.get(each.content.about, each.content.about)}: "
            f"{PROGRESS_WORDS[each.content.progress].lower()}",
        )
        for each in own.steps
    ]
    events += [Event(each.content.since, 3, each.content.name) for each in own.assets]
    events += [
        Event(each.content.until, 3, f"{each.content.name}: ended")
        for each in own.assets
        if each.content.until is not None
    ]
    return events + [
        Event(each.recorded_on, 4, str(each.content.kind).capitalize()) for each in own.notes
    ]


def _evidence(recorded: Recorded, one: Record[Evidence]) -> str:
    system = recorded.system(one.content.system)
    name = system.name if system else one.content.system
    return f"{name}: {STAGE_WORDS[one.content.stage]}"

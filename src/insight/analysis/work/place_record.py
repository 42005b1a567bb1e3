"""The record of one neighbourhood, as it stood on any day, on a screen and on paper."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

import pandas as pd

from insight.analysis.view import Figure, Headline
from insight.analysis.work.conversations import talks
from insight.analysis.work.record_tables import text_table
from insight.analysis.work.recorded import (
    HIGH_NEED,
    Recorded,
    RecordSet,
    records_provided,
    where_words,
)
from insight.analysis.work.stage_words import (
    NOTE_WORDS,
    PROGRESS_WORDS,
    STAGE_WORDS,
    around_words,
    day_words,
    entry_words,
    short_standing,
)
from insight.figures.caption import Caption, in_figure
from insight.figures.palette import Palette
from insight.figures.screen.timeline import timeline
from insight.figures.sheet.timeline import paper_timeline
from insight.figures.timeline import Event, TimelineChart
from insight.figures.watermark import watermarked
from insight.pack.pack import Pack
from insight.records.kinds.horizontal import Step
from insight.records.kinds.investments import pounds
from insight.records.kinds.model_terms import OUTCOMES, PEOPLE, Progress
from insight.records.record import Record
from insight.statement import Column, Statement, Table
from insight.words import counted, number, out_of_hundred
from insight.working_model.matrix import Flag, Matrix, matrix
from insight.working_model.places import PlaceState, TermState, moments, place_state
from insight.working_model.work import WorkPlace

MONEY_WORDS = {
    RecordSet.OWN: "recorded for this neighbourhood",
    RecordSet.ILLUSTRATIVE: "in the example data",
    RecordSet.EXAMPLE: "as itemised; the total in the slides is £65,000 more",
}

LANES = ("Systems", "Steps", "Outcomes", "Assets", "Notes")
CAVEAT = "This shows only what people have recorded."
MOST_GAPS = 2
"""Of the gaps, on a page that is about more than the work."""


@dataclass(frozen=True, eq=False)
class PlaceRecord:
    """The record of one of the places, as on a day."""

    recorded: Recorded
    place: WorkPlace
    day: date

    @cached_property
    def state(self) -> PlaceState:
        """What its steps, outcomes, assets and systems had come to."""
        return place_state(self.recorded.work, self.place.id, self.day)

    @cached_property
    def matrix(self) -> Matrix:
        """Its row of the matrix, by every system."""
        recorded = self.recorded
        return matrix(recorded.work, (self.place,), self.day, recorded.terms.county_of)

    @property
    def title(self) -> str:
        """What it is, where its finding stands beside it."""
        return f"The record of {self.place.name} over time"

    @property
    def days(self) -> tuple[date, ...]:
        """The days on which it changed, the first first."""
        return moments(self.recorded.work, self.place.id)

    @property
    def gaps(self) -> tuple[str, ...]:
        """What calls for a conversation, in words."""
        return tuple(talk.reason for talk in talks(self.recorded, self.matrix))

    @property
    def words(self) -> tuple[str, ...]:
        """What is recorded of the work, in sentences, for a page about the place."""
        said = [f"{each.value} {each.label}: {each.note}" for each in self.headlines()[1:]]
        return (f"Recorded up to {day_words(self.day)}: {'; '.join(said)}.", *self.gaps[:MOST_GAPS])

    def headlines(self, need: str = "") -> tuple[Headline, ...]:
        """Need (and what else is known of it), systems, money, steps and assets."""
        place, state, row = self.place, self.state, self.matrix.rows[0]
        people = sum(each.content.kind in PEOPLE for each in state.assets)
        begun, kept = _progress(state.steps)
        absent = sum(Flag.ABSENT in cell.flags for cell in row.cells)
        no_system = ", with no system" if Flag.MONEY in row.flags else ""
        if place.chance is not None:
            sure = f"{number(HIGH_NEED)} or more in {out_of_hundred(place.chance)} simulations"
            need = f"{sure}; {need}" if need else sure
        money = f"{MONEY_WORDS[self.recorded.source]}{no_system}"
        outcomes = f"{_progress(state.outcomes)[0]} of {len(OUTCOMES)} outcomes"
        groups = counted(people, "person or group", "people or groups")
        assets = "asset" if len(state.assets) == 1 else "assets"
        grounds = counted(len(state.assets) - people, "place")
        present, steps = f"{row.present} of {len(row.cells)}", f"{begun} of {len(state.steps)}"
        greatest = "–" if place.need is None else number(place.need)
        return (
            Headline("need (100 is highest)", greatest, need),
            Headline("systems present", present, f"{absent} in the wider area but absent here"),
            Headline("investment", pounds(place.pence), money),
            Headline("steps begun", steps, f"{kept} in place, {outcomes}"),
            Headline(assets, str(len(state.assets)), f"{groups}, {grounds}"),
        )

    @property
    def systems(self) -> Table:
        """Every system here and around, those present first, by its key."""
        recorded = self.recorded
        cells = sorted(self.matrix.rows[0].cells, key=lambda cell: not cell.here.is_present)
        rows = {
            cell.system: {
                "system": recorded.system_name(cell.system),
                "here": short_standing(cell.here),
                "gap": "absent" if Flag.ABSENT in cell.flags else "",
                "around": around_words(recorded, cell.reach, cell.around),
            }
            for cell in cells
        }
        columns = {
            "system": Column("System"),
            "here": Column("Here"),
            "gap": Column("Gap", "Embedded in the wider area, absent here"),
            "around": Column("In the wider area"),
        }
        alt = f"Table of {counted(len(rows), 'system')} here and in the wider area."
        return Table(pd.DataFrame(rows.values(), list(rows), list(columns)), columns, alt)

    @property
    def terms(self) -> Table:
        """Steps and outcomes, by their keys."""
        every = (*self.state.steps, *self.state.outcomes)
        return text_table(
            map(self._term, every),
            "Table of seven steps and seven outcomes.",
            [each.key for each in every],
            title="Step or outcome",
            state="State",
            last="Last entry",
            what="What happened",
        )

    def _term(self, each: TermState) -> dict[str, str]:
        latest, kind = each.latest, "Outcome" if each.key in OUTCOMES else "Step"
        stale = " (out of date)" if each.is_stale else ""
        title = self.recorded.terms.titles.get(each.key, each.key)
        return {
            "title": f"{kind} {each.key[-1]}: {title}",
            "state": PROGRESS_WORDS[each.progress] if each.progress else "–",
            "last": f"{latest.content.on:%b %Y}{stale}" if latest else "",
            "what": latest.content.what if latest else "",
        }

    @property
    def assets(self) -> Table:
        """What is there, people and groups first."""
        rows = [
            {
                "name": each.name,
                "kind": str(each.kind).capitalize(),
                "system": self.recorded.system_name(each.system),
                "where": each.lsoa21cd,
                "role": each.contact_role,
                "since": day_words(each.since),
            }
            for each in sorted(
                (one.content for one in self.state.assets),
                key=lambda asset: (asset.kind not in PEOPLE, asset.name.casefold()),
            )
        ]
        return text_table(
            rows,
            f"Table of {counted(len(rows), 'asset')}.",
            name="Asset",
            kind="Type",
            system="System",
            where="Small area (LSOA)",
            role="Contact, by role",
            since="Since",
        )

    @cached_property
    def chart(self) -> TimelineChart:
        """Everything that is dated of it, by its lane."""
        return TimelineChart(tuple(_events(self.recorded, self.place)), self.day, LANES)

    def figure(self, shown: Statement, palette: Palette) -> Figure:
        """The record over time, as its statement says it, on screen."""
        caption = Caption(in_figure(self.title), in_figure(shown.subtitle), shown.provided.short())
        plot = timeline(self.chart, caption, palette)
        if self.recorded.is_illustrative:
            watermarked(plot, palette)
        return Figure(plot, shown.alt)

    def statement(self, pack: Pack) -> Statement:
        """The record over time, with every entry as a row, the newest first."""
        place, chart, state = self.place, self.chart, self.state
        said = "; ".join(
            f"{begun} of {len(terms)} {noun} begun, {kept} in place"
            for noun, terms in (("steps", state.steps), ("outcomes", state.outcomes))
            for begun, kept in [_progress(terms)]
        )
        steps, outcomes = _progress(state.steps)[0], _progress(state.outcomes)[0]
        begun = (
            f"{steps} of {len(state.steps)} steps and {outcomes} of {len(state.outcomes)} "
            "outcomes have begun"
        )
        done = counted(len(chart.events) - chart.later, "entry", "entries")
        later = f"As at {day_words(self.day)}"
        columns = {"day": "Day", "lane": "Kind", "words": "Entry", "later": later}
        rows = [
            (one.day.isoformat(), LANES[one.lane], one.words, "later" if one.day > self.day else "")
            for one in sorted(chart.events, key=lambda event: event.day, reverse=True)
        ]
        where = where_words(self.recorded, place)
        return Statement(
            title=f"{place.name}: {said}",
            shorter=(begun,),
            rest=f"{place.name}: {said}.",
            subtitle=f"{done} up to {day_words(self.day)}, shown by the line. {chart.later} later, "
            f"shown hollow. {where[:1].upper()}{where[1:]}.",
            caveats=(CAVEAT,),
            provided=records_provided(self.recorded, pack, has_need=False),
            alt=f"{self.title}: {said}. The table has every entry.",
            table=Table(
                pd.DataFrame(rows, columns=list(columns)),
                {name: Column(label) for name, label in columns.items()},
            ),
            on_sheet=partial(paper_timeline, chart),
        )


def entries_table(entries: Sequence[Record[Step]]) -> Table:
    """Every entry about one step or outcome, in the order given."""
    rows = [{"state": PROGRESS_WORDS[one.content.progress]} | entry_words(one) for one in entries]
    return text_table(
        rows,
        f"Table of {counted(len(rows), 'entry', 'entries')}.",
        on="Day",
        state="State",
        what="What happened",
        source="Source",
        entered="Entered",
    )


def _progress(terms: Sequence[TermState]) -> tuple[int, int]:
    """How many are begun, and how many in place."""
    begun = [each.progress for each in terms if each.progress is not None]
    return len(begun), begun.count(Progress.IN_PLACE)


def _events(recorded: Recorded, place: WorkPlace) -> Iterator[Event]:
    own, titles = recorded.work.of(place.id), recorded.terms.titles
    for one in own.evidence:
        stage = STAGE_WORDS[one.content.stage]
        yield Event(one.content.on, 0, f"{recorded.system_name(one.content.system)}: {stage}")
    for step in (each.content for each in own.steps):
        title, state = titles.get(step.about, step.about), PROGRESS_WORDS[step.progress].lower()
        yield Event(step.on, 2 if step.about in OUTCOMES else 1, f"{title}: {state}")
    assets = [each.content for each in own.assets]
    for asset in assets:
        yield Event(asset.since, 3, asset.name)
    for asset in assets:
        if asset.until is not None:
            yield Event(asset.until, 3, f"{asset.name}: ended")
    for note in own.notes:
        yield Event(note.recorded_on, 4, NOTE_WORDS[note.content.kind])

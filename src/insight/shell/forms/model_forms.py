"""What is asked of each kind of record of the working model."""

import re
from collections.abc import Mapping
from datetime import date

from insight.analysis.work.recorded import Recorded
from insight.analysis.work.stage_words import NOTE_WORDS, PROGRESS_WORDS, STAGE_WORDS
from insight.geography.search import search
from insight.pack.catalogue import Level
from insight.records.errors import RecordError
from insight.records.kinds.horizontal import Asset, Note, Step
from insight.records.kinds.model_terms import (
    CONDITIONS,
    OUTCOMES,
    STEPS,
    AssetKind,
    ChangeKind,
    NoteKind,
    Progress,
    Scope,
    Stage,
)
from insight.records.kinds.vertical import Evidence, System
from insight.shell import kept_records
from insight.shell.forms.record_form import Ask, RecordForm, Values
from insight.shell.frame import Page
from insight.tables.ledger_cells import CellError, date_in

WHERE = "|"  # between a scope and the code of its place

DEGREES = re.compile(r"\s*(-?\d+\.\d+)\s*[,;\s]\s*(-?\d+\.\d+)\s*")


def evidence_form(recorded: Recorded) -> RecordForm[Evidence]:
    """How evidence of a system is asked for."""
    places = where_options(recorded)
    names = {each.key: each.name for each in recorded.work.systems}
    titles = recorded.terms.titles
    asks = (
        Ask("what", "What changed", "text"),
        Ask("source", "Where it can be looked up", help="Minutes, a report, a policy"),
        Ask(
            "stage", "Stage that it shows", "choice",
            options=list(Stage), words=lambda key: STAGE_WORDS[Stage(key)],
        ),
        Ask("on", "Day on which it had changed", "day"),
        Ask("system", "System", "choice", options=list(names), words=names.__getitem__),
        Ask("where", "How far it reaches", "choice", options=list(places),
            words=places.__getitem__),
        Ask("conditions", "Conditions it speaks of", "several", options=CONDITIONS,
            words=lambda key: titles.get(key, key)),
        Ask("changes", "Kinds of change", "several", options=list(ChangeKind),
            words=str.capitalize),
        Ask("workshops", "Workshops held", "count"),
        Ask("trained", "People trained", "count"),
    )  # fmt: skip
    return RecordForm("evidence", asks, _evidence, lambda: kept_records.store().evidence)


def where_options(recorded: Recorded) -> dict[str, str]:
    """Every place that evidence may reach, the whole area first."""
    terms = recorded.terms
    counties = dict.fromkeys(terms.county_of.values())
    districts = [code for code in terms.names if code not in counties]
    return {
        f"{Scope.AREA}{WHERE}": f"All of {terms.whole}",
        **{f"{Scope.COUNTY}{WHERE}{code}": f"County: {terms.names[code]}"
           for code in counties},
        **{f"{Scope.DISTRICT}{WHERE}{code}": f"District: {terms.names[code]}"
           for code in districts},
        **{f"{Scope.NEIGHBOURHOOD}{WHERE}{each.id}": f"Neighbourhood: {each.name}"
           for each in recorded.places},
    }  # fmt: skip


def where_of(scope: Scope, code: str) -> str:
    """A scope and its code as one option."""
    return f"{scope}{WHERE}{code}"


def evidence_values(content: Evidence) -> dict[str, object]:
    """Answers that a piece of evidence gives."""
    names = ("what", "source", "stage", "on", "system", "conditions", "changes",
             "workshops", "trained")  # fmt: skip
    values: dict[str, object] = {name: getattr(content, name) for name in names}
    return values | {"where": where_of(content.scope, content.code)}


def _evidence(values: Values) -> Evidence:
    scope, code = str(values["where"]).split(WHERE)
    return Evidence(
        system=values["system"],
        scope=Scope(scope),
        code=code,
        stage=Stage(values["stage"]),
        conditions=tuple(values["conditions"]),
        changes=tuple(ChangeKind(each) for each in values["changes"]),
        what=values["what"],
        on=_day(values["on"]),
        source=values["source"],
        workshops=values["workshops"],
        trained=values["trained"],
    )


def step_form(recorded: Recorded, neighbourhood: str) -> RecordForm[Step]:
    """How an entry about a step or an outcome is asked for."""
    titles = recorded.terms.titles
    asks = (
        Ask("what", "What happened", "text"),
        Ask("progress", "Where it stands now", "choice", options=list(Progress),
            words=lambda key: PROGRESS_WORDS[Progress(key)]),
        Ask("on", "Day", "day"),
        Ask("about", "Step or outcome", "choice", options=(*STEPS, *OUTCOMES),
            words=lambda key: titles.get(key, key)),
        Ask("source", "Where it can be looked up (may be empty)"),
    )  # fmt: skip

    def build(values: Values) -> Step:
        return Step(
            neighbourhood,
            values["about"],
            Progress(values["progress"]),
            values["what"],
            _day(values["on"]),
            values["source"],
        )

    return RecordForm("step", asks, build, lambda: kept_records.store().steps)


def asset_form(page: Page, recorded: Recorded, neighbourhood: str) -> RecordForm[Asset]:
    """How an asset is asked for."""
    names: dict[str, str] = {"": "None"} | {each.key: each.name for each in recorded.work.systems}
    asks = (
        Ask("name", "What it is called", help="A role, not a person’s name"),
        Ask("kind", "What it is", "choice", options=list(AssetKind),
            words=str.capitalize),
        Ask("where", "Where: postcode, LSOA, or latitude, longitude",
            help="Degrees such as 52.635, -1.135; may be empty"),
        Ask("contact_role", "Whom to speak to, by role"),
        Ask("system", "System it belongs to", "choice", options=list(names),
            words=names.__getitem__),
        Ask("since", "There since", "day"),
        Ask("until", "Until (empty while it is there)", "day"),
        Ask("source", "Where this was taken from (may be empty)"),
    )  # fmt: skip

    def build(values: Values) -> Asset:
        lsoa, longitude, latitude = found_place(page, str(values["where"]))
        return Asset(
            neighbourhood,
            values["name"],
            AssetKind(values["kind"]),
            values["system"],
            lsoa,
            longitude,
            latitude,
            values["contact_role"],
            _day(values["since"], "first day"),
            _day(until, "last day") if (until := values["until"].strip()) else None,
            values["source"],
        )

    return RecordForm("asset", asks, build, lambda: kept_records.store().assets)


def asset_values(content: Asset) -> dict[str, object]:
    """Answers that an asset gives."""
    names = ("name", "kind", "contact_role", "system", "since", "until", "source")
    where = (
        f"{content.latitude}, {content.longitude}"
        if content.latitude is not None
        else content.lsoa21cd
    )
    return {name: getattr(content, name) for name in names} | {"where": where}


def found_place(page: Page, asked: str) -> tuple[str, float | None, float | None]:
    """LSOA of a place that was typed in, and its degrees if those were typed."""
    if not asked.strip():
        return "", None, None
    degrees = DEGREES.fullmatch(asked)
    if degrees:
        latitude, longitude = map(float, degrees.groups())
        return page.places.lsoa_at(longitude, latitude), longitude, latitude
    found = search(asked, page.pack, page.places)
    codes = [each.code for each in found.matches if each.level is Level.LSOA]
    if len(codes) != 1:
        raise RecordError(
            f"Nothing was saved: {asked.strip()[:60]!r} is not one LSOA "
            f"({found.sentence}) Give a postcode, the code of an LSOA, or latitude "
            "and longitude."
        )
    return codes[0], None, None


def note_form(subject: str, about: str) -> RecordForm[Note]:
    """How local knowledge, or a correction, is asked for."""
    asks = (
        Ask("words", "What should be known", "text"),
        Ask("reason", "How you know", "text"),
        Ask("kind", "This is", "choice", options=list(NoteKind),
            words=lambda key: NOTE_WORDS[NoteKind(key)]),
        Ask("about", "Which figure it speaks of (may be empty)"),
    )  # fmt: skip

    def build(values: Values) -> Note:
        return Note(
            subject,
            NoteKind(values["kind"]),
            values["about"] or about,
            values["words"],
            values["reason"],
        )

    return RecordForm("note", asks, build, lambda: kept_records.store().notes)


def answer_form(note: Note) -> RecordForm[Note]:
    """How a note is answered; what was said stays."""
    asks = (Ask("answer", "Answer", "text"),)

    def build(values: Values) -> Note:
        return Note(
            note.subject, note.kind, note.about, note.words, note.reason,
            values["answer"],
        )  # fmt: skip

    return RecordForm("answer", asks, build, lambda: kept_records.store().notes)


def system_form(key: str, others: Mapping[str, System]) -> RecordForm[System]:
    """How a system of the list is asked for."""
    asks = (
        Ask("name", "Name"),
        Ask("position", "Place in the list", "count"),
        Ask("words", "What belongs to it"),
        Ask("is_used", "In use", "choice", options=("yes", "no")),
    )

    def build(values: Values) -> System:
        name = " ".join(str(values["name"]).split())
        taken = [
            other
            for other, each in others.items()
            if other != key and each.name.casefold() == name.casefold()
        ]
        if taken:
            raise RecordError(
                f"Nothing was saved: there is already a system named {name!r}. Change "
                "that one, or choose another name."
            )
        return System(
            key,
            name,
            values["words"],
            int(values["position"] or 0),
            is_used=values["is_used"] == "yes",
        )

    return RecordForm(f"system:{key}", asks, build, lambda: kept_records.store().systems)


def _day(typed: str, what: str = "day") -> date:
    try:
        return date_in(typed.strip())
    except CellError as error:
        raise RecordError(f"Nothing was saved: the {what} {error}.") from error

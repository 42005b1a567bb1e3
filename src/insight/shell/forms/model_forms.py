"""What is asked of each kind of record of the working model."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any, Literal

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
    Scope,
)
from insight.records.kinds.vertical import Evidence, System
from insight.records.plain import from_json
from insight.records.record import Content
from insight.records.steps import name_key, tidied_line
from insight.shell import kept_records
from insight.shell.forms.record_form import Ask, RecordForm, Values
from insight.shell.frame import Page
from insight.tables.decisions import CellError
from insight.tables.ledger_cells import date_in

WHERE = "|"  # between a scope and the code of its place

DEGREES = re.compile(r"\s*(-?\d+\.\d+)\s*[,;\s]\s*(-?\d+\.\d+)\s*")


def evidence_form(recorded: Recorded) -> RecordForm[Evidence]:
    """How evidence of a system is asked for."""
    asks = (
        Ask("what", "What changed", "text"),
        Ask("source", "Evidence source", help="For example, minutes, a report or a policy"),
        _choice("stage", "Stage shown", STAGE_WORDS),
        Ask("on", "Date of change", "day"),
        _choice("system", "System", _systems(recorded)),
        _choice("where", "Area covered", where_options(recorded)),
        _choice("conditions", "Conditions shown", _titled(recorded, CONDITIONS), "several"),
        _choice("changes", "Types of change", _capital(ChangeKind), "several"),
        Ask("workshops", "Workshops held", "count"),
        Ask("trained", "People trained", "count"),
    )

    def build(values: Values) -> Evidence:
        scope, code = str(values["where"]).split(WHERE)
        return _content(Evidence, values, scope=scope, code=code, on=_day(values["on"]))

    def answers(content: Evidence) -> Values:
        return asdict(content) | {"where": where_of(content.scope, content.code)}

    return RecordForm("evidence", asks, build, lambda: kept_records.store().evidence, answers)


def _content(kind: type[Content], values: Values, **more: object) -> Content:
    """Answers as a content, without where it is, which `more` says."""
    return from_json(kind, {name: each for name, each in values.items() if name != "where"} | more)


def _systems(recorded: Recorded) -> dict[str, str]:
    return {each.key: each.name for each in recorded.work.systems}


def _choice(
    name: str, label: str, words: Mapping[Any, str], kind: Literal["choice", "several"] = "choice"
) -> Ask:
    return Ask(name, label, kind, options=list(words), words=words.__getitem__)


def _capital(options: Iterable[str]) -> dict[str, str]:
    return {each: each.capitalize() for each in options}


def _titled(recorded: Recorded, keys: Iterable[str]) -> dict[str, str]:
    return {key: recorded.terms.titles.get(key, key) for key in keys}


def where_options(recorded: Recorded) -> dict[str, str]:
    """Every place that evidence may reach, the whole area first."""
    terms = recorded.terms
    counties = dict.fromkeys(terms.county_of.values())
    districts = [code for code in terms.names if code not in counties]
    named = {
        Scope.COUNTY: {code: terms.names[code] for code in counties},
        Scope.DISTRICT: {code: terms.names[code] for code in districts},
        Scope.NEIGHBOURHOOD: {each.id: each.name for each in recorded.places},
    }
    return {where_of(Scope.AREA, ""): f"All of {terms.whole}"} | {
        where_of(scope, code): f"{scope.capitalize()}: {name}"
        for scope, names in named.items()
        for code, name in names.items()
    }


def where_of(scope: Scope, code: str) -> str:
    """A scope and its code as one option."""
    return f"{scope}{WHERE}{code}"


def step_form(recorded: Recorded, neighbourhood: str = "") -> RecordForm[Step]:
    """How an entry about a step or an outcome is asked for, and where unless that is known."""
    places = {each.id: each.name for each in recorded.places}
    where = () if neighbourhood else (_choice("neighbourhood", "Neighbourhood", places),)
    asks = (
        *where,
        Ask("what", "What happened", "text"),
        _choice("progress", "Progress", PROGRESS_WORDS),
        Ask("on", "Date", "day"),
        _choice("about", "Step or outcome", _titled(recorded, (*STEPS, *OUTCOMES))),
        Ask("source", "Evidence source (optional)"),
    )

    def build(values: Values) -> Step:
        place = neighbourhood or values["neighbourhood"]
        return _content(Step, values, neighbourhood=place, on=_day(values["on"]))

    name = "step" if neighbourhood else "step:anywhere"
    return RecordForm(name, asks, build, lambda: kept_records.store().steps)


def asset_form(page: Page, recorded: Recorded, neighbourhood: str) -> RecordForm[Asset]:
    """How an asset is asked for."""
    asks = (
        Ask("name", "Asset name", help="For a person, give the role and not a name"),
        _choice("kind", "Type of asset", _capital(AssetKind)),
        Ask(
            "where",
            "Location (optional)",
            help="A postcode, a small area (LSOA) code, or latitude and longitude. For example, "
            "52.635, -1.135",
        ),
        Ask("contact_role", "Contact role"),
        _choice("system", "System", {"": "None"} | _systems(recorded)),
        Ask("since", "Start date", "day"),
        Ask("until", "End date (optional)", "day"),
        Ask("source", "Evidence source (optional)"),
    )

    def build(values: Values) -> Asset:
        lsoa, longitude, latitude = found_place(page, str(values["where"]))
        place = {"lsoa21cd": lsoa, "longitude": longitude, "latitude": latitude}
        since, until = _day(values["since"], "start date"), values["until"].strip()
        last = _day(until, "end date") if until else None
        return _content(
            Asset, values, **place, since=since, until=last, neighbourhood=neighbourhood
        )

    def answers(content: Asset) -> Values:
        degrees = f"{content.latitude}, {content.longitude}"
        return asdict(content) | {
            "where": content.lsoa21cd if content.latitude is None else degrees
        }

    return RecordForm("asset", asks, build, lambda: kept_records.store().assets, answers)


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
            f"Nothing was saved. We could not match {asked.strip()[:60]!r} to one small area "
            f"(LSOA). {found.sentence} Enter a postcode, an LSOA code, or latitude and longitude."
        )
    return codes[0], None, None


def note_form(subject: str, about: str) -> RecordForm[Note]:
    """How local knowledge, or a correction, is asked for."""
    asks = (
        Ask("words", "Local knowledge", "text"),
        Ask("reason", "Reason", "text", help="How you know"),
        _choice("kind", "Type of note", NOTE_WORDS),
        Ask("about", "Figure it is about (optional)"),
    )

    def build(values: Values) -> Note:
        return _content(Note, values, subject=subject, about=values["about"] or about)

    # Of its own for each view, whose name it holds.
    return RecordForm(f"note:{subject}:{about}", asks, build, lambda: kept_records.store().notes)


def answer_form(note: Note) -> RecordForm[Note]:
    """How a note is answered; what was said stays."""
    return RecordForm(
        "answer",
        (Ask("answer", "Answer", "text"),),
        lambda values: replace(note, answer=values["answer"]),
        lambda: kept_records.store().notes,
    )


def system_form(key: str, others: Mapping[str, System]) -> RecordForm[System]:
    """How a system of the list is asked for."""
    asks = (
        Ask("name", "Name"),
        Ask("position", "Position in the list", "count"),
        Ask("words", "What it covers"),
        Ask("is_used", "In use", "choice", options=("yes", "no")),
    )

    def build(values: Values) -> System:
        name = tidied_line(str(values["name"]))
        taken = [
            other
            for other, each in others.items()
            if other != key and name_key(each.name) == name_key(name)
        ]
        if taken:
            raise RecordError(
                f"Nothing was saved. There is already a system named {name!r}. Change that "
                "one, or choose another name."
            )
        position, is_used = int(values["position"] or 0), values["is_used"] == "yes"
        return System(key, name, values["words"], position, is_used=is_used)

    def answers(content: System) -> Values:
        return asdict(content) | {"is_used": "yes" if content.is_used else "no"}

    return RecordForm(f"system:{key}", asks, build, lambda: kept_records.store().systems, answers)


def _day(typed: str, what: str = "date") -> date:
    try:
        return date_in(typed.strip())
    except CellError as error:
        raise RecordError(f"Nothing was saved. The {what} {error}.") from error

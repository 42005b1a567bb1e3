"""The search box of every page: places with their deprivation, measures, records and terms."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

import streamlit as st

from insight.analysis.finder import Hit, SearchAnswer, find, of_neighbourhoods
from insight.analysis.work.recorded import RecordSet
from insight.errors import InsightError
from insight.geography.search import Found, Match
from insight.shell import kept_ledger, kept_records, kept_work, link, open_packs, page_state
from insight.shell.registry import fields_of
from insight.shell.written import plain

_ASKED = "find:asked"
_FALLBACK = "imd"
"""Indicator shown for a place that the chosen one has no figure for."""

Go = Callable[[str], None]


def show_search(page: str, go: Go) -> None:
    """Ask for a name, and answer below; on the Map the only place that is found is shown."""
    asked = st.text_input(
        "Find a place",
        placeholder="Postcode, place, measure or term",
        key=_ASKED,
        max_chars=60,
        on_change=_go_to_only_match if page == "map" else None,
        args=(go,) if page == "map" else (),
    )
    if not asked.strip():
        return
    answer = _answer(asked)
    with st.container(key="found", gap="small"):
        _show(answer, go)


def _show(answer: SearchAnswer, go: Go) -> None:
    if answer.sentence:
        st.caption(plain(answer.sentence))
    if answer.deprivation:
        st.markdown(answer.deprivation)
    if answer.lines:
        rows = "\n".join(f"| {' | '.join(line)} |" for line in answer.lines)
        st.markdown(f"| Funder line | IMD 2025 | IMD 2019 |\n|---|---|---|\n{rows}")
    for match in answer.found.matches:
        st.button(
            plain(match.title),
            key=f"match:{match.level}:{match.code}:{match.reason}",
            help=match.reason,
            on_click=_go_to,
            args=(match, go),
            type="tertiary",
        )
    for at, hit in enumerate(answer.hits):
        st.button(
            plain(hit.title),
            key=f"hit:{at}:{hit.title}",
            help=hit.kind,
            on_click=_open,
            args=(hit.page, hit.choices, go),
            type="tertiary",
        )
    for term in answer.terms:
        st.caption(term.line)


def _answer(asked: str) -> SearchAnswer:
    loaded = open_packs.load()
    if not loaded.pack.is_usable("postcodes", "lsoa_links"):
        words = "Search is not working because its data did not load. See Data and method."
        return SearchAnswer(Found((), words), "", (), (), ())
    return find(asked, loaded.pack, loaded.known, _hits())


def _hits() -> Iterator[Hit]:
    """What the pack and the records name besides areas; the records are passed over in trouble."""
    if (found := page_state.every_site()) is not None:
        for row in found.rows.drop_duplicates("site").to_dict("records"):
            if row["lsoa21cd"]:
                shown = {"level": "lsoa", "area": row["lsoa21cd"], "sites": row["key"]}
                yield Hit(row["name"], row["kind"], "map", shown)
    if kept_records.own_indicators() is not None:
        with suppress(InsightError):
            yield from _recorded(kept_ledger.revision())


@st.cache_resource(max_entries=2, show_spinner=False)
def _recorded(revision: str) -> tuple[Hit, ...]:
    """What the records name, at a revision of them: every rerun of a search asks."""
    return tuple(_named(revision))


def _named(revision: str) -> Iterator[Hit]:
    store = kept_records.store()
    yield from of_neighbourhoods(store.neighbourhoods())
    for one in store.assets.all():
        work = {"show": "work", "place": one.content.neighbourhood, "records": "own"}
        yield Hit(one.content.name, str(one.content.kind).capitalize(), "neighbourhood", work)
    ledger = kept_work.accounts_of(revision, RecordSet.OWN).table
    named = ledger[ledger["recipient"].ne("")].drop_duplicates("recipient")
    for key, name in zip(named["id"], named["recipient"], strict=True):
        entry = {"show": "ledger", "records": "own", "entry": str(key), "write": ""}
        yield Hit(str(name), "Recipient of an investment", "investment", entry)


def _go_to_only_match(go: Go) -> None:
    found = _answer(st.session_state[_ASKED]).found
    if len(found.matches) == 1:
        _go_to(found.matches[0], go)


def _open(page: str, choices: Mapping[str, str], go: Go) -> None:
    shared = {field.name for field in fields_of(page) if field.is_shared}
    for name, value in choices.items():
        link.choose(name, value, None if name in shared else page)
    go(page)


def _go_to(match: Match, go: Go) -> None:
    """Show a place that was found, whatever else was chosen; a ward as a neighbourhood."""
    known = open_packs.load().known
    if match.level is None:
        members = link.SEPARATOR.join(match.members(known))
        _open("neighbourhood", {"show": "profile", "place": "", "members": members}, go)
        return
    shown = {"level": match.level.value, "area": match.code}
    fields = fields_of("map")
    if link.preview("map", fields, shown)["level"] != match.level:
        shown["indicator"] = _FALLBACK
    chosen = link.parts(link.wish("district"))
    district = str(known.levels[match.level].at[match.code, "lad24cd"])
    if chosen and district not in chosen:
        shown["district"] = district
    _open("map", shown, go)

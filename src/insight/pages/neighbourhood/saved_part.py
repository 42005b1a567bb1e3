"""The saved neighbourhoods: the list, one's history, import and export."""

from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st

from insight.analysis.place import Study
from insight.analysis.work.record_tables import history_table
from insight.analysis.work.recorded import RecordSet
from insight.errors import InsightError
from insight.pack.catalogue import Level, Provenance
from insight.pages.neighbourhood.build_part import show_start
from insight.pages.neighbourhood.saved import (
    difference,
    import_codes,
    import_words,
    saved_downloads,
    saved_table,
)
from insight.records.kinds.model_terms import Progress
from insight.records.kinds.neighbourhoods import Draft, Neighbourhood
from insight.shell import kept_records, kept_work
from insight.shell.forms.decisions import answers, ask_decisions, show_left_out
from insight.shell.forms.local_knowledge import with_notes
from insight.shell.forms.model_forms import step_form
from insight.shell.forms.record_choice import recorded_by
from insight.shell.forms.record_form import show_form, show_what_came
from insight.shell.forms.save_form import forget_seen, show_save_outcome
from insight.shell.forms.saving import Who, ask_who, outcome, show_outcome
from insight.shell.frame import Page, link_to
from insight.shell.layout import example_data
from insight.shell.profiles import open_part, open_record, show_pack
from insight.shell.show import download_button, show_downloads, show_table
from insight.shell.written import plain
from insight.tables.decisions import UnansweredError
from insight.tables.neighbourhood_file import read_neighbourhoods
from insight.tables.reader.grid import FORMATS, LARGEST_MB
from insight.tables.templates import neighbourhood_template
from insight.words import counted

_SAID = "saved:said"
PREVIEWED = 4


def show_saved(page: Page, saved: tuple[Neighbourhood, ...] | None, ground: Study) -> None:
    """Draw the list, with what can be done with it."""
    show_outcome(_SAID)
    show_save_outcome()
    if saved is None:
        return
    shown = [each for each in saved if not each.is_removed]
    if page.districts:
        homes = page.places.district_of
        here = set(page.districts)
        shown = [each for each in shown if here & set(homes.reindex(list(each.members)))]
    if not shown:
        show_no_neighbourhood(page, "saved")
    else:
        table = saved_table(shown, page.pack, page.places)
        key = f"saved:table:{len(shown)}:{max(each.changed_at for each in shown)}"
        show_table(table, key=key, most_px=420, on_select=partial(_open, shown, key))
        st.caption("Select a row to open its profile.")
    with st.container(horizontal=True):
        if shown:
            names = {each.id: each.name for each in shown}
            kind = Provenance.ILLUSTRATIVE if example_data.is_on() else Provenance.RECORD
            files = saved_downloads(shown, page.pack, page.places, kind)
            show_downloads(with_notes(files, "area_name", "members", names=names))
            show_pack(page, ground, shown)
        st.button(
            "Build neighbourhood",
            key="saved:new",
            icon=":material/add:",
            on_click=open_part,
            kwargs={"place": "", "members": "", "show": "build"},
        )
        if shown and not example_data.is_on():
            _show_log()
        if not example_data.is_closed("import neighbourhoods"):
            _show_import(page, saved)
    if not example_data.is_on():
        st.subheader("New neighbourhood from a list", anchor=False)
        show_start(page, ground)
        _show_history(saved, page)


def show_no_neighbourhood(page: Page, key: str) -> None:
    """What stands where saved neighbourhoods would, for the parts that need one."""
    where = " in the selected districts" if page.districts else " yet"

    def preview() -> None:
        shown = kept_work.example_neighbourhoods()[:PREVIEWED]
        table = saved_table(shown, page.pack, page.places)
        show_table(replace(table, columns=dict(list(table.columns.items())[:4])), key=f"{key}:like")

    def steps() -> None:
        link_to("targeting", "Save from the priority list", ":material/target:")
        download_button(neighbourhood_template(()), f"{key}:template")

    example_data.show_empty(
        f"{key}:none",
        f"No neighbourhood is saved{where}",
        "A saved neighbourhood has a profile, a record of the work in it and a one-page summary "
        "for meetings. Save some from the priority list, build one by hand, or import a "
        "spreadsheet made from the template.",
        preview,
        steps,
    )


def _show_log() -> None:
    """Log a step or an outcome of any neighbourhood."""
    with st.popover("Log step or outcome", icon=":material/edit_note:", key="saved:log"):
        show_what_came()
        try:
            recorded = recorded_by({"records": RecordSet.OWN})
        except InsightError as error:
            st.error(plain(str(error)), icon=":material/database_off:")
            return
        values = {"on": date.today(), "progress": Progress.BEGUN}
        show_form(step_form(recorded), values, label="Save entry", columns=1)


def _open(shown: list[Neighbourhood], key: str) -> None:
    for row in st.session_state[key]["selection"]["rows"][:1]:
        open_record(shown[row].id)


def _show_history(saved: tuple[Neighbourhood, ...], page: Page) -> None:
    """What was done to one neighbourhood, and how to undo it."""
    if not saved:
        return
    with st.expander("History, undo and removal"):
        names = {each.id: f"{each.name}{' (removed)' if each.is_removed else ''}" for each in saved}
        ids, place = list(names), page.choices["place"]
        chosen = st.selectbox(
            "Neighbourhood",
            ids,
            index=ids.index(place) if place in ids else 0,
            format_func=names.__getitem__,
            key="saved:history",
        )
        record = next(each for each in saved if each.id == chosen)
        steps = history_table(
            kept_records.store().history(chosen), partial(difference, known=page.places)
        )
        show_table(steps, key=f"saved:steps:{chosen}:{record.version}")
        who = ask_who(f"saved:who:{chosen}")
        with st.container(horizontal=True):
            st.button(
                "Undo last change", key="saved:undo", on_click=_act, args=("undo", record, who)
            )
            deed = "restore" if record.is_removed else "remove"
            label = f"{deed.capitalize()} neighbourhood"
            st.button(label, key=f"saved:{deed}", on_click=_act, args=(deed, record, who))
        # Imports and saved lists, each of which can be undone whole.
        for batch in kept_records.store().imports()[:5]:
            st.button(
                f"Undo {batch.action} of {counted(batch.records, 'neighbourhood')} by "
                f"{plain(batch.who)} on {batch.at:%d %B %Y at %H:%M} UTC",
                key=f"saved:batch:{batch.id}",
                type="tertiary",
                on_click=_undo_batch,
                args=(batch.id, who),
            )


def _act(deed: str, record: Neighbourhood, who: Who) -> None:
    store = kept_records.store()
    act = {"undo": store.undo, "remove": store.remove, "restore": store.restore}[deed]
    words = {"undo": "Undone", "remove": "Removed", "restore": "Restored"}[deed]
    with outcome(_SAID) as say:
        after = act(record.id, version=record.version, who=who())
        forget_seen(after.id)
        say(f"{words} “{after.name}”. It is now version {after.version}.")


def _undo_batch(batch: str, who: Who) -> None:
    with outcome(_SAID) as say:
        done = kept_records.store().undo_import(batch, who=who())
        touched = len(done.added) + len(done.changed) + len(done.removed)
        say(f"Undone for {counted(touched, 'neighbourhood')}.")


def _show_import(page: Page, saved: tuple[Neighbourhood, ...]) -> None:
    """A dry run first: what would be saved, and what is wrong with the rest."""
    with st.popover("Import neighbourhoods", icon=":material/upload:"):
        file = st.file_uploader(
            "A spreadsheet (a row for each neighbourhood, or for each LSOA) or GeoJSON",
            type=[*FORMATS, "geojson", "json"],
            key="saved:file",
            max_upload_size=LARGEST_MB,
        )
        if file is None:
            names = tuple(each.name for each in saved if not each.is_removed)
            show_downloads((neighbourhood_template(names),))
            return
        codes = import_codes(page.pack, page.places)
        points = page.places.levels[Level.LSOA].representative_point()
        stem = f"saved:file:{file.file_id}"
        try:
            reading = read_neighbourhoods(file.name, file.getvalue(), codes, points, answers(stem))
        except UnansweredError as question:
            ask_decisions(stem, question.decisions)
            return
        except InsightError as error:
            st.error(plain(str(error)), icon=":material/upload_file:")
            return
        ask_decisions(stem, reading.decisions)
        st.markdown(import_words(reading, saved))
        for note in reading.notes:
            st.caption(plain(note))
        show_left_out(reading.left_out, file.name)
        for problem in reading.problems[:10]:
            st.warning(plain(problem.sentence()))
        if len(reading.problems) > 10:
            st.warning(f"{len(reading.problems) - 10} more rows have errors.")
        who = ask_who("saved:import:who")
        st.button(
            f"Import {counted(len(reading.drafts), 'neighbourhood')}",
            key="saved:import",
            disabled=not reading.drafts,
            on_click=_import,
            args=(reading.drafts, saved, who),
        )


def _import(drafts: tuple[Draft, ...], saved: tuple[Neighbourhood, ...], who: Who) -> None:
    present = [each for each in saved if not each.is_removed]
    with outcome(_SAID) as say:
        done = kept_records.store().import_all(drafts, who=who(), replacing=present)
        say(
            f"Imported {len(done.added)} new and {len(done.changed)} changed. "
            f"{len(done.unchanged)} had no changes."
        )

"""Bring in a spreadsheet: matched, tried without saving, then saved whole."""

import hashlib

import streamlit as st

from insight.analysis.work.recorded import RecordSet
from insight.errors import InsightError
from insight.pages.investment import state
from insight.pages.investment.form_part import SAID, outcome
from insight.pages.investment.import_work import Checked, Choices, Saving
from insight.pages.investment.ledger import side_by_side
from insight.pages.investment.ledger_part import show_receipts
from insight.pages.investment.ledger_plan import (
    ANSWERS,
    alike_table,
    answers_table,
    edits_table,
    preview,
    problems_download,
    problems_table,
)
from insight.records.kinds.investments import Form, Part, pounds
from insight.records.ledger import File
from insight.shell import kept_records, kept_work
from insight.shell.forms.decisions import answers, ask_decisions, show_left_out
from insight.shell.forms.saving import Who, ask_who, show_outcome
from insight.shell.hosting.turns import waiting_words
from insight.shell.show import show_downloads, show_table
from insight.shell.written import plain
from insight.tables.decisions import UnansweredError
from insight.tables.ledger_columns import (
    MEANINGS,
    NEEDED,
    Field,
    guessed,
    is_360giving,
    is_recipient_address,
    text_column,
)
from insight.tables.ledger_file import EVERYTHING_BUT_OURS, NO_PLACE, Assumed
from insight.tables.ledger_sheet import COUNTS_IN
from insight.tables.reader.grid import FORMATS, LARGEST_MB, SAYS_CLASS, SHEETS, Grid
from insight.tables.templates import ledger_templates
from insight.words import counted

HOW = (
    "Check every row before anything is saved. You can leave out rows with errors and "
    "undo the whole import."
)
_CONFIRMED = "import:confirmed"
_ROUND = "import:round"


def show_import(revision: str) -> None:
    """Choose a file, match its columns, see what would happen, bring it in."""
    with st.container():
        show_outcome(SAID)
    turn = st.session_state.get(_ROUND, 0)
    left, right = st.columns([1.6, 1], gap="large")
    with left:
        file = st.file_uploader(
            "Upload your list of investments. There is no need to change its layout.",
            type=[*FORMATS, "json"],
            key=f"import:file:{turn}",
            max_upload_size=LARGEST_MB,
        )
    with right:
        st.markdown("No list yet? Fill in the template.")
        with st.container(horizontal=True):
            show_downloads(ledger_templates(template_values(revision)))
        st.caption("Files in the 360Giving standard are read as they are.")
    if file is None:
        st.caption(HOW)
        show_receipts(revision)
        return
    content = file.getvalue()
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        grid = _grid(file.name, sha256, content)
        matched = None if grid is None else _matched(grid)
        if grid is None or matched is None:
            return
        mapping, every = matched
        key, columns = sha256 + grid.sheet, tuple(mapping.items())
        asked = f"{_stem(grid)}:{sorted(mapping.items())}"
        checked = state.checked_of(key, columns, _assumed(grid, asked, every), revision, grid)
        decisions = checked.reading.decisions
        ask_decisions(asked, [each for each in decisions if each not in grid.decisions])
    except UnansweredError as question:
        ask_decisions(asked, question.decisions)
        return
    except InsightError as error:
        st.error(plain(str(error)), icon=":material/upload_file:")
        return
    _show_checked(grid, checked, revision)


def _grid(name: str, sha256: str, content: bytes) -> Grid | None:
    """The file as it is read; None until it is said which of its worksheets are meant."""
    stem = f"import:{sha256[:12]}"
    try:
        grid = state.grid_of(name, sha256, answers(stem).get(SHEETS, ""), content)
    except UnansweredError as question:
        ask_decisions(stem, question.decisions)
        return None
    ask_decisions(stem, grid.decisions)
    if len(grid.sheets) > 1 and not grid.decisions:
        sheets, key = list(grid.sheets), f"import:sheet:{sha256[:12]}"
        chosen = st.selectbox("Worksheet", sheets, index=sheets.index(grid.sheet), key=key)
        if chosen and chosen != grid.sheet:
            grid = state.grid_of(name, sha256, chosen, content)
    if grid.notes:
        # Names of worksheets are other people's words: text, never markup.
        st.text(" ".join(grid.notes))
    return grid


def _stem(grid: Grid) -> str:
    return f"import:{grid.sha256[:12]}:{grid.sheet}"


def _is_own(grid: Grid) -> bool:
    """Whether a file has our own headings and no others."""
    return {*(field.value for field in Field), *SAYS_CLASS, COUNTS_IN}.issuperset(grid.names)


def template_values(revision: str) -> dict[str, list[str]]:
    """What the ledger holds already, for the lists of the template."""
    entries = kept_work.accounts_of(revision, RecordSet.OWN).ledger
    columns = ("funder", "programme", "recipient_kind")
    saved = [each.name for each in kept_records.store().neighbourhoods() if not each.is_removed]
    found = {text_column(name).value: sorted(set(entries[name]) - {""}) for name in columns}
    return {name: values for name, values in (*found.items(), ("neighbourhood", saved)) if values}


Every = tuple[tuple[str, str], ...]
"""Fields without a column, and what they are in all rows."""


def _matched(grid: Grid) -> tuple[dict[Field, int], Every] | None:
    """The columns as confirmed, and what is said for all rows; None until they are."""
    stem = _stem(grid)
    all_confirmed = st.session_state.setdefault(_CONFIRMED, {})
    mapping = guessed(grid.names)
    if _is_own(grid):
        all_confirmed.setdefault(stem, mapping)
    is_confirmed = stem in all_confirmed
    mapping = all_confirmed.get(stem, mapping)
    _say_what_places_money(grid, mapping)
    with st.expander(
        f"Columns: {len(mapping)} of {len(grid.names)} are matched"
        + ("" if is_confirmed else " by their headings. Check them."),
        expanded=not is_confirmed,
        key=f"{stem}:expander:{not is_confirmed}",
    ):
        show_table(preview(grid), key=f"{stem}:preview")
        _ask_columns(grid, stem, mapping)
    if not is_confirmed:
        return None
    every = _for_all_rows(stem, mapping)
    missing = [field.value for field in NEEDED if field not in {*mapping, *map(Field, dict(every))}]
    if not {Field.START, Field.YEAR} & set(mapping):
        missing.append("start (or year)")
    if missing:
        st.error(
            f"No column is matched to {' and '.join(missing)}. Match one above, or "
            "add it to the file. You can also enter one funder for all rows.",
            icon=":material/view_column:",
        )
        return None
    return dict(mapping), every


def _for_all_rows(stem: str, mapping: dict[Field, int]) -> Every:
    """The funder and the programme of a file that has no column for them."""
    fields = [each for each in (Field.FUNDER, Field.PROGRAMME) if each not in mapping]
    if not fields:
        return ()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        said = {
            each.value: st.text_input(
                f"{each.label} for all rows",
                key=f"{stem}:every:{each.name}",
                max_chars=200,
                width=300,
            )
            for each in fields
        }
    return tuple((name, text.strip()) for name, text in said.items() if text and text.strip())


def _say_what_places_money(grid: Grid, mapping: dict[Field, int]) -> None:
    """An office says nothing of where the money works."""
    postcode = mapping.get(Field.POSTCODE)
    if postcode is not None and is_recipient_address(grid.names[postcode]):
        st.warning(
            "Investments are mapped by the **recipient’s address**, which does not show who "
            "benefits. Each investment notes this. To change it, match another column to "
            "the postcode, or none.",
            icon=":material/location_off:",
        )
    elif is_360giving(grid.names):
        st.info(
            "This file follows the 360Giving standard. Investments are mapped by **who "
            "benefits** (beneficiary location). The recipient’s address is not used.",
            icon=":material/check_circle:",
        )


def _ask_columns(grid: Grid, stem: str, mapping: dict[Field, int]) -> None:
    called = dict(enumerate(grid.names)) | {-1: "not in this file"}
    options = sorted(called)
    with st.form(f"{stem}:form", border=False):
        columns = st.columns(4)
        for at, field in enumerate(Field):
            columns[at % 4].selectbox(
                field.label + (" *" if field in NEEDED else ""),
                options,
                index=options.index(mapping.get(field, -1)),
                format_func=lambda at: called[at] or f"column {at + 1} (no heading)",
                key=f"{stem}:{field.name}",
                help=MEANINGS[field].help,
            )
        st.form_submit_button(
            "Check every row with these columns",
            icon=":material/rule:",
            on_click=_confirm,
            args=(stem,),
        )


def _confirm(stem: str) -> None:
    chosen = {field: st.session_state[f"{stem}:{field.name}"] for field in Field}
    mapping = {field: at for field, at in chosen.items() if at is not None and at >= 0}
    st.session_state.setdefault(_CONFIRMED, {})[stem] = mapping


def _assumed(grid: Grid, asked: str, every: Every) -> Assumed:
    """What is taken as said; `asked` stands for the file and its columns, of which answers are."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        part = st.selectbox(
            "Funding type, if a row does not say",
            [each.value for each in Part],
            key="import:part",
            width=220,
        )
        form = st.selectbox(
            "Cash or in kind, if a row does not say",
            [each.value for each in Form],
            key="import:form",
            width=220,
        )
        all_parts = st.checkbox(
            "If a 2011 LSOA was later split, record against all its parts",
            key="import:parts",
            help="The investment then has no single small area (LSOA), but counts in its district.",
        )
    st.markdown("Leave out rows with a place that is")
    at_first = _left_out_at_first(grid)
    with st.container(horizontal=True):
        leaves_out = [
            answer
            for answer, words in list(ANSWERS.items())[1:]
            if st.checkbox(
                words.capitalize(),
                value=answer in at_first,
                key=f"import:leave:{answer}:{grid.sha256[:12]}",
            )
        ]
    said = tuple(sorted(answers(asked).items()))
    return Assumed(Part(part), Form(form), all_parts, frozenset(leaves_out), said, every)


def _left_out_at_first(grid: Grid) -> list[str]:
    """A funder’s own file is of the whole country; our own has been looked through before."""
    if is_360giving(grid.names):
        return sorted(EVERYTHING_BUT_OURS)
    return [] if _is_own(grid) else sorted(EVERYTHING_BUT_OURS - {NO_PLACE})


def _show_checked(grid: Grid, checked: Checked, revision: str) -> None:
    reading, plan = checked.reading, checked.plan
    as_well = " (parts counted as well as their main investments)" if checked.has_parts else ""
    st.markdown(
        f"**We checked {counted(checked.rows, 'row')}. Nothing is saved yet.** New investments "
        f"total £{checked.pence / 100:,.2f}{as_well}."
    )
    figures = (
        ("New", checked.new),
        ("Changed", checked.changed),
        ("Already recorded", plan.unchanged + plan.copies),
        ("Repeated in the file", checked.repeated),
        ("Left out", plan.passed_over),
        ("Wrong", plan.wrong),
    )
    for column, (label, count) in zip(st.columns(6), figures, strict=True):
        column.metric(label, f"{count:,}")
    places = answers_table(reading)
    show_table(places, key="import:answers")
    for note in reading.notes:
        # Names of columns are other people's words: text, never markup.
        st.text(note)
    show_left_out(reading.left_out, grid.file)
    choices = _choices(checked)
    if plan.problems:
        is_wrong = counted(plan.wrong, "row is", "rows are")
        with st.expander(f"{is_wrong} wrong: what to do", expanded=True):
            if reading.wrong_pence:
                worth = pounds(reading.wrong_pence)
                st.caption(f"The amounts that can be read in wrong rows come to {worth}.")
            show_table(problems_table(plan), key="import:problems", most_px=260)
            show_downloads((problems_download(plan),))
    if plan.edits:
        with st.expander(f"{counted(checked.changed, 'investment')} would change"):
            show_table(edits_table(plan, kept_work.record_names()), key="import:edits")
    who = ask_who("import:who")
    total = checked.total(choices)
    without = f" (leave out {plan.wrong} with errors)" if plan.wrong else ""
    file = File(grid.file, grid.sha256, checked.rows, checked.rows - total)
    st.button(
        f"Import {counted(total, 'row')}{without}",
        key="import:go",
        icon=":material/save:",
        disabled=not total,
        on_click=_import,
        args=(file, checked, choices, revision, who),
    )


def _choices(checked: Checked) -> Choices:
    """What the reader says of repeats and likenesses."""
    plan, leaves_out = checked.plan, False
    if plan.alike:
        looks = counted(checked.pairs, "pair looks", "pairs look")
        with st.expander(f"{looks} alike: the same investment twice?", expanded=True):
            show_table(alike_table(plan), key="import:alike", most_px=220)
            first, names = plan.alike[0], kept_work.record_names()
            titles = (f"In {first.where}", f"Row {first.row}")
            both = side_by_side(first.other, first.entry, names, titles)
            show_table(both, key="import:alike:first", most_px=220)
            leaves_out = st.checkbox(
                "Leave these rows out. Otherwise they are imported and you decide on each "
                "one in the ledger.",
                key="import:alike:out",
            )
    takes_repeats = bool(checked.repeated) and st.checkbox(
        f"Also import {counted(checked.repeated, 'row')} that repeat another row of this "
        "file, because they are separate payments",
        key="import:repeats",
    )
    return Choices(with_repeats=takes_repeats, without_alike=leaves_out)


def _import(file: File, checked: Checked, choices: Choices, revision: str, who: Who) -> None:
    """Save the rows, if the ledger is still the one that they were held against."""
    place, rows = st.empty(), checked.total(choices)

    def told(before: int) -> None:
        place.info(waiting_words(before), icon=":material/hourglass:")

    with outcome() as say, state.import_turn(rows, told):
        place.info(f"Saving {rows:,} rows …", icon=":material/hourglass:")
        done = state.saved(Saving(checked.packed, choices, revision, file, who()), rows)
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
        new = rows - checked.changed
        say(
            f"Imported “{file.name}”: {new:,} new and {checked.changed:,} changed, "
            f"£{done.pence / 100:,.2f}. {file.left_out:,} of {file.rows:,} rows left out. Saved "
            f"at {done.at:%H:%M} UTC by {done.who} (receipt {done.id}). You can undo it below."
        )
        state.forget_files()
    place.empty()

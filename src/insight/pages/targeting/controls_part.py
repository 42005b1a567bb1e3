"""The controls of a list: its rule or score, its places, and what it rests on."""

from collections.abc import Sequence

import streamlit as st

from insight.analysis.ranking import INPUTS, PRESETS, Order
from insight.analysis.targeting_words import MEAN_WORDS, SCALING_WORDS, decile_span, reach_alone
from insight.errors import InsightError
from insight.measures.need import Mean, Scaling
from insight.measures.reach import Reach
from insight.pack.catalogue import Level
from insight.pages.targeting import state
from insight.shell import link, page_state, uploads
from insight.shell.forms.decisions import answers, ask_decisions
from insight.shell.frame import Page
from insight.shell.parts import CLASSES, segments, select
from insight.shell.show import show_downloads
from insight.shell.written import plain
from insight.tables.decisions import UnansweredError
from insight.tables.reader.grid import FORMATS, LARGEST_MB
from insight.tables.templates import estimates_template


def show_list_controls(page: Page) -> None:
    """Draw the controls in the sidebar."""
    short = page.pack.about.short_title
    segments(
        "Ranking method",
        "order",
        {Order.RULE: "Thresholds", Order.COMPOSITE: "Score"},
        is_labelled=True,
    )
    if page.choices["order"] == Order.RULE:
        _rule(short)
    else:
        _score(page)
    _places(page, short)
    with st.expander("Map classes"):
        segments("Map of two needs", "classes", CLASSES, is_labelled=True)
        first = int(page.choices["most"]) + 1
        spans = {last: f"Deciles {decile_span(first, int(last))}" for last in "4567"}
        select("Middle deprivation band", "middle", spans)
    with st.expander("Neighbourhoods"):
        _neighbourhoods()
    with st.expander("Activity estimates"):
        _estimates(page)


def _rule(short: str) -> None:
    words = {
        "95": f"95% CI above {short}",
        "80": f"80% CI above {short}",
        "50": f"50% CI above {short}",
        "0": f"Estimate above {short}",
    }
    select(
        "Inactivity threshold",
        "sure",
        words,
        f"How clearly an area’s estimated inactivity must be above {short} to count as high. "
        "CI is the confidence interval.",
    )
    segments(
        "Deprivation threshold (most deprived in England)",
        "most",
        {"1": "10%", "2": "20%", "3": "30%"},
        is_labelled=True,
    )


def _score(page: Page) -> None:
    names = {key: words for key, (words, _) in PRESETS.items()}
    names[state.OWN_WEIGHTS] = "My own weights"
    select("Weights", "preset", names)
    if page.choices["preset"] == state.OWN_WEIGHTS:
        for name, words in zip(("w1", "w2", "w3"), INPUTS.values(), strict=True):
            _slider(words, name, state.WEIGHTS)
        _own_input(page)
    else:
        points = PRESETS[page.choices["preset"]][1]
        pairs = zip(INPUTS.values(), points, strict=True)
        st.caption(" · ".join(f"{words} {weight}" for words, weight in pairs))
    with st.expander("Technical detail"):
        scalings = {each.value: SCALING_WORDS[each].capitalize() for each in Scaling}
        select("Scaling", "scaling", scalings)
        means = {key: MEAN_WORDS[Mean(key)].capitalize() for key in state.means(page.choices)}
        select("Type of mean", "mean", means)


def _own_input(page: Page) -> None:
    if not page.pack.own:
        return
    ways = state.own_inputs(page.choices)
    names = {key: page.pack.own[key].label for key in ways if key}
    select("Own indicator", "own", {key: names.get(key, "None") for key in ways})
    if page.choices["own"]:
        _slider(names[page.choices["own"]], "w4", state.WEIGHTS)
    if len(names) < len(page.pack.own):
        left = len(page.pack.own) - len(names)
        st.caption(
            f"{left} of {len(page.pack.own)} own indicators cannot be part of a score. An "
            "indicator must not be a count or example data. It must have a direction and a "
            "figure for every small area (LSOA)."
        )


def _places(page: Page, short: str) -> None:
    segments(
        "Areas on the list",
        "places",
        {key: key for key in ("10", "20", "30", "60")},
        is_labelled=True,
    )
    ways = state.reaches(page.choices)
    if len(ways) > 1:
        words = {key: reach_alone(Reach(key), page.places, short) for key in ways}
        select("Rank areas across", "reach", words)
    if len(state.fills(page.choices)) > 1:
        select(
            "If too few areas meet both thresholds",
            "fill",
            {"0": "Shorten the list", "1": "Add the next highest"},
        )


def _neighbourhoods() -> None:
    segments(
        "Number of neighbourhoods",
        "hoods",
        {key: key for key in ("3", "5", "10", "15", "20")},
        is_labelled=True,
    )
    _slider("Minimum population", "least", page_state.PEOPLE)
    _slider("Maximum population", "most_people", page_state.PEOPLE)


def _estimates(page: Page) -> None:
    segments(
        "Survey years combined", "years", {"1": "Latest", "3": "3", "5": "5"}, is_labelled=True
    )
    ways = page_state.activity_sources(page.choices)
    words = {
        "upload": "My file (this session)",
        "published": "Published estimates",
        "estimate": "Our model",
    }
    if len(ways) > 1:
        select("Source of area estimates", "activity", {way: words[way] for way in ways})
    if page.choices["activity"] != "estimate":
        segments(
            "Match each district’s survey result", "held", {"1": "Yes", "0": "No"}, is_labelled=True
        )
    _upload(page)


def _upload(page: Page) -> None:
    if uploads.current() is not None:
        st.caption("Your file is used in this session only and is not included in links.")
        for note in uploads.notes():
            st.caption(plain(note))
        st.button("Remove file", key="targeting:forget", on_click=uploads.drop)
        return
    file = st.file_uploader(
        "Use published small-area estimates (a spreadsheet by LSOA or MSOA)",
        type=list(FORMATS),
        key="targeting:file",
        max_upload_size=LARGEST_MB,
    )
    if file is None:
        show_downloads((estimates_template(page.places.levels[Level.MSOA]["name"]),))
        return
    stem = f"targeting:file:{file.file_id}"
    try:
        uploads.keep(file.getvalue(), file.name, page.places, answers(stem))
    except UnansweredError as question:
        ask_decisions(stem, question.decisions)
        return
    except InsightError as error:
        st.error(plain(str(error)), icon=":material/upload_file:")
        return
    link.choose("activity", uploads.UPLOAD, None)
    st.rerun()


def _slider(label: str, name: str, options: Sequence[str]) -> None:
    st.select_slider(label, options, format_func=lambda key: f"{int(key):,}", **link.widget(name))

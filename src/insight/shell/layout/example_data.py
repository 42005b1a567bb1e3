"""The example workspace: one switch on every page, and what marks a page while it is on."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from insight.analysis.work.recorded import RecordSet
from insight.shell import link, tray

SWITCH = "Explore with example data"
OFF = "Turn off example data"
RIBBON = (
    ":material/science: **EXAMPLE DATA.** The neighbourhoods, investments and work shown are not "
    "real and are never saved. Published figures are real."
)
PREVIEW = ":orange-badge[:material/science: EXAMPLE DATA] What you will see here. Not real."
OF_RECORDS = {
    "neighbourhood": ("place", "other", "cell", "term"),
    "working_model": ("cell",),
    "investment": ("area", "entry", "write", "funder", "programme"),
    "compare": ("with",),
}
"""Choices of each page that name a record, which no other set of records has."""


def is_on() -> bool:
    """Whether the pages show the example."""
    return link.wish("records") == RecordSet.ILLUSTRATIVE


def turn(*, on: bool) -> None:
    """Show the example or the partnership's own records; for use in a callback."""
    link.choose("records", (RecordSet.ILLUSTRATIVE if on else RecordSet.OWN).value, None)
    link.choose("on", "", None)
    for page, names in OF_RECORDS.items():
        for name in names:
            link.choose(name, "", page)
    if not on:
        tray.keep([item for item in tray.current() if not is_example(item)])


def is_example(item: str) -> bool:
    """Whether a figure of the board paper shows the example."""
    return RecordSet.ILLUSTRATIVE in tray.view_of(item)[1].values()


def show_switch() -> None:
    """The switch, in the heading of every page."""
    on = is_on()
    st.toggle(
        SWITCH,
        value=on,
        key=f"example:switch:{on}",
        help="Fills every page with examples, so you can see how it works. Nothing is saved.",
        on_change=partial(turn, on=not on),
    )


def show_ribbon() -> None:
    """Says on every page that what is seen is an example, with the way out."""
    if not is_on():
        return
    with st.container(
        key="example-ribbon",
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        border=True,
    ):
        st.markdown(RIBBON, width="content")
        st.button(
            OFF,
            key="example:off",
            icon=":material/close:",
            help="Show your own records",
            on_click=partial(turn, on=False),
        )


def show_start(key: str) -> None:
    """The way from an empty page to one that is filled."""
    st.button(
        SWITCH,
        key=f"example:start:{key}",
        icon=":material/science:",
        on_click=partial(turn, on=True),
    )


def show_empty(
    key: str, title: str, why: str, preview: Callable[[], None], steps: Callable[[], None]
) -> None:
    """A page without records: why it is worth having some, the next step, and an example."""
    left, right = st.columns([1, 1.3], gap="large")
    with left:
        st.subheader(title, anchor=False)
        st.markdown(why)
        with st.container(horizontal=True):
            show_start(key)
            steps()
    with right, st.container(border=True, key=f"empty:{key}"):
        st.markdown(PREVIEW)
        preview()


def is_closed(deed: str) -> bool:
    """Whether a form is closed because the example is on, which is said in its place."""
    if is_on():
        st.button(
            f"{OFF} to {deed}",
            key=f"example:off:{deed}",
            icon=":material/lock:",
            help="Nothing is saved while example data is on.",
            on_click=partial(turn, on=False),
        )
    return is_on()

"""Saved neighbourhoods at another rate, on the page."""

from collections.abc import Sequence

import streamlit as st

from insight.analysis.place import Study
from insight.pack.catalogue import Level
from insight.pages.neighbourhood.what_if import NO_FORECAST, what_if
from insight.records.kinds.neighbourhoods import Neighbourhood
from insight.shell.frame import Page, link_to
from insight.shell.parts import select
from insight.shell.profiles import members_here
from insight.shell.show import show_downloads, show_table
from insight.shell.written import plain


def show_what_if(page: Page, saved: Sequence[Neighbourhood], ground: Study) -> None:
    """Choose a rate; how many fewer people would be inactive at it."""
    names = page.places.levels[Level.LOCALITY]["name"]
    rates = {"": ("all of " + ground.short, ground.areas.whole)} | {
        str(code): (str(names[code]), float(rate))
        for code, rate in ground.areas.districts["inactive"].items()
    }
    there = [(each.name, members_here(page, each)) for each in saved if not each.is_removed]
    places = [(name, members) for name, members in there if members]
    if not places:
        st.info(
            "No neighbourhood is saved. Save some to see how many fewer adults would be inactive "
            "at another rate.",
            icon=":material/home_pin:",
        )
        link_to("targeting", "Find where need is greatest", ":material/target:")
        return
    select(
        "Rate to compare with",
        "rate",
        {
            code: f"{name[:1].upper()}{name[1:]}, {100 * rate:.1f}%"
            for code, (name, rate) in rates.items()
        },
        "The surveyed share of adults who are inactive. Its own uncertainty is left out.",
    )
    name, rate = rates[page.choices["rate"]]
    found = what_if(ground, places, rate, name)
    st.markdown(f"**{plain(found.finding)}**")
    st.caption(NO_FORECAST)
    show_table(found.table, key="neighbourhood:what-if")
    show_downloads((found.download,))
    st.caption(ground.areas.words)
    st.caption(ground.provided().line())

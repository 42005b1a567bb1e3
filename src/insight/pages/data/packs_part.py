"""The data packs that are there, and what changed from one to another."""

import streamlit as st

from insight.pages.data.pack_changes import PackChanges, pack_changes, packs_table
from insight.shell import link, open_packs
from insight.shell.frame import Page
from insight.shell.show import show_table

ONE_PACK = (
    "There is only one data version. To build another from the publishers’ files, run `python3 "
    "run.py refresh`. This version is kept."
)


def show_packs(page: Page) -> None:
    """Draw the part: the packs, a choice of one, and what is different in it."""
    folders = open_packs.others()
    packs = {version: open_packs.opened(str(folder)).pack for version, folder in folders.items()}
    # What people brought is in no pack.
    here = open_packs.opened(str(page.pack.folder)).pack
    st.subheader("Versions you can open", anchor=False)
    table = packs_table({here.version: here, **packs}, here.version, open_packs.in_use())
    show_table(table, key="data:packs")
    if not packs:
        st.info(ONE_PACK, icon=":material/inventory_2:")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Earlier version", list(packs), width=260, **link.widget("than"))
        other = page.choices["than"]
        label, key = f"Use {other}", "data:packs:other"
        st.button(label, key=key, on_click=open_packs.look_at, args=(other,))
    found = _changes(other)
    st.subheader(f"Changes from {other} to {here.version}", anchor=False)
    for sentence in found.words:
        st.markdown(sentence)
    for title, part in (
        ("Tables", found.tables),
        ("Values", found.values),
        ("Sources", found.sources),
    ):
        if len(part.rows):
            st.markdown(f"**{title}**")
            show_table(part, key=f"data:packs:{title}")


@open_packs.per_pack(max_entries=8, show_spinner="Comparing the versions…")
def _changes(other: str) -> PackChanges:
    before = open_packs.opened(str(open_packs.others()[other])).pack
    here = open_packs.opened(str(open_packs.load().pack.folder)).pack
    return pack_changes(before, here)

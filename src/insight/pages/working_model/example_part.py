"""The worked example: three services of Calderdale, as printed, notes included."""

import streamlit as st

from insight.analysis.work.worked_example import is_example_inside
from insight.pages.working_model.example_tables import example_assets, example_notes, services
from insight.shell import link
from insight.shell.frame import Page
from insight.shell.layout.column_widths import HALF_PX
from insight.shell.show import show_table

PAGE = "working_model"


def show_example(page: Page) -> None:
    """Draw the services side by side, and the assets that the slides name in Mixenden."""
    outside = "" if is_example_inside(page.pack) else "Calderdale is outside this area. "
    st.caption(
        "How 3 Calderdale services moved from foundations to redesign, and the assets in "
        "Mixenden. From Active Calderdale’s slides; not verified. "
        f"{outside}Not included in your records."
    )
    found = services(page.pack)
    for column, service in zip(st.columns(len(found)), found, strict=True):
        with column, st.container(border=True, gap="small"):
            st.markdown(f"**{service.title}**")
            st.caption(f"{service.workshops} workshops. Value given as {service.words}")
            for stage, lines in service.stages.items():
                st.markdown(f"**{stage}**")
                st.markdown("\n".join(f"- {line}" for line in lines))
    left, right = st.columns([1.2, 1], gap="medium")
    with left:
        st.markdown("**Assets in Mixenden, by system**")
        show_table(example_assets(page.pack), key="example:assets", most_px=300, room_px=HALF_PX)
        st.button(
            "Show Mixenden in the matrix",
            key="example:matrix",
            icon=":material/grid_on:",
            on_click=_to_matrix,
        )
    with right:
        st.markdown("**Notes on the slides**")
        for title, words in example_notes(page.pack):
            st.markdown(f"- **{title}**: {words}")
    source = page.pack.sources["model_examples"]
    st.caption(f"{source.line()}.")
    st.caption(source.caveat)


def _to_matrix() -> None:
    link.choose("records", "example", None)
    link.choose("on", "", None)
    link.choose("show", "matrix", PAGE)

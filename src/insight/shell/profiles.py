"""Profiles on one page: of one place at once, or of many as one file."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache as cached
from functools import partial

import streamlit as st

from insight.analysis.papers.profile import profile_item
from insight.analysis.place import ProfilePlace, Study
from insight.analysis.work.place_record import PlaceRecord
from insight.analysis.work.recorded import RecordSet
from insight.errors import InsightError
from insight.exports.files import Download
from insight.figures.sheet.sheet import Format, Size
from insight.records.kinds.neighbourhoods import Neighbourhood
from insight.reports.pages import pdf_pages
from insight.reports.paper import Paper, Profile, Progress
from insight.reports.profiles import profiles_document
from insight.reports.slides import slides
from insight.shell import link
from insight.shell.forms.record_choice import day_of, recorded_by
from insight.shell.forms.save_form import forget_seen
from insight.shell.frame import Page, address_of
from insight.shell.hosting.turns import waiting_words
from insight.shell.kept_records import heavy_turn
from insight.shell.layout.actions import show_tray_button
from insight.shell.layout.rooms import more_actions
from insight.shell.link import settled_of
from insight.shell.papers import DOCX, PPTX, dated, paper_link, show_papers
from insight.shell.registry import fields_of
from insight.shell.show import download_button
from insight.shell.written import plain
from insight.statement import PaperLink
from insight.words import counted

_PACK = "profiles:pack"
_WANTED = "profiles:wanted"
KINDS = {"Slides (PPTX)": "pptx", "Pages (PDF)": "pdf", "Word (DOCX)": "docx"}
MIME = {"pptx": PPTX, "pdf": "application/pdf", "docx": DOCX}


def profile_maker(
    ground: Study, place: ProfilePlace, record_id: str, address: PaperLink, source: str
) -> Callable[[], Profile]:
    """Reads the records, if the place is saved; called, it makes the page about it once."""
    work: tuple[str, ...] = ()
    record = None
    if record_id:
        try:
            settled = {"records": source, "on": ""}
            recorded = recorded_by(settled)
            known = recorded.place(record_id)
            record = PlaceRecord(recorded, known, day_of(settled, recorded)) if known else None
        except InsightError as error:
            work = (f"Its records cannot be read at the moment. {error}",)

    def make() -> Profile:
        return profile_item(ground, place, address, work=record.words if record else work)

    return cached(make)


def show_one_page(
    page: Page, ground: Study, place: ProfilePlace, record_id: str = "", *, has_tray: bool = True
) -> None:
    """The profile as PDF, in other sizes, and behind "More" in Word and for the tray."""
    # Made when it is asked for: most who read the page take no file of it.
    source = page.choices["records"]
    item = profile_maker(ground, place, record_id, paper_link(page), source)
    about = (place.name, page.pack.about.partnership, date.today(), page.address)
    stem = dated(place.name, "profile")
    makers: tuple[tuple[str, str, Callable[[], bytes]], ...] = (
        ("PDF", "pdf", lambda: item().draw(Size.FULL, Format.PDF)),
        ("Word", "docx", lambda: profiles_document(Paper(*about, [item()]), [item()])),
    )
    pdf, word = (
        Download(f"Profile ({label})", f"{stem}.{kind}", MIME[kind], make)
        for label, kind, make in makers
    )
    download_button(pdf, "profile:pdf")
    if has_tray:
        show_papers(item, stem, "profile")
    with more_actions("profile"):
        if has_tray:
            show_tray_button(page)
        download_button(word, "profile:docx")


def show_pack(page: Page, ground: Study, records: Sequence[Neighbourhood]) -> None:
    """All of some neighbourhoods as one file, in order, with how far it has come."""
    with st.popover("Download all profiles", icon=":material/library_books:"):
        st.caption(
            f"One file with a page for {counted(len(records), 'neighbourhood')}. Each page "
            "has a map, needs, recorded work, comparisons, caveats and sources."
        )
        kinds = list(KINDS)
        kind = st.segmented_control(
            "File type", kinds, default=kinds[0], required=True, key="profiles:kind"
        )
        # Noted in a callback: a page that is run again before it is drawn would
        # forget that the button was pressed.
        wish = partial(st.session_state.update, {_WANTED: True})
        st.button("Create file", key="profiles:make", icon=":material/print:", on_click=wish)
        if st.session_state.pop(_WANTED, False):
            _make(page, ground, records, KINDS[str(kind)])
        _show_made()


def _make(page: Page, ground: Study, records: Sequence[Neighbourhood], kind: str) -> None:
    bar = st.progress(0.0, text="Getting the records…")
    stop = st.empty()
    # Any click ends this run at the next word of progress; this one does nothing else.
    stop.button("Stop", key="profiles:stop", icon=":material/stop:")
    whole = len(records)

    def told(done: int, of: int) -> None:
        name = plain(records[min(done, whole) - 1].name)
        bar.progress(done / of, text=f"{done} of {of} done, now {name}")

    with heavy_turn("pack", lambda before: bar.progress(0.0, text=waiting_words(before))):
        found, left_out = profiles_of(page, ground, records)
        if found:
            about = page.pack.about
            title = f"Priority neighbourhoods of {about.short_title}"
            paper = Paper(title, about.partnership, date.today(), page.address, found)
            made = pack_file(paper, found, kind, told)
            st.session_state[_PACK] = (kind, made, left_out, whole)
        else:
            st.warning(
                "None of these neighbourhoods is in this data version, so there is no file.",
                icon=":material/link_off:",
            )
    bar.empty()
    stop.empty()


def members_here(page: Page, record: Neighbourhood) -> tuple[str, ...]:
    """Those of its LSOAs that the data pack has."""
    known = page.places.district_of.index
    return tuple(code for code in record.members if code in known)


def profiles_of(
    page: Page, ground: Study, records: Sequence[Neighbourhood]
) -> tuple[list[Profile], tuple[str, ...]]:
    """A page for each neighbourhood, and the names of those that have none."""
    found, left_out = [], []
    ground = replace(ground, is_example=page.choices["records"] == RecordSet.ILLUSTRATIVE)
    for record in records:
        members = members_here(page, record)
        if not members:
            left_out.append(record.name)
            continue
        source = page.choices["records"]
        wished = {"show": "profile", "place": record.id, "pack": page.pack.version}
        wished["records"] = source
        settled = settled_of(fields_of("neighbourhood"), wished)
        address = paper_link(page, address_of("neighbourhood", settled))
        place = ground.place(members, record.name)
        found.append(profile_maker(ground, place, record.id, address, source)())
    return found, tuple(left_out)


def pack_file(paper: Paper, profiles: Sequence[Profile], kind: str, told: Progress) -> bytes:
    """The profiles as a file of a kind (``pptx``, ``pdf`` or ``docx``)."""
    if kind == "pptx":
        return slides(paper, told)
    if kind == "pdf":
        return pdf_pages(paper, Size.FULL, told)
    return profiles_document(paper, profiles, told)


def _show_made() -> None:
    if _PACK not in st.session_state:
        return
    kind, content, left_out, whole = st.session_state[_PACK]
    if left_out:
        st.caption(
            f"{len(left_out)} of {counted(whole, 'neighbourhood')} left out because they are "
            f"not in this data version. The first is {plain(left_out[0])}."
        )
    label = f"Profiles ({kind.upper()}, {len(content) / 1e6:.1f} MB)"
    file = Download(label, f"{dated('neighbourhoods')}.{kind}", MIME[kind], lambda: content)
    download_button(file, "profiles:save")


def open_part(**choices: str) -> None:
    """Choose several things of the page of neighbourhoods."""
    for name, value in choices.items():
        link.choose(name, value, "neighbourhood")


def open_record(id: str) -> None:  # noqa: A002 - the record's word
    """Open a saved neighbourhood's profile, as it is now."""
    forget_seen(id)
    open_part(place=id, members="", show="profile")


def open_members(members: tuple[str, ...]) -> None:
    """Open the profile of some LSOAs that are not saved together."""
    open_part(place="", members=link.SEPARATOR.join(members), show="profile")

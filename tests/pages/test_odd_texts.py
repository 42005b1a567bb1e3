"""Records of earlier releases hold any text: every page shows it, and every file is made."""

import pytest
import streamlit as st

from filled_records import AREA, fill, spoil
from insight.figures.sheet.sheet import Format, Size
from insight.pack.catalogue import Level
from insight.shell import kept_records
from insight.shell.profiles import KINDS
from opening import opened
from own_fixtures import own_content

FIGURES = ("figure", "both", "list", "sure", "change", "dots", "bars", "record", "profile")
SHEETS = ((Size.HALF, Format.PDF), (Size.WIDE, Format.PNG), (Size.FULL, Format.SVG))
"""Every size and every format; each view has one of them made."""
VIEWS = (
    ("map", {"area": AREA, "work": "1"}),
    ("map", {"indicator": "{own}", "level": "lsoa"}),
    ("neighbourhood", {"show": "profile", "place": "{place}"}),
    ("neighbourhood", {"show": "work", "place": "{place}"}),
    ("neighbourhood", {"show": "build", "place": "{place}"}),
    ("neighbourhood", {"show": "saved"}),
    ("targeting", {"step": "list"}),
    ("targeting", {"step": "list", "part": "sure"}),
    ("working_model", {}),
    ("working_model", {"show": "next"}),
    ("working_model", {"show": "systems"}),
    ("compare", {"with": "{place}.E06000016"}),
    ("compare", {"show": "measure", "with": "{place}.E06000016"}),
    ("investment", {"show": "map", "area": AREA}),
    ("investment", {"show": "map", "level": "neighbourhood"}),
    ("investment", {"show": "fair"}),
    ("investment", {"show": "ledger"}),
    ("investment", {"show": "leverage"}),
    ("investment", {"show": "import"}),
    ("data", {"show": "own"}),
    ("data", {"show": "status"}),
    ("overview", {}),
    ("approach", {}),
    ("board_paper", {"items": "{items}"}),
)


@pytest.fixture(scope="module")
def ids(tmp_path_factory, known):
    """Records of every kind, spoilt, and what the views need to know of them."""
    folder = tmp_path_factory.mktemp("odd")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INSIGHT_RECORDS", str(folder))
        kept_records.look_again()
        store = kept_records.store()
        place = fill(store, "One", "Two", "Lines\nof text")
        codes = known.levels[Level.LSOA].index
        figures = {code: 10 + at / 100 for at, code in enumerate(codes)}
        own = store.own_indicators.add(own_content(figures), who="Ann").id
        store.close()
        spoil(folder / "insight.sqlite3")
        kept_records.look_again()
        items = (
            f"map!indicator%3Down-{own}%26level%3Dlsoa",
            f"neighbourhood!show%3Dprofile%26place%3D{place}",
            f"neighbourhood!show%3Dwork%26place%3D{place}",
            "working_model!",
            f"compare!with%3D{place}.E06000016",
            "investment!show%3Dmap",
        )
        yield {"place": place, "own": f"own-{own}", "items": "~".join(items)}
        kept_records.store().close()
    kept_records.look_again()


@pytest.fixture
def files(monkeypatch):
    """What each download button of the page makes when it is pressed, by its key."""
    found = {}
    drawn = st.download_button

    def watched(label, data, *, key, **keywords):
        found[key] = data
        return drawn(label, data, key=key, **keywords)

    monkeypatch.setattr(st, "download_button", watched)
    return found


def made(files, size: Size, kind: Format) -> list[bytes]:
    """Of every button; of a figure in one size and format."""
    wanted = (f":{size}:{kind}", "docx", "pptx", "xlsx")
    return [
        make()
        for key, make in files.items()
        if not key.startswith("paper:") or key.endswith(wanted)
    ]


@pytest.mark.parametrize("at", range(len(VIEWS)))
def test_every_page_is_shown_and_every_file_made(at, ids, files):
    page, query = VIEWS[at]
    app = opened(page, **{name: value.format(**ids) for name, value in query.items()})
    assert not app.exception
    for name in FIGURES:
        app.session_state[f"papers:{name}"] = True
    app.run()
    assert not app.exception
    assert all(made(files, *SHEETS[at % len(SHEETS)]))
    if page == "board_paper":
        assert not app.warning
        assert {"paper:make:paper.docx", "paper:make:paper.pptx"} <= set(files)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("ids")
def test_the_pack_of_all_neighbourhoods_is_made(kind, files):
    app = opened("neighbourhood", show="saved")
    app.segmented_control(key="profiles:kind").set_value(kind).run()
    app.button(key="profiles:make").click().run()
    assert not app.exception
    assert len(files["profiles:save"]()) > 10_000

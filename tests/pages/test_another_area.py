"""The whole app on the pack of another partnership: nothing of the first is left."""

import re
import shutil

import pytest

from insight.geography.english_areas import PARTNERSHIPS
from insight.pack.pack import PackScope, open_pack, said_version
from insight.pack.packs import install
from insight.pages.approach import state as approach
from insight.pages.compare import state as compare
from insight.pages.data import state as data
from insight.pages.investment import state as investment
from insight.pages.neighbourhood import state as neighbourhood
from insight.pages.targeting import state as targeting
from insight.pages.working_model import state as working_model
from insight.publishers.assemble import assemble
from insight.publishers.reading.files import inventory
from insight.publishers.refresh import write_pack
from insight.shell import open_packs, page_state
from insight.shell.registry import PAGES
from opening import opened, said
from pack_copies import made_up
from stand_ins import CALDERDALE, write_calderdale

FIRST = re.compile(r"LLR|Leicester|Rutland|Charnwood|Loughborough")
"""Names of the embedded pack's area."""

PARTS = {
    "overview": [{}],
    "map": [{}, {"level": "locality"}, {"indicator": "inactive"}, {"work": "1"}],
    "targeting": [{"step": step} for step in targeting.STEPS]
    + [{"part": part} for part in targeting.PARTS],
    "neighbourhood": [{"show": part} for part in neighbourhood.PARTS]
    + [{"show": "work", "records": of} for of in page_state.RECORD_SOURCES],
    "investment": [
        {"show": part, "records": of}
        for part in investment.PARTS
        if part != "figures"
        for of in page_state.RECORD_SOURCES
    ],
    "working_model": [
        {"show": part, "records": of}
        for part in working_model.PARTS
        for of in page_state.RECORD_SOURCES
    ],
    "compare": [{"show": part} for part in compare.PARTS],
    "board_paper": [{}],
    "approach": [{"show": part} for part in approach.PARTS],
    # The list of packs has the embedded one on it, under its own title.
    "data": [{"show": part} for part in data.PARTS if part != "packs"],
}
"""Every part of every page."""

VIEWS = [
    pytest.param(page, query, id="-".join([page, *query.values()]))
    for page, queries in PARTS.items()
    for query in queries
]


@pytest.fixture(scope="module")
def towns(tmp_path_factory):
    """A small pack of places that are made up."""
    folder = tmp_path_factory.mktemp("towns")
    install(made_up(folder / ".staged"), folder)
    return folder


@pytest.fixture(scope="module")
def calderdale(real, tmp_path_factory):
    """Calderdale's own figures; its outlines are squares."""
    folder = tmp_path_factory.mktemp("calderdale")
    (folder / "files").mkdir()
    write_calderdale(folder / "files", real)
    work = assemble(inventory([folder / "files"]), [CALDERDALE], open_pack())
    staged = folder / "packs" / ".staged"
    staged.mkdir(parents=True)
    about = PackScope("Calderdale", "Calderdale", "Move Calderdale", 2021)
    write_pack(work, about, staged)
    shutil.rmtree(folder / "files")
    install(staged, folder / "packs")
    return folder / "packs"


def all_said(app) -> str:
    """Everything that a reader can find on a page, labels and tables included."""
    kinds = ("header", "subheader", "markdown", "caption", "warning", "error", "info",
             "success", "title")  # fmt: skip
    words = [said(element) for kind in kinds for element in app.get(kind)]
    for kind in ("button", "selectbox", "text_input", "text_area", "number_input",
                 "button_group", "radio", "slider", "toggle", "checkbox"):  # fmt: skip
        for element in app.get(kind):
            words += [str(element.label or ""), str(getattr(element, "help", "") or "")]
            words += map(str, getattr(element, "options", ()))
            words.append(str(getattr(element, "placeholder", "") or ""))
    words += [element.value.to_csv() for element in app.dataframe]
    words += [chart.proto.spec for chart in app.get("plotly_chart")]
    return "\n".join(words)


@pytest.fixture
def served(request, monkeypatch):
    """The pack named is in use."""
    folder = request.getfixturevalue(request.param)
    monkeypatch.setenv("INSIGHT_PACKS", str(folder))
    return folder


def test_no_page_is_forgotten():
    assert list(PARTS) == list(PAGES)


@pytest.mark.parametrize("served", ["towns", "calderdale"], indirect=True)
@pytest.mark.parametrize(("page", "query"), VIEWS)
@pytest.mark.usefixtures("served")
def test_every_part_opens_and_names_nothing_of_the_first_area(page, query):
    app = opened(page, **query)
    assert not app.exception
    assert not app.error, [said(element) for element in app.error]
    assert not [each for each in app.warning if "In the link" in said(each)]
    found = all_said(app)
    assert said_version(open_packs.in_use()) in found
    if query.get("show") == "agreement":
        # The first area is one of the partnerships that the model was tried on.
        for name in PARTNERSHIPS:
            found = found.replace(name, "")
    assert FIRST.findall(found) == []


@pytest.mark.parametrize("served", ["calderdale"], indirect=True)
@pytest.mark.usefixtures("served")
def test_one_district_is_not_held_against_itself():
    compared = opened("map").button_group(key="choose:scale")
    assert list(compared.options) == ["England", "Calderdale"]
    found = all_said(opened("overview"))
    assert "% of residents** live in England’s most deprived 20% of areas." in found
    assert "Of these people" not in found
    assert "Calderdale, enlarged" not in all_said(opened("map"))
    listed = opened("targeting")
    assert "Rank areas across" not in [each.label for each in listed.selectbox]


@pytest.mark.parametrize("served", ["towns"], indirect=True)
@pytest.mark.usefixtures("served")
def test_names_are_those_of_the_pack():
    found = all_said(opened("overview"))
    for name in ("The Two Towns", "Move the Towns", "The Two Towns", "Northam"):
        assert name in found


@pytest.mark.parametrize("served", ["towns"], indirect=True)
@pytest.mark.usefixtures("served")
def test_what_the_pack_does_not_have_is_not_offered():
    for page, part in (("investment", "figures"), ("approach", "survey")):
        app = opened(page, show=part)
        assert "In the link, " in app.warning[0].value
        assert part not in app.button_group(key="choose:show").options
    assert "not from Move the Towns." in all_said(opened("approach"))

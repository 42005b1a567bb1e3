"""No violation that an automatic check can find, on any page, light or dark."""

from collections.abc import Iterator

import pytest

from steps import painted, settled, shows

pytestmark = pytest.mark.browser

PATHS = {
    "overview": "/",
    "map": "/map?area=E01013726",
    "locality": "/map?indicator=children&period=2019-20",
    "circles": "/map?indicator=people",
    "list": "/targeting",
    "least_active": "/targeting?step=activity",
    "both": "/targeting?step=both&district=E07000130",
    "sure": "/targeting?step=list&part=sure&order=composite&preset=own",
    "profile": "/neighbourhood?show=profile&members=E01025699.E01025700",
    "build": "/neighbourhood?show=build&members=E01025699",
    "check": "/neighbourhood?show=check",
    "money": "/investment?records=illustrative",
    "cold": "/investment?records=illustrative&measure=need&beside=cold",
    "fair": "/investment?records=illustrative&show=fair",
    "ledger": "/investment?records=illustrative&show=ledger",
    "import": "/investment?show=import",
    "leverage": "/investment?records=illustrative&show=leverage",
    "figures": "/investment?show=figures",
    "approach": "/approach",
    "model": "/approach?show=model",
    "matrix": "/working_model?records=illustrative",
    "cell": "/working_model?records=illustrative&cell=example001~parks",
    "next": "/working_model?records=illustrative&show=next",
    "systems": "/working_model?records=illustrative&show=systems&system=parks",
    "example": "/working_model?show=example",
    "work": "/neighbourhood?show=work&records=illustrative",
    "layer": "/map?work=1&records=illustrative",
    "compare": "/compare?with=all.E06000016.E01013726",
    "measure": "/compare?show=measure",
    "multiples": "/compare?show=maps",
    "gap": "/compare?show=gap",
    "paper": "/board_paper?items=map!indicator%253Destinactive~working_model!",
    "data": "/data",
    "may": "/data?show=may",
    "statement": "/data?show=access",
    "status": "/data?show=status",
}


WITHOUT_MAP = {
    "data": "Known limits",
    "check": "Paste postcodes or codes",
    "least_active": "more inactive than",
    "sure": "rarely on it",
    "fair": "would go to different areas",
    "ledger": "nothing counted twice",
    "import": "No list yet",
    "leverage": "Worked example",
    "figures": "do not add them up",
    "approach": "Three layers",
    "model": "Steps of community-led work",
    "matrix": "Next conversation.",
    "cell": "You cannot change these records",
    "next": "Order of the list",
    "systems": "Evidence for one system",
    "example": "Assets in Mixenden",
    "may": "The answer depends on",
    "statement": "partially compliant",
    "status": "cover the whole server",
    "compare": "average position",
    "measure": "Filled bars are the places",
    "gap": "To measure inequality",
    "paper": "1. 127 of 634 areas",
}


TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
IS_STILL = """() => document.fonts.status === 'loaded'
  && document.getAnimations().every(each => each.playState !== 'running')"""


@pytest.fixture(scope="module")
def page(launched) -> Iterator[object]:
    """One window for all: what it has fetched of the app serves every visit."""
    found = launched.new_page(viewport={"width": 1440, "height": 900})
    yield found
    found.close()


@pytest.fixture(scope="module")
def axe() -> object:
    return pytest.importorskip("axe_playwright_python.sync_playwright").Axe()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PATHS)
def test_no_violation(server, page, axe, name, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(server + PATHS[name])
    if name in WITHOUT_MAP:
        shows(page, WITHOUT_MAP[name])
        settled(page)
    else:
        painted(page)
    page.wait_for_function(IS_STILL)
    only = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    broken = [
        f"{rule['id']}: {rule['nodes'][0]['html'][:160]}"
        for rule in axe.run(page, options=only).response["violations"]
    ]
    assert broken == []

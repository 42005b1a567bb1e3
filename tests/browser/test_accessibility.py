"""No violation that an automatic check can find, on any page, light or dark."""

import pytest

from steps import painted, settled, shows

pytestmark = pytest.mark.browser

PATHS = {
    "overview": "/",
    "map": "/map?area=E01013726",
    "locality": "/map?indicator=children&period=2019-20",
    "circles": "/map?indicator=people",
    "data": "/data",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PATHS)
def test_no_violation(server, launched, name, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = launched.new_page(
        viewport={"width": 1440, "height": 900}, color_scheme=scheme
    )
    page.goto(server + PATHS[name])
    if name == "data":
        shows(page, "Known limits")
        settled(page)
    else:
        painted(page)
    page.wait_for_timeout(1000)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = axe.run(page, options={"runOnly": {"type": "tag", "values": tags}})
    broken = [
        f"{rule['id']}: {rule['nodes'][0]['html'][:160]}"
        for rule in found.response["violations"]
    ]
    page.close()
    assert broken == []

"""A map fills its screen, and no text of a table is cut."""

import pytest

from benchmarks.looks import MAPS, SCREENS, TABLES, looks

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", MAPS)
def test_a_map_fills_its_share_of_the_screen(server, visit, name):
    address, least = MAPS[name]
    visit.page.goto(server + address)
    assert looks(visit.page).share >= least


@pytest.mark.parametrize("address", TABLES)
def test_no_text_of_a_table_is_cut(server, visit, address):
    for width, height in SCREENS:
        visit.page.set_viewport_size({"width": width, "height": height})
        visit.page.goto(server + address)
        seen = looks(visit.page)
        assert seen.cut == ()
    visit.page.set_viewport_size({"width": 1440, "height": 900})

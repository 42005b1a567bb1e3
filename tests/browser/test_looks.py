"""A map fills its screen and marks the class under the pointer; no text of a table is cut."""

import pytest

from benchmarks.looks import MAPS, SCREENS, TABLES, looks
from insight.shell.layout.column_widths import LEAST_WRAPPED_PX

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


MARKED = """() => [...document.querySelectorAll(".legend .traces")]
    .filter((each) => getComputedStyle(each.querySelector(".scatterpts")).strokeWidth === "3px")
    .map((each) => getComputedStyle(each.querySelector(".scatterpts")).fill)"""
FILL = """() => {
    const drawn = document.querySelectorAll(".choroplethlayer .trace")[0];
    const area = [...drawn.querySelectorAll("path")].sort(
        (one, other) => other.getTotalLength() - one.getTotalLength())[0];
    const box = area.getBoundingClientRect();
    for (let at = 0; at < 400; at += 1) {
        const x = box.x + box.width * ((at % 20) + 0.5) / 20;
        const y = box.y + box.height * (Math.floor(at / 20) + 0.5) / 20;
        const point = new DOMPoint(x, y).matrixTransform(area.getScreenCTM().inverse());
        if (area.isPointInFill(point)) return {x, y, fill: getComputedStyle(area).fill};
    }
}"""


@pytest.mark.parametrize(
    "address", ["/map", "/targeting?step=both", "/investment?ledger=illustrative"]
)
def test_the_legend_marks_the_class_under_the_pointer_alone(server, visit, address):
    visit.page.goto(server + address)
    looks(visit.page)
    assert visit.page.evaluate(MARKED) == []
    area = visit.page.evaluate(FILL)
    visit.page.mouse.move(area["x"], area["y"])
    visit.page.locator(".hovertext").first.wait_for()
    assert visit.page.evaluate(MARKED) == [area["fill"]]


SEEN_ROWS = """() => {
    const canvas = document.querySelector('[data-testid="data-grid-canvas"]');
    const high = canvas.getBoundingClientRect();
    return (Math.min(high.bottom, innerHeight) - high.top) / %d - 1;
}"""


@pytest.mark.parametrize("address", ["/targeting", "/investment?ledger=illustrative"])
def test_seven_rows_beside_a_map_are_in_sight(server, visit, address):
    visit.page.goto(server + address)
    looks(visit.page)
    assert visit.page.evaluate(SEEN_ROWS % (LEAST_WRAPPED_PX + 2)) >= 7

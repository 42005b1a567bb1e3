"""The clock of `benchmarks.interact` tells when a page has come to rest after a click."""

import pytest

from benchmarks.families import FAMILIES
from benchmarks.interact import CASES, CLOCK, settled_ms

pytestmark = pytest.mark.browser

PAGE = """<div data-testid="stApp" data-test-script-state="notRunning"><button>Go</button></div>
<script>
const app = document.querySelector("div");
const note = () => (window.last = performance.now());
const say = (state) => () => (app.setAttribute("data-test-script-state", state), note());
document.querySelector("button").onpointerdown = () => {
  window.down = performance.now();
  setTimeout(say("running"), 20);
  setTimeout(say("notRunning"), %(script)d);
  setTimeout(() => (app.append("drawn"), note()), %(drawn)d);
};
</script>"""


@pytest.mark.parametrize(
    ("script", "drawn"), [(300, 500), (1200, 200), (40, 30)], ids=["drawn last", "slow", "at once"]
)
def test_it_counts_to_the_last_change_after_the_script_has_ended(visit, script, drawn):
    visit.page.set_content(f"<script>{CLOCK}</script>" + PAGE % {"script": script, "drawn": drawn})
    found = settled_ms(visit.page, lambda page, _: page.get_by_role("button").click())
    assert found == pytest.approx(visit.page.evaluate("last - down"), abs=50)


def test_every_case_is_a_row():
    names = next(each.names for each in FAMILIES if each.module == "benchmarks.interact")
    assert [f"interact.{name}_ms" for name in CASES] == list(names)

"""The five main jobs without a mouse: every key as a reader presses it."""

import pytest

from steps import choices_of, painted, settled, shows

pytestmark = pytest.mark.browser

WHO = "Your name (required)"
MOST_STOPS = 150
FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const labelled = (e.getAttribute('aria-labelledby') || '').split(' ')
    .map(id => document.getElementById(id)).filter(Boolean)
    .map(l => l.innerText).join(' ');
  const label = e.labels && e.labels.length ? e.labels[0].innerText : '';
  const copy = e.cloneNode(true);
  copy.querySelectorAll('[aria-hidden=true], [data-testid=stIconMaterial]')
    .forEach(n => n.remove());
  const name = e.getAttribute('aria-label') || labelled || label || copy.textContent;
  const chain = [e, e.parentElement, e.parentElement && e.parentElement.parentElement,
    e.closest('[data-baseweb]'), ...(e.labels || []), ...e.querySelectorAll('*')];
  const isSeen = chain.filter(Boolean).some(n => {
    const s = getComputedStyle(n);
    return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0)
      || s.boxShadow !== 'none' || n.matches(':focus-within');
  });
  const box = e.getBoundingClientRect();
  return {name: (name || '').trim(), isSeen,
    isOnScreen: box.bottom > 0 && box.top < innerHeight};
}"""


def walk(page, name: str) -> None:
    """Press Tab until something of this name has the focus, if it has not already."""
    met = []
    for at in range(MOST_STOPS):
        if at:
            page.keyboard.press("Tab")
        found = page.evaluate(FOCUS)
        if found is None:
            continue
        met.append(found["name"][:40])
        if found["name"].rstrip(" *") == name:
            page.wait_for_timeout(150)
            found = page.evaluate(FOCUS)
            assert found["isSeen"], f"nobody sees that {name!r} has the focus"
            assert found["isOnScreen"], f"{name!r} has the focus off the screen"
            return
    raise AssertionError(f"Tab does not lead to {name!r}, but to {met}")


def test_own_district_its_figures_and_a_file_of_them(server, visit):
    page = visit.page
    page.goto(f"{server}/map")
    painted(page)
    # A row of choices is one stop; the arrows lead along it.
    walk(page, "Leicester")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.wait_for_function("() => location.search.includes('district=E06000017')")
    painted(page)
    walk(page, "More")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    walk(page, "Download CSV")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    rows = download.value.path().read_text("utf-8-sig").splitlines()
    assert sum("Rutland" in row for row in rows) > 20


def test_a_postcode_is_looked_up(server, visit):
    page = visit.page
    page.goto(f"{server}/map")
    painted(page)
    walk(page, "Find a place")
    page.keyboard.type("LE3 6DN")
    page.keyboard.press("Enter")
    shows(page, "LSOA E010.*, in Leicester")
    settled(page)
    assert choices_of(page)["area"].startswith("E01")


def test_a_neighbourhood_is_built_of_codes_and_saved(server, visit):
    page = visit.page
    page.goto(f"{server}/neighbourhood?show=build&members=E01025712.E01025713")
    painted(page)
    walk(page, "Save neighbourhood")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    walk(page, "Name")
    page.keyboard.type("By keyboard alone")
    walk(page, WHO)
    page.keyboard.type("Ann")
    page.keyboard.press("Tab")
    settled(page)
    walk(page, "Save new neighbourhood")
    page.keyboard.press("Enter")
    shows(page, "Saved")
    settled(page)
    assert len(choices_of(page)["place"]) == 10


def test_a_figure_for_a_paper_is_taken(server, visit):
    page = visit.page
    page.goto(f"{server}/map?indicator=income")
    painted(page)
    walk(page, "Download figure")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    walk(page, "Download PNG")
    with page.expect_download(timeout=30_000) as download:
        page.keyboard.press("Enter")
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


def test_an_investment_is_entered(server, visit):
    page = visit.page
    page.goto(f"{server}/investment?show=ledger")
    shows(page, "Add investment")
    settled(page)
    walk(page, "Add investment")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    walk(page, "Funder (required)")
    page.keyboard.type("Trust by keyboard")
    walk(page, "Recipient")
    page.keyboard.type("Keyboard club")
    walk(page, "Amount (£) (required)")
    page.keyboard.type("1234")
    walk(page, "Start date (required)")
    page.keyboard.type("01/04/2025")
    walk(page, "Area (code, postcode or name)")
    page.keyboard.type("E01013726")
    walk(page, WHO)
    page.keyboard.type("Ann")
    page.keyboard.press("Tab")
    settled(page)
    walk(page, "Save investment")
    page.keyboard.press("Enter")
    shows(page, "Saved “£1,234 to Keyboard club")

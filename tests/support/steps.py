"""What a reader does on a page, in words."""

from urllib.parse import parse_qsl, urlsplit

PATIENCE_MS = 90_000
"""For what a busy machine draws late; a quiet one does not wait."""
AREAS = ".js-plotly-plot .choroplethlayer path"


def choices_of(page) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))


def settled(page) -> None:
    """Wait until the script has run and what it sent is drawn."""
    page.wait_for_selector(
        "[data-testid=stApp][data-test-script-state=notRunning]", timeout=PATIENCE_MS
    )
    page.wait_for_timeout(250)


def shows(page, pattern: str) -> None:
    # A page that is being led elsewhere has no body for a moment.
    page.wait_for_function(
        "p => document.body && new RegExp(p).test(document.body.innerText)",
        arg=pattern,
        timeout=PATIENCE_MS,
    )


def painted(page) -> int:
    page.wait_for_selector(AREAS, timeout=PATIENCE_MS)
    settled(page)
    return page.locator(AREAS).count()


def choose(page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    # A long list draws only what is in view: typing brings the option there.
    page.keyboard.type(option)
    page.get_by_role("option", name=option, exact=True).click()
    settled(page)


def press(page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).or_(
        page.get_by_role("button", name=name, exact=True)
    ).first.click()
    settled(page)


def open_more(page) -> None:
    """Open the menu of what is done less often with a view."""
    page.get_by_role("button", name="More", exact=True).first.click()
    settled(page)


def click_area(page, at: int) -> None:
    box = page.locator(AREAS).nth(at).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    settled(page)


def save_neighbourhood(page, site: str, members: str, name: str, who: str = "") -> None:
    """As somebody who signed in, whose name is not asked for, or under a name."""
    page.goto(f"{site}/neighbourhood?show=profile&members={members}")
    painted(page)
    page.get_by_role("button", name="Save neighbourhood", exact=True).first.click()
    page.get_by_role("textbox", name="Name", exact=True).fill(name)
    if who:
        page.get_by_role("textbox", name="Your name").last.fill(who)
    page.keyboard.press("Tab")
    settled(page)
    page.get_by_role("button", name="Save new neighbourhood").click()

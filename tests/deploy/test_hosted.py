"""Officers at work on the hosted site, while its parts come and go."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from hosting import NAME, Site
from steps import choices_of, choose, open_more, painted, press, save_neighbourhood, settled, shows

pytestmark = pytest.mark.browser

MEMBERS = "E01025699.E01025700"
TIMES = 4
"""At each replica: were they shared out, all would find theirs once in 256 runs."""
FIRST_VISIT_BYTES = 3_500_000
"""So that a first visit opens in seconds on a slow office line."""
FAILOVER_S = 10


@pytest.fixture(scope="module")
def passes() -> dict[str, list[dict]]:
    """Cookies of who has signed in already."""
    return {}


@pytest.fixture
def officer(tab_of, site, passes) -> Callable[..., object]:
    """A function that gives a window of somebody who has signed in.

    It takes who, and which replica their way leads to.
    """

    def enter(who: str, at: int = 0) -> object:
        if who not in passes:
            passes[who] = signed_in(tab_of(), site, who)
        route = {"name": "insight_route", "value": site.routes[at]}
        return tab_of([*passes[who], {**route, "url": site.address}])

    return enter


def signed_in(page, site: Site, who: str) -> list[dict]:
    """Cookies of somebody who signs in."""
    page.goto(site.address)
    page.get_by_role("link", name="Sign in").click()
    page.locator("input[name=sub]").fill(who)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{site.address}/**")
    shows(page, f"{who.title()}: can")
    return list(cookies_of(page, site).values())


def cookies_of(page, site: Site) -> dict[str, dict]:
    found = page.context.cookies(site.address)
    return {each["name"]: each for each in found if each["domain"] == NAME}


def route_of(page, site: Site) -> str:
    return cookies_of(page, site)["insight_route"]["value"]


def test_nobody_sees_anything_before_signing_in(site, tab_of):
    page = tab_of()
    page.goto(f"{site.address}/map?area=E01013726")
    shows(page, "Sign in to see this")
    assert "Leicester" not in page.inner_text("body")


def test_sign_in_works_and_its_cookies_travel_over_https_only(site, tab_of):
    cookies = {each["name"]: each for each in signed_in(tab_of(), site, "eve")}
    users = [each for name, each in cookies.items() if "_streamlit_user" in name]
    assert users
    for each in users:
        assert each["secure"]
        assert each["httpOnly"]
        assert each["sameSite"] == "Lax"
    assert cookies["insight_route"]["secure"]
    assert cookies["insight_route"]["httpOnly"]
    # The page's own script has to read this one.
    assert cookies["_streamlit_xsrf"]["httpOnly"] is False


def test_what_one_saves_another_sees_on_the_other_replica(site, officer):
    writer, reader = officer("eve", at=0), officer("vic", at=1)
    save_neighbourhood(writer, site.address, MEMBERS, "Seen by all")
    shows(writer, "last changed by Eve")
    reader.goto(writer.url)
    shows(reader, "Seen by all")
    shows(reader, "last changed by Eve")
    assert [route_of(each, site) for each in (writer, reader)] == site.routes


def test_role_holds_behind_the_proxy(site, officer):
    page = officer("vic", at=1)
    save_neighbourhood(page, site.address, MEMBERS, "Not by a viewer")
    shows(page, "Nothing was saved: Vic")


def is_upload(answer) -> bool:
    return "/upload_file/" in answer.url and answer.request.method == "PUT"


@pytest.mark.parametrize("at", [0, 1])
def test_each_upload_finds_its_session(site, officer, at):
    page = officer("eve", at=at)
    page.goto(f"{site.address}/investment?show=import")
    shows(page, "No list yet")
    for number in range(TIMES):
        settled(page)
        content = f"Funder,Amount\nFunder {number},{number}\n".encode()
        with page.expect_response(is_upload) as caught:
            page.set_input_files(
                "input[type=file]",
                {"name": f"{number}.csv", "mimeType": "text/csv", "buffer": content},
            )
        assert caught.value.status == 204
        shows(page, rf"{number}\.csv")
        shows(page, "matched|No column")


@pytest.mark.parametrize("at", [0, 1])
def test_each_download_finds_its_file(site, officer, at):
    page = officer("vic", at=at)
    found = []
    page.on("response", lambda answer: "/media/" in answer.url and found.append(answer.status))
    page.goto(f"{site.address}/map?district=E06000017")
    painted(page)
    open_more(page)
    for _ in range(TIMES):
        with page.expect_download() as caught:
            page.get_by_role("button", name="Download CSV", exact=True).click()
        assert caught.value.path().read_text("utf-8-sig").count("\n") > 20
        settled(page)
    assert set(found) <= {200}


def test_first_visit_is_light(site, officer, capsys):
    page = officer("vic")
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    sizes, frames = [], []
    wire.on("Network.loadingFinished", lambda said: sizes.append(said["encodedDataLength"]))
    wire.on(
        "Network.webSocketFrameReceived",
        lambda said: frames.append(len(said["response"]["payloadData"]) * 3 // 4),
    )
    page.goto(f"{site.address}/map")
    painted(page)
    tell(
        capsys,
        f"First visit: {sum(sizes):,.0f} bytes in {len(sizes)} answers, and "
        f"{sum(frames):,} bytes of messages before they are packed",
    )
    assert len(sizes) > 10
    assert sum(sizes) + sum(frames) < FIRST_VISIT_BYTES


def tell(capsys, sentence: str) -> None:
    """Say what was measured, for whoever reads the log of the tests."""
    with capsys.disabled():
        sys.stdout.write(f"\n{sentence}\n")


@contextmanager
def killed(site: Site, at: int) -> Iterator[None]:
    """A replica dies without a word, and is back at the end."""
    replica = site.replicas[at]
    replica.end(signal.SIGKILL)
    try:
        yield
    finally:
        replica.start()
        replica.wait()


def test_page_goes_on_when_its_replica_is_killed(site, officer, capsys):
    page = officer("vic", at=0)
    page.goto(f"{site.address}/map?district=E07000133&indicator=health")
    painted(page)
    with killed(site, 0):
        clicks, took = click_until_it_works(page)
        tell(capsys, f"After a kill: {clicks} clicks, {took:.1f} seconds")
        # One that is made while the page looks for another replica may be lost.
        assert clicks <= 2
        assert took < FAILOVER_S
        settled(page)
        shows(page, "Vic: can view")
        assert choices_of(page)["district"] == "E07000133"
        # The same view by its address, for somebody who comes just now.
        other = page.context.new_page()
        other.goto(page.url)
        painted(other)
        shows(other, "Crime, national rank")
        assert choices_of(other) == choices_of(page)
    press(page, "Melton")
    shows(page, "Crime, national rank")


def click_until_it_works(page) -> tuple[int, float]:
    """How often an officer has to choose, and how many seconds that takes in all."""
    begun, clicks = time.monotonic(), 0
    crime = page.get_by_text("Crime, national rank").first
    while not crime.is_visible():
        assert time.monotonic() - begun < 3 * FAILOVER_S
        choose(page, "Indicator", "Deprivation: Crime")
        clicks += 1
        page.wait_for_timeout(1_000)
    return clicks, time.monotonic() - begun


def test_database_that_goes_and_comes_back_is_said_and_needs_no_restart(site, officer, cluster):
    page = officer("eve", at=1)
    save_neighbourhood(page, site.address, MEMBERS, "There before")
    shows(page, "last changed by Eve")
    settled(page)
    address = page.url
    started = [each.process.pid for each in site.replicas]
    cluster.stop()
    try:
        for each in site.replicas:
            status, words = until(each.ready, lambda found: found[0] == 503)
            assert (status, words) == (503, "The records cannot be read.")
            assert site.ask("/_stcore/health").status == 200
        page.goto(address)
        shows(page, "The records are not available")
        said = page.inner_text("body")
        assert not [word for word in ("Traceback", "PostgreSQL", "database") if word in said]
    finally:
        cluster.start()
    for each in site.replicas:
        until(each.ready, lambda found: found[0] == 200)
    page.get_by_role("link", name="Try again", exact=True).click()
    shows(page, "There before")
    assert [each.process.pid for each in site.replicas] == started


def until(ask: Callable[[], tuple], is_so: Callable[[tuple], bool]) -> tuple:
    """Ask until it is so, for as long as an answer may be kept and some more."""
    end = time.monotonic() + 20
    while not is_so(found := ask()) and time.monotonic() < end:
        time.sleep(0.3)
    assert is_so(found), found
    return found

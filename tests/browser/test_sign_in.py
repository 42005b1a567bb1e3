"""Signing in and out where the app is hosted, with a real provider on this machine."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest

from members import hosted_alone
from serving import free_port, serving
from steps import choices_of, painted, save_neighbourhood, settled, shows

pytestmark = pytest.mark.browser

CHARNWOOD, LEICESTER = "E01025699.E01025700", "E01013726.E01013727"
PEOPLE = {
    "vic": ["Insight.Viewer"],
    "lou": ["Insight.Charnwood"],
    "ada": ["Insight.Admin"],
    "nob": ["Payroll"],
}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    pytest.importorskip("oidc_provider_mock")
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    for who, roles in PEOPLE.items():
        claims = {"sub": who, "name": f"{who.title()} <b>*", "roles": roles}
        command += ["--user-claims", json.dumps(claims)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/.well-known/openid-configuration")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=120)


def _wait(address: str) -> None:
    end = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            assert time.monotonic() < end, "the provider did not start"
            time.sleep(0.2)


@pytest.fixture(scope="module")
def site(provider, tmp_path_factory) -> Iterator[str]:
    with hosted_alone(tmp_path_factory.mktemp("hosted"), provider=provider) as address:
        yield address


def sign_in(page, site: str, who: str, at: str = "/") -> None:
    page.goto(site + at)
    page.get_by_role("link", name="Sign in").click()
    page.locator("input[name=sub]").fill(who)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{site}/**")


def test_nobody_sees_anything_without_signing_in(site, launched):
    context = launched.new_context()
    page = context.new_page()
    for path in ("/", "/map?area=E01013726", "/neighbourhood", "/data", "/compare"):
        page.goto(site + path)
        shows(page, "Sign in to see this")
        assert page.locator(".js-plotly-plot").count() == 0
        assert "Leicester" not in page.locator("body").inner_text()
    context.close()


def test_a_link_survives_the_sign_in(site, launched):
    context = launched.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    sign_in(page, site, "vic", at="/map?indicator=crime&area=E01013726")
    painted(page)
    shows(page, "Crime, national rank")
    assert choices_of(page)["area"] == "E01013726"
    # Once: whoever opens the site again begins at its first page.
    page.goto(site)
    shows(page, "What stands out")
    context.close()


def test_without_a_provider_nothing_is_shown(tmp_path, launched):
    with serving(INSIGHT_HOSTED="1", INSIGHT_RECORDS=str(tmp_path)) as address:
        page = launched.new_page()
        page.goto(address)
        shows(page, "signing in is not set up")
        assert page.get_by_role("link").count() == 0
        page.close()


def test_account_without_a_role_is_told_so(site, launched):
    context = launched.new_context()
    page = context.new_page()
    sign_in(page, site, "nob")
    shows(page, "Nob <b>\\* has no role here")
    context.close()


def test_viewer_looks_at_all_and_saves_nothing(site, launched):
    context = launched.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    sign_in(page, site, "vic")
    shows(page, "Vic <b>\\*: can view")
    save_neighbourhood(page, site, LEICESTER, "Viewer's")
    shows(page, "Nothing was saved: Vic")
    shows(page, "You have view-only access")
    context.close()


def test_editor_saves_in_the_district_and_under_the_name_that_signed_in(site, launched):
    context = launched.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    sign_in(page, site, "lou")
    shows(page, "can edit Charnwood")
    save_neighbourhood(page, site, LEICESTER, "Elsewhere")
    shows(page, "can only change records of Charnwood")
    save_neighbourhood(page, site, CHARNWOOD, "At home")
    shows(page, "last changed by Lou <b>\\*")
    context.close()


def test_copied_cookie_is_refused_after_signing_out(site, launched):
    context = launched.new_context()
    page = context.new_page()
    sign_in(page, site, "ada")
    shows(page, "administrator")
    settled(page)
    cookies = context.cookies()
    assert [each for each in cookies if each["name"].startswith("_streamlit_user")]
    other = context.new_page()
    other.goto(f"{site}/data")
    shows(other, "administrator")
    page.get_by_role("button", name="Sign out").click()
    # The provider asks whether its own session is to end, too.
    page.wait_for_url("**/oauth2/end_session**")
    page.get_by_role("button", name="End Session").click()
    shows(page, "Sign in to see this")
    shows(other, "Sign in to see this|You signed out")
    context.close()
    for kept in (cookies, [each for each in cookies if "tokens" not in each["name"]]):
        thief = launched.new_context()
        thief.add_cookies(kept)
        page = thief.new_page()
        page.goto(f"{site}/map")
        shows(page, "You signed out. Sign in again")
        assert page.locator(".js-plotly-plot").count() == 0
        thief.close()


def test_session_ends_by_itself(provider, tmp_path, launched):
    with hosted_alone(tmp_path, "hours = 0.0005", provider) as site:
        context = launched.new_context()
        page = context.new_page()
        sign_in(page, site, "ada")
        shows(page, "administrator|You signed in more than")
        page.wait_for_timeout(2_500)
        page.goto(f"{site}/map")
        shows(page, "You signed in more than 0.0005 hours ago")
        context.close()


def test_tampered_cookie_is_nobody(site, launched):
    context = launched.new_context()
    page = context.new_page()
    sign_in(page, site, "vic")
    shows(page, "can view")
    cookies = [
        {**each, "value": each["value"][:-4] + "AAAA"}
        if each["name"].startswith("_streamlit_user")
        else each
        for each in context.cookies()
    ]
    context.clear_cookies()
    context.add_cookies(cookies)
    page.goto(f"{site}/map")
    shows(page, "Sign in to see this")
    context.close()

"""What people write is shown as it is, and does nothing, wherever it is shown."""

import re
import urllib.error
import urllib.request
from urllib.parse import quote

import pytest

from filled_records import AREA, fill
from insight.records.store import open_store
from serving import serving
from steps import painted, settled, shows
from strict_server import content_security_policy

pytestmark = pytest.mark.browser

EVIL = "evil.example"
MARKS = f"<img src=x onerror=hurt=1>[c](http://{EVIL}/)**b**$x$:red[r]"
LINKS = f"<a href='http://{EVIL}/'>c</a><b>b</b> `k` | ~~s~~ &amp; #h"
LINES = f"# INJECTED\n\n![i](http://{EVIL}/i.png)\n<script>hurt=1</script>\n- l\n> q"

HURT = """() => ({
  ran: 'hurt' in window,
  // A bare address that shows itself and leads there may be a link.
  links: [...document.querySelectorAll('a')].map(a => [
      decodeURI(a.getAttribute('href') || a.getAttribute('xlink:href') || ''),
      a.textContent, (a.closest('p, g') || a).textContent])
    .filter(([to, said]) => to.includes('evil.example') && to !== said),
  loaded: [...document.querySelectorAll('img, iframe, script, embed, object, image')]
    .map(e => e.outerHTML)
    .filter(html => html.includes('evil.example') || html.includes('hurt')),
  headings: [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
    .map(h => h.innerText).filter(t => t.trim() === 'INJECTED'),
  coloured: [...document.querySelectorAll('.stMarkdownColoredText, .katex')]
    .map(e => e.closest('p, li, label, div').textContent),
  bold: [...document.querySelectorAll('strong, b, tspan, del, code')]
    .filter(e => ['b', 's', 'k'].includes(e.textContent))
    .map(e => e.closest('p, li, label, div, g').textContent),
})"""
UNHURT = {"ran": False, "links": [], "loaded": [], "headings": [], "coloured": [], "bold": []}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Records in which everything that can be written is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    store = open_store(folder=folder)
    fill(store, MARKS, LINKS, LINES)
    store.close()
    return folder


def id_of(folder) -> str:
    store = open_store(folder=folder)
    found = store.neighbourhoods()[0].id
    store.close()
    return found


@pytest.fixture(scope="module")
def hostile(folder):
    with serving(INSIGHT_RECORDS=str(folder)) as address:
        yield address


SEEN = (
    f"map?area={AREA}&work=1", "neighbourhood?show=profile&place={id}",
    "neighbourhood?show=work&place={id}", "neighbourhood?show=build&place={id}",
    "working_model", "working_model?show=next", "compare?with={id}." + AREA,
    "compare?show=measure&with={id}." + AREA,
)  # fmt: skip
"""Views that show the hostile words as text of the page."""
IN_GRIDS = (
    "targeting?step=list", "neighbourhood?show=saved", "investment?show=fair",
    f"investment?show=map&area={AREA}", "investment?show=ledger",
    "investment?show=leverage", "investment?show=map&level=neighbourhood",
    "investment?beside=break&by=funder", "working_model?show=systems",
    "data?show=status",
)  # fmt: skip
"""Views that show them in tables, drawn as a picture, or not at all."""
FAILED = "encountered an error|Traceback"


@pytest.mark.parametrize("view", [*SEEN, *IN_GRIDS])
def test_what_is_written_is_text_and_nothing_else(hostile, folder, visit, view):
    page = visit.page
    page.goto(f"{hostile}/{view.format(id=id_of(folder))}")
    shows(page, EVIL if view in SEEN else "Data version")
    page.wait_for_timeout(800)
    settled(page)
    assert page.evaluate(HURT) == UNHURT
    assert re.search(FAILED, page.inner_text("body")) is None


def test_a_choice_in_the_address_is_text_too(hostile, visit):
    page = visit.page
    page.goto(f"{hostile}/map?indicator={quote(MARKS)}&{quote(LINKS)}=1")
    painted(page)
    shows(page, "In the link, ")
    assert page.evaluate(HURT) == UNHURT


def test_names_of_uploads_are_text_and_lead_nowhere(hostile, visit):
    page = visit.page
    page.goto(f"{hostile}/investment?show=import")
    settled(page)
    for name in ("..%2f..%2fapp.csv", "<img src=x onerror=hurt=1>.csv", "=1+1.csv"):
        page.set_input_files(
            "input[type=file]",
            {"name": name, "mimeType": "text/csv", "buffer": b"Funder,Amount\nA,x\n"},
        )
        shows(page, r"matched|No column")
        settled(page)
        assert page.evaluate(HURT) == UNHURT
        page.get_by_role("button", name=re.compile("Remove|Delete")).first.click()
        settled(page)


def answered(address: str, **more) -> tuple[int, bytes]:
    request = urllib.request.Request(address, **more)
    try:
        with urllib.request.urlopen(request, timeout=20) as found:
            return found.status, found.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


@pytest.mark.parametrize(
    "path",
    [
        "app/static/../app.py", "app/static/..%2fapp.py", "app/static/%2e%2e/app.py",
        "app/static/..%5capp.py", "app/static//etc/passwd", "app/static/..;/app.py",
        "app/static/%00/app.py", "app/static/.streamlit/config.toml",
        "component/../app.py", "media/../../app.py", "static/..%2f..%2fapp.py",
        "app/static/../var/insight.sqlite3", ".streamlit/secrets.toml",
        "app/static/....//....//etc/passwd", "app/static/",
    ],
)  # fmt: skip
def test_no_file_but_the_boundaries_is_given_out(server, path):
    status, content = answered(f"{server}/{path}")
    # Any unknown address gets the page itself, which loads nothing by itself.
    is_page = b"<title>Streamlit</title>" in content
    assert status in {400, 403, 404} or (status == 200 and is_page), content[:200]
    for secret in (b"navigation().run()", b"root:", b"[server]", b"SQLite format 3"):
        assert secret not in content


def test_the_browser_is_given_the_policy_of_hosting(server):
    with urllib.request.urlopen(f"{server}/map", timeout=20) as found:
        assert found.headers["content-security-policy"] == content_security_policy()


def test_nobody_uploads_from_another_site(server):
    """Without the token that only our own page can read."""
    body = b"--b\r\nContent-Disposition: form-data; name=f; filename=a\r\n\r\nx\r\n--b--"
    for session in ("x", "../x", "0" * 36):
        status, _ = answered(
            f"{server}/_stcore/upload_file/{session}/{'1' * 36}",
            data=body,
            method="PUT",
            headers={
                "Content-Type": "multipart/form-data; boundary=b",
                "Origin": f"http://{EVIL}",
                "Cookie": "_streamlit_xsrf=forged",
                "X-Xsrftoken": "forged",
            },
        )
        assert status in {400, 403, 404}, (session, status)


@pytest.mark.parametrize("origin", [f"http://{EVIL}", "null", "http://127.0.0.1.evil"])
def test_no_other_site_can_talk_to_the_app(server, origin):
    websockets = pytest.importorskip("websockets.sync.client")
    from websockets.exceptions import InvalidStatus

    address = server.replace("http", "ws") + "/_stcore/stream"
    with pytest.raises(InvalidStatus) as refused:
        websockets.connect(address, origin=origin)
    assert refused.value.response.status_code == 403


def test_our_own_site_can(server):
    websockets = pytest.importorskip("websockets.sync.client")
    address = server.replace("http", "ws") + "/_stcore/stream"
    with websockets.connect(address, origin=server) as stream:
        assert stream.protocol.state.name == "OPEN"

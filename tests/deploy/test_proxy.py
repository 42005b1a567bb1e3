"""What nginx lets through and what it adds, asked as a stranger without a browser."""

import gzip
import http.client
import re
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from hosting import DEPLOY, NAME, number_after
from members import cookie_of

HEADERS = {
    "Strict-Transport-Security": r"max-age=31536000",
    "Content-Security-Policy": r"script-src 'self' blob: 'sha256-[\w+/]{43}='; ",
    "X-Content-Type-Options": r"nosniff",
    "X-Frame-Options": r"DENY",
    "Referrer-Policy": r"same-origin",
    "Permissions-Policy": r"geolocation=\(\)",
}
MB = 1024 * 1024
TRAVERSALS = [
    "/app/static/../app.py",
    "/app/static/..%2fapp.py",
    "/app/static/%2e%2e/app.py",
    "/app/static/%2e%2e%2f.streamlit%2fsecrets.toml",
    "/app/static/..%5capp.py",
    "/app/static/....//app.py",
    "/app/static/%252e%252e%252fapp.py",
    "/app/static//etc/passwd",
    "/static/../../app.py",
    "/media/../../app.py",
    "/component/x/..%2f..%2fapp.py",
]
WEBSOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec_WebSocket_Version": "13",
    "Sec_WebSocket_Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec_WebSocket_Protocol": "streamlit",
}


@pytest.fixture
def member(site) -> dict[str, str]:
    """Headers of somebody who signed in."""
    return {"Cookie": cookie_of("vic", ["Insight.Viewer"], site.address)}


@pytest.fixture
def boundaries(site) -> str:  # noqa: ARG001 - the replicas have written it
    """Address of the largest file of boundaries that the app has published."""
    folder = DEPLOY.parent / "static"
    file = max(folder.glob("lsoa-*.json"), key=lambda each: each.stat().st_size)
    return f"/app/static/{file.name}"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/map", 200),
        ("/readyz", 200),
        ("/_stcore/health", 200),
        ("/_stcore/host-config", 401),
        ("/app/static/none.json", 401),
        ("/media/none.csv", 401),
        ("/_stcore/metrics", 403),
        ("/metrics", 403),
        ("/app/static/%2e%2e%2fapp.py", 401),
        ("/%", 400),
    ],
)
def test_each_answer_has_each_header_once(site, path, status):
    answer = site.ask(path)
    assert answer.status == status
    if path == "/%":
        return  # nginx cannot tell which site is meant
    for name, pattern in HEADERS.items():
        assert re.search(pattern, answer.one(name)), name
    assert answer.one("Server") == "nginx"
    assert "uvicorn" not in str(answer.headers)


def test_plain_http_leads_to_https_and_no_further(site):
    connection = http.client.HTTPConnection("127.0.0.1", site.plain, timeout=10)
    connection.request("GET", "/map?area=E01013726", headers={"Host": NAME})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{NAME}/map?area=E01013726"


def test_another_name_gets_no_answer(site):
    with pytest.raises(http.client.RemoteDisconnected):
        site.ask("/", Host="other.example.org")


def test_metrics_are_nobodys(site):
    paths = ("/_stcore/metrics", "//_stcore/metrics", "/_stcore/./metrics", "/_stcore/%6detrics",
             "/metrics", "//metrics", "/./metrics", "/%6detrics", "/metrics/")  # fmt: skip
    for path in paths:
        answer = site.ask(path)
        assert answer.status == 403, path


@pytest.mark.parametrize("path", TRAVERSALS)
def test_nothing_outside_the_public_folders_is_given(site, path, member):
    answer = site.ask(path, **member)
    assert b"navigation()" not in answer.body
    assert b"cookie_secret" not in answer.body
    assert b"root:" not in answer.body
    # What is no file at all is the page itself.
    is_page = answer.status == 200 and b"<title>Streamlit</title>" in answer.body
    assert answer.status in (400, 403, 404) or is_page


def test_public_folder_holds_boundaries_and_nothing_else(boundaries):
    folder = DEPLOY.parent / "static"
    names = {file.name for file in folder.iterdir()}
    assert boundaries.rpartition("/")[2] in names
    known = re.compile(
        r"(lsoa|msoa|ward|locality)(-E12[0-9]{6})?-[0-9a-f]{12}\.json"
        r"|boundaries-[0-9a-f]{12}\.json|world_110m\.json"
    )
    assert {name for name in names if not known.fullmatch(name)} == set()


# The websocket


@pytest.mark.parametrize(
    "origin", ["https://evil.example", f"http://{NAME}", f"https://{NAME}.evil.example", "null"]
)
def test_websocket_from_a_foreign_page_is_refused(site, origin):
    answers = []
    by = site.served_by(
        lambda: answers.append(site.ask("/_stcore/stream", Origin=origin, **WEBSOCKET)),
        line='stream" 403',
    )
    assert answers[0].status == 403
    assert answers[0].one("Content-Security-Policy")
    # Streamlit would refuse it, too, but ask an address outside for its own first.
    assert by == ["-"]


def test_websocket_from_the_own_page_is_taken(site, member):
    asked = {"Origin": site.address, **WEBSOCKET}
    assert site.ask("/_stcore/stream", **asked).status == 403
    assert site.ask("/_stcore/stream", **asked, **member).status == 101


def test_replica_itself_refuses_another_host(site, member):
    """Somebody on the machine, or a browser that was led there by a false name."""
    port = site.replicas[0].port
    own = site.address.removeprefix("https://")
    for host, origin, status in (
        (own, site.address, 101),
        ("evil.example", site.address, 403),
        ("evil.example", "https://evil.example", 403),
    ):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        headers = {key.replace("_", "-"): each for key, each in WEBSOCKET.items()}
        headers |= {"Host": host, "Origin": origin, **member}
        connection.request("GET", "/_stcore/stream", headers=headers)
        assert connection.getresponse().status == status
        connection.close()


def test_replicas_listen_to_the_proxy_on_this_machine_only(site):
    # A server that listens everywhere would answer here, too.
    for each in site.replicas:
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.2", each.port), timeout=5).close()


# Cookies


def test_first_answer_leads_the_browser_and_later_ones_leave_it_there(site):
    first = site.ask("/")
    [cookie] = [c for c in first.all("Set-Cookie") if c.startswith("insight_route=")]
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    later = site.ask("/", Cookie=cookie.split(";")[0])
    assert not any("insight_route" in each for each in later.all("Set-Cookie"))
    forged = site.ask("/", Cookie="insight_route=../../x")
    assert any("insight_route" in each for each in forged.all("Set-Cookie"))


def test_one_browser_stays_with_one_replica_and_many_are_shared_out(site):
    own = site.served_by(lambda: site.health(site.routes[0]), 10)
    assert own == [f"127.0.0.1:{site.replicas[0].port}"] * 10
    assert len(set(site.served_by(site.health, 40))) == 2


def test_log_holds_no_choices_and_no_codes(site):
    site.ask("/map?area=E01013726")
    site.ask("/oauth2callback?code=a-secret-code&state=x")
    text = (site.folder / "access.log").read_text("utf-8")
    assert "/map" in text
    assert "E01013726" not in text
    assert "a-secret-code" not in text


# Size


@pytest.mark.parametrize("route", [0, 1])
def test_upload_beyond_the_limit_is_refused(site, route, member):
    text = (DEPLOY / "nginx.conf").read_text()
    limit = number_after("client_max_body_size", text[text.index("/upload_file/") :])
    cookie = f"insight_route={site.routes[route]}; {member['Cookie']}"
    answer = site.ask(
        "/_stcore/upload_file/a/b", "PUT",
        Content_Length=str((limit + 1) * MB), Cookie=cookie,
    )  # fmt: skip
    assert answer.status == 413
    assert answer.one("Content-Security-Policy")


def test_nobody_sends_anything_elsewhere_and_strangers_upload_nothing(site):
    for path in ("/", "/media/x", "/_stcore/host-config"):
        assert site.ask(path, "PUT", Content_Length=str(MB)).status == 413
    by = site.served_by(
        lambda: site.ask("/_stcore/upload_file/a/b", "PUT", Content_Length="9"),
        line='upload_file/a/b" 401',
    )
    assert by == ["-"]


def test_text_travels_small(site, boundaries, member):
    for path in ("/", boundaries):
        plain = site.ask(path, **member)
        small = site.ask(path, Accept_Encoding="gzip", **member)
        assert small.one("Content-Encoding") == "gzip"
        assert gzip.decompress(small.body) == plain.body
        assert len(small.body) < 0.5 * len(plain.body)


def test_scripts_travel_small_and_are_kept(site, member):
    [script] = re.findall(rb'src="\./(static/js/index\.[^"]+)"', site.ask("/", **member).body)
    answer = site.ask(f"/{script.decode()}", Accept_Encoding="gzip")
    assert answer.one("Content-Encoding") == "gzip"
    assert "immutable" in answer.one("Cache-Control")
    assert site.ask("/", **member).one("Cache-Control") == "no-cache"
    assert site.ask("/").one("Cache-Control") == "no-store"


def test_boundaries_are_kept_for_good_and_mistakes_are_not(site, boundaries, member):
    found = site.ask(boundaries, **member)
    assert found.one("Cache-Control") == "private, max-age=31536000, immutable"
    assert found.all("Access-Control-Allow-Origin") == []
    missing = site.ask("/app/static/lsoa-000000000000.json", **member)
    assert (missing.status, missing.one("Cache-Control")) == (404, "no-cache")
    stub = site.ask("/app/static/world_110m.json", **member)
    assert stub.one("Cache-Control") == "no-cache"


# Sign-in


def test_trying_to_sign_in_without_end_is_slowed_down(site):
    # Several at once: one after the other a busy machine is slow enough by itself.
    with ThreadPoolExecutor(8) as several:
        asking = several.map(lambda _: site.ask("/auth/login").status, range(200))
        found = list(asking)
    assert found[0] < 400
    assert found.count(429) > 5
    time.sleep(3)
    assert site.ask("/auth/login").status < 400


# Dying replicas


@pytest.fixture
def without(site):
    """A function that kills replicas; they are back at the end."""
    killed = []

    def kill(*which: int) -> None:
        for at in which:
            site.replicas[at].end(signal.SIGKILL)
            killed.append(site.replicas[at])

    yield kill
    for each in killed:
        each.start()
    for each in killed:
        each.wait()


def test_with_all_replicas_dead_a_page_says_so(site, without):
    without(0, 1)
    answer = site.ask("/map")
    assert answer.status == 503
    assert b"Your saved work is safe" in answer.body
    assert answer.one("Content-Security-Policy")
    assert answer.one("Content-Type").startswith("text/html")

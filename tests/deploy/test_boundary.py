"""What each kind of person gets from the hosted server itself, without a proxy before it."""

import contextlib
import http.client
import re
import socket
import time
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.web.server.starlette import starlette_routes
from websockets.exceptions import ConnectionClosed, InvalidStatus

from insight.records.errors import StoreError
from insight.shell.hosting import access
from insight.shell.hosting.allowed import ADDRESSES, MB, MESSAGES, Who, address_at, as_table
from insight.shell.hosting.boundary import Boundary
from members import PEOPLE, XSRF, cookie_of, hosted_alone, open_page
from serving import ROOT

PAGE_WORDS = b"Sign in to see this"
SAMPLES = {
    "/static/": "/static/none.js",
    "/media/": "/media/" + "0" * 56 + ".csv",
    "/auth/": "/auth/x",
    "/app/static/": "/app/static/none.json",
    "/component/": "/component/none",
    "/_stcore/": "/_stcore/metrics",
    "/_stcore/bidi-components/": "/_stcore/bidi-components/none",
    "/_stcore/upload_file/": "/_stcore/upload_file/none/none",
    "/": "/map",
}
IN = [*PEOPLE]
OUT = ["stranger", "nobody's role", "yesterday", "forged"]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with hosted_alone(tmp_path_factory.mktemp("alone")) as address:
        yield address


def cookie(who: str, site: str) -> str:
    if who == "stranger":
        return ""
    if who == "yesterday":
        return cookie_of("late", ["Insight.Admin"], site, at=time.time() - 86_400)
    if who == "forged":
        return cookie_of("eve", ["Insight.Admin"], site).replace(
            "_streamlit_user=", "_streamlit_user=e"
        )
    return cookie_of(who, PEOPLE.get(who, ["Payroll"]), site)


def ask(
    site: str,
    path: str,
    method: str = "GET",
    *,
    who: str = "stranger",
    body: bytes = b"",
    **headers: str,
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=30)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if found := cookie(who, site):
        sent["Cookie"] = found
    try:
        connection.request(method, path, body or None, {**sent, "X-Xsrftoken": XSRF})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


# Addresses


@pytest.mark.parametrize("who", [*OUT, *IN])
@pytest.mark.parametrize("address", ADDRESSES, ids=lambda each: each.path)
def test_each_address_answers_whom_it_should(site, address, who):
    if "websocket" in address.methods or address.path == "/sign-out":
        return  # asked by tests of their own
    path = SAMPLES.get(address.path, address.path)
    assert address_at(path) is address
    status, body = ask(site, path, address.methods[0], who=who)
    if address.who is Who.NOBODY:
        assert status == 404
    elif address.who in (Who.ANYBODY, Who.MACHINE) or who in IN:
        assert status not in (401, 405, 429)
        assert PAGE_WORDS not in body
    elif address.path == "/":
        assert b"<script" not in body
        assert b"Insight" in body
    elif address.path == "/_stcore/host-config" and who == "yesterday":
        assert status == 200  # so that a page that is still open learns that time is up
    else:
        assert status in (401, 403)


def test_what_is_for_this_machine_is_not_passed_on(site):
    assert ask(site, "/metrics", X_Forwarded_For="192.0.2.1")[0] == 404


def test_every_address_of_streamlit_is_on_the_list():
    """A new one has to be thought of."""
    found = {
        value
        for name, value in vars(starlette_routes).items()
        if re.fullmatch(r"_?(BASE_)?ROUTE_\w+", name)
    }
    assert len(found) > 8
    for each in found:
        path = "/" + each.partition("{")[0].rstrip("/")
        assert {address_at(path).path, address_at(f"{path}/").path} != {"/"}, each


def test_list_stands_in_the_notes():
    assert as_table() in (ROOT / "deploy" / "addresses.md").read_text("utf-8")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_pages_are_only_read(site, method):
    for path in ("/", "/map", "/media/x.csv", "/_stcore/host-config"):
        assert ask(site, path, method, who="administrator")[0] == 405


def test_nobody_sends_more_than_is_asked_for(site):
    assert ask(site, "/map", who="viewer", Content_Length="100000")[0] == 413
    assert ask(site, "/map", who="viewer", Transfer_Encoding="chunked")[0] == 413
    large = str(53 * MB)
    path = "/_stcore/upload_file/a/b"
    assert ask(site, path, "PUT", who="editor", Content_Length=large)[0] == 413


def test_a_stranger_is_slowed_down_and_a_member_is_not(site):
    found = [ask(site, "/_stcore/health")[0] for _ in range(5)]
    assert set(found) == {200}
    many = [ask(site, "/sign-in")[0] for _ in range(120)]
    assert many[0] < 400
    assert 429 in many
    assert ask(site, "/map", who="viewer")[0] == 200


# Open pages


@pytest.mark.parametrize("who", ["stranger", "nobody's role", "forged"])
def test_a_stranger_opens_no_page(site, who):
    with pytest.raises(InvalidStatus) as refused, open_page(site, cookie(who, site)):
        pass
    assert refused.value.response.status_code == 403


def test_a_page_whose_time_is_up_is_led_to_the_sign_in(site):
    with open_page(site, cookie("yesterday", site)) as page:
        assert page.until("auth_redirect").auth_redirect.url == "/"
        assert page.seen == ["auth_redirect"]


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_a_foreign_page_opens_none(site, origin):
    with pytest.raises(InvalidStatus), open_page(site, cookie("viewer", site), origin):
        pass


@pytest.mark.parametrize("who", IN)
def test_whoever_has_a_role_opens_pages(site, who):
    with open_page(site, cookie(who, site)) as page:
        page.rerun("map")
        assert "delta" in page.seen


def test_whoever_asks_for_a_page_and_never_says_which_is_let_go(site):
    host, port = urlsplit(site).netloc.split(":")
    asked = (
        f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nContent-Length: 3\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=25) as line:
        line.sendall(asked.encode())
        with contextlib.suppress(ConnectionResetError):
            assert line.recv(100) == b""


# Files


def test_a_file_answers_those_alone_to_whom_its_address_was_sent(site):
    mine = cookie("editor", site)
    with open_page(site, mine) as page:
        page.rerun("map")
        file = page.made(page.files[0])
        for who, status in (("administrator", 404), ("stranger", 401)):
            assert ask(site, file, who=who)[0] == status, who
        own = http.client.HTTPConnection(urlsplit(site).netloc, timeout=30)
        own.request("GET", file, headers={"Cookie": mine})
        assert own.getresponse().status == 200
        own.close()


# Uploads


def form(size: int) -> tuple[bytes, dict[str, str]]:
    head = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n'
    return head + b"a" * size + b"\r\n--x--\r\n", {
        "Content_Type": "multipart/form-data; boundary=x"
    }


def test_uploads_are_taken_for_an_own_page_alone(site):
    body, headers = form(100)
    with open_page(site, cookie("editor", site)) as page:
        page.rerun("map")
        path = f"/_stcore/upload_file/{page.session}/one"
        for who, status in (
            ("stranger", 401),
            ("nobody's role", 403),
            ("viewer", 403),
            ("administrator", 403),
            ("editor", 204),
        ):
            assert ask(site, path, "PUT", who=who, body=body, **headers)[0] == status, who
        assert ask(site, path, "DELETE", who="viewer")[0] == 403
        assert ask(site, path, "DELETE", who="editor")[0] == 204


def test_one_person_holds_so_much_at_a_time(site):
    body, headers = form(40 * MB)
    with open_page(site, cookie("editor", site)) as page:
        page.rerun("map")
        path = f"/_stcore/upload_file/{page.session}"
        found = [
            ask(site, f"{path}/{at}", "PUT", who="editor", body=body, **headers)[0]
            for at in range(5)
        ]
        assert found == [204, 204, 204, 413, 413]
        ask(site, f"{path}/0", "DELETE", who="editor")
        assert ask(site, f"{path}/9", "PUT", who="editor", body=body, **headers)[0] == 204


def test_what_a_page_held_is_gone_when_it_is_left(site):
    body, headers = form(40 * MB)
    for at in range(6):
        with open_page(site, cookie("viewer", site)) as page:
            page.rerun("map")
            path = f"/_stcore/upload_file/{page.session}/{at}"
            assert ask(site, path, "PUT", who="viewer", body=body, **headers)[0] == 204
            page.leave()
        time.sleep(1)


# Messages


def test_every_message_of_streamlit_has_been_thought_of():
    kinds = {each.name for each in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields}
    request = BackMsg.DESCRIPTOR.fields_by_name["backend_operation_request"].message_type
    inner = {each.name for each in request.oneofs_by_name["payload"].fields}
    refused = {
        "clear_cache",
        "set_run_on_save",
        "load_git_info",
        "debug_disconnect_websocket",
        "debug_shutdown_runtime",
        "install_skills",
        "dismiss_skills_nudge",
    }
    assert (kinds | inner) - {"backend_operation_request"} == refused | set(MESSAGES)


def test_a_page_that_asks_for_too_much_waits(site):
    with open_page(site, cookie_of("hasty", PEOPLE["viewer"], site)) as page:
        page.rerun("data")
        began = time.monotonic()
        for _ in range(130):
            page.send(BackMsg(app_heartbeat=True))
        for _ in range(130):
            page.until("heartbeat_ack")
        assert time.monotonic() - began > 2


def closed_with(page) -> int:
    """The code with which the server closes a page."""
    with pytest.raises(ConnectionClosed) as ended:
        page.until("never", 20)
    return ended.value.rcvd.code


@pytest.mark.parametrize(
    ("kind", "size", "code"),
    [
        ("rerun", 1_500_000, None),
        ("rerun", 1_990_000, None),
        ("rerun", 2_100_000, 1009),
        ("names", 50, None),
        ("names", 200, 1009),
    ],
)
def test_messages_are_no_larger_than_they_need_to_be(site, kind, size, code):
    with open_page(site, cookie("viewer", site)) as page:
        page.rerun("data")
        message = BackMsg()
        if kind == "rerun":
            message.rerun_script.page_name = "data"
            message.rerun_script.widget_states.widgets.add(id="x", string_value="a" * size)
            answer = "script_finished"
        else:
            message.file_urls_request.file_names.extend(["a.csv"] * size)
            message.file_urls_request.session_id = page.session
            answer = "file_urls_response"
        page.send(message)
        if code is None:
            page.until(answer)
        else:
            assert closed_with(page) == code


@pytest.mark.parametrize(("sent", "code"), [("text", 1003), (b"\xff\xff\xff", 1002)])
def test_what_is_no_message_closes_the_page(site, sent, code):
    with open_page(site, cookie("viewer", site)) as page:
        page.rerun("data")
        page.send_raw(sent)
        assert closed_with(page) == code


def test_what_is_not_heard_changes_nothing_and_is_slow(site):
    with open_page(site, cookie("viewer", site)) as page:
        page.rerun("data")
        began = time.monotonic()
        for at in range(40):
            page.send(BackMsg(clear_cache=True) if at % 2 else BackMsg())
        page.send(BackMsg(app_heartbeat=True))
        page.until("heartbeat_ack")
        assert time.monotonic() - began > 2


def test_connections_that_broke_are_kept_for_their_owner_alone(site):
    """And ten of them: what is older is let go."""
    sessions = []
    mine = cookie_of("breaker", PEOPLE["viewer"], site)
    for _ in range(12):
        with open_page(site, mine) as page:
            page.rerun("data")
            sessions.append(page.session)
            page.cut()
    time.sleep(1)
    other = cookie_of("other", PEOPLE["viewer"], site)
    for who, session, is_same in (
        (other, sessions[-2], False),
        (mine, sessions[-1], True),
        (mine, sessions[0], False),
    ):
        with open_page(site, who, back_to=session) as page:
            page.rerun("data")
            assert (page.session == session) is is_same


# Signing out, and time that is up


def test_time_that_is_up_leads_to_the_sign_in_and_from_there_to_the_same_view(site):
    soon = cookie_of("slow", PEOPLE["viewer"], site, at=time.time() - 10 * 3600 + 6)
    with open_page(site, soon) as page:
        message = BackMsg()
        message.rerun_script.page_name = "map"
        message.rerun_script.context_info.url = f"{site}/map?district=E07000130"
        page.send(message)
        led = page.until("auth_redirect", 30).auth_redirect.url
    assert led == "/map?district=E07000130"
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=30)
    connection.request("GET", led)
    answer = connection.getresponse()
    assert PAGE_WORDS in answer.read()
    aim = answer.headers["Set-Cookie"].partition(";")[0]
    connection.request("GET", "/", headers={"Cookie": f"{cookie('viewer', site)}; {aim}"})
    answer = connection.getresponse()
    assert answer.headers["Location"] == led
    connection.close()


def test_signing_out_ends_open_pages_and_their_files(site):
    cookie_header = cookie_of("leaver", PEOPLE["editor"], site)
    with open_page(site, cookie_header) as page:
        page.rerun("map")
        file = page.made(page.files[0])
        connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=30)
        connection.request("GET", "/sign-out", headers={"Cookie": cookie_header})
        answer = connection.getresponse()
        assert answer.headers["Location"] == "/auth/logout"
        answer.read()
        assert page.until("auth_redirect", 15).auth_redirect.url == "/"
        with pytest.raises(ConnectionClosed):
            page.until("delta", 5)
        connection.request("GET", file, headers={"Cookie": cookie_header})
        answer = connection.getresponse()
        assert answer.status == 401
        answer.read()
        connection.request("GET", "/map", headers={"Cookie": cookie_header})
        assert b"You signed out" in connection.getresponse().read()
        connection.close()


@pytest.mark.parametrize("is_page", [True, False])
def test_members_are_not_told_which_database_is_away(monkeypatch, is_page):
    monkeypatch.setattr(Boundary, "is_up", Boundary.is_up)  # so that it is as before afterwards
    monkeypatch.setattr(access, "has_provider", lambda: True)
    fault = StoreError("The PostgreSQL database 'ledger' on db.internal cannot be used.")
    answer = Boundary(None)._refuse(fault, "/", {"query_string": b"", "path": "/"}, is_page=is_page)
    assert answer.status_code == 503
    assert b"not available" in answer.body
    assert not [word for word in (b"PostgreSQL", b"ledger", b"internal") if word in answer.body]

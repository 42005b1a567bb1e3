"""What is shipped for hosting, held against the app and against what is promised."""

import configparser
import re
import subprocess
import time
import tomllib

import pytest
from streamlit.web.server.starlette import starlette_server_config as cookies

from hosting import DEPLOY, NAME, ROOT, environment, number_after
from insight.records.access import Role
from insight.shell.hosting.access import account_of
from insight.shell.hosting.serving import FEW_HEAPS
from insight.shell.hosting.settings import HOURS, settings_of
from strict_server import content_security_policy

UNITS = (
    "insight@.service", "insight-backup.service", "insight-refresh.service",
    "insight-offsite.service", "insight-alert@.service",
)  # fmt: skip
FOR_IT = (DEPLOY / "for-it.md").read_text("utf-8")
TABS_A_REPLICA, FILES_A_TAB = 1000, 7  # while open, and for five minutes afterwards
PING_S = 30  # how often Streamlit asks an open page whether it is there (1.67)
NGINX = (DEPLOY / "nginx.conf").read_text("utf-8")
COMPOSE = (DEPLOY / "compose.yaml").read_text("utf-8")
CONTAINER = (DEPLOY / "Containerfile").read_text("utf-8")
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
SECRETS = tomllib.loads((DEPLOY / "secrets.example.toml").read_text("utf-8"))


def service(name: str) -> str:
    """One of the services of compose.yaml."""
    found = re.search(rf"^  {name}:\n(?:    .*\n)+", COMPOSE, re.M)
    assert found, name
    return found[0]


def unit(name: str) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string((DEPLOY / name).read_text("utf-8"))
    return parser["Service"]


# nginx


def test_policy_has_the_hash_of_the_installed_script():
    assert f'Content-Security-Policy "{content_security_policy()}" always;' in NGINX


def test_headers_stand_where_no_location_takes_them_away():
    site = NGINX[NGINX.index("listen 443 ssl http2;") :]
    locations = site[site.index("location /") :]
    assert "add_header" not in locations
    assert re.findall(r"add_header (?!.* always;)", NGINX) == []


def test_proxy_takes_a_little_more_than_the_app():
    allowed = CONFIG["server"]["maxUploadSize"]
    assert (
        allowed
        < number_after("client_max_body_size", NGINX.partition("/upload_file/")[2])
        <= allowed + 5
    )


def test_proxy_waits_until_an_open_page_was_asked_twice_whether_it_is_there():
    stream = NGINX.partition("= /_stcore/stream")[2]
    assert number_after("proxy_read_timeout", stream) > 2 * PING_S


def test_both_upstream_files_name_two_replicas():
    for name in ("upstream-host.conf", "upstream-compose.conf"):
        text = (DEPLOY / name).read_text("utf-8")
        assert len(set(re.findall(r"^server (\S+) ", text, re.M))) == 2, name


def test_addresses_of_the_upstream_are_those_of_the_replicas():
    text = (DEPLOY / "upstream-compose.conf").read_text("utf-8")
    for at, address in enumerate(re.findall(r"^server ([\d.]+):8501", text, re.M), 1):
        assert f"ipv4_address: {address}" in service(f"app-{at}")


# The app's own options


def test_options_of_the_app_are_those_for_hosting():
    server = CONFIG["server"]
    expected = {
        "headless": True,
        "address": "127.0.0.1",
        "fileWatcherType": "none",
        "enableCORS": True,
        "enableXsrfProtection": True,
        "xsrfCookieSameSite": "lax",
        "enableAgentApi": False,
        "disconnectedSessionTTL": 300,
    }
    assert {name: server.get(name) for name in expected} == expected
    assert server["maxUploadSize"] <= 50
    assert server["maxMessageSize"] <= 50
    assert CONFIG["browser"]["gatherUsageStats"] is False
    # Else a server that listens on all addresses asks for its own one outside.
    assert CONFIG["logger"]["hideWelcomeMessage"] is True
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["client"]["toolbarMode"] in ("viewer", "minimal")
    for unwanted in ("cookieSecret", "trustedUserHeaders", "allowedHosts",
                     "unsafeMetricsUserAttributes"):  # fmt: skip
        assert unwanted not in server


def test_example_of_the_environment_has_what_hosting_needs():
    found = environment("postgresql://x@y/z")
    assert found["INSIGHT_HOSTED"] == "1"
    assert found["STREAMLIT_SERVER_ADDRESS"] == "127.0.0.1"
    assert found["STREAMLIT_SERVER_ALLOWED_HOSTS"] == NAME
    assert len(found["STREAMLIT_SERVER_COOKIE_SECRET"]) == 64
    assert not any('"' in value or "'" in value for value in found.values())


# Sign-in


def signed_in(*roles: str, **more: object):
    claims = {"sub": "1", "name": "Ann", "roles": list(roles), "iat": time.time()}
    return account_of(
        claims | more, settings_of(SECRETS["insight"]), time.time(), lambda code: ({code}, code)
    )


@pytest.mark.parametrize(
    ("value", "role"),
    [
        ("Insight.Viewer", Role.VIEWER),
        ("Insight.Editor", Role.EDITOR),
        ("Insight.Charnwood", Role.EDITOR),
        ("Insight.Admin", Role.ADMIN),
    ],
)
def test_roles_of_the_example_are_read(value, role):
    assert signed_in(value).actor.role is role


def test_every_role_of_the_example_is_known():
    for value in SECRETS["insight"]["roles"]:
        assert signed_in(value).actor is not None, value


def test_district_of_the_example_binds_its_editor():
    assert signed_in("Insight.Charnwood").actor.areas == {"E07000130"}
    assert signed_in("Payroll").actor is None


def test_example_has_all_that_streamlit_asks_for_and_no_secret():
    auth = SECRETS["auth"]
    wanted = {"redirect_uri", "cookie_secret", "client_id", "client_secret",
              "server_metadata_url"}  # fmt: skip
    assert set(auth) == wanted
    assert auth["redirect_uri"] == f"https://{NAME}/oauth2callback"
    assert auth["cookie_secret"] == auth["client_secret"] == "CHANGE-ME"


def test_refusal_of_the_front_door_names_a_file_that_is_there():
    serving = ROOT / "src" / "insight" / "shell" / "hosting" / "serving.py"
    named = re.findall(r"deploy/[\w.]+", serving.read_text("utf-8"))
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


# Containers


def test_base_of_the_image_is_pinned():
    assert re.findall(r"^FROM (.+)$", CONTAINER, re.M) == ["${BASE}"]
    [base] = re.findall(r"^ARG BASE=(.+)$", CONTAINER, re.M)
    assert re.fullmatch(r"\S+/python:3\.11[\w.-]*-slim-bookworm(@\S+)?", base)
    images = re.findall(r"\$\{\w+_IMAGE:-(docker\.io\S+)\}$", COMPOSE, re.M)
    assert len(images) == 3
    for image in images:
        assert re.search(r":\d", image), image


def test_image_does_not_run_as_root_and_gives_the_app_only_what_it_writes():
    steps = CONTAINER[CONTAINER.rindex("\nUSER") :]
    user = re.search(r"^USER (\d+):(\d+)$", steps, re.M)
    assert user
    assert min(int(each) for each in user.groups()) > 1000
    owned = re.findall(r"chown insight:insight (.+)", CONTAINER)
    assert owned == ["static var /backups /packs /downloads \\"]
    assert "--chown" not in CONTAINER


def test_image_takes_only_what_the_app_needs():
    copied = " ".join(re.findall(r"^COPY (.+) \S+$", CONTAINER, re.M)).split()
    assert set(copied) == {
        "requirements.txt", "pyproject.toml", "run.py", "app.py", "hosted.py",
        ".streamlit/config.toml", "data", "pages", "src",
    }  # fmt: skip
    for each in copied:
        assert (ROOT / each).exists(), each
    # Podman reads this name as well; Docker reads no other.
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert ignored[0] == "*"
    assert ignored.index(".streamlit/secrets.toml") > ignored.index("!.streamlit")


def test_image_is_made_as_a_server_is_and_keeps_nothing_of_roots():
    assert "RUN python3 run.py setup \\\n    && rm -rf /tmp/*" in CONTAINER
    assert "pip install" not in CONTAINER
    # Where an engine does not know the owner of a tmpfs, the folder below says its rights.
    assert "chmod 1777 static" in CONTAINER


def test_images_can_be_named_by_their_digests():
    for name in ("PYTHON_IMAGE", "NGINX_IMAGE", "POSTGRES_IMAGE"):
        assert f"${{{name}:-docker.io/" in COMPOSE
        assert f"{name}=docker.io/" in (DEPLOY / "README.md").read_text("utf-8")


def test_image_asks_the_readiness_and_needs_no_other_program_for_it():
    check = CONTAINER[CONTAINER.index("HEALTHCHECK") :].split("\nCMD")[0]
    assert "/readyz" in check
    assert "curl" not in check


def test_containers_can_do_no_more_than_they_must():
    app = COMPOSE[COMPOSE.index("x-app: &app") : COMPOSE.index("services:")]
    for line in ("read_only: true", "cap_drop: &no-capability [ALL]",
                 'security_opt: &no-more-rights ["no-new-privileges:true"]',
                 'user: "10001:10001"', "/app/static:mode=1777"):  # fmt: skip
        assert line in app
    for name in ("app-1", "app-2"):
        assert "<<: *app" in service(name)
    for name in ("proxy", "database", "backup", "refresh"):
        assert "security_opt: *no-more-rights" in service(name)


def test_replicas_cannot_be_reached_but_through_the_proxy():
    opened = re.findall(r"^  (\S+):\n(?:    .*\n)*?    ports: (.+)$", COMPOSE, re.M)
    assert opened == [("proxy", '["80:80", "443:443"]')]
    assert re.search(r"^  records:\n    internal: true$", COMPOSE, re.M)


def test_compose_and_image_hold_no_secret():
    for text in (COMPOSE, CONTAINER):
        assert re.findall(r"(?i)(?:secret|password)\w*[:=] *['\"]?\w{8,}$", text) == []
    ignored = (DEPLOY / ".gitignore").read_text("utf-8").split()
    assert ignored == ["insight.env", "secrets/", "dropped/", "acme/"]


# systemd


def test_servers_keep_few_heaps_however_they_are_started():
    setting = "MALLOC_ARENA_MAX=" + FEW_HEAPS["MALLOC_ARENA_MAX"]
    assert setting in unit("insight@.service")["Environment"].split()
    assert setting in CONTAINER


@pytest.mark.parametrize("name", UNITS)
def test_units_are_hardened(name):
    found = unit(name)
    for option, value in {
        "ProtectSystem": "strict", "NoNewPrivileges": "yes", "PrivateTmp": "yes",
        "ProtectHome": "yes", "CapabilityBoundingSet": "",
    }.items():  # fmt: skip
        assert found[option] == value, option
    is_refresh = name == "insight-refresh.service"
    assert found["User"] == ("insight-refresh" if is_refresh else "insight")
    given = None if is_refresh else "/etc/insight/insight.env"
    assert found.get("EnvironmentFile") == given


def test_a_thousand_tabs_fit_into_a_replica_and_into_nginx():
    files = TABS_A_REPLICA * FILES_A_TAB
    assert int(unit("insight@.service")["LimitNOFILE"]) > files
    assert number_after("nofile:", COMPOSE) > files
    # The proxy holds two for each tab, of both replicas.
    assert number_after("worker_connections", NGINX) >= 4 * TABS_A_REPLICA
    assert number_after("worker_rlimit_nofile", NGINX) > number_after("worker_connections", NGINX)
    assert number_after("limit_conn connections", NGINX) >= TABS_A_REPLICA


def test_proxy_listens_on_both_kinds_of_address():
    both = re.findall(r"listen (?:\[::\]:)?(\d+[^;]*);", NGINX)
    assert both[::2] == both[1::2]
    assert len(both) == 8


def test_failures_are_told_and_each_backup_leaves_the_machine():
    for name in UNITS[:-1]:
        assert "\nOnFailure=insight-alert@%n.service\n" in (DEPLOY / name).read_text("utf-8")
    backup = (DEPLOY / "insight-backup.service").read_text("utf-8")
    assert "\nOnSuccess=insight-offsite.service\n" in backup
    found = environment("postgresql://x@y/z")
    assert {"INSIGHT_OFFSITE", "INSIGHT_OFFSITE_KEY", "INSIGHT_ALERT"} <= set(found)


def test_less_than_an_hour_lies_between_two_backups():
    timer = (DEPLOY / "insight-backup.timer").read_text("utf-8")
    [minutes] = re.findall(r"OnCalendar=\*-\*-\* \*:00/(\d+):00", timer)
    assert int(minutes) <= 30


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ({"INSIGHT_OFFSITE": "none"}, 0, "INSIGHT_OFFSITE is none"),
        ({}, 1, "Set INSIGHT_OFFSITE"),
        ({"INSIGHT_OFFSITE": "/x", "INSIGHT_OFFSITE_KEY": "/missing"}, 1, "INSIGHT_OFFSITE_KEY"),
        ({"INSIGHT_OFFSITE": "/x", "INSIGHT_OFFSITE_KEY": "/dev/null"}, 1, "no backup yet"),
    ],
)
def test_off_site_copy_that_cannot_be_made_says_why(tmp_path, given, code, said):
    done = subprocess.run(
        ["sh", str(DEPLOY / "offsite.sh")],
        env={"PATH": "/usr/bin:/bin", "INSIGHT_BACKUPS": str(tmp_path)} | given,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, said in done.stdout + done.stderr) == (code, True)


def test_replica_starts_again_by_itself():
    found = unit("insight@.service")
    assert found["Restart"] == "on-failure"
    assert "hosted.py --server.port=%i" in found["ExecStart"]
    assert found["ReadWritePaths"] == "/opt/insight/static"


def test_backup_unit_may_write_where_it_is_told_to():
    found = unit("insight-backup.service")
    assert found["ExecStart"].endswith(f"backup --to {found['ReadWritePaths']}")


# Data packs


def test_replicas_read_the_packs_and_cannot_change_them():
    app = COMPOSE[COMPOSE.index("x-app: &app") : COMPOSE.index("services:")]
    assert "INSIGHT_PACKS: /packs" in app
    assert '"packs:/packs:ro"' in app
    place = environment("postgresql://x@y/z")["INSIGHT_PACKS"]
    assert not place.startswith(unit("insight@.service")["ReadWritePaths"])


def test_refresh_writes_where_the_replicas_read():
    assert "- packs:/packs\n" in service("refresh")
    assert "INSIGHT_PACKS: /packs" in service("refresh")
    place = environment("postgresql://x@y/z")["INSIGHT_PACKS"]
    found = unit("insight-refresh.service")
    assert f"INSIGHT_PACKS={place} " in found["Environment"]
    assert place.startswith(f"{found['ReadWritePaths']}/")
    # What it writes must be readable for the account of the replicas.
    assert found["UMask"] == "0022"


def test_refresh_is_asked_for_and_has_a_network_and_no_secret_of_its_own():
    refresh = service("refresh")
    assert "profiles: [by-hand]" in refresh
    assert "networks: [publishers]" in refresh
    assert COMPOSE.count("[publishers]") == 1
    for unwanted in ("env_file", "secrets", "records", "ports", "*environment"):
        assert unwanted not in refresh, unwanted
    assert not (DEPLOY / "insight-refresh.timer").exists()


def test_options_of_the_refresh_are_known_to_it():
    shipped = "\n".join(
        (DEPLOY / name).read_text("utf-8")
        for name in ("compose.yaml", "insight-refresh.service", "README.md")
    )
    lines = [line for line in shipped.splitlines() if "refresh" in line]
    lines += re.findall(r"^        --.*$", shipped, re.M)
    asked = set(re.findall(r" (--[a-z-]+)", "\n".join(lines)))
    command = ROOT / "src" / "insight" / "publishers" / "refresh_command.py"
    known = set(re.findall(r'"(--[a-z-]+)"', command.read_text("utf-8")))
    of_others = {"--rm", "--entrypoint", "--pty", "--wait", "--uid", "--setenv",
                 "--working-directory", "--property", "--system", "--home-dir",
                 "--shell", "--no-use", "--deploy-hook", "--encoding", "--locale"}  # fmt: skip
    assert {"--downloads", "--districts"} <= asked
    assert asked - of_others <= known


def test_systemd_understands_the_units(tmp_path):
    # The program that a unit starts is not there.
    for name in (*UNITS, "insight-backup.timer"):
        text = (DEPLOY / name).read_text("utf-8")
        text = re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", text)
        (tmp_path / name).write_text(text, "utf-8")
    paths = [str(tmp_path / name) for name in (*UNITS, "insight-backup.timer")]
    try:
        found = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", *paths],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("systemd is not installed.")
    said = [line for line in found.stderr.splitlines() if "insight" in line]
    assert (found.returncode, said) == (0, [])


# The page for IT


def test_page_for_it_names_every_cookie():
    table = FOR_IT.split("## Cookies")[1].split("## ")[0]
    named = set(re.findall(r"^\| `(\w+)`", table, re.M))
    assert named == {
        "insight_route", cookies.USER_COOKIE_NAME, cookies.XSRF_COOKIE_NAME,
        cookies.SESSION_COOKIE_NAME,
    }  # fmt: skip


def test_page_for_it_gives_the_facts_of_the_settings():
    roles = FOR_IT.split("## Accounts")[1].split("## ")[0]
    assert set(re.findall(r"^\| (\w+) \|", roles, re.M)) - {"Role"} == {r.value for r in Role}
    assert f"ends after {HOURS} hours" in roles
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    packages = [line for line in lines if re.match(r"[a-z]", line)]
    assert f"`requirements.txt`: {len(packages)}," in FOR_IT
    assert f"{number_after('limit_conn connections', NGINX):,} connections" in FOR_IT
    assert f"{CONFIG['server']['maxUploadSize']} MB" in FOR_IT


def test_notes_name_every_file_that_is_shipped():
    notes = (DEPLOY / "README.md").read_text("utf-8")
    shipped = {file.name for file in DEPLOY.iterdir()} - {"README.md", ".gitignore"}
    shipped -= {"insight.env", "secrets", "dropped"}
    assert {name for name in shipped if name not in notes} == set()

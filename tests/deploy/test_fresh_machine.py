"""The notes followed word for word on a fresh machine, from its start to a signed-in page.

Takes ten minutes and the network of Debian's packages and of the package index, so it is
asked for: INSIGHT_FRESH_MACHINE names a folder, in which the machine is made.
"""

import json
import os
import re
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fresh_machine import NAMESPACE, block_with, blocks, fresh_machine, missing_programs
from hosting import NAME, ZEROS, child, replaced, required
from serving import chromium
from steps import save_neighbourhood, shows

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not os.environ.get("INSIGHT_FRESH_MACHINE"), reason="INSIGHT_FRESH_MACHINE is not set."
    ),
]

SERVER, BACKUPS = "On a server, with systemd", "Backups"
PASSWORD = "p4ss"
PROVIDER = "http://127.0.0.1:8700"
PACKAGES_MB = 660
SELF_MADE = block_with(SERVER, "openssl req")


@pytest.fixture(scope="module")
def machine():
    lacking = missing_programs()
    if lacking:
        required(f"A fresh machine needs {', '.join(lacking)}.")
    with fresh_machine(Path(os.environ["INSIGHT_FRESH_MACHINE"])) as found:
        yield found


@pytest.fixture(scope="module")
def site(machine):
    """The machine after the notes for a server, with what they ask to fill in."""
    first, second = blocks(SERVER)[:2]
    first = replaced(first, {"git clone … /opt": "git clone /srv/insight /opt"})
    (machine.folder / "etc/gitconfig").write_text("[safe]\n    directory = *\n", "ascii")
    made = machine.run(first, typed=f"{PASSWORD}\n{PASSWORD}\n")
    size = re.search(r"is ready \((\d+) MB\)", made)
    assert int(size[1]) < PACKAGES_MB
    assert "Only this account" not in made
    fill_in(machine)
    second = replaced(
        second, {"644 … /etc": "644 /root/site.crt /etc", "600 … /etc": "600 /root/site.key /etc"}
    )
    *lines, asked = second.strip().splitlines()
    certificate = replaced(
        SELF_MADE,
        {"/etc/nginx/insight.key": "/root/site.key", "/etc/nginx/insight.crt": "/root/site.crt"},
    )
    machine.run(certificate)
    machine.run("\n".join(lines))
    wait_until_ready(machine, asked)
    return machine


def wait_until_ready(machine, asked: str) -> None:
    """Ask again as a person would, until there are the two lines."""
    end = time.monotonic() + 180
    while True:
        try:
            assert machine.run(asked).count("ready\n") == 2
            break
        except AssertionError:
            assert time.monotonic() < end, machine.run("journalctl -n 60 --no-pager; true")
            time.sleep(3)


def fill_in(machine) -> None:
    environment = machine.folder / "etc/insight/insight.env"
    environment.write_text(
        replaced(
            environment.read_text("utf-8"),
            {
                "insight:CHANGE-ME@": f"insight:{PASSWORD}@",
                "SECRET=CHANGE-ME": f"SECRET={'c' * 64}",
                "backup@store.example.org:insight/": "/mnt/insight-offsite/",
            },
        ),
        "utf-8",
    )
    secrets = machine.folder / "opt/insight/.streamlit/secrets.toml"
    provider = f"https://login.microsoftonline.com/{ZEROS}/v2.0"
    secrets.write_text(
        replaced(secrets.read_text("utf-8"), {"CHANGE-ME": "s" * 64, provider: PROVIDER}), "utf-8"
    )


@pytest.fixture(scope="module")
def page(site, launch, tmp_path_factory):
    """A browser on the machine's own network, signed in as an editor."""
    people = json.dumps({"sub": "eve", "name": "Eve", "roles": ["Insight.Editor"]})
    inside = ("ip", "netns", "exec", NAMESPACE)
    wrapper = tmp_path_factory.mktemp("browser") / "chromium"
    wrapper.write_text(f'#!/bin/sh\nexec {" ".join(inside)} {chromium()} "$@"\n', "ascii")
    wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
    provider = [sys.executable, "-m", "oidc_provider_mock", "--port", "8700", "--user-claims"]
    with child(*inside, *provider, people):
        site.run(f"until curl -sf {PROVIDER}/.well-known/openid-configuration; do sleep 1; done")
        browser = launch(f"--host-resolver-rules=MAP {NAME} 127.0.0.1", program=str(wrapper))
        context = browser.new_context(ignore_https_errors=True)
        context.set_default_timeout(120_000)
        found = context.new_page()
        found.goto(f"https://{NAME}/")
        found.get_by_role("button", name="Sign in").click()
        found.locator("input[name=sub]").fill("eve")
        found.get_by_role("button", name="Authorize").click()
        yield found
        browser.close()


def neighbourhoods(machine) -> str:
    query = "psql -At insight -c 'SELECT name FROM neighbourhood'"
    return machine.run(f"cd /; runuser -u postgres -- {query}").strip()


def test_notes_end_on_a_page_for_who_has_signed_in(page):
    shows(page, "Eve: can")


def test_units_run_under_their_account_and_limits(site):
    for port in (8501, 8502):
        said = site.run(f"systemctl show insight@{port} -p User,MainPID,SubState,LimitNOFILE")
        assert "User=insight\n" in said
        assert "SubState=running" in said
        assert "LimitNOFILE=65536" in said
    # It has no target before the notes on backups are followed, and says so.
    failed = site.run("systemctl --failed --no-legend --plain | cut -d' ' -f1").split()
    assert set(failed) <= {"insight-offsite.service"}
    assert "active" in site.run("systemctl is-active insight-backup.timer")


def test_what_is_served_holds_no_tool_of_testing(site):
    listed = site.run(".venv/bin/python -m pip list")
    for tool in ("flask", "oidc-provider-mock", "playwright", "mypy", "pytest"):
        assert not re.search(rf"^{tool} ", listed, re.M | re.I), tool


def test_firewall_of_the_notes_is_understood(site):
    (site.folder / "root/rules").write_text(block_with(SERVER, "table inet"), "utf-8")
    site.run("apt-get install nftables; nft --check --file /root/rules")


def test_backup_off_the_machine_and_restore_by_the_notes_alone(site, page):
    save_neighbourhood(page, f"https://{NAME}", "E01025699.E01025700", "Rehearsal")
    shows(page, "Rehearsal")
    end = time.monotonic() + 60
    while neighbourhoods(site) != "Rehearsal":
        assert time.monotonic() < end
        time.sleep(1)
    # A key, as another computer would make it, and a folder in place of that computer.
    key, export = block_with(BACKUPS, "quick-generate-key").strip().splitlines()
    key = key.replace("gpg ", "gpg --batch --passphrase '' ")
    site.run(f"cd /root\n{key}\n{export}\ninstall -d -o insight /mnt/insight-offsite")
    site.run("install -m 644 /root/offsite.asc /etc/insight/offsite.asc")
    asked = next(block for block in blocks(BACKUPS) if "start insight-backup" in block)
    said = site.run(asked.splitlines()[0])
    assert "found whole" in said
    site.run("while systemctl is-active -q insight-offsite; do sleep 1; done; sleep 1")
    copy = site.run("ls /mnt/insight-offsite").split()[-1]
    site.run(
        f"cd /root; gpg --batch --output back.sqlite3 --decrypt /mnt/insight-offsite/{copy}"
        "; cmp back.sqlite3 /var/backups/insight/" + copy.removesuffix(".gpg")
    )
    # The disk of the database is lost.
    site.run("systemctl stop 'insight@*'; cd /; runuser -u postgres -- dropdb insight")
    site.run("cd /; runuser -u postgres -- createdb --owner=insight insight")
    back = block_with(BACKUPS, "run.py restore").replace("FILE", copy.removesuffix(".gpg"))
    said = site.run(back, typed="restore\n", terminal=True)
    assert "Restored: 1 neighbourhoods" in said
    assert neighbourhoods(site) == "Rehearsal"


def test_failure_is_told_by_the_command_that_is_set(site):
    site.run("chmod 000 /etc/insight/offsite.asc; systemctl start insight-offsite || true; sleep 2")
    said = site.run("journalctl -t insight-alert --no-pager")
    assert "insight-offsite.service has failed" in said
    site.run("chmod 644 /etc/insight/offsite.asc; systemctl reset-failed")


def test_lines_of_the_notes_are_those_of_a_shell():
    for heading in (SERVER, BACKUPS):
        for block in blocks(heading):
            if block.startswith(("table", "archive_mode")):
                continue
            done = subprocess.run(["bash", "-n"], input=block, text=True, check=False)
            assert done.returncode == 0, block

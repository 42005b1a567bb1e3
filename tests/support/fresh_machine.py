"""A machine with Debian 12 and systemd and nothing else, in a container of its own.

It has its own network, so that its ports are no other program's. Needs root, debootstrap,
systemd-nspawn, iproute2 and iptables.
"""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hosting import DEPLOY
from serving import ROOT

PROGRAMS = ("debootstrap", "systemd-nspawn", "ip", "iptables", "nsenter")
NAMESPACE, OUTSIDE, INSIDE = "insight-fresh", "10.99.8.1", "10.99.8.2"
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
START_S = 120


def blocks(heading: str) -> list[str]:
    """The indented blocks of commands below a heading of the notes, in order."""
    notes = (DEPLOY / "README.md").read_text("utf-8")
    part = notes.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    found = re.findall(r"(?:^    .*\n(?:\n(?=    ))?)+", part, re.M)
    return [re.sub(r"^    ", "", block, flags=re.M) for block in found]


def block_with(heading: str, words: str) -> str:
    """The one block below a heading that holds some words."""
    [found] = [block for block in blocks(heading) if words in block]
    return found


@dataclass
class Machine:
    """A machine that has started, and how to be root on it."""

    folder: Path
    leader: int

    def run(self, commands: str, typed: str = "", *, terminal: bool = False) -> str:
        """Run lines as root from an empty environment; each must succeed."""
        script = self.folder / "root" / "lines.sh"
        # Only the first lines of a step know where they are; a login starts in /root.
        script.write_text(f"set -e\ncd /opt/insight 2>/dev/null || cd /\n{commands}\n", "utf-8")
        inside = "bash /root/lines.sh"
        if terminal:
            inside = f"script --quiet --return --command '{inside}' /dev/null"
        done = subprocess.run(
            ["nsenter", "--target", str(self.leader), "--all", "env", "-i", "HOME=/root",
             "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "TERM=dumb",
             "bash", "-c", inside],
            input=typed, text=True, capture_output=True, timeout=1200, check=False,
            start_new_session=True,
        )  # fmt: skip
        assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr


def make_root(folder: Path) -> None:
    """Debian as its installer leaves a small server."""
    packages = "systemd,systemd-sysv,dbus,ca-certificates,iproute2,procps"
    subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={packages}", "bookworm", str(folder)],
        check=True, capture_output=True,
    )  # fmt: skip
    (folder / "etc/apt/apt.conf.d/90yes").write_text(
        'APT::Get::Assume-Yes "true";\nAPT::Install-Recommends "false";\n', "utf-8"
    )
    shutil.copy("/etc/resolv.conf", folder / "etc/resolv.conf")
    # A network may have an authority of its own for what is fetched.
    shutil.copy(CERTIFICATES, folder / CERTIFICATES.removeprefix("/"))
    (folder / "etc/pip.conf").write_text(f"[global]\ncert = {CERTIFICATES}\n", "utf-8")


@contextmanager
def own_network() -> Iterator[None]:
    """A network of its own, that reaches out and is not reached."""

    def ip(*words: str, check: bool = True) -> None:
        subprocess.run(["ip", *words], check=check, capture_output=True)

    rule = ["POSTROUTING", "-s", f"{INSIDE}/32", "-j", "MASQUERADE"]
    ip("netns", "delete", NAMESPACE, check=False)
    ip("netns", "add", NAMESPACE)
    try:
        ip("link", "add", "insight0", "type", "veth", "peer", "name", "eth0", "netns", NAMESPACE)
        ip("address", "add", f"{OUTSIDE}/24", "dev", "insight0")
        ip("link", "set", "insight0", "up")
        for words in (
            ("address", "add", f"{INSIDE}/24", "dev", "eth0"),
            ("link", "set", "eth0", "up"),
            ("link", "set", "lo", "up"),
            ("route", "add", "default", "via", OUTSIDE),
        ):
            ip("-n", NAMESPACE, *words)
        Path("/proc/sys/net/ipv4/ip_forward").write_text("1", "ascii")
        subprocess.run(["iptables", "-t", "nat", "-A", *rule], check=True)
        yield
    finally:
        subprocess.run(["iptables", "-t", "nat", "-D", *rule], check=False)
        ip("netns", "delete", NAMESPACE, check=False)


@contextmanager
def fresh_machine(folder: Path) -> Iterator[Machine]:
    """Start it with systemd as its first process; the checkout is at /srv/insight.

    What Debian's installer would leave stays in the folder for the next time.
    """
    plain, root, log = folder / "debian", folder / "machine", folder / "console.log"
    if not (plain / "etc/pip.conf").exists():
        shutil.rmtree(plain, ignore_errors=True)
        make_root(plain)
    shutil.rmtree(root, ignore_errors=True)
    subprocess.run(["cp", "--archive", str(plain), str(root)], check=True)
    with own_network(), log.open("wb") as console:
        started = subprocess.Popen(
            ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--boot",
             f"--directory={root}", f"--bind-ro={ROOT}:/srv/insight",
             *common_folder(), f"--network-namespace-path=/run/netns/{NAMESPACE}"],
            stdout=console, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield Machine(root, leader_of(started, log))
        finally:
            started.terminate()
            started.wait(timeout=120)


def common_folder() -> list[str]:
    """Where git keeps what several work trees share, if the checkout is one of them."""
    said = subprocess.run(
        ["git", "rev-parse", "--path-format=absolute", "--git-common-dir"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    place = said.stdout.strip()
    return [] if place == str(ROOT / ".git") else [f"--bind-ro={place}"]


def leader_of(started: subprocess.Popen, log: Path) -> int:
    """The process that is number one inside, once it has reached its target."""
    end = time.monotonic() + START_S
    children = Path(f"/proc/{started.pid}/task/{started.pid}/children")
    while time.monotonic() < end:
        assert started.poll() is None, log.read_text("utf-8", "replace")
        found = children.read_text("ascii").split()
        if found and "multi-user.target" in log.read_text("utf-8", "replace"):
            return int(found[0])
        time.sleep(0.5)
    raise AssertionError(log.read_text("utf-8", "replace"))


def missing_programs() -> list[str]:
    """What this computer lacks to start one."""
    lacking = [name for name in PROGRAMS if shutil.which(name) is None]
    return lacking if os.geteuid() == 0 else [*lacking, "the rights of root"]

"""Other programs: run with few words, ended in good order, and what they said last.

Standard library only: run.py uses this before there is an environment.
"""

import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from insight.errors import InsightError

STOP_SECONDS = 10.0
LAUNCH_LOCK = ".venv.lock"
"""Of a checkout: held while its environment is made or a server starts."""
LOCKED_BYTE = 1 << 20  # far behind what is written: Windows lets nobody read a locked byte


class Outcome(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    lines: list[str]


Runner = Callable[[Sequence[str], Path], Outcome]


def say(sentence: str) -> None:
    """Tell the reader at once, also when the output is a pipe."""
    print(sentence, flush=True)  # noqa: T201


def run_quietly(command: Sequence[str], folder: Path) -> Outcome:
    """Run a command, keep what it prints and show a dot for each package."""
    lines: deque[str] = deque(maxlen=400)
    dots = 0
    with subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        # The child keeps the lock open: should this process be killed, the next one
        # waits until an orphaned pip has ended too.
        close_fds=False,
    ) as child:
        try:
            for line in child.stdout or ():
                lines.append(line.rstrip())
                if line.startswith("Collecting "):
                    dots += 1
                    print(".", end="", flush=True)  # noqa: T201
            code = child.wait()
        except KeyboardInterrupt:
            stop(child)
            raise
        finally:
            if dots:
                say("")
    return Outcome(code, list(lines))


def stop(child: "subprocess.Popen[Any]") -> None:
    """Ask a child to end and wait for it; end it if it does not."""
    # Windows has no gentle signal, and there the reader's Ctrl-C has reached the child.
    if os.name != "nt":
        child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        child.kill()
        child.wait()


def exit_code(returncode: int) -> int:
    """Give a child's exit code as a shell would say it."""
    return 128 - returncode if returncode < 0 else returncode


def pip(python: Path | str, folder: Path, run: Runner, command: str, *arguments: str) -> None:
    """Run a command of a Python's pip; its failure becomes a sentence."""
    options = ("--disable-pip-version-check", "--no-input", "--progress-bar", "off")
    outcome = run([str(python), "-m", "pip", command, *options, *arguments], folder)
    if outcome.code:
        raise InsightError(pip_sentence(outcome.lines))


def pip_sentence(lines: Sequence[str]) -> str:
    """Say what made pip fail and what to do about it."""
    text = "\n".join(lines)
    advice = (
        "Connect this computer to the internet, or set a package index in pip's own "
        "configuration. Then run this again."
    )
    if "No space left on device" in text:
        advice = "The disk is full. Free some space, then run this again."
    elif "Permission denied" in text:
        advice = (
            "pip does not have permission to write there. Correct the permissions, then run "
            "this again."
        )
    return (
        f"pip could not download or install the packages. {advice}\n"
        f"The last lines from pip were:\n{quoted(lines)}"
    )


def quoted(lines: Iterable[str], most: int = 6) -> str:
    """Set the last telling lines of a program's output apart from our own."""
    said = [line.strip() for line in lines if line.strip()]
    telling = [line for line in said if line.startswith(("ERROR", "WARNING: Retrying"))]
    # pip repeats its attempts, and the errors of the pip that it starts itself.
    once = {line.split("(Retry(")[0]: line for line in telling or said}
    return "\n".join("  " + line for line in list(once.values())[-most:])


def try_lock(handle: IO[bytes]) -> bool:
    """Take the lock of a file unless somebody has it; the system gives it back at our end."""
    try:
        if sys.platform == "win32":
            import msvcrt

            handle.seek(LOCKED_BYTE)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


@contextmanager
def locked(path: Path, pause: float = 0.2) -> Iterator[None]:
    """Hold a lock; wait, and say for whom, while another process has it.

    A file left behind by a process that was killed does not block anybody.
    """
    with path.open("a+b", buffering=0) as handle:
        if not try_lock(handle):
            handle.seek(0)
            holder = handle.read(20).decode("ascii", "replace") or "unknown"
            say(f"Waiting for another run.py (process {holder}) to finish.")
            while not try_lock(handle):
                time.sleep(pause)
        # What keeps the lock while pip runs on after this process was killed.
        os.set_inheritable(handle.fileno(), True)  # noqa: FBT003
        handle.truncate(0)
        handle.write(str(os.getpid()).encode("ascii"))
        yield

"""Long work in a process of its own: what computes in the server holds up everybody’s pages."""

import gc
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from typing import ParamSpec, TypeVar, cast

from insight.errors import InsightError

NICER = 10
"""By how much it stands back for the pages, as ``nice`` counts."""
LOOK_S = 0.2

P = ParamSpec("P")
R = TypeVar("R")


def apart(
    work: Callable[P, R], look: Callable[[], object], *args: P.args, **keywords: P.kwargs
) -> R:
    """What a function gives, worked out in a process of low priority.

    The function is one of a module, and what goes in and out can be pickled. `look` is called
    several times a second; where it raises, the process is ended. Raises what `work` does, and
    `InsightError` where the process was ended from outside.
    """
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as answer:
        pickle.dump((work, args, keywords), asked, pickle.HIGHEST_PROTOCOL)
        asked.seek(0)
        with subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=asked,
            stdout=answer,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
        ) as child:
            try:
                while child.poll() is None:
                    look()
                    with suppress(subprocess.TimeoutExpired):
                        child.wait(LOOK_S)
            except BaseException:
                child.kill()
                raise
        if child.returncode > 0:
            raise RuntimeError(f"{work.__qualname__} failed; the log has the reason")
        if child.returncode:
            raise InsightError(
                "The server stopped this work before it was finished. Try again. If it stops "
                "again, ask whoever runs the site to look at the log and the memory."
            )
        answer.seek(0)
        found, fault = pickle.load(answer)
    if fault is not None:
        raise _remade(*fault)
    return cast("R", found)


def _remade(
    kind: type[InsightError], words: tuple[object, ...], more: dict[str, object]
) -> InsightError:
    """An error as it was raised; its class may ask for other arguments than its words."""
    error = kind.__new__(kind, *words)
    error.args = words
    vars(error).update(more)
    return error


def _work() -> None:
    if hasattr(os, "nice"):
        os.nice(NICER)
    gc.disable()  # it ends before there is much to collect
    with os.fdopen(os.dup(1), "wb") as answer:
        os.dup2(2, 1)  # what is printed goes into the log
        work, args, keywords = pickle.load(sys.stdin.buffer)
        found, fault = None, None
        try:
            found = work(*args, **keywords)
        except InsightError as error:
            fault = (type(error), error.args, vars(error))
        pickle.dump((found, fault), answer, pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    _work()

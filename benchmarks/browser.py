"""A Chromium for the length of a measurement, if there is one."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from benchmarks.rows import Skipped

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserType

COMMANDS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SOFTWARE_WEBGL = (
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
)
VIEWPORT = {"width": 1440, "height": 900}
PATIENCE_MS = 30_000


def path() -> str:
    """Of the browser; skipped with a sentence where there is none."""
    found = os.environ.get("INSIGHT_CHROMIUM") or next(
        filter(None, map(shutil.which, COMMANDS)), None
    )
    if not found or not shutil.which(found):
        raise Skipped("There is no Chromium: install one or set INSIGHT_CHROMIUM to its path.")
    return found


@contextmanager
def playwright() -> Iterator["BrowserType"]:
    """Playwright's Chromium launcher."""
    path()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise Skipped("Playwright for Python is not installed.") from None
    with sync_playwright() as started:
        yield started.chromium


@contextmanager
def cold_browser(chromium: "BrowserType", *, has_webgl: bool = False) -> Iterator["Browser"]:
    """A new browser process with an empty profile."""
    arguments = ARGUMENTS + (SOFTWARE_WEBGL if has_webgl else ())
    browser = chromium.launch(executable_path=path(), args=list(arguments))
    try:
        yield browser
    finally:
        browser.close()

"""The app as it is hosted: the same pages, and an address that says if it is ready."""

import os
from pathlib import Path

from starlette.routing import Route
from streamlit.starlette import App

from insight.shell.hosting import access
from insight.shell.hosting.ready import Readiness, check_all, path
from insight.shell.hosting.start import refuse_start
from insight.shell.hosting.websocket import look_back

if access.is_hosted() and access.has_provider():
    refuse_start(os.environ)
look_back()
readiness = Readiness(check_all)
app = App(
    Path(__file__).with_name("app.py"),
    routes=[Route(path(), readiness.answer)],
    lifespan=readiness.from_the_start,
)

"""The app as it is hosted: the same pages behind a boundary, and addresses for operators."""

import os
from pathlib import Path

from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit.starlette import App

from insight.shell.hosting import access, websocket
from insight.shell.hosting.boundary import Boundary
from insight.shell.hosting.made_files import keep_made_files
from insight.shell.hosting.metrics import Numbered, metrics_route
from insight.shell.hosting.ready import Readiness, check_all, path
from insight.shell.hosting.start import refuse_start
from insight.shell.hosting.turns import let_clicks_in

if access.is_hosted() and access.has_provider():
    refuse_start(os.environ)
websocket.use()
let_clicks_in()
keep_made_files()
readiness = Readiness(check_all)
app = App(
    Path(__file__).with_name("app.py"),
    routes=[Route(path(), readiness.answer), metrics_route(readiness)],
    lifespan=readiness.from_the_start,
    middleware=[Middleware(Numbered), Middleware(Boundary)],
)

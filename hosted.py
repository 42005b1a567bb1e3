"""The app as it is hosted: the same pages, and addresses that say how the server is."""

from pathlib import Path

from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit.starlette import App

from insight.shell.hosting.made_files import keep_made_files
from insight.shell.hosting.metrics import Numbered, metrics_route
from insight.shell.hosting.ready import Readiness, check_all, path
from insight.shell.hosting.turns import let_clicks_in
from insight.shell.hosting.websocket import look_back

look_back()
let_clicks_in()
keep_made_files()
readiness = Readiness(check_all)
app = App(
    Path(__file__).with_name("app.py"),
    routes=[Route(path(), readiness.answer), metrics_route(readiness)],
    middleware=[Middleware(Numbered)],
    lifespan=readiness.from_the_start,
)

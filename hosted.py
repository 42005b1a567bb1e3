"""The app as it is hosted: the same pages behind a boundary, and addresses for operators."""

from pathlib import Path

from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit.starlette import App

from insight.shell.hosting import websocket
from insight.shell.hosting.boundary import Boundary
from insight.shell.hosting.ready import Readiness, check_all, path

websocket.use()
readiness = Readiness(check_all)
app = App(
    Path(__file__).with_name("app.py"),
    routes=[Route(path(), readiness.answer)],
    lifespan=readiness.from_the_start,
    middleware=[Middleware(Boundary)],
)

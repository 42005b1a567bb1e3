"""An officer without a browser: speaks to a running server as its own page does.

What goes to and fro on the websocket is Streamlit's protocol (1.67): the page asks
for a run with the state of its widgets, the server answers with what is to be drawn.
"""

from collections.abc import Callable
from types import TracebackType
from urllib.parse import urlencode

from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import connect

from opening import unmarked

GONE = (ConnectionClosed, InvalidHandshake, OSError, EOFError, TimeoutError)
"""What an officer meets when the server is killed."""
PATIENCE_S = 30
EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN


class Officer:
    """One open tab.

    Attributes
    ----------
    said
        Words of each coloured box of the last run, as it came.
    read
        The same of what is shown letter by letter, such as what officers wrote.
    """

    def __init__(self, address: str, page: str, **query: str) -> None:
        self.said: list[str] = []
        self.read: list[str] = []
        self._page, self._query = page, urlencode(query)
        self._script = ""
        self._widgets: dict[str, tuple[str, Message]] = {}
        self._typed: dict[str, WidgetState] = {}
        self._is_this_run = False
        self._dialled = connect(
            f"{address.replace('http', 'ws', 1)}/_stcore/stream",
            subprotocols=["streamlit"],
            max_size=None,
            compression=None,
            close_timeout=1,
        )

    def __enter__(self) -> "Officer":
        self._wire = self._dialled.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._dialled.__exit__(kind, error, trace)

    def open(self) -> None:
        """Ask for the page and wait until it is drawn."""
        self._ask([])
        self._hear()

    def keys(self) -> list[str]:
        """Keys of the widgets on the page."""
        return list(self._widgets)

    def key(self, ending: str) -> str:
        """The one key that ends so."""
        found = [key for key in self._widgets if key.endswith(ending)]
        assert len(found) == 1, (ending, self.keys(), self.said)
        return found[0]

    def type(self, ending: str, text: str) -> None:
        """Fill in a field; the server hears of it with the next press."""
        key = self.key(ending)
        self._typed[key] = WidgetState(id=self._widgets[key][1].id, string_value=text)

    def press(self, label: str, until: str = "") -> str:
        """Press a button; what the page then says.

        Parameters
        ----------
        label
            Of the button.
        until
            Hear no further than the first box that begins with this.
        """
        found = [
            widget
            for kind, widget in self._widgets.values()
            if kind == "button" and widget.label == label
        ]
        assert len(found) == 1, (label, self.keys(), self.said)
        self._ask([WidgetState(id=found[0].id, trigger_value=True)])
        return self._hear(
            lambda: bool(until) and self.said[-1:] and self.said[-1].startswith(until)
        )

    def wait_for(self, label: str) -> None:
        """Hear on until a button is drawn."""
        self._hear(
            lambda: any(
                widget.label == label for kind, widget in self._widgets.values() if kind == "button"
            )
        )

    def _ask(self, triggers: list[WidgetState]) -> None:
        self._is_this_run = False
        message = BackMsg()
        run = message.rerun_script
        run.query_string = self._query
        run.page_name = "" if self._script else self._page
        run.page_script_hash = self._script
        run.widget_states.widgets.extend([*self._typed.values(), *triggers])
        self._wire.send(message.SerializeToString())

    def _hear(self, is_enough: Callable[[], bool] = lambda: False) -> str:
        while not (self._is_this_run and is_enough()):
            message = ForwardMsg()
            message.ParseFromString(self._wire.recv(timeout=PATIENCE_S))
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self._script = message.new_session.page_script_hash
                self._widgets, self._is_this_run = {}, True
                self.said, self.read = [], []
            elif kind == "navigation":
                self._script = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self._take_in(message.delta.new_element)
            elif kind == "script_finished" and message.script_finished != EARLY:
                # What is left of the run before this one may come late.
                if not self._is_this_run:
                    continue
                break
        return "\n".join(self.said)

    def _take_in(self, element: Message) -> None:
        kind = element.WhichOneof("type")
        widget = getattr(element, kind)
        if kind == "alert":
            self.said.append(unmarked(widget.body))
        elif kind == "text":
            self.read.append(widget.body)
        elif kind == "exception":
            self.said.append(f"Traceback: {widget.message}")
        elif getattr(widget, "id", "").startswith("$$ID-"):
            # $$ID-<hash>-<key>
            self._widgets[widget.id.split("-", 2)[2]] = (kind, widget)

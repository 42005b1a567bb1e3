"""The links of the goldens: each a page with choices, and what is done on it."""

from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

GROUPS = (
    "group\tpopulation\tvalue\tperiod\n1\t100\t30\t2024\n2\t120\t27\t2024\n"
    "3\t90\t25\t2024\n4\t80\t22\t2024\n5\t110\t19\t2024"
)  # fmt: skip
PASTED = "E01013726\nE01013727\nE01000001\nLE3 9QE\nnowhere\n=1"
MEMBERS = "E01013726.E01013727"


@dataclass(frozen=True)
class Link:
    """A page as somebody opens it.

    Attributes
    ----------
    page, query
        Its name and its choices.
    typed
        What is typed into the first box for several lines.
    pressed
        Labels of the buttons that are pressed then, in order.
    is_own
        Whether there are records of one's own when it is opened.
    has_sheets
        Whether its figures and documents are made; figures in all sizes with
        `every_size`.
    """

    page: str
    query: dict[str, str] = field(default_factory=dict)
    typed: str = ""
    pressed: tuple[str, ...] = ()
    is_own: bool = False
    has_sheets: bool = True
    every_size: bool = False

    @property
    def name(self) -> str:
        """What its part of a golden is headed by."""
        typed = ("typed text",) if self.typed else ()
        done = "".join(f" + {each}" for each in (*typed, *self.pressed))
        own = " (own records)" if self.is_own else ""
        return f"{self.page}?{urlencode(self.query, safe='~!%,:')}{done}{own}"


def item(page: str, **query: str) -> str:
    """A view as the tray of the board paper holds it."""
    return f"{page}!{quote(urlencode(query), safe='')}"


PAPER = "~".join(
    (
        item("overview", district="E06000016"),
        item("map"),
        item("map", district="E06000017", scale="area"),
        item("targeting"),
        item("targeting", part="sure"),
        item("compare", **{"with": "E06000016.E06000017"}),
        item("investment", records="illustrative", show="fair"),
        item("working_model", records="illustrative"),
        item("neighbourhood", show="profile", members=MEMBERS),
        item("neighbourhood", show="work", records="illustrative"),
    )
)
"""One of each kind of figure, for its documents."""
MORE = "~".join(
    (
        item("overview"), item("map", indicator="estinactive"),
        item("targeting", step="activity"), item("targeting", step="areas"),
        item("targeting", step="social", district="E06000017"),
        item("targeting", step="both"), item("targeting", part="change"),
        item("targeting", part="areas", places="10"),
        item("compare", show="measure"), item("compare", show="maps"),
        item("investment", records="illustrative"),
        item("investment", records="illustrative", show="ledger"),
    )
)  # fmt: skip
"""The others, for the words of the page."""


def link(page: str, **query: str) -> Link:
    return Link(page, query)


def own(page: str, **query: str) -> Link:
    return Link(page, query, is_own=True)


def whole(page: str, **query: str) -> Link:
    return Link(page, query, every_size=True)


def plain(page: str, **query: str) -> Link:
    return Link(page, query, has_sheets=False)


MONEY = {"records": "illustrative"}
MADE_UP = {"records": "illustrative"}
EXAMPLE = {"records": "example"}
WITH = {"with": "E06000016.E06000017"}

LINKS = (
    whole("overview"),
    link("overview", district="E06000016"),
    plain("overview", district="E06000017.E07000130"),
    plain("overview", pack="0123456789"),
    whole("map"),
    link("map", district="E06000017", level="msoa"),
    plain("map", level="locality"),
    link("map", indicator="estinactive", level="msoa"),
    plain("map", indicator="estactive", level="lsoa", show="number"),
    link("map", indicator="inactive"),
    plain("map", indicator="inactive", show="number", scale="area"),
    plain("map", indicator="children"),
    plain("map", indicator="income", level="msoa", show="share", district="E06000016"),
    plain("map", indicator="childpoverty", rows="all", district="E06000017"),
    plain("map", indicator="people", level="lsoa", area="E01013726"),
    link("map", area="E01034020", work="1", **MADE_UP),
    plain("map", present="1", indicator="crime"),
    plain("map", indicator="nope", scale="moon", other="1"),
    whole("targeting"),
    plain("targeting", step="context"),
    link("targeting", step="activity"),
    link("targeting", step="areas"),
    link("targeting", step="social"),
    link("targeting", step="both"),
    link("targeting", part="sure"),
    link("targeting", part="change"),
    link("targeting", part="areas", area="E01013726"),
    plain("targeting", order="composite", preset="equal", places="10", hoods="5"),
    plain("targeting", order="composite", preset="own", w3="20", part="areas"),
    plain("targeting", sure="80", most="3", middle="4", reach="quota", part="areas"),
    plain("targeting", district="E06000016", years="5", held="0"),
    plain("neighbourhood"),
    whole("neighbourhood", show="profile", members=MEMBERS),
    plain("neighbourhood", show="profile"),
    plain("neighbourhood", show="build", members=MEMBERS),
    plain("neighbourhood", show="work"),
    whole("neighbourhood", show="work", **MADE_UP),
    link("neighbourhood", show="work", term="step3", **EXAMPLE),
    Link("neighbourhood", {"show": "check"}, PASTED, ("Check places",)),
    plain("investment"),
    whole("investment", **MONEY),
    link("investment", level="district", measure="inactive", beside="break", **MONEY),
    plain("investment", level="neighbourhood", measure="amount", **MONEY),
    plain("investment", beside="cold", need="deprivation", **MONEY),
    plain("investment", beside="without", form="cash", **MONEY),
    link("investment", show="fair", **MONEY),
    link("investment", show="ledger", by="year", **MONEY),
    plain("investment", show="import"),
    plain("investment", show="leverage", **MONEY),
    plain("investment", show="figures"),
    plain("working_model"),
    whole("working_model", **MADE_UP),
    plain("working_model", stages="redesign", systems="parks.education", **MADE_UP),
    plain("working_model", show="next", **MADE_UP),
    plain("working_model", cell="example001~parks", on="2026-03-01", **MADE_UP),
    plain("working_model", show="systems"),
    link("working_model", show="example", **EXAMPLE),
    link("working_model", **EXAMPLE),
    plain("compare"),
    whole("compare", **WITH),
    plain("compare", against="england", **WITH),
    whole("compare", show="measure", **WITH),
    link("compare", show="measure", measure="imd", district="E06000016"),
    link("compare", show="maps"),
    plain("compare", show="maps", indicator="estinactive", scale="area"),
    Link("compare", {"show": "gap"}, GROUPS),
    plain("board_paper"),
    link("board_paper", items=PAPER),
    plain("board_paper", items=MORE),
    plain("board_paper", items="approach!~compare!show%3Dgap~nowhere!x"),
    plain("approach"),
    plain("approach", show="model"),
    plain("approach", show="levels"),
    *(
        plain("data", show=part)
        for part in ("limits", "agreement", "sources", "indicators", "own", "packs")
    ),
    *(plain("data", show=part) for part in ("may", "access", "status")),
    plain("data", show="may", ask="trend", one="imd"),
    plain("data", show="may", ask="differ", one="estinactive", at="lsoa"),
    plain("data", show="may", ask="add", figures="H1.H10b"),
    own("neighbourhood"),
    Link("neighbourhood", {}, "", ("Create file",), is_own=True),
    own("neighbourhood", show="profile", place="{hood}"),
    own("neighbourhood", show="work", place="{hood}"),
    own("map", indicator="own-{figures}", level="lsoa"),
    Link("map", {"area": "E01013726", "work": "1"}, is_own=True, has_sheets=False),
    own("compare", **{"with": "{hood}.E06000016"}),
    own("investment"),
    Link("investment", {"show": "ledger"}, is_own=True, has_sheets=False),
    own("working_model"),
    Link("working_model", {"cell": "{hood}~parks"}, is_own=True, has_sheets=False),
    own("working_model", show="systems", system="parks"),
    own("data", show="own"),
)

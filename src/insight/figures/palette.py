"""Every colour the product draws with, once for light and once for dark screens.

No other module holds a colour literal. The browser theme in ``.streamlit/config.toml`` cannot
import Python and repeats some of these values; ``tests/figures/test_palette.py`` holds the two
together and measures the palettes. Paper is always drawn with the light palette.
"""

from dataclasses import dataclass
from typing import Literal

Mode = Literal["light", "dark"]
Kind = Literal["sequential", "diverging", "categorical", "bivariate", "highlight"]


@dataclass(frozen=True)
class Ramp:
    """A named set of fills for classes, first class first, and of text laid on each.

    The nine of two things at once are the three classes of what runs across, for the lowest class
    of what runs up, then for its middle and its highest class.
    """

    name: str
    kind: Kind
    colours: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Outline:
    """A line drawn over a wider one, so that it shows on any fill.

    No single colour stands out from five classes that run from pale to dark, so the casing carries
    the line where the line alone would sink into the fill. Draw `casing` first and `line` on top.
    Widths are in CSS pixels, and the casing's has the line's in it.
    """

    line: str
    casing: str
    line_width: float
    casing_width: float


@dataclass(frozen=True)
class NoData:
    """How a place without a value looks: unfilled, with a line round it."""

    fill: str
    outline: str


@dataclass(frozen=True)
class Mark:
    """How one answer is marked; never by colour alone."""

    colour: str
    marker: str
    glyph: str


@dataclass(frozen=True)
class VerdictColours:
    """Colours of a verdict, by what it says of need.

    Higher is not good and lower is not bad: that depends on the indicator. So colour
    says more or less need, with the ends of the diverging palette, and shape says
    higher or lower. Of an indicator that is neither, both are `neither`.
    """

    more_need: str
    less_need: str
    neither: str


@dataclass(frozen=True)
class CertaintyColours:
    """How sure a place on a list is, when everything uncertain is shaken."""

    always: Mark
    depends: Mark
    never: Mark


@dataclass(frozen=True)
class Palette:
    """All colours of one mode.

    The hairline between areas has no casing, which would hide the smallest.
    """

    mode: Mode
    sequential: Ramp
    diverging: Ramp
    categorical: Ramp
    bivariate: Ramp
    highlight: Ramp
    no_data: NoData
    area_outline: str
    area_outline_width: float
    district_outline: Outline
    marked_outline: Outline
    selected_outline: Outline
    background: str
    surface: str
    border: str
    rule: str
    text: str
    text_muted: str
    link: str
    primary: str
    verdicts: VerdictColours
    standings: CertaintyColours


_WHITE = "#FFFFFF"
# Streamlit writes captions in ink at 60%; this ink is dark enough for that too.
_INK = "#0B141D"
_NIGHT = "#0F151B"

# Yellow on black is the focus state of GOV.UK, which officers know, and the one
# strong hue that no palette here uses.
_SELECTED = Outline(line="#FFDD00", casing="#0B0C0C", line_width=2.0, casing_width=4.0)

_LIGHT = Palette(
    mode="light",
    # The Government Analysis Function's five sequential blues, unchanged. Dark is
    # more: on a white page the eye goes to the darkest area first.
    sequential=Ramp(
        name="Blues, light",
        kind="sequential",
        colours=("#ADD1F1", "#6BACE6", "#2073BC", "#12436D", "#092135"),
        labels=(_INK, _INK, _WHITE, _WHITE, _WHITE),
    ),
    # Blue and brown stay apart in every common colour blindness. A diverging palette cannot run one
    # way in grey, so a grey print cannot be read as an order; but no two of these five share a
    # lightness, so that with the legend each class can still be found.
    diverging=Ramp(
        name="Blue to brown, light",
        kind="diverging",
        colours=("#12436D", "#4E8CC6", "#D1CEC8", "#DB9F5E", "#9A511C"),
        labels=(_WHITE, _INK, _INK, _INK, _WHITE),
    ),
    # The Analysis Function's four in their order: dark blue, turquoise, dark pink, orange, each at
    # 3:1 with the next. Its dark pink #801650 is only 11 from its dark blue for a reader without
    # red cones, so the pink here is a little redder at the same lightness.
    categorical=Ramp(
        name="Four kinds, light",
        kind="categorical",
        colours=("#12436D", "#28A197", "#7F1146", "#F46A25"),
        labels=(_WHITE, _INK, _WHITE, _INK),
    ),
    # Brown runs across and blue runs up, as at the two ends of the diverging scale;
    # where both are high they meet in the darkest. Found by search: each step, along
    # either axis, is darker by 10 or more, so that a grey print still reads as more,
    # and no two of the nine are nearer than 18 in any colour blindness.
    bivariate=Ramp(
        name="Blue by brown, light",
        kind="bivariate",
        colours=(
            *("#CDC8C1", "#D1A175", "#BF6F2A"),
            *("#7DB2D9", "#8B7D87", "#884832"),
            *("#0378BE", "#455584", "#31253E"),
        ),
        labels=(*(_INK, _INK, _INK), *(_INK, _INK, _WHITE), *(_WHITE, _WHITE, _WHITE)),
    ),
    # What is nothing special is paler than all else; one of two is one of two hues as dark as each
    # other, and both is far darker than either.
    highlight=Ramp(
        name="Both or one, light",
        kind="highlight",
        colours=("#E8EBEE", "#D1A175", "#7DB2D9", "#31253E"),
        labels=(_INK, _INK, _INK, _WHITE),
    ),
    no_data=NoData(fill="#FBFBFA", outline="#6B7680"),
    area_outline=_WHITE,
    area_outline_width=0.3,
    district_outline=Outline(line=_INK, casing=_WHITE, line_width=1.0, casing_width=2.4),
    # The district's line inside out and wider: what is marked is mostly dark here.
    marked_outline=Outline(line=_WHITE, casing=_INK, line_width=1.6, casing_width=3.2),
    selected_outline=_SELECTED,
    background=_WHITE,
    surface="#F3F6F9",
    border="#818F9E",
    rule="#D8DFE6",
    text=_INK,
    text_muted="#4A5763",
    link="#1F5F9E",
    primary="#12436D",
    verdicts=VerdictColours(more_need="#9A511C", less_need="#12436D", neither="#5F6B76"),
    standings=CertaintyColours(
        always=Mark("#12436D", "circle", "●"),
        depends=Mark("#9A511C", "diamond", "◆"),
        never=Mark("#5F6B76", "x", "✕"),
    ),
)

_DARK = Palette(
    mode="dark",
    # On a dark page light is more: the other way round, the most deprived areas would sink into
    # the background. These are the Analysis Function's blues in reverse without the darkest, and
    # one paler class on top. The legend says "more" in words, so that no change of mode misleads.
    sequential=Ramp(
        name="Blues, dark",
        kind="sequential",
        colours=("#12436D", "#2073BC", "#6BACE6", "#ADD1F1", "#EFF6FD"),
        labels=(_WHITE, _WHITE, _INK, _INK, _INK),
    ),
    # Same two hues, with the neutral class nearest to the page here too.
    diverging=Ramp(
        name="Blue to brown, dark",
        kind="diverging",
        colours=("#B3D5F6", "#448ACF", "#414549", "#93572E", "#EA9949"),
        labels=(_INK, _INK, _WHITE, _WHITE, _INK),
    ),
    # The same four hues in the same order, lightened until each has 4:1 with the page.
    categorical=Ramp(
        name="Four kinds, dark",
        kind="categorical",
        colours=("#5B9FDD", "#73E5CE", "#D15B95", "#F79654"),
        labels=(_INK, _INK, _INK, _INK),
    ),
    # Same hues and axes; each step is lighter, and both high is nearly white.
    bivariate=Ramp(
        name="Blue by brown, dark",
        kind="bivariate",
        colours=(
            *("#42494E", "#8C5E3A", "#CD7D3B"),
            *("#226DA0", "#988895", "#DFAA80"),
            *("#399DDE", "#9CC1E8", "#F5F0E7"),
        ),
        labels=(*(_WHITE, _WHITE, _INK), *(_WHITE, _INK, _INK), *(_INK, _INK, _INK)),
    ),
    highlight=Ramp(
        name="Both or one, dark",
        kind="highlight",
        colours=("#2A323A", "#8C5E3A", "#226DA0", "#F5F0E7"),
        labels=(_WHITE, _WHITE, _WHITE, _INK),
    ),
    no_data=NoData(fill="#1A2129", outline="#8A97A4"),
    area_outline=_NIGHT,
    area_outline_width=0.3,
    district_outline=Outline(line=_WHITE, casing=_NIGHT, line_width=1.0, casing_width=2.4),
    marked_outline=Outline(line=_NIGHT, casing=_WHITE, line_width=1.6, casing_width=3.2),
    selected_outline=_SELECTED,
    background=_NIGHT,
    surface="#18212A",
    border="#6B7B8B",
    rule="#2C3843",
    text="#E8EDF2",
    text_muted="#A9B6C3",
    link="#8FC1F0",
    # No colour carries white on it (primary buttons, tags of a multiselect) and itself on a dark
    # page (pills) at 4.5:1. It serves the pills, and white on it reaches the 3:1 of icons only: a
    # page must use neither primary buttons nor a multiselect.
    primary="#5298DA",
    verdicts=VerdictColours(more_need="#EA9949", less_need="#6BACE6", neither="#A9B6C3"),
    standings=CertaintyColours(
        always=Mark("#6BACE6", "circle", "●"),
        depends=Mark("#EA9949", "diamond", "◆"),
        never=Mark("#A9B6C3", "x", "✕"),
    ),
)


def palette_for(mode: Mode) -> Palette:
    """The colours of one mode; paper has the light ones."""
    return {"light": _LIGHT, "dark": _DARK}[mode]

"""The palettes as a reader sees them, with and without colour blindness, measured.

The colour maths is here and not in the product, which only needs the results.
"""

import tomllib
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from insight.figures.comparison import verdict_mark
from insight.figures.palette import Palette, Ramp, palette_for

Array = NDArray[np.float64]

MIN_LIGHTNESS_STEP = 10.0
MIN_DIFFERENCE = 15.0
MIN_TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
MIN_MARK_CONTRAST = 3.0  # WCAG 2.2, 1.4.11
MIN_HAIRLINE_CONTRAST = 1.5  # as between neighbouring classes of the official five

# Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of
# color vision deficiency", IEEE TVCG 15(6), 2009: the matrices for severity 1.0,
# applied to linear RGB.
VISIONS: dict[str, Array] = {
    "normal": np.eye(3),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}

# Linear sRGB to CIE XYZ and the D65 white point: IEC 61966-2-1.
RGB_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
D65 = np.array([0.95047, 1.0, 1.08883])

AF_SEQUENTIAL = ("#ADD1F1", "#6BACE6", "#2073BC", "#12436D", "#092135")
AF_CATEGORICAL = ("#12436D", "#28A197", "#801650", "#F46A25")
COLORBREWER_BLUES = ("#EFF3FF", "#BDD7E7", "#6BAED6", "#3182BD", "#08519C")

PALETTES = (palette_for("light"), palette_for("dark"))
CONFIG = tomllib.loads(
    (Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text("utf-8")
)


def channels(colour: str) -> Array:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=float)


def linear(colour: str) -> Array:
    share = channels(colour) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def lab(colour: str, vision: str = "normal") -> Array:
    """CIELAB (CIE 15:2004, D65) of a colour as someone with that vision sees it."""
    seen = np.clip(VISIONS[vision] @ linear(colour), 0, 1)
    ratio = RGB_TO_XYZ @ seen / D65
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def lightness(colour: str) -> float:
    return float(lab(colour)[0])


def difference(one: str, other: str, vision: str = "normal") -> float:
    """CIE 1976 colour difference: the distance between two points in CIELAB."""
    return float(np.linalg.norm(lab(one, vision) - lab(other, vision)))


def luminance(colour: str) -> float:
    return float(linear(colour) @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mixed(colour: str, ground: str, share: float) -> str:
    """A colour laid on a ground at that opacity."""
    blend = share * channels(colour) + (1 - share) * channels(ground)
    return "#" + "".join(f"{round(value):02X}" for value in blend)


def lightness_step(colours: tuple[str, ...]) -> float:
    return min(abs(lightness(a) - lightness(b)) for a, b in pairwise(colours))


def neighbour_difference(colours: tuple[str, ...], vision: str) -> float:
    return min(difference(a, b, vision) for a, b in pairwise(colours))


def pair_difference(colours: tuple[str, ...], vision: str) -> float:
    return min(difference(a, b, vision) for a, b in combinations(colours, 2))


def passes_ramp_gate(colours: tuple[str, ...]) -> bool:
    return lightness_step(colours) >= MIN_LIGHTNESS_STEP and all(
        neighbour_difference(colours, vision) >= MIN_DIFFERENCE for vision in VISIONS
    )


def passes_kinds_gate(colours: tuple[str, ...]) -> bool:
    return all(pair_difference(colours, vision) >= MIN_DIFFERENCE for vision in VISIONS)


def map_fills(palette: Palette) -> tuple[str, ...]:
    return palette.sequential.colours + palette.diverging.colours + palette.bivariate.colours


def ramps(palette: Palette) -> tuple[Ramp, ...]:
    return (palette.sequential, palette.diverging, palette.categorical)


each_palette = pytest.mark.parametrize("palette", PALETTES, ids=lambda p: p.mode)
each_ramp = pytest.mark.parametrize(
    "ramp", [r for p in PALETTES for r in ramps(p)], ids=lambda r: r.name
)


def test_measure_agrees_with_published_figures():
    """Black, white, and the figures the palette was chosen by."""
    assert lightness("#FFFFFF") == pytest.approx(100, abs=0.01)
    assert lightness("#000000") == pytest.approx(0, abs=0.01)
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert lightness_step(AF_SEQUENTIAL) == pytest.approx(14.0, abs=0.05)
    measured = [round(neighbour_difference(AF_SEQUENTIAL, v)) for v in VISIONS]
    assert measured == [20, 21, 20, 18]


def test_a_simulated_vision_leaves_grey_grey():
    for vision in VISIONS:
        assert difference("#808080", "#808080", vision) == 0
        assert np.abs(lab("#808080", vision) - lab("#808080")).max() < 0.1


def test_gate_catches_a_ramp_whose_classes_blur():
    """ColorBrewer's five blues step far enough in grey but not in colour."""
    assert lightness_step(COLORBREWER_BLUES) == pytest.approx(11.3, abs=0.05)
    assert neighbour_difference(COLORBREWER_BLUES, "protan") < 12
    assert not passes_ramp_gate(COLORBREWER_BLUES)


def test_gate_catches_two_classes_of_one_lightness():
    assert not passes_ramp_gate(("#D55E00", "#009E73"))


def test_gate_catches_kinds_that_a_protanope_confuses():
    """The reason why the third kind is not the official dark pink."""
    assert pair_difference(AF_CATEGORICAL, "normal") > 50
    assert pair_difference(AF_CATEGORICAL, "protan") < 12
    assert not passes_kinds_gate(AF_CATEGORICAL)


def test_light_sequential_is_the_official_five():
    assert palette_for("light").sequential.colours == AF_SEQUENTIAL


def test_light_kinds_keep_the_official_order_and_nearly_the_official_colours():
    kinds = palette_for("light").categorical.colours
    for ours, official in zip(kinds, AF_CATEGORICAL, strict=True):
        assert difference(ours, official) < 6
    for one, other in pairwise(kinds):
        assert contrast(one, other) >= MIN_MARK_CONTRAST


@each_palette
def test_neighbouring_sequential_classes_can_be_told_apart(palette):
    assert passes_ramp_gate(palette.sequential.colours)


@each_palette
def test_more_always_stands_out_more_from_the_page(palette):
    gaps = [contrast(c, palette.background) for c in palette.sequential.colours]
    assert gaps == sorted(gaps)


@each_palette
def test_lowest_class_does_not_sink_into_the_page(palette):
    lowest = palette.sequential.colours[0]
    assert contrast(lowest, palette.background) >= MIN_HAIRLINE_CONTRAST


@each_palette
def test_each_arm_of_the_diverging_scale_passes_the_gate(palette):
    colours = palette.diverging.colours
    assert passes_ramp_gate(colours[:3])
    assert passes_ramp_gate(colours[2:])


@each_palette
def test_diverging_arms_lead_away_from_the_page_and_from_a_neutral_middle(palette):
    colours = palette.diverging.colours
    gaps = [contrast(c, palette.background) for c in colours]
    assert gaps[0] > gaps[1] > gaps[2] < gaps[3] < gaps[4]
    assert np.hypot(*lab(colours[2])[1:]) < 5


@each_palette
def test_diverging_classes_all_differ_even_in_grey(palette):
    """No order can be read from a grey print, but every class can be found."""
    colours = palette.diverging.colours
    for one, other in combinations(colours, 2):
        assert abs(lightness(one) - lightness(other)) >= MIN_LIGHTNESS_STEP
    assert passes_kinds_gate(colours)


@each_palette
def test_kinds_can_be_told_apart(palette):
    assert passes_kinds_gate(palette.categorical.colours)


@each_palette
def test_kinds_show_on_the_page(palette):
    for colour in palette.categorical.colours:
        assert contrast(colour, palette.background) >= MIN_MARK_CONTRAST


@each_palette
def test_a_place_without_data_is_not_taken_for_a_class(palette):
    for vision in VISIONS:
        for fill in map_fills(palette):
            assert difference(palette.no_data.fill, fill, vision) >= MIN_DIFFERENCE


@each_palette
def test_a_place_without_data_has_an_edge_that_shows(palette):
    edge = palette.no_data.outline
    assert contrast(edge, palette.no_data.fill) >= MIN_MARK_CONTRAST
    assert contrast(edge, palette.background) >= MIN_MARK_CONTRAST


@each_palette
def test_area_hairline_shows_on_every_class(palette):
    for fill in map_fills(palette):
        assert contrast(palette.area_outline, fill) >= MIN_HAIRLINE_CONTRAST


@each_palette
@pytest.mark.parametrize("name", ["district_outline", "marked_outline", "selected_outline"])
def test_cased_outline_shows_on_every_class(palette, name):
    outline = getattr(palette, name)
    assert outline.casing_width > outline.line_width > palette.area_outline_width
    assert contrast(outline.line, outline.casing) >= MIN_TEXT_CONTRAST
    for fill in (*map_fills(palette), palette.no_data.fill, palette.background):
        seen = max(contrast(outline.line, fill), contrast(outline.casing, fill))
        assert seen >= MIN_MARK_CONTRAST


@each_palette
def test_selected_line_is_no_class_and_no_other_line(palette):
    line = palette.selected_outline.line
    others = (palette.area_outline, palette.district_outline.line)
    for vision in VISIONS:
        for colour in (*map_fills(palette), *others):
            assert difference(line, colour, vision) >= MIN_DIFFERENCE
    assert palette.selected_outline.line_width > palette.district_outline.line_width


@each_palette
def test_text_can_be_read_on_page_and_surface(palette):
    for ground in (palette.background, palette.surface, palette.no_data.fill):
        for ink in (palette.text, palette.text_muted, palette.link):
            assert contrast(ink, ground) >= MIN_TEXT_CONTRAST


@each_palette
def test_captions_can_be_read(palette):
    """Streamlit 1.67 writes captions in the text colour at 60%."""
    for ground in (palette.background, palette.surface):
        caption = mixed(palette.text, ground, 0.6)
        assert contrast(caption, ground) >= MIN_TEXT_CONTRAST


@each_palette
def test_chosen_pills_can_be_read(palette):
    """Streamlit 1.67 writes them in the accent on the accent at 10%."""
    for ground in (palette.background, palette.surface):
        pill = mixed(palette.primary, ground, 0.1)
        assert contrast(palette.primary, pill) >= MIN_TEXT_CONTRAST


@each_palette
def test_white_ticks_on_the_accent_show(palette):
    assert contrast("#FFFFFF", palette.primary) >= MIN_MARK_CONTRAST


def test_primary_buttons_can_be_read_in_light_mode():
    """In dark mode they cannot: see the comment on the accent in the palette."""
    assert contrast("#FFFFFF", palette_for("light").primary) >= MIN_TEXT_CONTRAST


@each_palette
def test_edges_of_controls_show(palette):
    for ground in (palette.background, palette.surface):
        assert contrast(palette.border, ground) >= MIN_MARK_CONTRAST


@each_ramp
def test_labels_can_be_read_on_their_fills(ramp):
    for label, fill in zip(ramp.labels, ramp.colours, strict=True):
        assert contrast(label, fill) >= MIN_TEXT_CONTRAST


@each_palette
def test_verdicts_can_be_read_and_told_apart(palette):
    marks = tuple(verdict_mark(answer, 1, palette) for answer in ("higher", "lower", "similar"))
    assert passes_kinds_gate(tuple(mark.colour for mark in marks))
    assert len({mark.marker for mark in marks}) == len({m.glyph for m in marks}) == 3
    for mark in marks:
        for ground in (palette.background, palette.surface):
            assert contrast(mark.colour, ground) >= MIN_TEXT_CONTRAST


@each_palette
def test_standings_can_be_read_and_told_apart(palette):
    standings = palette.standings
    marks = (standings.always, standings.depends, standings.never)
    assert passes_kinds_gate(tuple(mark.colour for mark in marks))
    assert len({mark.marker for mark in marks}) == len({m.glyph for m in marks}) == 3
    for mark in marks:
        for ground in (palette.background, palette.surface):
            assert contrast(mark.colour, ground) >= MIN_TEXT_CONTRAST


def grid_steps(colours):
    """Each cell of three by three with the next one across and the next one up."""
    grid = np.array(colours).reshape(3, 3)
    return [
        *zip(grid[:, :2].ravel(), grid[:, 1:].ravel(), strict=True),
        *zip(grid[:2].ravel(), grid[1:].ravel(), strict=True),
    ]


@each_palette
def test_no_two_of_nine_classes_are_confused(palette):
    assert passes_kinds_gate(palette.bivariate.colours)
    corners_and_centre = tuple(palette.bivariate.colours[at] for at in (0, 2, 4, 6, 8))
    for vision in VISIONS:
        assert pair_difference(corners_and_centre, vision) >= 25


@each_palette
def test_more_of_either_stands_out_more_even_in_grey(palette):
    steps = grid_steps(palette.bivariate.colours)
    assert len(steps) == 12
    for less, more in steps:
        towards_ink = lightness(less) - lightness(more)
        if palette.mode == "dark":
            towards_ink = -towards_ink
        assert towards_ink >= MIN_LIGHTNESS_STEP
        ground = palette.background
        assert contrast(more, ground) > contrast(less, ground)


@each_palette
def test_nine_classes_keep_to_the_two_hues_of_the_diverging_scale(palette):
    """Blue for what runs up, brown across, in every cell where one leads."""
    colours = palette.bivariate.colours
    for up in (3, 6):
        assert lab(colours[up])[2] < -20
    for across in (1, 2):
        assert lab(colours[across])[2] > 20
    assert np.hypot(*lab(colours[4])[1:]) < 15


@each_palette
def test_counts_can_be_read_in_all_nine_cells(palette):
    pairs = zip(palette.bivariate.labels, palette.bivariate.colours, strict=True)
    assert [contrast(label, fill) >= MIN_TEXT_CONTRAST for label, fill in pairs] == ([True] * 9)


@each_palette
def test_marked_line_is_not_the_line_of_districts(palette):
    marked, district = palette.marked_outline, palette.district_outline
    assert contrast(marked.line, district.line) >= MIN_TEXT_CONTRAST
    assert contrast(marked.casing, district.casing) >= MIN_TEXT_CONTRAST


@each_ramp
def test_classes_of_a_ramp_can_be_told_apart(ramp):
    gate = passes_kinds_gate if ramp.kind == "categorical" else passes_ramp_gate
    assert gate(ramp.colours)


def test_palettes_have_names_of_their_own():
    names = [ramp.name for palette in PALETTES for ramp in ramps(palette)]
    assert len(set(names)) == len(names) == 6


@each_palette
def test_theme_uses_the_palette(palette):
    theme = CONFIG["theme"][palette.mode]
    assert theme["primaryColor"] == palette.primary
    assert theme["backgroundColor"] == palette.background
    assert theme["secondaryBackgroundColor"] == palette.surface
    assert theme["textColor"] == theme["codeTextColor"] == palette.text
    assert theme["codeBackgroundColor"] == palette.surface
    assert theme["linkColor"] == theme["blueTextColor"] == palette.link
    assert theme["borderColor"] == palette.border
    assert theme["dataframeBorderColor"] == palette.rule
    assert theme["dataframeHeaderBackgroundColor"] == palette.surface
    assert theme["dataframeHeaderTextColor"] == palette.text_muted
    assert theme["sidebar"] == {
        "backgroundColor": palette.surface,
        "secondaryBackgroundColor": palette.background,
    }


@each_palette
def test_theme_notes_and_warnings_can_be_read(palette):
    theme = CONFIG["theme"][palette.mode]
    hues = [key.removesuffix("TextColor") for key in theme if key.endswith("TextColor")]
    for hue in {"blue", "yellow"} & set(hues):
        note, ground = theme[f"{hue}TextColor"], theme[f"{hue}BackgroundColor"]
        assert contrast(note, ground) >= MIN_TEXT_CONTRAST


@each_palette
def test_theme_charts_use_the_palette(palette):
    theme = CONFIG["theme"][palette.mode]
    assert tuple(theme["chartCategoricalColors"]) == palette.categorical.colours
    # Streamlit ignores these two lists unless they hold exactly ten colours.
    sequential = theme["chartSequentialColors"]
    assert len(sequential) == 10
    assert tuple(sequential[::2]) == palette.sequential.colours
    diverging = theme["chartDivergingColors"]
    assert len(diverging) == 10
    assert tuple(diverging[i] for i in (0, 2, 4, 7, 9)) == palette.diverging.colours
    assert diverging[4] == diverging[5]


@each_palette
def test_theme_steps_between_classes_run_one_way(palette):
    theme = CONFIG["theme"][palette.mode]
    gaps = [contrast(c, palette.background) for c in theme["chartSequentialColors"]]
    assert gaps == sorted(set(gaps))
    diverging = theme["chartDivergingColors"]
    gaps = [contrast(c, palette.background) for c in diverging]
    assert gaps[:5] == sorted(set(gaps[:5]), reverse=True)
    assert gaps[5:] == sorted(set(gaps[5:]))


def test_theme_fetches_nothing():
    def values(node):
        if isinstance(node, dict):
            for child in node.values():
                yield from values(child)
        elif isinstance(node, list):
            for child in node:
                yield from values(child)
        else:
            yield node

    assert not [v for v in values(CONFIG) if "//" in str(v)]
    assert "fontFaces" not in CONFIG["theme"]
    assert "base" not in CONFIG["theme"]


@pytest.mark.parametrize(
    ("section", "option", "value"),
    [
        ("server", "headless", True),
        ("server", "address", "127.0.0.1"),
        ("server", "fileWatcherType", "none"),
        ("server", "runOnSave", False),
        ("server", "enableStaticServing", True),
        ("server", "maxUploadSize", 50),
        ("server", "maxMessageSize", 50),
        ("server", "enableWebsocketCompression", True),
        ("server", "disconnectedSessionTTL", 300),
        ("server", "enableAgentApi", False),
        ("server", "enableCORS", True),
        ("server", "enableXsrfProtection", True),
        ("server", "xsrfCookieSameSite", "lax"),
        ("browser", "gatherUsageStats", False),
        ("client", "toolbarMode", "minimal"),
        ("client", "showErrorDetails", "none"),
        ("client", "showErrorLinks", False),
        ("client", "showSidebarNavigation", False),
    ],
)
def test_safety_option(section, option, value):
    setting = CONFIG[section][option]
    assert setting == value
    assert type(setting) is type(value)


def test_config_holds_no_secret():
    assert "auth" not in CONFIG
    assert "secrets" not in CONFIG
    assert "cookieSecret" not in CONFIG["server"]
    assert "unsafeMetricsUserAttributes" not in CONFIG["server"]
    assert "trustedUserHeaders" not in CONFIG["server"]


def test_every_option_is_one_that_streamlit_knows():
    """Streamlit ignores a misspelt option with no more than a line in the log."""
    streamlit_config = pytest.importorskip("streamlit.config")
    known = set(streamlit_config.get_config_options())

    def options(node, path):
        for key, value in node.items():
            name = f"{path}.{key}" if path else key
            if isinstance(value, dict):
                yield from options(value, name)
            else:
                yield name

    assert set(options(CONFIG, "")) <= known


@each_palette
def test_the_colour_of_a_verdict_says_need_and_its_shape_the_direction(palette):
    inactive, active, age = (verdict_mark("higher", need, palette) for need in (1, -1, 0))
    assert inactive.colour == palette.verdicts.more_need
    assert active.colour == palette.verdicts.less_need
    assert age.colour == palette.verdicts.neither
    assert {each.glyph for each in (inactive, active, age)} == {"▲"}
    assert verdict_mark("lower", -1, palette).colour == palette.verdicts.more_need
    assert verdict_mark("above", 1, palette) is None


@each_palette
def test_what_is_nothing_special_is_nearest_to_the_page(palette):
    neither, *one, both = (contrast(each, palette.background) for each in palette.highlight.colours)
    assert neither < min(one)
    assert both > 2 * max(one)
    lights = [lightness(each) for each in palette.highlight.colours[1:3]]
    assert abs(lights[0] - lights[1]) < MIN_LIGHTNESS_STEP


@each_palette
def test_highlights_can_be_told_apart(palette):
    assert passes_kinds_gate(palette.highlight.colours)


def test_a_verdict_has_the_same_two_colours_on_a_map_and_in_a_table():
    palette = palette_for("light")
    ends = palette.diverging.colours[0], palette.diverging.colours[-1]
    assert ends == (palette.verdicts.less_need, palette.verdicts.more_need)

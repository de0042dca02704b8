"""The look, as numbers: contrast of every pair of colours, weight of what a page loads."""

from __future__ import annotations

import gzip
import re
from functools import cache

import pytest

from config import ROOT

STATIC = ROOT / "tracker/static"
CSS = (STATIC / "css/trame.css").read_text()
THEMES = ("light", "dark")

TEXT = [
    ("ink", "paper"), ("ink", "surface"), ("ink", "sunk"), ("ink-2", "paper"), ("ink-2", "surface"), ("ink-2", "sunk"),
    ("action", "paper"), ("action", "surface"), ("on-action", "action"), ("on-action", "action-2"),
    ("on-deep", "deep"), ("on-deep-2", "deep"), ("late", "surface"), ("late", "paper"),
    *((tone, f"{tone}-bg") for tone in ("ok", "wait", "todo", "late", "back", "idle")),
    ("m-lo", "m1"), ("m-lo", "m2"), ("m-lo", "m3"), ("m-hi", "m4"), ("m-hi", "m5"),
]  # fmt: skip
"""Text on its ground: 4.5 to 1 (WCAG 2.2, 1.4.3)."""

SHAPES = [(shape, "surface") for shape in ("field", "c-acc", "c-held", "c-due", "c-late")]
"""What must be seen to understand: 3 to 1 (1.4.11)."""


@cache
def tokens(theme: str) -> dict[str, str]:
    """The custom properties of a theme, with those that both share."""
    shared = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", CSS.partition(":root, [data-theme")[0]))
    block = CSS.partition(':root, [data-theme="light"] {' if theme == "light" else '\n[data-theme="dark"] {')[2]
    return shared | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", block.partition("}")[0]))


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(each * 2 for each in digits)
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_the_standard_says() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(theme: str, text: str, ground: str) -> None:
    assert contrast(tokens(theme)[text], tokens(theme)[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_can_be_seen(theme: str, shape: str, ground: str) -> None:
    assert contrast(tokens(theme)[shape], tokens(theme)[ground]) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_focus_is_seen_by_its_edge_of_ink(theme: str) -> None:
    """The sun alone is too light on paper; the ink beside it is not."""
    for ground in ("paper", "surface"):
        assert contrast(tokens(theme)["ink"], tokens(theme)[ground]) >= 3


def test_chosen_dark_is_the_dark_of_the_system() -> None:
    system = CSS.partition(':root:not([data-theme="light"]) {')[2].partition("}")[0]
    assert (
        dict(re.findall(r"--([\w-]+): ([^;]+);", system)).items()
        <= dict(
            re.findall(r"--([\w-]+): ([^;]+);", CSS.partition('\n[data-theme="dark"] {')[2].partition("}")[0])
        ).items()
    )


def test_every_token_that_is_used_exists() -> None:
    assert set(re.findall(r"var\(--([\w-]+)", CSS)) <= set(re.findall(r"--([\w-]+):", CSS))


def test_a_page_loads_less_than_60_kb() -> None:
    loaded = [path for path in STATIC.rglob("*") if path.suffix in {".css", ".js"}]
    assert sum(len(gzip.compress(path.read_bytes())) for path in loaded) < 60_000


def test_nothing_of_the_british_government_is_left() -> None:
    sheet = (STATIC / "vendor/govuk-frontend/govuk.css").read_text()
    assert "@font-face" not in sheet
    assert not re.search(r"GDS Transport|crown|url\(", sheet)


def test_every_icon_class_and_asset_is_ours_to_serve() -> None:
    """A style sheet names only files beside it."""
    for named in re.findall(r"url\(([^)#]+)\)", CSS):
        assert (STATIC / "css" / named).resolve().is_file()

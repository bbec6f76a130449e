"""The style sheet: text can be read on what it stands on, in light and in dark."""

import re
from pathlib import Path

import pytest

import admin

STYLE = (Path(admin.__file__).parent / "pages" / "static" / "style.css").read_text(encoding="utf-8")
ROOTS = re.findall(r":root \{([^}]*)\}", STYLE)
LEVELS = ("critical", "warning", "watch", "normal", "silent")
READABLE = 4.5
"""Contrast of text that WCAG 2.1 asks for at level AA (success criterion 1.4.3)."""


def colours(theme: str) -> dict[str, str]:
    """The theme's colours by name."""
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", ROOTS[("light", "dark").index(theme)]))


def luminance(colour: str) -> float:
    """Relative luminance, 0 for black to 1 for white (WCAG 2.1, definition of relative luminance)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_has_the_highest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_on_every_ground(theme: str) -> None:
    found = colours(theme)
    pairs = [(text, ground) for text in ("text", "mute", "accent") for ground in ("page", "card", "raised")]
    pairs += [(level, ground) for level in (*LEVELS, "outside") for ground in ("card", "raised")]
    pairs += [(level, f"{level}-soft") for level in LEVELS]
    pairs += [("outside", "critical-soft"), ("on-accent", "accent")]
    poor = {pair: contrast(found[pair[0]], found[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < READABLE} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_line_stands_out_from_its_band(theme: str) -> None:
    found = colours(theme)
    assert min(contrast(found[line], found["band"]) for line in ("observed", "outside")) >= 3


def test_nothing_is_fetched_by_the_style_sheet() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE

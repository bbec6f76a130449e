"""What a level, a risk and a score look like: the same words and colours on every panel."""

from collections.abc import Mapping
from typing import Any

from contract import levels

_COLOURS = ("green", "yellow", "orange", "red")
LEVELS = tuple(zip((name.capitalize() for name in levels.LEVELS), _COLOURS, strict=True))
"""Name and colour of each level of the contract, 0 to 3."""

RISK_BANDS = ((None, "green"), *zip(map(int, levels.RISK_EDGES), ("orange", "red"), strict=True))
"""Lower edge and colour of the risk bands low, medium, high that ship."""

HEALTH_BANDS = (
    (None, "red"),
    *zip(sorted(int(edge) for edge, _ in levels.HEALTH_EDGES), ("orange", "yellow", "green"), strict=True),
)
"""Lower edge and colour of the statuses of health that ship: down, critical, warning, healthy."""

SCORE_BANDS = ((None, "green"), *zip(map(int, levels.SCORE_EDGES[1:]), ("orange", "red"), strict=True))
"""Lower edge and colour of a score: inside its band, outside, far outside."""

STATUSES = {
    "healthy": "green",
    "degrading": "yellow",
    "warning": "orange",
    "critical": "red",
    "down": "dark-red",
    "unknown": "gray",
}
"""Colour of each status of a condition."""

GAUGE = {"type": "gauge", "mode": "basic", "valueDisplayMode": "text"}
"""A table's cell with a bar beside its number."""

COLOURED = {"type": "color-background", "mode": "basic"}
"""A table's cell whose background tells."""


def fixed(colour: str) -> dict[str, str]:
    """One colour, whatever the value."""
    return {"mode": "fixed", "fixedColor": colour}


def named(colours: Mapping[str, str]) -> list[dict[str, Any]]:
    """Colours words, each by its own."""
    return [{"type": "value", "options": {word: {"text": word, "color": colour} for word, colour in colours.items()}}]


def thresholds(steps: tuple[tuple[float | None, str], ...]) -> dict[str, Any]:
    """Grafana's form of lower edges with their colours; the first edge is None, for everything below."""
    return {"mode": "absolute", "steps": [{"value": edge, "color": colour} for edge, colour in steps]}


def level_mapping() -> list[dict[str, Any]]:
    """Shows a level's name in its colour instead of its number."""
    options = {
        str(level): {"text": name, "color": colour, "index": level} for level, (name, colour) in enumerate(LEVELS)
    }
    return [{"type": "value", "options": options}]


def severity_mapping() -> list[dict[str, Any]]:
    """Colours the severities of faults like the levels 1 to 3, which they stand for."""
    options = {
        severity: {"text": severity.capitalize(), "color": LEVELS[level][1], "index": level}
        for level, severity in levels.SEVERITIES.items()
    }
    return [{"type": "value", "options": options}]


def unknown(text: str) -> dict[str, Any]:
    """Shows a text in place of -1, which stands for what is not known."""
    return {"type": "value", "options": {"-1": {"text": text}}}


def chance() -> dict[str, Any]:
    """Field options of a probability (0 to 1, -1 not known): in whole per cent, never 0 and never 100."""
    edges = ((0, 0.01, "under 1 %"), (0.995, 1, "over 99 %"))
    ends = [
        {"type": "range", "options": {"from": low, "to": high, "result": {"text": text}}} for low, high, text in edges
    ]
    return {"unit": "percentunit", "decimals": 0, "mappings": [*ends, unknown("not known")]}

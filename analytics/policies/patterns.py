"""Patterns of what moved: how far which signals were off, and how much two such patterns are alike."""

import math
from collections.abc import Mapping

from contract.lists import items
from contract.lists import listed as together

Moved = Mapping[str, float]
"""How far signals were off, 1 at the edge of normal, below 0 where too low."""
FULL = 2.0
"""A signal that is further off counts as this far: at the end of a fault all is far off."""


def similarity(one: Moved, other: Moved) -> float:
    """How much two patterns are alike, 0 to 1: the cosine between them, each signal at most `FULL`."""
    signals = one.keys() | other.keys()
    left, right = ([max(-FULL, min(FULL, pattern.get(name, 0.0))) for name in signals] for pattern in (one, other))
    size = math.hypot(*left) * math.hypot(*right)
    return max(0.0, sum(a * b for a, b in zip(left, right, strict=True)) / size) if size else 0.0


def listed(moved: Moved) -> str:
    """A pattern as a text of a point: `accel_g +2.1; flow_m3h -1.3`, the furthest first."""
    furthest = sorted(moved.items(), key=lambda item: (-abs(item[1]), item[0]))
    return together(f"{name} {value:+.2f}" for name, value in furthest)


def pattern(said: str) -> dict[str, float]:
    """A pattern out of such a text; what is none is left out, as any client may write to the store."""
    found = {}
    for item in items(said):
        name, _, value = item.rpartition(" ")
        try:
            number = float(value)
        except ValueError:
            continue
        if name and math.isfinite(number):
            found[name] = number
    return found


def widest(one: Moved, other: Moved) -> dict[str, float]:
    """Of each signal the further of both."""
    return {name: max(one.get(name, 0.0), other.get(name, 0.0), key=abs) for name in [*one, *other]}

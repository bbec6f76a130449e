"""Lists in a text field: how several things stand in one string of a point. Who writes one and who reads it both do it
by these functions."""

from collections.abc import Iterable

_BETWEEN = "; "


def listed(items: Iterable[str]) -> str:
    """The items as one text; none of them may hold a semicolon followed by a space."""
    return _BETWEEN.join(items)


def items(text: str) -> list[str]:
    """The items of such a text."""
    return [item for item in text.split(_BETWEEN) if item]


def listed_shares(shares: Iterable[tuple[str, float]]) -> str:
    """Names, each with a share of 0 to 1 to the whole percent: `cavitation 15%; misalignment 9%`."""
    return listed(f"{name} {share:.0%}" for name, share in shares)


def shares(text: str) -> list[tuple[str, float]]:
    """The names with their shares; what is none is left out, as any client may write to the store."""
    found = (item.removesuffix("%").rpartition(" ") for item in items(text) if item.endswith("%"))
    return [(name, int(percent) / 100) for name, _, percent in found if name and percent.isdecimal()]

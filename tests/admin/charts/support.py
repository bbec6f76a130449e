"""What tests read out of a drawn chart."""

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from markupsafe import Markup

_PAIR = re.compile(r"(-?[\d.]+),(-?[\d.]+)")
_ACROSS, _DOWN = {"x", "x1", "x2", "width"}, {"y", "y1", "y2", "height"}


def parsed(picture: Markup) -> ET.Element:
    """The picture as XML: it is well formed, or this raises."""
    return ET.fromstring(str(picture))


def points(path: str) -> list[tuple[float, float]]:
    """The points that a path goes through."""
    return [(float(x), float(y)) for x, y in _PAIR.findall(path)]


def path_of(picture: Markup, kind: str) -> str:
    """The `d` of the path of that class."""
    found = [item.get("d", "") for item in parsed(picture).iter("path") if item.get("class") == kind]
    assert len(found) == 1, f"{len(found)} paths of class {kind}"
    return found[0]


def places(picture: Markup) -> Iterator[tuple[float, float]]:
    """Every coordinate in the picture as (its share of the view box's extent, 1)."""
    root = parsed(picture)
    _, _, width, height = (float(part) for part in root.get("viewBox", "").split())
    for item in root.iter():
        for x, y in points(item.get("d", "")):
            yield x / width, y / height
        for name, value in item.attrib.items():
            if name in _ACROSS or name in _DOWN:
                share = float(value) / (width if name in _ACROSS else height)
                yield share, share


def assert_inside(picture: Markup) -> None:
    """All coordinates are finite and within the view box."""
    for x, y in places(picture):
        assert math.isfinite(x)
        assert math.isfinite(y)
        assert -1e-9 <= x <= 1 + 1e-9
        assert -1e-9 <= y <= 1 + 1e-9

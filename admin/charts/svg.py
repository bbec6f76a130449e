"""SVG elements as safe markup: every text and attribute is escaped, every coordinate is finite."""

import math
from html import escape

from markupsafe import Markup


def element(name: str, *children: Markup | str, **attributes: str | float) -> Markup:
    """One element; `_` in an attribute's name stands for `-` (and is dropped at its end: `class_`)."""
    head = "".join(f' {_name(key)}="{_value(value)}"' for key, value in attributes.items())
    body = "".join(child if isinstance(child, Markup) else escape(child) for child in children)
    return Markup(f"<{name}{head}>{body}</{name}>")


def chart(
    width: float, height: float, label: str, *children: Markup, class_: str, stretch: bool = False, **more: str
) -> Markup:
    """A picture with a name for those who cannot see it; `more` are further attributes of it.

    It takes the width of its place in the page; with `stretch` it fills the height too, out of proportion.
    """
    return element(
        "svg",
        *children,
        viewBox=f"0 0 {coordinate(width)} {coordinate(height)}",
        preserveAspectRatio="none" if stretch else "xMidYMid",
        role="img",
        aria_label=label,
        class_=class_,
        **more,
    )


def coordinate(value: float) -> str:
    """A number to a tenth of a unit; raises `ValueError` for what no picture can hold."""
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a coordinate")
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _name(key: str) -> str:
    return key.removesuffix("_").replace("_", "-")


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else coordinate(value)

"""Bars: rows of an answer as bars that are stacked, one a row, or stand beside each other."""

from collections.abc import Mapping, Sequence
from typing import Unpack

from grafana.palette import fixed
from grafana.panels import Column, Json, Look, arranged, column, override, panel, styled


def stacked_bars(
    title: str, description: str, query: str, *, label: str, colours: Mapping[str, str], **look: Unpack[Look]
) -> Json:
    """A bar for each row, named by the column `label`, of the columns of `colours` upon each other."""
    look["defaults"] = {"decimals": 0, "min": 0}
    names = [column(name) for name in (label, *colours)]
    return _bars(title, description, query, names, colours, ("horizontal", "normal"), **look)


def bars_beside(
    title: str,
    description: str,
    query: str,
    *,
    columns: Sequence[Column],
    colours: Mapping[str, str],
    **look: Unpack[Look],
) -> Json:
    """Bars beside each other for each row: the first column names them, and each heading in `colours` has one."""
    return _bars(title, description, query, columns, colours, ("vertical", "none"), **look)


def _bars(
    title: str,
    description: str,
    query: str,
    columns: Sequence[Column],
    colours: Mapping[str, str],
    placed: tuple[str, str],
    **look: Unpack[Look],
) -> Json:
    orientation, stacking = placed
    options = {
        "orientation": orientation,
        "xField": columns[0].heading,
        "xTickLabelRotation": 0,
        "xTickLabelSpacing": 0,
        "stacking": stacking,
        "showValue": "auto",
        "barWidth": 0.8,
        "groupWidth": 0.7,
        "barRadius": 0,
        "fullHighlight": False,
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
        "tooltip": {"mode": "multi", "sort": "none"},
    }
    look["defaults"] = {"custom": {"fillOpacity": 80, "lineWidth": 1}, **look.get("defaults", {})}
    look["overrides"] = [
        *styled(columns), *(override(name, color=fixed(colour)) for name, colour in colours.items()),
    ]  # fmt: skip
    return panel("barchart", title, description, query, options=options, transformations=arranged(columns), **look)

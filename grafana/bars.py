"""Bars: rows of an answer as stacked bars, one a row."""

from collections.abc import Mapping
from typing import Unpack

from grafana.palette import fixed
from grafana.panels import Json, Look, arranged, column, override, panel


def stacked_bars(
    title: str, description: str, query: str, *, label: str, colours: Mapping[str, str], **look: Unpack[Look]
) -> Json:
    """A bar for each row, named by the column `label`, of the columns of `colours` upon each other."""
    options = {
        "orientation": "horizontal",
        "xField": label,
        "xTickLabelRotation": 0,
        "xTickLabelSpacing": 0,
        "stacking": "normal",
        "showValue": "auto",
        "barWidth": 0.8,
        "groupWidth": 0.7,
        "barRadius": 0,
        "fullHighlight": False,
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
        "tooltip": {"mode": "multi", "sort": "none"},
    }
    look["defaults"] = {"decimals": 0, "min": 0, "custom": {"fillOpacity": 80, "lineWidth": 1}}
    look["overrides"] = [override(name, color=fixed(colour)) for name, colour in colours.items()]
    transformations = arranged([column(name) for name in (label, *colours)])
    return panel("barchart", title, description, query, options=options, transformations=transformations, **look)

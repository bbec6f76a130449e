"""Timelines: how long each thing was in which state, a lane a thing."""

from collections.abc import Mapping
from typing import Unpack

from grafana.panels import Json, Look, panel


def state_timeline(
    title: str, description: str, query: str, *, label: str, colours: Mapping[str, str], **look: Unpack[Look]
) -> Json:
    """States of text over time, a lane for each value of the column `label`; a state holds until the next is told."""
    states = {
        state: {"text": state, "color": colour, "index": at} for at, (state, colour) in enumerate(colours.items())
    }
    options = {
        "showValue": "auto",
        "rowHeight": 0.8,
        "mergeValues": True,
        "alignValue": "left",
        "perPage": 20,
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
        "tooltip": {"mode": "single", "sort": "none"},
    }
    look["defaults"] = {
        "displayName": f"${{__field.labels.{label}}}",
        "custom": {"fillOpacity": 80, "lineWidth": 0},
        "mappings": [{"type": "value", "options": states}],
    }
    return panel("state-timeline", title, description, query, options=options, **look)

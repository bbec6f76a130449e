"""A dashboard around its panels: identity, variables, and a place for each panel."""

from collections.abc import Sequence

from grafana.panels import DATA_SOURCE, Json
from telemetry.queries import source

SCHEMA_VERSION = 42
"""The classic dashboard schema of Grafana 12.3; later versions read it too."""

COLUMNS = 24
"""Width of Grafana's grid."""


def dashboard(
    uid: str,
    title: str,
    description: str,
    panels: Sequence[Json],
    *,
    variables: Sequence[Json] = (),
    span: str = "now-6h",
) -> Json:
    """A dashboard that shows the last `span`; panels flow from left to right into rows of 24 columns."""
    return {
        "id": None,
        "uid": uid,
        "title": title,
        "description": description,
        "tags": ["forewarn"],
        "schemaVersion": SCHEMA_VERSION,
        "version": 1,
        "editable": False,
        "graphTooltip": 1,
        "timezone": "browser",
        "refresh": "30s",
        "time": {"from": span, "to": "now"},
        "templating": {"list": list(variables)},
        "annotations": {"list": []},
        "links": [],
        "panels": placed(panels),
    }


def placed(panels: Sequence[Json]) -> list[Json]:
    """The panels with an id and a place each; a row is as high as its highest panel."""
    x = y = height = 0
    result = []
    for number, panel in enumerate(panels, start=1):
        size = panel["gridPos"]
        if x + size["w"] > COLUMNS:
            x, y, height = 0, y + height, 0
        result.append({**panel, "id": number, "gridPos": {**size, "x": x, "y": y}})
        x, height = x + size["w"], max(height, size["h"])
    return result


def variable(name: str, label: str, description: str, query: str) -> Json:
    """A choice of one value among the answer's text column; the answer's first row is chosen at first."""
    flux = source(query)
    return {
        "type": "query",
        "name": name,
        "label": label,
        "description": description,
        "datasource": DATA_SOURCE,
        "query": {"query": flux, "refId": "v"},
        "definition": flux,
        "refresh": 2,  # when the time range changes: an asset may have come since
        "sort": 0,  # as the query has it: worst first
        "multi": False,
        "includeAll": False,
        "options": [],
        "current": {},
    }

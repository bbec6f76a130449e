"""A dashboard around its panels: identity, variables, and a place for each panel."""

from collections.abc import Mapping, Sequence

from grafana.panels import DATA_SOURCE, Json
from store.queries import source

SCHEMA_VERSION = 42
"""The classic dashboard schema of Grafana 12.3; later versions read it too."""

COLUMNS = 24
"""Width of Grafana's grid."""

_MENU: Json = {
    "type": "dashboards",
    "title": "Questions",
    "tooltip": "The other dashboards, with the same time range and variables",
    "icon": "external link",
    "tags": ["forewarn"],
    "asDropdown": True,
    "includeVars": True,
    "keepTime": True,
    "targetBlank": False,
    "url": "",
}


def dashboard(
    uid: str,
    title: str,
    description: str,
    panels: Sequence[Json],
    *,
    variables: Sequence[Json] = (),
    annotations: Sequence[Json] = (),
    span: str = "now-6h",
) -> Json:
    """A dashboard that shows the last `span`; panels flow from left to right into rows of 24 columns.

    A menu leads to all the others, and takes the time range and the variables along.
    """
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
        "annotations": {"list": list(annotations)},
        "links": [_MENU],
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


def variable(name: str, label: str, description: str, query: str, *, many: bool = False) -> Json:
    """A choice among the answer's text column.

    One value, the answer's first row at first; or with `many` any number of them, all at first: such a variable stands
    in Flux as `=~ /^${name:regex}$/`.
    """
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
        "multi": many,
        "includeAll": many,
        # A pattern and not the list of all: a fleet's names would not fit into an address.
        **({"allValue": ".*"} if many else {}),
        "options": [],
        "current": {"selected": True, "text": ["All"], "value": ["$__all"]} if many else {},
    }


def choice(name: str, label: str, description: str, values: Mapping[str, str]) -> Json:
    """A choice of one of some fixed values, the first at first; the mapping gives the text that stands for each."""
    first = next(iter(values))
    return {
        "type": "custom",
        "name": name,
        "label": label,
        "description": description,
        "query": ", ".join(f"{text} : {value}" for value, text in values.items()),
        "multi": False,
        "includeAll": False,
        "options": [{"selected": value == first, "text": text, "value": value} for value, text in values.items()],
        "current": {"selected": True, "text": values[first], "value": first},
    }


def annotation(name: str, query: str, colour: str) -> Json:
    """Marks on every time axis, which can be switched off.

    The answer is one table with the columns `_time` and `text`, and may have `title`, `tags` (comma-separated), and
    `timeend` (milliseconds since 1970), which makes a mark a span.
    """
    return {
        "name": name,
        "datasource": DATA_SOURCE,
        "enable": True,
        "hide": False,
        "iconColor": colour,
        "mappings": {"time": {"source": "field", "value": "_time"}},
        "target": {"refId": "A", "query": source(query)},
    }

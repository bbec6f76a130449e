"""Maps: places from the columns `lat` and `lon` of an answer, on outlines of countries that need no network."""

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from grafana.panels import Json, Look, panel, target

_GROUND: Json = {
    "type": "geojson",
    "name": "Countries",
    "config": {
        "src": "public/maps/countries.geojson",
        "rules": [],
        "style": {"color": {"fixed": "semi-dark-blue"}, "opacity": 0.1, "lineWidth": 1},
    },
}
_CONTROLS: Json = {
    "showZoom": True,
    "mouseWheelZoom": False,  # it would catch everybody who scrolls past
    "showAttribution": False,
    "showScale": True,
    "showMeasure": False,
    "showDebug": False,
}
_CLOSEST = 15
"""Highest zoom of a map that fits itself: a few streets, should all stand in one place."""


def geomap(
    title: str, description: str, queries: Mapping[str, str], layers: Sequence[Json], **look: Unpack[Look]
) -> Json:
    """A map of some layers that fits itself to the first; `queries` are shipped ones by the reference of a layer."""
    options = {
        "view": {"id": "fit", "allLayers": False, "layer": layers[0]["name"], "zoom": _CLOSEST, "padding": 10},
        "basemap": _GROUND,
        "controls": _CONTROLS,
        "layers": list(layers),
        "tooltip": {"mode": "details"},
    }
    made = panel("geomap", title, description, next(iter(queries.values())), options=options, **look)
    return {**made, "targets": [{**target(query), "refId": reference} for reference, query in queries.items()]}


def route(name: str, reference: str, *, colour: str | None = None) -> Json:
    """A line through all places in their order, coloured by a column, or thin and grey."""
    style: Json = {"color": {"fixed": "gray"}, "size": {"fixed": 1, "min": 1, "max": 4}, "opacity": 0.6}
    if colour:
        style = {"color": {"field": colour, "fixed": "gray"}, "size": {"fixed": 4, "min": 1, "max": 4}, "opacity": 1}
    return _layer("route", name, reference, {"style": style, "arrow": 0})


def markers(name: str, reference: str, *, colour: str, text: str) -> Json:
    """A dot at each place, coloured by a column and named by another."""
    style: Json = {
        "color": {"field": colour, "fixed": "blue"},
        "size": {"fixed": 8, "min": 8, "max": 8},
        "opacity": 0.9,
        "symbol": {"mode": "fixed", "fixed": "img/icons/marker/circle.svg"},
        "text": {"mode": "field", "field": text, "fixed": ""},
        "textConfig": {"fontSize": 12, "textAlign": "left", "textBaseline": "middle", "offsetX": 12, "offsetY": 0},
    }
    return _layer("markers", name, reference, {"style": style, "showLegend": False})


def heat(name: str, reference: str, *, weight: str) -> Json:
    """Heat around places: the sum of a column from 0 to 1, whose field options must say that range."""
    config: Json = {"weight": {"field": weight, "fixed": 1, "min": 0, "max": 1}, "radius": 6, "blur": 12}
    return _layer("heatmap", name, reference, config)


def _layer(kind: str, name: str, reference: str, config: dict[str, Any]) -> Json:
    return {
        "type": kind,
        "name": name,
        "config": config,
        "filterData": {"id": "byRefId", "options": reference},
        "location": {"mode": "coords", "latitude": "lat", "longitude": "lon"},
        "tooltip": True,
    }

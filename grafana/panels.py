"""Panels: one function a kind. Each takes what differs and adds what all panels share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Required, TypedDict, Unpack

from store.queries import source

Json = dict[str, Any]

DATA_SOURCE: Json = {"type": "influxdb", "uid": "forewarn-influx"}
"""The data source that is provisioned beside the dashboards; nothing else is queried."""

PLUGIN_VERSION = "12.3.3"
"""The Grafana whose panel options these are: an older number would make Grafana migrate them on load."""

_GAP_MS = 5 * 60_000
"""A line bridges gaps up to this long, in milliseconds; a longer silence must be seen as one."""


_SHORT = {
    "width": "custom.width", "min_width": "custom.minWidth", "wrap": "custom.wrapText", "cell": "custom.cellOptions",
    "hidden": "custom.hideFrom.viz",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer, how it is headed, and its field options."""

    name: str
    heading: str
    options: Mapping[str, Any]


def column(name: str, heading: str = "", **options: Any) -> Column:
    """A column that keeps its name where no heading is given; options as in `matching`."""
    return Column(name, heading or name, options)


class Look(TypedDict, total=False):
    """What every kind of panel takes.

    `size` is its width in columns (1 to 24) and its height in rows of 30 pixels; the dashboard finds the place. `unit`
    is Grafana's id of the unit of its values, `none` where it is not given. `defaults` and `overrides` are further
    field options, for all fields and for single ones.
    """

    size: Required[tuple[int, int]]
    unit: str
    defaults: Json
    overrides: Sequence[Json]


def panel(
    kind: str,
    title: str,
    description: str,
    query: str,
    *,
    options: Json,
    transformations: Sequence[Json] = (),
    **look: Unpack[Look],
) -> Json:
    """A panel on one shipped query.

    Parameters
    ----------
    kind : Grafana's name of the panel plugin, for example `table`
    query : the file's name in `queries/` without `.flux`
    look : see `Look`
    """
    width, height = look["size"]
    return {
        "type": kind,
        "title": title,
        "description": description,
        "datasource": DATA_SOURCE,
        "pluginVersion": PLUGIN_VERSION,
        "gridPos": {"w": width, "h": height},
        "targets": [target(query)],
        "options": options,
        "fieldConfig": {
            "defaults": {"unit": look.get("unit", "none"), **look.get("defaults", {})},
            "overrides": list(look.get("overrides", ())),
        },
        "transformations": list(transformations),
    }


def target(query: str) -> Json:
    """A panel's query, as the file of `queries/` has it."""
    return {"refId": "A", "datasource": DATA_SOURCE, "query": source(query)}


def stat(
    title: str,
    description: str,
    query: str,
    *,
    columns: Sequence[Column] = (),
    texts: bool = False,
    vertical: bool = False,
    **look: Unpack[Look],
) -> Json:
    """Large figures, one for each of `columns` in their order; or one a series.

    With `texts` there are columns of text among them; `vertical` puts them below each other.
    """
    options: Json = {
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "/.*/" if texts else "", "values": False},
        "colorMode": "background_solid",
        "graphMode": "none",
        "justifyMode": "center",
        "orientation": "horizontal" if vertical else "auto",
        "textMode": "value_and_name",
        "wideLayout": True,
    }
    transformations = arranged(columns) if columns else []
    look["overrides"] = [*styled(columns), *look.get("overrides", ())]
    return panel("stat", title, description, query, options=options, transformations=transformations, **look)


def table(
    title: str, description: str, query: str, *, columns: Sequence[Column], empty: str = "", **look: Unpack[Look]
) -> Json:
    """Rows of the answer; `columns` says which columns are shown, in their order.

    `empty` stands there when there are no rows, and in cells without a value.
    """
    cells: Json = {"custom": {"align": "auto", "cellOptions": {"type": "auto"}, "inspect": False}}
    look["defaults"] = {**cells, **({"noValue": empty} if empty else {})}
    look["overrides"] = [*styled(columns), *look.get("overrides", ())]
    options = {"showHeader": True, "cellHeight": "sm"}
    return panel("table", title, description, query, options=options, transformations=arranged(columns), **look)


def time_series(
    title: str, description: str, query: str, *, label: str, custom: Json | None = None, **look: Unpack[Look]
) -> Json:
    """Lines over time, each named by its `label` column; `custom` are field options of this kind of panel."""
    lines = {"drawStyle": "line", "lineWidth": 1, "fillOpacity": 0, "showPoints": "never", "spanNulls": _GAP_MS}
    look["defaults"] = {
        "displayName": f"${{__field.labels.{label}}}",
        "custom": {**lines, **(custom or {})},
        **look.get("defaults", {}),
    }
    options = {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
        "tooltip": {"mode": "multi", "sort": "desc"},
    }
    return panel("timeseries", title, description, query, options=options, **look)


def override(field: str, **properties: Any) -> Json:
    """Field options of one column, by the name that it is shown under."""
    return matching("byName", field, **properties)


def matching(matcher: str, options: str, **properties: Any) -> Json:
    """Field options of all columns that one of Grafana's matchers finds, such as `byType` or `byRegexp`.

    `__` in a property's name stands for a dot; those of `_SHORT` are a table's own.
    """
    listed = [{"id": _SHORT.get(name, name.replace("__", ".")), "value": value} for name, value in properties.items()]
    return {"matcher": {"id": matcher, "options": options}, "properties": listed}


def keep(columns: Iterable[str]) -> Json:
    """Drops every other column, so that Flux's own (`_start`, `_measurement`) are not shown."""
    return {"id": "filterFieldsByName", "options": {"include": {"names": list(columns)}}}


def styled(columns: Sequence[Column]) -> list[Json]:
    """The field options of the columns that have some."""
    return [override(each.heading, **each.options) for each in columns if each.options]


def arranged(columns: Sequence[Column]) -> list[Json]:
    """Drops every other column, puts these in their order and heads them."""
    rename = {each.name: each.heading for each in columns}
    order = {each.name: index for index, each in enumerate(columns)}
    options = {"excludeByName": {}, "indexByName": order, "renameByName": rename}
    return [keep(rename), {"id": "organize", "options": options}]

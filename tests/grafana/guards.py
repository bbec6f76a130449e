"""What every shipped dashboard must keep to: one function a guard, each gives the problems that it sees."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from store import queries

Json = dict[str, Any]
Guard = Callable[[Json], list[str]]

PROVISIONED = frozenset({"forewarn-influx"})
"""Uids of the data sources in grafana/provisioning/datasources."""

_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FILLED_IN = re.compile(r"\$\{(?!\w+:regex\})[^}]*\}?")


def uid_is_kebab_case(dashboard: Json) -> list[str]:
    """Links and alert rules name a dashboard by its uid."""
    uid = dashboard.get("uid")
    good = isinstance(uid, str) and _KEBAB.fullmatch(uid) and len(uid) <= 40
    return [] if good else [f"uid {uid!r} is not kebab-case of at most 40 characters"]


def identity_is_portable(dashboard: Json) -> list[str]:
    """A database id would clash with another Grafana's; an old schema would be migrated at each load."""
    wanted: Json = {"id": None, "schemaVersion": 42}
    problems = [f"{name} is not {value}" for name, value in wanted.items() if dashboard.get(name, "") != value]
    return problems + [f"{name} is not set" for name in ("timezone", "refresh", "title") if not dashboard.get(name)]


def panels_are_told_apart(dashboard: Json) -> list[str]:
    """Alert rules link to a panel by its id."""
    ids = [panel.get("id") for panel in panels(dashboard)]
    return [] if len(set(ids)) == len(ids) and None not in ids else [f"panel ids {ids} are not unique"]


def panels_explain_themselves(dashboard: Json) -> list[str]:
    """The description is the help text in the panel's corner."""
    return [f"{name(panel)}: no description" for panel in panels(dashboard) if not panel.get("description", "").strip()]


def panels_have_a_unit(dashboard: Json) -> list[str]:
    """A number without a unit is read wrong sooner or later; `none` says that it has none."""
    units = [(name(panel), panel.get("fieldConfig", {}).get("defaults", {}).get("unit")) for panel in panels(dashboard)]
    return [f"{title}: no unit" for title, unit in units if not unit]


def data_sources_are_provisioned(dashboard: Json) -> list[str]:
    """Anything else would be there on one machine only."""
    found = [(owner, part.get("datasource")) for owner, part in _askers(dashboard)]
    return [
        f"{owner}: data source {source!r} is not provisioned"
        for owner, source in found
        if not isinstance(source, dict) or source.get("uid") not in PROVISIONED
    ]


def flux_is_not_filled_in(dashboard: Json) -> list[str]:
    """`${...}` would be Flux's own interpolation to everybody but Grafana; only `${name:regex}` is allowed."""
    found = [(owner, match[0]) for owner, text in flux(dashboard) for match in _FILLED_IN.finditer(text)]
    return [f"{owner}: {text} in Flux" for owner, text in found]


def queries_come_from_files(dashboard: Json) -> list[str]:
    """A query that lives in a dashboard only is checked by nothing."""
    shipped = {queries.source(query) for query in queries.names()}
    return [f"{owner}: its query is no file of queries/" for owner, text in flux(dashboard) if text not in shipped]


GUARDS: tuple[Guard, ...] = (
    uid_is_kebab_case,
    identity_is_portable,
    panels_are_told_apart,
    panels_explain_themselves,
    panels_have_a_unit,
    data_sources_are_provisioned,
    flux_is_not_filled_in,
    queries_come_from_files,
)


def shared_uids(dashboards: dict[Path, Json]) -> list[str]:
    """Uids that more than one file claims: Grafana would load one of them."""
    owners: dict[str, list[str]] = {}
    for path, dashboard in dashboards.items():
        owners.setdefault(str(dashboard.get("uid")), []).append(path.name)
    return [f"uid {uid} is in {', '.join(files)}" for uid, files in owners.items() if len(files) > 1]


def panels(dashboard: Json) -> list[Json]:
    """Every panel that shows data."""
    return [panel for panel in dashboard.get("panels", []) if panel.get("type") != "row"]


def name(panel: Json) -> str:
    """How a problem names a panel."""
    return str(panel.get("title") or f"panel {panel.get('id')}")


def flux(dashboard: Json) -> list[tuple[str, str]]:
    """Every query with the name of the panel or variable that asks it."""
    asked = [
        (name(panel), target.get("query", "")) for panel in panels(dashboard) for target in panel.get("targets", [])
    ]
    asked += [(item["name"], item["query"]["query"]) for item in _variables(dashboard)]
    return asked + [(item["name"], item["target"]["query"]) for item in _annotations(dashboard)]


def _askers(dashboard: Json) -> Iterator[tuple[str, Json]]:
    for panel in panels(dashboard):
        yield name(panel), panel
        for target in panel.get("targets", []):
            yield name(panel), target
    for item in (*_variables(dashboard), *_annotations(dashboard)):
        yield item["name"], item


def _variables(dashboard: Json) -> list[Json]:
    listed = dashboard.get("templating", {}).get("list", [])
    return [item for item in listed if item.get("type") == "query"]


def _annotations(dashboard: Json) -> list[Json]:
    listed: list[Json] = dashboard.get("annotations", {}).get("list", [])
    return listed

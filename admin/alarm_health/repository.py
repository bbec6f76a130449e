"""Alarms out of the points that the worker writes of incidents and of episodes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from admin.records import text
from admin.store import Store
from analytics.verdict.alarm_health import Alarm, rung
from contract.incidents import INCIDENT
from contract.measurements import FAULT, Measurement
from store.points import Point

Row = dict[str, Any]
_BEFORE_H = 2
"""So much earlier is looked: what was open when the span began was last written within an hour before it."""


@dataclass(frozen=True, slots=True)
class Source:
    """What an actor's episodes are of: the class of the asset, and the signal, "" where none is known."""

    asset_class: str
    signal: str


def told(store: Store, days: int) -> list[Alarm]:
    """What incidents have rung in the last days, or were still open then. Raises `GatewayError`."""
    rows = store.points("admin_incident_rings", *INCIDENT.tags, start=_start(days))
    return rung(_points(rows, INCIDENT, "incident", "state", "severity", "code"), "incident")


def raised(store: Store, days: int) -> tuple[list[Alarm], dict[tuple[str, str], Source]]:
    """The same of episodes, and what each of their actors is of. Raises `GatewayError`."""
    rows = store.points("admin_fault_rings", *FAULT.tags, start=_start(days))
    points = list(_points(rows, FAULT, "episode", "state"))
    return rung(points, "episode"), {(point.tags["asset"], point.tags["code"]): _source(point) for point in points}


def _start(days: int) -> str:
    return f"-{24 * days + _BEFORE_H}h"


def _source(point: Point) -> Source:
    return Source(point.tags["asset_class"], str(point.fields["signal"]))


def _points(rows: Iterable[Row], of: Measurement, name: str, *wanted: str) -> Iterator[Point]:
    """Points by time, of rows that say only what is new of their thing; one that lacks a `wanted` field is left out."""
    known: dict[str, Row] = defaultdict(dict)
    for row in rows:
        so_far = known[text(row, name)]
        so_far.update(row)
        if all(text(so_far, each) for each in (*of.tags, *wanted)):
            times = {each: so_far[each] for each in ("opened", "ended") if isinstance(so_far.get(each), int)}
            words = {each: text(so_far, each) for each in (*wanted, "signal")}
            yield Point(of.name, {tag: so_far[tag] for tag in of.tags}, {**words, **times}, so_far["_time"])

"""Writes the facts of each day that is over, beside the judging, out of what lies in the store.

A day is written once it is over where its assets stand; with the next two it is written again, as values may have come
late. After a start those of the last `BACK_DAYS` are written that the store does not have.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from analytics.worker.day_facts import Day, facts
from contract.errors import GatewayError
from contract.fleet_days import FLEET_DAY
from contract.measurements import COMMON_TAGS
from contract.threads import endure
from contract.time import DAY, HOUR, SECOND
from contract.zones import Zones
from store import queries
from store.gateway import Gateway
from store.points import Point, encode

log = logging.getLogger(__name__)

BACK_DAYS = 30
"""Days that are looked at after a start."""
AGAIN_DAYS = 3
"""Days that are written anew when another is over."""
GRACE_NS = HOUR
"""How long after its end a day waits for what is under way."""
LOOK_S, TROUBLE_S = 300.0, 60.0
TOGETHER = 20
"""Assets that one question is about."""

Row = dict[str, Any]
Home = tuple[str, ...]
"""An asset by its common tags."""


@dataclass(frozen=True, slots=True)
class Span:
    """A day in a zone: its date, and from when to when it lasts, ns."""

    day: date
    start: int
    stop: int

    @classmethod
    def of(cls, day: date, zone: str) -> "Span":
        """The day of that date; 23 or 25 hours long where the clock is changed."""
        return cls(day, _midnight(day, zone), _midnight(day + timedelta(days=1), zone))


class FleetDays:
    """A thread that looks now and then whether a day is over; `start` it, and `close` it."""

    def __init__(self, gateway: Gateway, zones: Zones, clock: Callable[[], int] = time.time_ns) -> None:
        self._gateway, self._zones, self._clock = gateway, zones, clock
        self._written: set[tuple[str, date]] | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = endure("worker-fleet-days", self._go_on)

    def close(self) -> None:
        """End; a question that is under way is waited for."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def look(self) -> int:
        """Write what is due, the newest days first; how many days were written. Raises `GatewayError`."""
        now = self._clock()
        written = self._written = self._known(now) if self._written is None else self._written
        due = [each for zone in self._kept() for each in _due(now, zone, written)]
        for zone, day in due:
            if self._stop.is_set():
                break
            write(self._gateway, self._zones, zone, day, self._stop.is_set)
            written.add((zone, day))
        return len(due)

    def _kept(self) -> set[str]:
        return {self._zones.default, *self._zones.sites.values()}

    def _known(self, now: int) -> set[tuple[str, date]]:
        """The days that the store has, but for the newest: they are to be written again."""
        start = now - (BACK_DAYS + 2) * DAY
        begun = self._gateway.query(queries.render("worker_days_written", start=start)).times().tolist()
        old = {zone: _days_before(now, zone)[AGAIN_DAYS:] for zone in self._kept()}
        return {(zone, day) for zone, days in old.items() for day in days if Span.of(day, zone).start in begun}

    def _go_on(self) -> None:
        while not self._stop.wait(self._attempt()):
            pass

    def _attempt(self) -> float:
        try:
            self.look()
        except GatewayError as error:
            log.warning("the facts of days have to wait %.0f s: %s", TROUBLE_S, error)
            return TROUBLE_S
        return LOOK_S


def _days_before(now: int, zone: str) -> list[date]:
    """The last days that are over, the newest first."""
    newest = _date(now - GRACE_NS, zone) - timedelta(days=1)
    return [newest - timedelta(days=back) for back in range(BACK_DAYS)]


def _due(now: int, zone: str, written: set[tuple[str, date]]) -> list[tuple[str, date]]:
    days = [(zone, day) for day in _days_before(now, zone)]
    again = set() if days[0] in written else set(days[:AGAIN_DAYS])
    return [each for each in days if each in again or each not in written]


def write(gateway: Gateway, zones: Zones, zone: str, day: date, ended: Callable[[], bool] = lambda: False) -> int:
    """Write the facts of a day of all assets whose sites keep that zone; how many. Raises `GatewayError`."""
    span, count = Span.of(day, zone), 0
    homes = [home for home in _homes(gateway, span) if zones.of(home[-1]) == zone]
    for at in range(0, len(homes), TOGETHER):
        if ended():
            break
        points = list(_points(gateway, homes[at : at + TOGETHER], span))
        gateway.write(FLEET_DAY.bucket, encode(points))
        count += len(points)
    return count


def _homes(gateway: Gateway, span: Span) -> list[Home]:
    # A day of UTC that has a part of this one begins a day before it at the earliest.
    found = gateway.query(queries.render("worker_day_assets", start=span.start - DAY, stop=span.stop))
    return sorted({_home(row) for row in found.rows()})


def _points(gateway: Gateway, homes: Sequence[Home], span: Span) -> Iterator[Point]:
    days = _days(gateway, [home[0] for home in homes], span)
    for home in homes:
        if (found := days.get(home)) is None or not found.signals:
            continue
        said = facts(found, span.start, span.stop)
        tags = dict(zip(COMMON_TAGS, home, strict=True))
        yield Point(FLEET_DAY.name, tags, {"day": span.day.isoformat(), **said}, span.start)


def _days(gateway: Gateway, assets: Sequence[str], span: Span) -> dict[Home, Day]:
    def ask(query: str, kind: type, start: int = span.start) -> Iterator[tuple[int, Row]]:
        frame = gateway.query(queries.render(query, start=start, stop=span.stop, assets=assets))
        times = frame.times().tolist() if "_time" in frame else [0] * len(frame)
        # What is of another type than it should be was not written by us.
        return ((at, row) for at, row in zip(times, frame.rows(), strict=True) if isinstance(row["_value"], kind))

    days: dict[Home, Day] = {}

    def of(row: Row) -> Day:
        return days.setdefault(_home(row), Day(row["asset_class"]))

    for _, row in ask("worker_day_signals", float):
        of(row).signals[row["signal"]][row["what"]] = row["_value"]
    for _, row in ask("worker_day_states", int):
        of(row).states[row["state"]] = row["_value"]
    # An episode that is open is told again hourly: a day before tells whether it was raised before.
    for moment, row in ask("worker_day_alarms", str, span.start - DAY):
        of(row).events.append((moment, row["episode"], row["_value"]))
    for _, row in ask("worker_day_incidents", int):
        of(row).opened.append(row["_value"])
    return days


def _home(row: Row) -> Home:
    return tuple(row[tag] for tag in COMMON_TAGS)


def _midnight(day: date, zone: str) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).timestamp()) * SECOND


def _date(at: int, zone: str) -> date:
    return datetime.fromtimestamp(at // SECOND, ZoneInfo(zone)).date()

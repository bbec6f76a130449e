"""Were the predictions right? What was foretold of each asset, one a day, held against what came of it.

A side job that asks the store one small question at a time: once a day for what was said on that day and on the day
that is thirty days older, and for some months of an asset when it has failed, was worked on, or did not fail after all.
What it writes follows from the store alone and lies at the time of what was said, or of the failure: doing it twice
changes nothing.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeGuard

from analytics.worker.ends import End, Ends
from analytics.worker.jobs import Job
from contract.hindsight import FORETOLD, OUTCOME
from contract.measurements import Value
from contract.time import DAY, HOUR
from store import queries
from store.gateway import Gateway
from store.points import Point, encode

EVERY_S = 5.0
"""One question at most each so often."""
LOOK_NS = HOUR
"""How often it is looked whether anything failed."""
MONTH_NS = 30 * DAY
"""What `p_fail_30d` is about."""
FOLLOWED_NS = 90 * DAY
"""What was foretold longer before a failure says nothing of it."""
BACK_DAYS = 60
"""How many days are looked at where none was yet."""
LIKELY = 0.5
"""Above this probability a failure is announced."""
_HOURS = ("rul_h", "rul_low_h", "rul_high_h")


class Foretold:
    """Which day is next, and of which assets something new is known."""

    def __init__(self, gateway: Gateway) -> None:
        self.job = Job("looking at what was foretold", EVERY_S)
        self._gateway, self._ends = gateway, Ends(gateway)
        self._looked, self._day = 0, 0
        self._due: set[str] = set()

    def turn(self, now: int, write: Callable[[list[str]], None]) -> None:
        """Do the next small part of it where it is time for one."""
        self.job.attempt(lambda: write(encode(self.points(now))), now)

    def points(self, now: int) -> list[Point]:
        """What the next question gives to write, at a time in nanoseconds. Raises `GatewayError`."""
        if not self._looked <= now < self._looked + LOOK_NS:
            self._due |= self._ends.look(now)
            self._looked = now
            return []
        if self._due:
            asset = min(self._due)
            points = list(self._settled(asset, now))
            self._due.discard(asset)
            return points
        return self._next_day(now)

    def _next_day(self, now: int) -> list[Point]:
        """What was said on the next day that is over, and what came of what was said thirty days before it."""
        day = self._day = self._day or self._first_day(now)
        if day + DAY > now:
            return []
        points = [*self._of_day(day, now), *self._of_day(day - MONTH_NS - DAY, now)]
        self._day += DAY
        # What was said on the day of a failure is the last that was said before it.
        self._due |= self._ends.since(day)
        return points

    def _first_day(self, now: int) -> int:
        start = now // DAY * DAY - BACK_DAYS * DAY
        newest = self._gateway.query(queries.render("worker_foretold_newest", start=start, stop=now)).times()
        return max(newest.tolist(), default=start) // DAY * DAY

    def _of_day(self, day: int, now: int) -> Iterator[Point]:
        """What was said first of each asset on a day, with what came of it up to now."""
        rows = self._gateway.query(queries.render("worker_said", start=day, stop=day + DAY)).rows()
        # Where a number comes later than the first words, it was not said with them.
        for row in rows:
            if row.get("method") and _known(row.get("p_fail_30d")):
                yield _point(row, self._ends.of(row["asset"]), now)

    def _settled(self, asset: str, now: int) -> Iterator[Point]:
        """What came of all that was said of an asset, and what was said before each end of its lives."""
        ends, start = self._ends.of(asset), now - FOLLOWED_NS - MONTH_NS
        rows = self._gateway.query(queries.render("worker_foretold", start=start, stop=now, asset=asset)).rows()
        yield from (_point(row, ends, now) for row in rows)
        for number, end in enumerate(ends):
            if end.tags and end.time >= start + FOLLOWED_NS:
                begin = max([end.time - FOLLOWED_NS, *(each.time for each in ends[:number] if not each.withdrawn)])
                yield outcome(end, [row for row in rows if begin <= row["_time"].value < end.time])


def came_true(said: Mapping[str, Any], time: int, ends: Sequence[End], now: int) -> dict[str, Value]:
    """What came, up to `now`, of what was said at a time (ns) of an asset with these ends, the first first."""
    after = next((end for end in ends if end.time > time and not end.withdrawn), None)
    took = -1.0
    if after and after.failed and after.time - time <= FOLLOWED_NS:
        took = (after.time - time) / HOUR
    fields: dict[str, Value] = {"verdict": _verdict(after, time, now), "took_h": took}
    low, high = said.get("rul_low_h"), said.get("rul_high_h")
    if took >= 0 and _known(low) and _known(high):
        fields["inside"] = bool(low <= took <= high)
    return fields


def outcome(end: End, said: Sequence[Mapping[str, Any]]) -> Point:
    """The end of a life, with what had been said in it, the oldest first."""
    fields: dict[str, Value] = {
        "failed": end.failed,
        "source": end.source,
        "mode": end.mode,
        "withdrawn": end.withdrawn,
    }
    fields |= {"lead_h": 0.0, "said_h": -1.0}
    for row in reversed(said):
        if row["p_fail_30d"] <= LIKELY:
            break
        fields["lead_h"] = (end.time - row["_time"].value) / HOUR
    if said:
        fields["said_h"] = (end.time - said[-1]["_time"].value) / HOUR
        fields |= {name: value for name, value in _said(said[-1]).items() if name != "rul_h"}
    return Point(OUTCOME.name, dict(end.tags or {}), fields, end.time)


def _verdict(after: End | None, time: int, now: int) -> str:
    if after and after.time - time <= MONTH_NS:
        return "failed" if after.failed else "spared"
    return "held" if now - time >= MONTH_NS else "open"


def _point(row: Mapping[str, Any], ends: Sequence[End], now: int) -> Point:
    time, tags = row["_time"].value, {name: row[name] for name in FORETOLD.tags}
    return Point(FORETOLD.name, tags, {**_said(row), **came_true(row, time, ends, now)}, time)


def _said(row: Mapping[str, Any]) -> dict[str, Value]:
    numbers = {name: row[name] for name in ("p_fail_30d", *_HOURS) if _known(row.get(name))}
    return {**numbers, "method": str(row["method"])}


def _known(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and math.isfinite(value)

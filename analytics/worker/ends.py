"""When the lives of assets ended: by failures that a simulator wrote down or a person told of, or by work."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analytics.policies.maintenance import standing
from contract.failures.sensors import SENSOR_FAULTS
from contract.measurements import COMMON_TAGS
from contract.time import DAY, HOUR
from store import queries
from store.gateway import Gateway
from store.rows import whole

TRUTH_NS = 29 * DAY
"""How far back the first look for simulated failures reaches: not as far as telemetry is kept."""
KNOWN_NS = 150 * DAY
"""How far back those are taken over that were looked at before."""
OVERLAP_NS = 6 * HOUR
"""Later looks reach so far back before the one before them."""
_REPEATED_NS = 2 * HOUR
"""A state that lasts is written again hourly: one that is first seen this near to where a look begins is older."""

Tags = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class End:
    """One end of a life, at a time in nanoseconds: a failure, or work after which what was foretold cannot come true.

    All but work that was told of have the tags of their asset, a source, and the failure mode where that is known. A
    failure that was `withdrawn` is none.
    """

    time: int
    failed: bool
    mode: str = ""
    source: str = ""
    tags: Tags | None = None
    withdrawn: bool = False


class Ends:
    """The ends of lives as far as the store knows them; each look asks only for what is new of the simulated ones."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._simulated: dict[tuple[str, int, bool], End] = {}
        self._episodes: set[tuple[str, ...]] = set()
        self._told: dict[str, list[End]] = {}
        self._looked = 0

    def look(self, now: int) -> set[str]:
        """See what is new up to a time (ns): the assets of which there is. Raises `GatewayError`."""
        if not self._looked:
            self._take_over(now)
        start = min(self._looked, now) - OVERLAP_NS if self._looked else now - TRUTH_NS
        new = self._simulate(start, now)
        told: defaultdict[str, list[End]] = defaultdict(list)
        for asset, end in (*self._recorded(), *self._worked(now)):
            told[asset].append(end)
        changed = {asset for asset in told.keys() | self._told.keys() if told.get(asset) != self._told.get(asset)}
        self._told, self._looked = dict(told), now
        return new | changed

    def of(self, asset: str) -> list[End]:
        """The ends of an asset, the first first; withdrawn ones are among them."""
        simulated = (end for (own, *_), end in self._simulated.items() if own == asset)
        return sorted([*simulated, *self._told.get(asset, ())], key=lambda end: end.time)

    def all(self) -> dict[str, list[End]]:
        """Those of every asset that has any."""
        assets = {asset for asset, *_ in self._simulated} | self._told.keys()
        return {asset: self.of(asset) for asset in assets}

    def since(self, time: int) -> set[str]:
        """The assets of which an end at a time (ns) or later is known."""
        simulated = {asset for asset, ended, _ in self._simulated if ended >= time}
        return simulated | {asset for asset, ends in self._told.items() if any(end.time >= time for end in ends)}

    def _take_over(self, now: int) -> None:
        for row in self._gateway.query(queries.render("worker_outcomes", start=now - KNOWN_NS, stop=now)).rows():
            self._add(row, failed=bool(row["failed"]))

    def _simulate(self, start: int, now: int) -> set[str]:
        """Take simulated ends over, each the first time that it is seen."""
        new = set()
        for row in self._gateway.query(queries.render("worker_truth", start=start, stop=now)).rows():
            key = row["asset"], row["mode"], row["episode"], row["_value"]
            if key in self._episodes or row["mode"] in SENSOR_FAULTS:
                continue
            self._episodes.add(key)
            if row["_time"].value >= start + _REPEATED_NS and self._add(row, failed=row["_value"] == "failed"):
                new.add(row["asset"])
        return new

    def _add(self, row: Mapping[str, Any], *, failed: bool) -> bool:
        """Know of one more simulated end; false where it is known."""
        key, tags = (row["asset"], row["_time"].value, failed), {name: str(row[name]) for name in COMMON_TAGS}
        known = key in self._simulated
        self._simulated[key] = End(row["_time"].value, failed, str(row.get("mode") or ""), "truth", tags)
        return not known

    def _recorded(self) -> Iterator[tuple[str, End]]:
        """Failures that were told of; a row without its tags is left out."""
        for row in whole(self._gateway.blocks(queries.render("failures")), *COMMON_TAGS):
            tags = {name: str(row[name]) for name in COMMON_TAGS if name in row}
            if len(tags) == len(COMMON_TAGS):
                withdrawn, mode = row.get("withdrawn") is True, row.get("mode")
                said = mode if isinstance(mode, str) else ""
                yield row["asset"], End(row["_time"], True, said, "told", tags, withdrawn)

    def _worked(self, now: int) -> Iterator[tuple[str, End]]:
        """Work that has begun."""
        windows, _ = standing(whole(self._gateway.blocks(queries.render("maintenance")), "asset"))
        for window in windows:
            if not window.cancelled and window.work.begin <= now:
                yield window.work.asset, End(window.work.begin, failed=False)

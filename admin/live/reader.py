"""What is new in the store since the last look, whoever listens.

A look asks for what has a time of the last minutes, and compares it with what was told: points come late, and a store
does not say when one came. What comes later than that is found once a minute, when all is looked at.
"""

import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from admin.incidents import service as incidents
from admin.incidents.changes import Change, changes
from admin.incidents.incident import Incident
from admin.live import repository
from admin.live.repository import Sample
from admin.readings import risk
from admin.readings.risk import Risk
from admin.records import nanoseconds
from admin.store import Store
from contract.time import HOUR, MINUTE

LATE_NS = 5 * MINUTE
"""So much later than its time a point may come, and is still told at once."""
KEPT_NS = HOUR
"""Changes of incidents that are looked up at the beginning: who was away for less gets all that he missed."""
AGAIN_NS = HOUR + 10 * MINUTE
"""An open incident is written again within so long, at the latest."""
ALL_NS = MINUTE
"""How often all is looked at."""
SAMPLE_SINCE = "-1d"
"""How far back the first sample of an asset is looked for."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """Something to tell of an asset, as JSON; `time` is its point's, ns since 1970."""

    asset: str
    time: int
    json: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A change of an incident; its `id` is the same whoever tells it, and however often."""

    id: str
    change: Change
    incident: Incident


@dataclass(frozen=True, slots=True)
class News:
    """What is new: risks and samples of assets, changes of incidents, and incidents as they are, `None` once closed."""

    risks: list[Told] = field(default_factory=list)
    samples: list[Told] = field(default_factory=list)
    events: list[Told] = field(default_factory=list)
    incidents: dict[str, Told | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.risks or self.samples or self.events or self.incidents)


_RISK, _SAMPLE, _EVENT = TypeAdapter(Risk), TypeAdapter(Sample), TypeAdapter(Event)
_INCIDENT = TypeAdapter(Incident)


class Reader:
    """Looks again and again; for one thread. `clock` is ns since 1970.

    Changes of incidents before `since` (ns since 1970) are no news, nor those before `KEPT_NS` where it is not given.
    """

    def __init__(self, store: Store, clock: Callable[[], int] = time.time_ns, since: int | None = None) -> None:
        self._store, self._clock = store, clock
        self._since = clock() - KEPT_NS if since is None else since
        self._looked = self._all = 0
        """When the last look began that was answered, and the last at all."""
        self._risks: dict[str, Risk] = {}
        self._incidents: dict[str, Row] = {}
        self._samples: dict[str, Sample] = {}

    def read(self, assets: Collection[str]) -> News:
        """What is new since the last time, samples of these assets only. After a `GatewayError` nothing is lost."""
        now = self._clock()
        start = min(now, self._looked or now) - LATE_NS
        is_all = now - self._all >= ALL_NS
        asking = self._store.start(risk.since, self._store, risk.LOOK_BACK if is_all else start)
        samples = self._ask_samples(assets, start)
        newest = incidents.newest_points(self._store) if is_all else []
        rows = newest + incidents.points_since(self._store, start if self._looked else self._since - AGAIN_NS)
        risks = asking.result()
        self._looked, self._all = now, now if is_all else self._all
        news = News(risks=list(self._new_risks(risks)), samples=list(self._new_samples(samples, assets)))
        for row in sorted(rows, key=lambda row: row["_time"]):
            self._take(row, news)
        if is_all:
            self._forget({row["incident"] for row in newest})
        return news

    def _forget(self, lately: Collection[str]) -> None:
        """Keep those that are open or ended lately: this may go on for years."""
        self._incidents = {
            name: row
            for name, row in self._incidents.items()
            if name in lately or row["_time"] >= self._looked - ALL_NS
        }

    def _ask_samples(self, assets: Collection[str], start: int) -> dict[str, Sample]:
        known = [asset for asset in assets if asset in self._samples]
        first = [asset for asset in assets if asset not in self._samples]
        return {
            **repository.samples(self._store, known, start),
            **repository.samples(self._store, first, SAMPLE_SINCE),
        }

    def _new_risks(self, found: list[Risk]) -> Iterator[Told]:
        # An asset that moved to another site is two series: the last one is where it is.
        for item in {each.asset: each for each in found}.values():
            before = self._risks.get(item.asset)
            if before is None or (item.time >= before.time and item != before):
                self._risks[item.asset] = item
                yield Told(item.asset, nanoseconds(item.time), _RISK.dump_json(item))

    def _new_samples(self, found: dict[str, Sample], assets: Collection[str]) -> Iterator[Told]:
        self._samples = {asset: sample for asset, sample in self._samples.items() if asset in assets}
        for asset, item in found.items():
            before = self._samples.get(asset)
            whole = item.over(before)
            if before is None or (item.time >= before.time and whole != before):
                self._samples[asset] = whole
                yield Told(asset, nanoseconds(whole.time), _SAMPLE.dump_json(whole))

    def _take(self, row: Row, news: News) -> None:
        """A point of an incident, unless it is known or older than what is known."""
        name, before = row["incident"], self._incidents.get(row["incident"])
        if before is not None and (row["_time"] < before["_time"] or row == before):
            return
        self._incidents[name] = row
        found, at = incidents.told(row), row["_time"]
        news.incidents[name] = Told(found.asset, at, _INCIDENT.dump_json(found)) if found.is_open else None
        if at < self._since:
            return
        for change in changes(before, row):
            event = Event(id=f"{name}@{at}/{change}", change=change, incident=found)
            news.events.append(Told(found.asset, at, _EVENT.dump_json(event)))

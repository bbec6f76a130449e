"""A scenario come alive: all its machines and faults, as lines of line protocol for any run of moments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, compress, pairwise

import numpy as np
import numpy.typing as npt

from collectors import episodes
from collectors.control_unit import ASSET_CLASS, ControlUnits, Told, frame
from collectors.episodes import Episode
from collectors.grid import grid
from collectors.group import Group, Readings
from collectors.model import Asset, Indices, Mask, Times
from collectors.scenario import Planned, Scenario
from collectors.sensor_faults import SensorFault
from collectors.transport import LONGEST_NS, Delivery, InTransit, deliver
from collectors.truth import Chronicle, tags
from contract.measurements import ROAD_TYPES, TELEMETRY, Value
from contract.time import SECOND
from contract.trouble import TROUBLE_CODE
from store.points import Point, encode, encode_columns, key


@dataclass(frozen=True, slots=True)
class _Sheaf:
    """Lines in the order of time; `ends` (T,) is how many of them there are by each moment."""

    lines: Sequence[str]
    ends: npt.NDArray[np.int64]


class World:
    """The machines of one scenario. `enter` a moment once, then `advance` from there."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._conditions = scenario.conditions
        kinds = dict.fromkeys(asset.asset_class for asset in scenario.assets)
        members = ([asset for asset in scenario.assets if asset.asset_class == kind] for kind in kinds)
        self.groups = tuple(Group(assets, self._conditions) for assets in members)
        self._keys = {group: _keys(group) for group in self.groups}
        self._planned = self._plan()
        self._truth = Chronicle(self._conditions)
        self._units = {
            group: ControlUnits(self._conditions, partial(self._episodes, group))
            for group in self.groups
            if group.spec.name == ASSET_CLASS
        }
        self._transit = InTransit()
        self._now = scenario.start

    def enter(self, moment: int, period: int = SECOND) -> None:
        """Bring the world to a moment (ns since 1970), from wherever it was.

        Lines that were sampled before it and are due after it will arrive; `period` (ns) is the time between samples,
        which lay on its whole multiples.
        """
        for group in self.groups:
            group.enter(moment, partial(self._episodes, group))
        self._now = moment
        self._transit = InTransit()
        for group in self.groups:
            self._recover(group, moment, period)

    def advance(self, times: Times) -> list[str]:
        """Lines that arrive by the next moments, (T,) ns since 1970, all later than the last: telemetry and truth.

        What arrives by one moment comes before what arrives by the next, so their order does not depend on the pieces
        in which time is walked through.
        """
        after, self._now = self._now, int(times[-1])
        sheaves = []
        for group in self.groups:
            found = self._episodes(group, after, self._now)
            readings = group.advance(times, found, self._truth.held)
            sheaves += [self._tell(found, after, times), self._send(group, self._keys[group], readings, found)]
            if units := self._units.get(group):
                points = [_trouble(group, readings, *each) for each in units.told(after, self._now)]
                sheaves.append(_sheaf(points, times))
        return _in_order([self._arrive(times), *sheaves])

    def readings(self, times: Times) -> list[tuple[Group, Readings]]:
        """As `advance`, but as arrays, for those who judge signals instead of storing them."""
        after, self._now = self._now, int(times[-1])
        return [
            (group, group.advance(times, self._episodes(group, after, self._now), self._truth.held))
            for group in self.groups
        ]

    def replan(self, faults: Sequence[Planned]) -> None:
        """Let this plan be in force from now on; of the past it must say what the old one said."""
        self.scenario = replace(self.scenario, faults=tuple(faults))
        self._planned = self._plan()
        for units in self._units.values():
            units.forget()

    def _plan(self) -> dict[Group, list[tuple[Asset, Planned]]]:
        """What is planned for each group's machines."""
        return {
            group: [
                (group.assets[group.columns[entry.asset]], entry)
                for entry in self.scenario.faults
                if entry.asset in group.columns
            ]
            for group in self.groups
        }

    def _episodes(self, group: Group, after: int, until: int) -> list[Episode]:
        """What befalls a group's machines in (after, until], in the order of the plan."""
        return [
            episode
            for asset, entry in self._planned[group]
            for episode in episodes.of_asset(self.scenario, asset, entry, after, until)
        ]

    def _tell(self, found: Sequence[Episode], after: int, times: Times) -> _Sheaf:
        """The truth of these episodes; it is never late."""
        self._truth.look(found, int(times[-1]))
        points = [point for episode in found for point in self._truth.points(episode, after, int(times[-1]))]
        return _sheaf(points, times)

    def _send(self, group: Group, keys: Sequence[str], readings: Readings, found: Sequence[Episode]) -> _Sheaf:
        """Telemetry that arrives when it is sampled; the rest goes into transit."""
        deliveries = _deliveries(group, readings.times, found)
        lines = _encode(group, keys, readings, deliveries)
        heard = ~readings.silent
        if not deliveries:
            return _Sheaf(lines, heard.sum(axis=1).cumsum())
        prompt = heard.copy()
        numbers = heard.cumsum().reshape(heard.shape) - 1
        for column, delivery in deliveries.items():
            sent = [
                lines[number] if there else ""
                for number, there in zip(numbers[:, column], heard[:, column], strict=True)
            ]
            self._transit.post(group.assets[column].name, readings.times, delivery, sent)
            prompt[:, column] &= delivery.due == readings.times
        return _Sheaf([*compress(lines, prompt[heard])], prompt.sum(axis=1).cumsum())

    def _arrive(self, times: Times) -> _Sheaf:
        """What has been on its way and is due by these moments."""
        arrived = self._transit.take(int(times[-1]))
        ends = np.searchsorted([arrival.due for arrival in arrived], times, side="right")
        return _Sheaf([arrival.line for arrival in arrived], ends)

    def _recover(self, group: Group, moment: int, period: int) -> None:
        """Put back into transit what the group's machines have sampled before a moment and is due after it."""
        begin = max(moment - LONGEST_NS, self.scenario.start)
        times = grid(begin, moment, period)
        recent = self._episodes(group, begin, moment)
        delayed = dict.fromkeys(entry.asset for entry in recent if _on_lines(entry))
        if not delayed or not len(times):
            return
        part = Group([*delayed], self._conditions)
        part.enter(begin, lambda after, until: _of(self._episodes(group, after, until), delayed))
        found = _of(recent, delayed)
        self._send(part, _keys(part), part.advance(times, found, self._truth.held), found)
        self._transit.take(moment)


def _sheaf(points: list[Point], times: Times) -> _Sheaf:
    points.sort(key=lambda point: point.time)
    return _Sheaf(encode(points), np.searchsorted([point.time for point in points], times, side="right"))


def _trouble(group: Group, readings: Readings, asset: Asset, code: str, told: Told) -> Point:
    fields: dict[str, Value] = {"state": told.state, "mil": told.mil}
    if told.frame:
        # As it was read next: the unit's test and the samples do not fall together.
        at, column = int(np.searchsorted(readings.times, told.time)), group.columns[asset.name]
        fields |= frame(lambda name: float(readings.signal(name)[at, column]), readings.signals)
    return Point(TROUBLE_CODE.name, {**tags(asset), "code": code}, fields, told.time)


def _keys(group: Group) -> list[str]:
    """The series key of each machine's telemetry."""
    return [key(TELEMETRY.name, tags(asset)) for asset in group.assets]


def _of(found: Sequence[Episode], assets: Mapping[Asset, None]) -> list[Episode]:
    return [episode for episode in found if episode.asset in assets]


def _on_lines(episode: Episode) -> bool:
    return isinstance(episode.fault, SensorFault) and episode.fault.transport


def _deliveries(group: Group, times: Times, found: Sequence[Episode]) -> dict[int, Delivery]:
    """How the lines of those machines fare that have a transport fault, by the machine's column."""
    faulty: dict[int, list[Episode]] = {}
    for episode in found:
        if _on_lines(episode):
            faulty.setdefault(group.columns[episode.asset.name], []).append(episode)
    return {column: deliver(times, entries) for column, entries in faulty.items()}


def _in_order(sheaves: Sequence[_Sheaf]) -> list[str]:
    """All lines, moment by moment; those of one moment sheaf by sheaf."""
    bounds = zip(*(pairwise([0, *sheaf.ends.tolist()]) for sheaf in sheaves), strict=True)
    return [
        *chain.from_iterable(
            sheaf.lines[begin:end] for moment in bounds for sheaf, (begin, end) in zip(sheaves, moment, strict=True)
        )
    ]


def _encode(group: Group, keys: Sequence[str], readings: Readings, deliveries: Mapping[int, Delivery]) -> list[str]:
    """One line a machine and moment, those of one moment together; a silent machine gives none."""
    moments = len(readings.times)
    words = {"run_state": _words(group.spec.run_states, readings.states, readings.silent)}
    if readings.roads is not None:
        words["road_type"] = _words(ROAD_TYPES, readings.roads, readings.silent)
    stamps = np.repeat(readings.times, len(keys)).reshape(moments, len(keys))
    for column, delivery in deliveries.items():
        stamps[:, column] = delivery.stamped
    columns = dict(zip(readings.signals, readings.values.reshape(len(readings.signals), -1), strict=True))
    return encode_columns([*keys] * moments, stamps.ravel(), {**columns, **words})


def _words(known: Sequence[str], codes: Indices, silent: Mask) -> npt.NDArray[np.object_]:
    """The word of each code, in one row; None, which is not written, for a code of -1 and of a silent machine."""
    return np.array([*known, None], dtype=object)[np.where(silent, -1, codes)].ravel()

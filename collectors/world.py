"""A scenario come alive: all its machines and faults, as lines of line protocol for any run of moments."""

from collections.abc import Sequence

import numpy as np

from collectors import episodes
from collectors.episodes import Episode
from collectors.group import SPIN_UP_NS, Group, Readings
from collectors.model import Conditions, Times
from collectors.scenario import SECOND, Scenario
from collectors.truth import Chronicle, tags
from telemetry.measurements import TELEMETRY
from telemetry.points import encode, encode_columns, key

_BOOKS_OPEN_NS = SPIN_UP_NS + 86_400 * SECOND
"""How long before the scenario's start distance, fuel and charge begin to be counted."""


class World:
    """The machines of one scenario. `enter` a moment once, then `advance` from there."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        conditions = Conditions(scenario.seed, (scenario.start - _BOOKS_OPEN_NS) / SECOND, scenario.spells)
        kinds = dict.fromkeys(asset.kind for asset in scenario.assets)
        members = ([asset for asset in scenario.assets if asset.kind == kind] for kind in kinds)
        self.groups = tuple(Group(assets, conditions) for assets in members)
        self._keys = {group: [key(TELEMETRY.name, tags(asset)) for asset in group.assets] for group in self.groups}
        self._planned = {
            group: [entry for entry in scenario.faults if entry.asset in {asset.name for asset in group.assets}]
            for group in self.groups
        }
        self._truth = Chronicle(conditions)
        self._now = scenario.start

    def enter(self, moment: int) -> None:
        """Bring the world to a moment (ns since 1970), from wherever it was."""
        for group in self.groups:
            group.enter(moment, lambda after, until, group=group: self._episodes(group, after, until))  # type: ignore[misc]
        self._now = moment

    def advance(self, times: Times) -> list[str]:
        """Telemetry and truth of the next moments, (T,) ns since 1970, all later than the last."""
        after, self._now = self._now, int(times[-1])
        lines = []
        for group in self.groups:
            found = self._episodes(group, after, self._now)
            readings = group.advance(times, found, self._truth.held)
            lines += encode(point for episode in found for point in self._truth.points(episode, after, self._now))
            lines += _encode(group, self._keys[group], readings)
        return lines

    def readings(self, times: Times) -> list[tuple[Group, Readings]]:
        """As `advance`, but as arrays, for those who judge signals instead of storing them."""
        after, self._now = self._now, int(times[-1])
        return [
            (group, group.advance(times, self._episodes(group, after, self._now), self._truth.held))
            for group in self.groups
        ]

    def _episodes(self, group: Group, after: int, until: int) -> Sequence[Episode]:
        planned = self._planned[group]
        return [episode for entry in planned for episode in episodes.between(self.scenario, entry, after, until)]


def _encode(group: Group, keys: Sequence[str], readings: Readings) -> list[str]:
    """One line a machine and moment, those of one moment together; a silent machine gives none."""
    moments = len(readings.times)
    names = np.array(group.spec.run_states, dtype=object)
    states = names[readings.states]
    states[readings.silent] = None
    columns = dict(zip(readings.signals, readings.values.reshape(len(readings.signals), -1), strict=True))
    return encode_columns(
        [*keys] * moments,
        np.repeat(readings.times, len(keys)),
        {**columns, "run_state": states.ravel()},
    )

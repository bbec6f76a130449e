"""All machines of one kind, in one step: physics under whatever faults are at work, then sensors, then readings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from collectors import registry, sensor_faults
from collectors.episodes import Episode
from collectors.faults import Fault
from collectors.model import Asset, Clock, Conditions, Indices, Motion, Physics, Times
from collectors.noise import Array, keys, normal, smooth
from collectors.sensor_faults import Channel, SensorFault
from collectors.wire import Wire
from contract.catalogue import CLASSES
from contract.time import HOUR, MINUTE, SECOND

SPIN_UP_NS = 48 * HOUR
"""Physics runs for about this long, unseen, before it is shown: longer than any of its states remembers."""
_FINE_SPIN_UP_NS = 7200 * SECOND
_SPIN_UP_STEP_NS = MINUTE
_SPIN_UP_SHARE = 90
"""What is long ago is forgotten all but a little: its steps are one part in this of the time that has passed since."""
_SPIN_UP_BLOCK = 60
"""Steps at a time: few enough for the arrays of a large group to stay in the processor's cache."""
_LONGEST_STEP_NS = 15 * SECOND
"""Duty changes within a minute: physics takes no longer steps than this where it is shown."""
_SLOW_NOISE_S = 150.0
_MILLISECOND = 10**6

Held = Callable[[Episode], float]
"""The value that a stuck sensor keeps."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What n machines report at T moments: `values` is (signals, T, n), NaN where there is no reading."""

    times: Times
    states: Indices
    signals: tuple[str, ...]
    values: Array
    silent: npt.NDArray[np.bool_]
    """(T, n): the machine's whole message is lost."""
    roads: Indices | None = None
    """Of vehicles, (T, n): the kind of road as an index into `ROAD_TYPES`, -1 where none is driven on."""

    def signal(self, name: str) -> Array:
        """One signal, (T, n)."""
        return np.asarray(self.values[self.signals.index(name)])


class Group:
    """n machines of one kind in one world. Moments must be entered once (`enter`) and then go on (`advance`)."""

    def __init__(self, assets: Sequence[Asset], world: Conditions) -> None:
        self.assets = tuple(assets)
        physics = registry.KINDS[assets[0].asset_class]
        self.spec = CLASSES[assets[0].asset_class]
        self._make: Callable[[], Physics] = lambda: physics(self.assets, world)
        self.physics = self._make()
        self.signals = tuple(self.physics.sensors)
        names = [asset.name for asset in assets]
        self.columns = {name: column for column, name in reversed([*enumerate(names)])}
        """Where each asset stands in the arrays; of twins the first, which is the one that a fault befalls."""
        sensors = self.physics.sensors.values()
        self._white, self._slow = (
            np.array([getattr(sensor, part) for sensor in sensors])[:, None, None] for part in ("white", "slow")
        )
        self._white_keys, self._slow_keys = (
            np.stack([keys(world.seed, names, f"{part} {signal}") for signal in self.signals])[:, None, :]
            for part in ("white", "slow")
        )
        self._wire = Wire(self.spec, self.signals)
        self._now = 0

    def enter(self, moment: int, episodes: Callable[[int, int], Sequence[Episode]]) -> None:
        """Bring the physics to a moment, from far enough before it that nothing of the beginning is left."""
        self.physics = self._make()
        coarse = moment - _AGES
        self._now = int(2 * coarse[0] - coarse[1])
        fine = _refined(np.array([moment]), int(coarse[-1]))[0]
        for times in (coarse, fine):
            for block in np.array_split(times, -(-len(times) // _SPIN_UP_BLOCK)):
                self._move(block, episodes(self._now, int(block[-1])))

    def advance(self, times: Times, episodes: Sequence[Episode], held: Held) -> Readings:
        """Go on through these moments, (T,), and read every sensor at each."""
        fine, shown = _refined(times, self._now)
        clock = Clock.of(times, self._now)
        motion = self._move(fine, episodes)
        shape = (len(fine), len(self.assets))
        true = np.stack([np.broadcast_to(motion.signals[name], shape)[shown] for name in self.signals])
        slots = (times // _MILLISECOND)[:, None]
        noisy = true + self._white * normal(self._white_keys, slots)
        noisy += self._slow * smooth(self._slow_keys, clock.t, _SLOW_NOISE_S)
        silent = np.zeros(true.shape[1:], np.bool_)
        values = self._wire.quantise(noisy)
        for episode in episodes:
            if isinstance(episode.fault, SensorFault) and not episode.fault.transport:
                self._distort(episode, clock, values, silent, held)
        states = np.asarray(motion.states[shown], np.int64)
        roads = None if motion.roads is None else motion.roads[shown]
        return Readings(times, states, self.signals, values, silent, roads)

    def _move(self, times: Times, episodes: Sequence[Episode]) -> Motion:
        """The physics of a block, under the faults that are at work in it."""
        clock = Clock.of(times, self._now)
        parameters = {name: value[None] for name, value in self.physics.healthy.items()}
        changed: dict[str, Array] = {}
        for episode in episodes:
            fault = episode.fault
            if isinstance(fault, Fault):
                if fault.parameter not in changed:
                    changed[fault.parameter] = np.repeat(parameters[fault.parameter], len(times), axis=0)
                value, column = changed[fault.parameter], self.columns[episode.asset.name]
                value[:, column] += (fault.failed - value[:, column]) * episode.acting(clock)
        self._now = int(clock.times[-1])
        return self.physics.advance(clock, parameters | changed)

    def _distort(
        self, episode: Episode, clock: Clock, values: Array, silent: npt.NDArray[np.bool_], held: Held
    ) -> None:
        """Lay a sensor fault over the readings, in place."""
        column, mode = self.columns[episode.asset.name], episode.fault.mode
        severity = episode.severity(clock.t)
        if episode.planned.signal is None:
            silent[:, column] |= (severity > 0) & sensor_faults.lost(episode.key, clock.times)
            values[:, silent[:, column], column] = np.nan
            return
        row = self.signals.index(episode.planned.signal)
        signal = self.spec.signals[episode.planned.signal]
        before = held(episode) if mode in sensor_faults.HELD else 0.0
        channel = Channel(signal, clock.times, severity, episode.amount, before, episode.key)
        wrong = sensor_faults.distort(mode, values[row, :, column], channel)
        values[row, :, column] = self._wire.quantise(wrong[:, None], row)[:, 0]


def _ages() -> Times:
    """How long before it is shown the physics is stepped, in ns, oldest first, down to the last, fine part."""
    ages = [_FINE_SPIN_UP_NS]
    while ages[-1] < SPIN_UP_NS:
        ages.append(ages[-1] + max(_SPIN_UP_STEP_NS, ages[-1] // _SPIN_UP_SHARE // SECOND * SECOND))
    return np.array(ages[::-1], np.int64)


_AGES = _ages()


def _refined(times: Times, before: int) -> tuple[Times, Indices]:
    """The moments with more between them where they are far apart, and where among these they are."""
    gaps = np.diff(times, prepend=before)
    parts = -(-gaps // _LONGEST_STEP_NS)
    shown = np.cumsum(parts) - 1
    left = np.repeat(shown, parts) - np.arange(int(parts.sum()))
    return np.repeat(times, parts) - left * np.repeat(gaps // parts, parts), shown

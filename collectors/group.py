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
from collectors.scenario import SECOND
from collectors.wire import Wire
from telemetry.catalogue import CLASSES

SPIN_UP_NS = 48 * 3600 * SECOND
"""Physics runs for this long, unseen, before it is shown: longer than any of its states remembers."""
SPIN_UP_STEP_NS = 60 * SECOND
SPIN_UP_BLOCK = 360
_FINE_SPIN_UP_NS = 3600 * SECOND
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

    def signal(self, name: str) -> Array:
        """One signal, (T, n)."""
        return np.asarray(self.values[self.signals.index(name)])


class Group:
    """n machines of one kind in one world. Moments must be entered once (`enter`) and then go on (`advance`)."""

    def __init__(self, assets: Sequence[Asset], world: Conditions) -> None:
        self.assets = tuple(assets)
        asset_class, physics = registry.KINDS[assets[0].kind]
        self.spec = CLASSES[asset_class]
        self._make: Callable[[], Physics] = lambda: physics(self.assets, world)
        self.physics = self._make()
        self.signals = tuple(self.physics.sensors)
        names = [asset.name for asset in assets]
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
        begin = (moment - SPIN_UP_NS) // SPIN_UP_STEP_NS * SPIN_UP_STEP_NS
        self._now = begin - SPIN_UP_STEP_NS
        times = np.append(np.arange(begin, moment - _FINE_SPIN_UP_NS, SPIN_UP_STEP_NS), moment - _FINE_SPIN_UP_NS)
        for block in np.array_split(times, len(times) // SPIN_UP_BLOCK):
            self._move(block, episodes(self._now, int(block[-1])))
        last = _refined(np.array([moment]), self._now)[0]
        self._move(last, episodes(self._now, moment))

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
            if not isinstance(episode.fault, Fault):
                self._distort(episode, clock, values, silent, held)
        return Readings(times, np.asarray(motion.states[shown], np.int64), self.signals, values, silent)

    def _move(self, times: Times, episodes: Sequence[Episode]) -> Motion:
        """The physics of a block, under the faults that are at work in it."""
        clock = Clock.of(times, self._now)
        parameters = {name: value[None] for name, value in self.physics.healthy.items()}
        for episode in episodes:
            fault = episode.fault
            if isinstance(fault, Fault):
                column = self.assets.index(episode.asset)
                value = np.broadcast_to(parameters[fault.parameter], (len(clock.t), len(self.assets))).copy()
                value[:, column] += (fault.failed - value[:, column]) * episode.acting(clock)
                parameters[fault.parameter] = value
        self._now = int(clock.times[-1])
        return self.physics.advance(clock, parameters)

    def _distort(
        self, episode: Episode, clock: Clock, values: Array, silent: npt.NDArray[np.bool_], held: Held
    ) -> None:
        """Lay a sensor fault over the readings, in place."""
        column, mode = self.assets.index(episode.asset), episode.fault.mode
        severity = episode.severity(clock.t)
        if episode.planned.signal is None:
            lost = sensor_faults.distort(mode, np.ones(len(clock.t)), severity, 0.0, 0.0, episode.key, clock.t)
            silent[:, column] |= np.isnan(lost)
            values[:, silent[:, column], column] = np.nan
            return
        row = self.signals.index(episode.planned.signal)
        stuck = held(episode) if mode == "sensor_stuck" else 0.0
        amount = episode.amount
        wrong = sensor_faults.distort(mode, values[row, :, column], severity, stuck, amount, episode.key, clock.t)
        values[row, :, column] = self._wire.quantise(wrong[:, None], row)[:, 0]


def _refined(times: Times, before: int) -> tuple[Times, Indices]:
    """The moments with more between them where they are far apart, and where among these they are."""
    gaps = np.diff(times, prepend=before)
    parts = -(-gaps // _LONGEST_STEP_NS)
    shown = np.cumsum(parts) - 1
    left = np.repeat(shown, parts) - np.arange(int(parts.sum()))
    return np.repeat(times, parts) - left * np.repeat(gaps // parts, parts), shown

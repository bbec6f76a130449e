"""Whether a machine with a fully grown fault shows an effect, against its sound twin under the same noise and duty."""

from functools import cache

import numpy as np
import numpy.typing as npt

from collectors import registry
from collectors.noise import Array
from collectors.shifts import hour
from collectors.written import min_deviation
from contract.catalogue import CLASSES
from contract.failures import Effect, Sense, When
from contract.time import DAY, HOUR
from tests.collectors.worlds import START, Life, conditions, episode, live_through

Flags = npt.NDArray[np.bool_]

_SETTLED = 12 * 60
"""Minutes until the slow states have followed a fault that was there at once."""
_FEWEST = 20
"""A condition that holds for fewer samples than this has not been tried."""
_RESTLESS = 2.0
_MOST = 1.25


@cache
def failed(kind: str, mode: str) -> Life:
    """Three days of a machine whose fault was fully grown from the start."""
    return failed_in(1, START, kind, mode)


def failed_in(seed: int, start: int, kind: str, mode: str) -> Life:
    """The same in another world and season; `start` in ns since 1970."""
    return live_through(episode(kind, mode, 0, seed, start), 3 * DAY, world=conditions(seed, start))


@cache
def growing(kind: str, mode: str) -> Life:
    """A machine's life while the fault grows, over four days, until it has failed."""
    return live_through(episode(kind, mode, 96 * HOUR), 96 * HOUR)


def during(when: When, life: Life) -> Flags:
    """The moments, (T,), at which the sound twin meets a condition; the first half day never counts."""
    times = life.readings.times
    met = np.arange(len(times)) >= _SETTLED
    if when.states:
        met &= life.in_state(*when.states)
    for signal, low, high in when.ranges:
        met &= (life.sound(signal) >= low) & (life.sound(signal) <= high)
    first, last = when.hours
    of_day = hour(times / 1e9)
    return met & ((of_day >= first) & (of_day < last) if first < last else (of_day >= first) | (of_day < last))


def contradiction(effect: Effect, life: Life, kind: str) -> str:
    """What speaks against an effect in this life, "" where nothing does."""
    found = _moved(effect, life, kind)
    if found or effect.most is None:
        return found
    change = np.abs(life.effect(effect.signal))
    usual, there = during(effect.when, life), during(effect.most, life)
    within, without = np.nanmean(change[usual & there]), np.nanmean(change[usual & ~there])
    return "" if within >= _MOST * without else f"{within:.3g} {effect.most.text}, {without:.3g} otherwise"


def _moved(effect: Effect, life: Life, kind: str) -> str:
    change = life.effect(effect.signal)
    met = during(effect.when, life) & np.isfinite(change)
    if met.sum() < _FEWEST:
        return f"only {met.sum()} samples {effect.when.text}"
    noise = 3 * registry.KINDS[kind].sensors[effect.signal].sigma
    matters = min_deviation(CLASSES[kind].signals[effect.signal])
    if effect.sense is Sense.FLUTTERS:
        broken, sound = (_restlessness(life.readings.signal(effect.signal)[:, twin], met) for twin in (0, 1))
        return "" if broken > _RESTLESS * sound else f"moves {broken:.3g} a sample, {sound:.3g} when sound"
    if effect.sense is Sense.STAYS:
        # The first moments under a condition may still show what was before it.
        most = float(np.quantile(np.abs(change[met]), 0.9))
        return "" if most <= max(noise, 0.5 * matters) else f"moves by {most:.3g}, noise is {noise:.3g}"
    change = change if effect.sense is Sense.RISES else -change
    middle = float(np.median(change[met]))
    return "" if middle > noise else f"{effect.sense} by {middle:.3g} only, noise is {noise:.3g}"


def _restlessness(values: Array, met: Flags) -> float:
    steps = np.diff(values)[met[1:]]
    return float(np.nanstd(steps))


def appears(life: Life, kind: str, signal: str) -> int:
    """The minute from which a signal is off by more than three sigma for most of an hour; past the end for never."""
    off = np.abs(life.sigmas(kind, signal)) > 3
    lasting = np.convolve(off, np.ones(60), "valid") >= 40
    return int(np.argmax(lasting)) if lasting.any() else len(off)

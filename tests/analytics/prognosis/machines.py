"""A pump whose signals have gone as a test says, and days of pumps that fail."""

from collections.abc import Callable, Iterator

import numpy as np

from analytics.engine.state import State
from analytics.ground.columns import Floats
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.layers.courses import Courses, add
from analytics.prognosis.signs import SPANS, row_of
from analytics.prognosis.training import Day, Days, days_of
from contract.time import DAY, HOUR

MIDNIGHT = 20_400 * DAY
SIGNALS = ("vibration_mm_s", "bearing_temp_c", "flow_m3h")


def pump(kind: int = SEASONAL) -> State:
    """One that knows what is normal, and has seen nothing yet."""
    state = State()
    asset = state.fleet.asset("PUMP-001", "pump", "north")
    for name in SIGNALS:
        state.fleet.series(asset, name)
    state.fit()
    state.of(Baseline).normal.kind[:] = kind
    return state


def goes(
    state: State, signal: str, days: int, expected: Floats | float, moved: Callable[[Floats], Floats], rests_h: int = 0
) -> int:
    """Let a signal of the pump move from what is expected as a function of the days says, sample by hour, but for the
    first hours of each day at rest; gives when that ends."""
    times = MIDNIGHT + HOUR * np.arange(24 * days)
    off = moved((times - MIDNIGHT) / DAY)
    at = np.full(len(times), state.fleet.find(0, signal))
    works = np.arange(len(times)) % 24 >= rests_h
    add(state.of(Courses), at[works], (expected + off)[works], off[works], times[works])
    state.assets.time[:] = times[-1]
    state.current.judged[at[0]] = times[-1]
    return int(times[-1])


SYMPTOMS = ("bearing_temp_c", "vibration_mm_s")


def days(failures: int, seed: int, repaired: int = 0) -> Days:
    """Days of pumps of which so many fail, after 20 sound days and 20 to 40 of wear that shows in both symptoms; others
    are repaired halfway."""
    rng = np.random.default_rng(seed)
    found = [day for number in range(failures + repaired) for day in _life(rng, number, number < failures)]
    return days_of(found, SYMPTOMS)


def _life(rng: np.random.Generator, number: int, is_left: bool) -> Iterator[Day]:
    wears = int(rng.integers(20, 40))
    progress = np.concatenate((np.zeros(20), np.arange(wears) / wears)) ** 2
    moved = 10 * progress[:, None] + rng.normal(size=(len(progress), len(SYMPTOMS)))
    end = len(progress) if is_left else 20 + wears // 2
    for day in range(end):
        means = np.array([moved[max(day - span + 1, 0) : day + 1].mean(axis=0) for span in SPANS])
        shown = row_of(np.concatenate((means, -np.diff(means, axis=0))))
        mode = "" if day < 20 else "bearing_wear"
        yield Day(f"PUMP-{number:03d}", 0, shown, 24.0 * (end - day), not is_left, mode)

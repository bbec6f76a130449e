"""A pump whose signals have gone as a test says."""

from collections.abc import Callable

import numpy as np

from analytics.engine.state import State
from analytics.ground.columns import Floats
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.layers.courses import Courses, add
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


def goes(state: State, signal: str, days: int, expected: Floats | float, moved: Callable[[Floats], Floats]) -> int:
    """Let a signal of the pump move from what is expected as a function of the days says, sample by hour; gives when
    that ends."""
    times = MIDNIGHT + HOUR * np.arange(24 * days)
    off = moved((times - MIDNIGHT) / DAY)
    at = np.full(len(times), state.fleet.find(0, signal))
    add(state.of(Courses), at, expected + off, off, times)
    state.assets.time[:] = times[-1]
    state.current.judged[at[0]] = times[-1]
    return int(times[-1])

"""Running a world in real time: the gap since the data ended is filled, then it goes on with the clock."""

import threading
import time
from collections.abc import Callable

from collectors.grid import BLOCK_STEPS, grid
from collectors.scenario import SECOND, Scenario
from collectors.sink import Progress, Sink, unwatched
from collectors.world import World
from telemetry.errors import ContractError

_FINE_GAP_NS = 600 * SECOND
"""What is further back than this is filled at the history's step, what is nearer at the live rate."""


def live(
    scenario: Scenario,
    writer: Sink,
    stop_event: threading.Event,
    rate_hz: float = 1.0,
    since: int | None = None,
    clock: Callable[[], int] = time.time_ns,
    progress: Progress = unwatched,
) -> None:
    """Write telemetry in real time until `stop_event` is set, having first filled the gap since the data ended.

    A gap of any kind (a restart, a suspended machine) is filled at the scenario's step, its last ten minutes at the
    live rate.

    Parameters
    ----------
    rate_hz : samples a second of every machine, above 0 and at most 50; they lie on whole multiples of 1/rate
    since : when the data ends, ns since 1970; the scenario's start where it is None
    clock : the time, ns since 1970
    progress : told how many seconds of the first gap are filled
    """
    period = _period(rate_hz)
    begin = last = scenario.start if since is None else since
    filled, missing = 0, max(0, clock() - begin) // SECOND
    world = World(scenario)
    world.enter(last)
    while not stop_event.is_set():
        now = clock()
        coarse = grid(last, now - _FINE_GAP_NS, scenario.step)
        times = (coarse if len(coarse) else grid(last, now, period))[:BLOCK_STEPS]
        if len(times):
            writer.write(world.advance(times))
            last = int(times[-1])
            if filled < missing:
                filled = min((last - begin) // SECOND, missing)
                progress(filled, missing)
        stop_event.wait(max(0.0, (last + period - clock()) / SECOND))


def _period(rate_hz: float) -> int:
    if not 0 < rate_hz <= 50:
        raise ContractError("rate_hz", f"{rate_hz} is not above 0 and at most 50")
    return round(SECOND / rate_hz)

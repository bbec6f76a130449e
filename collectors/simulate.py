"""Running a world: its history as fast as it goes, its present in real time, or either into a file."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from collectors.model import Times
from collectors.scenario import SECOND, Scenario
from collectors.sink import Progress, Sink, unwatched
from collectors.world import World
from telemetry.errors import ContractError

_BLOCK_STEPS = 360
_FINE_GAP_NS = 600 * SECOND
"""What is further back than this is filled at the history's step, what is nearer at the live rate."""


def backfill(
    scenario: Scenario,
    writer: Sink,
    progress: Progress,
    start: int,
    stop: int,
    stop_event: threading.Event | None = None,
) -> None:
    """Write the history of (start, stop], ns since 1970, at the scenario's step, on whole multiples of it.

    It ends early when `stop_event` is set; what is written by then is whole.
    """
    times = _grid(start, stop, scenario.step)
    if not len(times):
        return
    world = World(scenario)
    world.enter(start)
    done = 0
    for block in _blocks(times):
        if stop_event is not None and stop_event.is_set():
            return
        writer.write(world.advance(block))
        done += len(block)
        progress(done, len(times))


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
        coarse = _grid(last, now - _FINE_GAP_NS, scenario.step)
        times = (coarse if len(coarse) else _grid(last, now, period))[:_BLOCK_STEPS]
        if len(times):
            writer.write(world.advance(times))
            last = int(times[-1])
            if filled < missing:
                filled = min((last - begin) // SECOND, missing)
                progress(filled, missing)
        stop_event.wait(max(0.0, (last + period - clock()) / SECOND))


def to_file(scenario: Scenario, out: Path, start: int, stop: int, step: int) -> int:
    """Write the lines of (start, stop] at a step of one's own (ns) to a file; returns how many."""
    if step < SECOND // 50 or step > 300 * SECOND:
        raise ContractError("step", "must be between 0.02 s and 300 s")
    world = World(scenario)
    world.enter(start)
    count = 0
    with out.open("w", encoding="utf-8") as handle:
        for block in _blocks(_grid(start, stop, step)):
            lines = world.advance(block)
            handle.writelines(f"{line}\n" for line in lines)
            count += len(lines)
    return count


def _grid(start: int, stop: int, step: int) -> Times:
    """Whole multiples of the step in (start, stop]."""
    return np.arange(start // step * step + step, stop + 1, step, dtype=np.int64)


def _blocks(times: Times) -> Iterator[Times]:
    return (times[done : done + _BLOCK_STEPS] for done in range(0, len(times), _BLOCK_STEPS))


def _period(rate_hz: float) -> int:
    if not 0 < rate_hz <= 50:
        raise ContractError("rate_hz", f"{rate_hz} is not above 0 and at most 50")
    return round(SECOND / rate_hz)

"""Running a world as fast as it goes: its history into a sink, or any span into a file."""

import threading
from pathlib import Path

from collectors.grid import blocks, grid
from collectors.scenario import SECOND, Scenario
from collectors.sink import Progress, Sink
from collectors.world import World
from telemetry.errors import ContractError


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
    times = grid(start, stop, scenario.step)
    if not len(times):
        return
    world = World(scenario)
    world.enter(start)
    done = 0
    for block in blocks(times):
        if stop_event is not None and stop_event.is_set():
            return
        writer.write(world.advance(block))
        done += len(block)
        progress(done, len(times))


def to_file(scenario: Scenario, out: Path, start: int, stop: int, step: int) -> int:
    """Write the lines of (start, stop] at a step of one's own (ns) to a file; returns how many."""
    if step < SECOND // 50 or step > 300 * SECOND:
        raise ContractError("step", "must be between 0.02 s and 300 s")
    world = World(scenario)
    world.enter(start)
    count = 0
    with out.open("w", encoding="utf-8") as handle:
        for block in blocks(grid(start, stop, step)):
            lines = world.advance(block)
            handle.writelines(f"{line}\n" for line in lines)
            count += len(lines)
    return count

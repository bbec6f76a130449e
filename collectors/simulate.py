"""Running a world as fast as it goes: its history into a sink, or any span into a file."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from collectors.grid import blocks, grid
from collectors.scenario import Scenario
from collectors.sink import Progress, Sink, unwatched
from collectors.world import World
from contract.errors import ContractError
from contract.time import SECOND

_SHORTEST_STEP, _LONGEST_STEP = SECOND // 50, 600 * SECOND


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
    _play(scenario, writer, progress, (start, stop), scenario.step, stop_event or threading.Event())


def to_file(scenario: Scenario, out: Path, start: int, stop: int, step: int, progress: Progress = unwatched) -> int:
    """Write the lines of (start, stop] at a step of one's own (ns) to a file; returns how many."""
    if not _SHORTEST_STEP <= step <= _LONGEST_STEP:
        raise ContractError("step", "must be between 0.02 s and 600 s")
    with out.open("w", encoding="utf-8") as handle:
        sink = _File(handle)
        _play(scenario, sink, progress, (start, stop), step, threading.Event())
    return sink.count


@dataclass
class _File:
    """A sink that writes a line a line."""

    handle: TextIO
    count: int = 0

    def write(self, lines: Sequence[str]) -> None:
        """Take these lines."""
        if lines:
            self.handle.write("\n".join(lines) + "\n")
        self.count += len(lines)


def _play(
    scenario: Scenario, sink: Sink, progress: Progress, span: tuple[int, int], step: int, stop_event: threading.Event
) -> None:
    """Walk a world through a span, block by block."""
    times = grid(*span, step)
    if not len(times):
        return
    world = World(scenario)
    world.enter(span[0], step)
    done = 0
    for block in blocks(times):
        if stop_event.is_set():
            return
        sink.write(world.advance(block))
        done += len(block)
        progress(done, len(times))

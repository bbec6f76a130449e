"""What one tick of the worker's loop did, and what each of its parts took."""

import time
from dataclasses import dataclass
from itertools import pairwise
from typing import Self


class Moment:
    """A point in a tick: of the clock and of this thread's CPU time, seconds."""

    def __init__(self) -> None:
        self.clock, self.cpu = time.perf_counter(), time.thread_time()


@dataclass(frozen=True, slots=True)
class Tick:
    """What one tick did: samples scored, seconds still to be read, and milliseconds it took."""

    scored: int
    behind_s: float
    read_ms: float
    step_ms: float
    write_ms: float
    read_cpu_s: float
    step_cpu_s: float
    write_cpu_s: float
    """CPU time of the loop's thread; encoding counts as writing, the writers' threads do not."""

    @classmethod
    def of(cls, scored: int, behind_s: float, *moments: Moment) -> Self:
        """A tick whose four moments are its begin and the ends of reading, stepping and writing."""
        parts = list(pairwise(moments))
        walls = [1e3 * (end.clock - begin.clock) for begin, end in parts]
        return cls(scored, behind_s, *walls, *(end.cpu - begin.cpu for begin, end in parts))

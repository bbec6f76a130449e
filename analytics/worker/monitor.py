"""How the worker itself is: lag, rates and times, written every few seconds like any other measurement."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analytics.worker.tick import Tick
from contract.measurements import Value

if TYPE_CHECKING:
    from analytics.worker.loop import Worker

EVERY_S = 10.0


@dataclass(slots=True)
class Monitor:
    """Figures since the last report."""

    ticks: list[Tick] = field(default_factory=list)
    errors: int = 0
    faults: int = 0
    """Steps that failed through no fault of the store, since the start ..."""
    stumbled: int = 0
    """... and in a row, up to now."""
    behind_s: float = 0.0
    """How far behind the last tick was."""
    since: float = field(default_factory=time.monotonic)
    reported: bool = False
    cpu_s: float = 0.0
    """CPU time of the process, and of the writers' threads, at the last report."""
    writers_cpu_s: float = 0.0

    def ticked(self, done: Tick) -> None:
        """Note a tick."""
        self.ticks.append(done)
        self.behind_s = done.behind_s

    def failed(self) -> None:
        """Note a tick that the store's absence ended."""
        self.errors += 1

    def figures(self, worker: "Worker") -> dict[str, Value] | None:
        """The report, where one is due: seconds and milliseconds as the names say, counts as floats."""
        passed = time.monotonic() - self.since
        if passed < EVERY_S and not self._has_caught_up():
            return None
        state, ticks = worker.pipeline.state, self.ticks
        health, rollup = worker.health.stats(), worker.rollup.stats()
        newest = int(state.assets.time.max(initial=0))
        figures: dict[str, Value] = {
            "lag_s": (time.time_ns() - newest) / 1e9 if newest else 0.0,
            "behind_s": ticks[-1].behind_s if ticks else self.behind_s,
            "catch_up_s": _to_go(ticks, passed),
            "past_s": worker.past.to_go_s,
            "points_per_s": sum(tick.scored for tick in ticks) / passed,
            "read_ms": _mean(tick.read_ms for tick in ticks),
            "step_ms": _mean(tick.step_ms for tick in ticks),
            "write_ms": _mean(tick.write_ms for tick in ticks),
            "series": float(len(state.fleet)),
            "assets": float(len(state.fleet.assets)),
            "open_episodes": float(len(state.episodes.open)),
            "errors": float(self.errors),
            "faults": float(self.faults),
            "stumbled": float(self.stumbled),
            "failing_jobs": float(worker.failing_jobs),
            "failing_sources": float(worker.streams.failing),
            "refused_rows": float(len(worker.thresholds.refused) + len(worker.maintenance.refused)),
            "refused_assets": float(worker.sweep.refused),
            "passed_over": float(len(worker.guard.out)),
            "write_retries": float(health.retries + rollup.retries),
            "spooled_batches": float(health.spooled_batches + rollup.spooled_batches),
            "refused_lines": float(health.refused + rollup.refused),
            "given_up_bytes": float(health.given_up_bytes + rollup.given_up_bytes),
            **self._cpu(worker, passed),
        }
        self.ticks, self.since, self.reported = [], time.monotonic(), True
        return figures

    def _cpu(self, worker: "Worker", passed: float) -> dict[str, Value]:
        """What the CPU time went into, in per cent of a core; the rest of `cpu_pct` is what surrounds a tick."""
        process, writers = time.process_time(), worker.health.stats().cpu_s + worker.rollup.stats().cpu_s
        spent = {
            "read_cpu_pct": sum(tick.read_cpu_s for tick in self.ticks),
            "step_cpu_pct": sum(tick.step_cpu_s for tick in self.ticks),
            "write_cpu_pct": sum(tick.write_cpu_s for tick in self.ticks) + writers - self.writers_cpu_s,
            "cpu_pct": process - self.cpu_s,
        }
        self.cpu_s, self.writers_cpu_s = process, writers
        return {name: 100 * seconds / passed for name, seconds in spent.items()}

    def _has_caught_up(self) -> bool:
        """Whether this is the first tick that reached the present: who waits for a healthy worker learns it at once."""
        return not self.reported and bool(self.ticks) and self.ticks[-1].behind_s < 1


def _to_go(ticks: list[Tick], passed: float) -> float:
    """Seconds until a worker that is behind will have caught up at its pace; 0 where it has or comes no nearer."""
    if not ticks:
        return 0.0
    nearer = (ticks[0].behind_s - ticks[-1].behind_s) / passed
    return ticks[-1].behind_s / nearer if nearer > 0 and ticks[-1].behind_s > 1 else 0.0


def _mean(values: Iterable[float]) -> float:
    """The mean, 0 where there are none."""
    found = list(values)
    return sum(found) / len(found) if found else 0.0

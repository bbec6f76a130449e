"""Learning anew beside the loop: how long a tick takes while a fleet is refitted, and without that.

The worker runs in this process, against a live store that a simulated fleet writes to; what it learns anew runs as it
does in production. A turn is a tick and all that is done between two ticks, taking over what was learned included.
"""

import tempfile
import time
from pathlib import Path

import numpy as np

from analytics.ground.columns import Floats
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.learning.refresh import EVERY_NS, Refresh
from analytics.worker.loop import Worker
from bench.stand import Stand, with_fleet
from contract.time import MINUTE

HISTORY_DAYS = 3.0
SERIES_AN_ASSET = 19.0
"""Series that are fitted of an asset of a mixed fleet, a little less than the mean."""
ALONE = 60
"""Turns without learning, before it and after it."""
LONGEST = 1800
"""Turns after which learning is called endless."""


def measure(series: int) -> str:
    """Refit at least that many series beside the loop and tell what it did to the turns."""
    assets = max(1, round(series / SERIES_AN_ASSET))
    with with_fleet(assets, HISTORY_DAYS) as below, tempfile.TemporaryDirectory(prefix="forewarn-bench-") as folder:
        return _measure(below, Path(folder))


def _measure(below: Stand, folder: Path) -> str:
    with below.plan.gateway("worker") as gateway:
        worker = Worker(gateway, folder)
        worker.learn(lambda _what, _part: None)
        worker.cursor = time.time_ns() - MINUTE
        _turns(worker, 20)
        before = _turns(worker, ALONE)
        worker.pipeline.state.assets.learned[:] = 0
        worker.refresh = Refresh(gateway, time.time_ns() - EVERY_NS)
        begun, during = time.monotonic(), _turns(worker, LONGEST, while_learning=True)
        took = time.monotonic() - begun
        after = _turns(worker, ALONE)
        fitted = int((worker.pipeline.state.of(Baseline).normal.kind == SEASONAL).sum())
        renewed = int((worker.pipeline.state.assets.learned > 0).sum())
        worker.close()
    return _report(np.concatenate((before, after)), during, took, fitted, renewed)


def _turns(worker: Worker, count: int, *, while_learning: bool = False) -> Floats:
    """Milliseconds of turns, one a second; with `while_learning` until all that was learned is taken over."""
    times: list[float] = []
    while len(times) < count:
        begun = time.perf_counter()
        worker.turn(time.time_ns())
        times.append(1e3 * (time.perf_counter() - begun))
        if while_learning and not worker.refresh.busy:
            break
        time.sleep(max(0.0, 1 - times[-1] / 1e3))
    return np.array(times)


def _report(alone: Floats, during: Floats, took: float, fitted: int, renewed: int) -> str:
    figures = [np.percentile(times, [50, 99]) for times in (alone, during)]
    ratios = figures[1] / figures[0]
    return (
        f"{fitted:,} series of {renewed} assets learned anew beside the loop in {took:.0f} s\n"
        f"a turn of the worker, alone:         median {figures[0][0]:.0f} ms, 99th percentile {figures[0][1]:.0f} ms"
        f" ({len(alone)} turns)\n"
        f"a turn of the worker, while it runs: median {figures[1][0]:.0f} ms, 99th percentile {figures[1][1]:.0f} ms"
        f" ({len(during)} turns)\n"
        f"ratio: median {ratios[0]:.2f}, 99th percentile {ratios[1]:.2f}"
    )

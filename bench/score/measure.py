"""Points a second of a core and bytes a series, with all layers on, beside what others take for less.

    forewarn bench score [--series N] [--repeats R]

Time is processor time of the scoring process, which has one thread; the median of the repeats counts. A repeat is a
minute of the fleet at 1 Hz, so that every series and every asset is written as often as its pace wants it. What it
takes to compile, or to load what was compiled, is told apart.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from dataclasses import dataclass

import numpy as np

from bench import ROOT
from bench.plain import table
from bench.score.fleet import Fleet
from bench.score.peers import PEERS, NumpyEwma, Peer, StlRefit

ROUNDS = 60
"""Rounds of a repeat."""
ALONE = 400
"""Series of the fleet that is scored without compiling."""
FEW: dict[type[Peer], tuple[int, int]] = {StlRefit: (4, 2)}
"""Series and rounds for peers that are too slow for as many as the others."""
LEAN = (1_000, 20)


@dataclass(frozen=True, slots=True)
class Speed:
    """What a scorer does: points a second of processor time, and bytes of memory a series."""

    name: str
    points_per_s: float
    bytes_per_series: float


def measure(series: int, repeats: int) -> str:
    """All figures as tables."""
    fleet = Fleet(series)
    ours = Speed("Forewarn, all layers", points_per_s(fleet, repeats), sum(memory(fleet).values()))
    speeds = [ours, *(peer_speed(peer, series, repeats) for peer in PEERS)]
    return "\n".join((_speeds(speeds, series), _memory(memory(fleet)), _compiled(repeats)))


def points_per_s(fleet: Fleet, repeats: int) -> float:
    """The median over repeats of a minute each."""
    found = []
    for _ in range(repeats):
        rounds = [fleet.round() for _ in range(ROUNDS)]
        begun = time.process_time()
        results = fleet.feed(rounds)
        found.append(results.scored / (time.process_time() - begun))
    return float(np.median(found))


def memory(fleet: Fleet) -> dict[str, float]:
    """Bytes a series by part of the state, as it is kept in the snapshot, and of what is looked up for each series."""
    state = fleet.pipeline.state
    arrays, _ = state.dump()
    called = state.corroboration
    found: Counter[str] = Counter(
        corroboration=sum(value.nbytes for value in (called.first, called.number, called.series, called.way)),
        judging=sum(value.nbytes for value in state.judging.pack().values()),
    )
    for name, value in arrays.items():
        part = name if value.nbytes > 100 * len(fleet.labels) else name.partition(".")[0]
        found[part] += value.nbytes
    return {name: size / len(fleet.labels) for name, size in found.most_common()}


def peer_speed(peer: type[Peer], series: int, repeats: int) -> Speed:
    """A peer on the same number of series where it takes all at once, or on some where it takes one after the other."""
    count, rounds = (series, ROUNDS) if peer is NumpyEwma else FEW.get(peer, LEAN)
    values = np.random.default_rng(1).normal(size=(rounds, count))
    tracemalloc.start()
    scorer = peer(count)
    for row in values:
        scorer.score(row)
    size = tracemalloc.get_traced_memory()[0] / count
    tracemalloc.stop()
    found = []
    for _ in range(repeats):
        begun = time.process_time()
        for row in values:
            scorer.score(row)
        found.append(values.size / (time.process_time() - begun))
    return Speed(peer.name, float(np.median(found)), size)


def alone(repeats: int) -> dict[str, float]:
    """For a process of its own: points a second of a small fleet, and seconds that its first round took to compile."""
    begun = time.process_time()
    Fleet(ALONE)
    first = time.process_time() - begun
    fleet = Fleet(ALONE)
    return {"compiling_s": 2 * first + begun - time.process_time(), "points_per_s": points_per_s(fleet, repeats)}


def _alone(repeats: int, **environment: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.score", str(repeats)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _compiled(repeats: int) -> str:
    with tempfile.TemporaryDirectory(prefix="forewarn-bench-") as folder:
        cold, warm = (_alone(repeats, NUMBA_CACHE_DIR=folder) for _ in range(2))
    plain = _alone(1, NUMBA_DISABLE_JIT="1")
    ratio = warm["points_per_s"] / plain["points_per_s"]
    return (
        f"{ALONE} series, compiled: {warm['points_per_s']:,.0f} points/s; the same text not compiled: "
        f"{plain['points_per_s']:,.0f} points/s, ratio {ratio:.0f}\n"
        f"compiling takes {cold['compiling_s']:.1f} s once, loading it at a later start {warm['compiling_s']:.1f} s"
    )


def _speeds(speeds: list[Speed], series: int) -> str:
    ours = speeds[0].points_per_s
    ratios = ["", *(f"{ours / found.points_per_s:,.2g} x" for found in speeds[1:])]
    rows = (
        (found.name, f"{found.points_per_s:,.0f}", ratio, f"{found.bytes_per_series:,.0f}")
        for found, ratio in zip(speeds, ratios, strict=True)
    )
    head = "", "points/s/core", "ours is", "bytes a series"
    text = table(head, rows, f"{series:,} series at 1 Hz, one core", width=110)
    return f"{text}\na round of all series takes {series / ours * 1e3:.2f} ms"


def _memory(parts: dict[str, float]) -> str:
    listed = ", ".join(f"{name} {size:,.0f}" for name, size in parts.items() if size >= 1)
    return f"bytes of state a series: {sum(parts.values()):,.0f} ({listed})"

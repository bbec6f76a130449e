"""A proposal tried on a fleet's history as a trial tries it, each side by a process of its own: seconds, memory."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from analytics.backtest.bucket import BEFORE
from analytics.backtest.shelf import Shelf
from analytics.backtest.straight import How
from analytics.backtest.trial import RUN_UP
from analytics.ground.course import Course
from analytics.policies.proposal import proposal, with_proposal
from analytics.worker.trial_side import side_by_side
from bench.backtest import START, machine, peak_mb
from contract.time import DAY
from forewarn.context import bar

SCOPE, SIGNAL = "machine", "bearing_temp_c"


def measure(assets: int, signals: int, days: float, step_s: int, seed: int) -> str:
    """Try a tighter band on so many days of so many machines, and tell what it took."""
    begin = START + BEFORE + RUN_UP
    since = begin - RUN_UP
    how = How(since=since)
    row = proposal({}, SCOPE, SCOPE, SIGNAL, {"sensitivity": 4.0})
    with TemporaryDirectory(prefix="forewarn-bench-") as name, bar("judging twice") as show:
        shelf = Shelf(Path(name))
        shelf.put(_fleet(assets, signals, days, step_s, seed))
        history_mb = sum(path.stat().st_size for path in Path(name).iterdir()) / 1e6
        started, spent = time.perf_counter(), _spent()
        found = side_by_side(Path(name), begin, how, replace(how, thresholds=with_proposal({}, row)), show)
        took, spent = time.perf_counter() - started, _spent() - spent
    judged, counts = sum(sum(side.values.values()) for side in found.sides), [len(s.episodes) for s in found.sides]
    return (
        f"{days:g} days of {assets} machines, {signals} signals each, a sample every {step_s} s: both sides in "
        f"{took:.0f} s ({spent:.0f} s of a core), {judged / spent / 1e6:.2f} M values a second of a core, at most "
        f"{peak_mb():,.0f} MB in a process, of which pages of the {history_mb:,.0f} MB of history may be let go; "
        f"{counts[0]} episodes as it is, {counts[1]} as proposed"
    )


def _fleet(assets: int, signals: int, days: float, step_s: int, seed: int) -> Iterator[Course]:
    random = np.random.default_rng(seed)
    for number in range(assets):
        yield machine(f"M{number:04d}", signals, days + (BEFORE + RUN_UP) / DAY, step_s, random)


def _spent() -> float:
    """Seconds of a core that this process and its ended children have had."""
    return sum(os.times()[:4])

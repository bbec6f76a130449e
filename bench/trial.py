"""A proposal tried on a fleet's history: seconds for both sides, beside one straight judgement of the same."""

import time
from dataclasses import replace

import numpy as np

from analytics.backtest.bucket import BEFORE
from analytics.backtest.straight import How
from analytics.backtest.trial import RUN_UP, tried
from analytics.policies.proposal import proposal, with_proposal
from bench.backtest import START, machine, peak_mb
from contract.time import DAY
from forewarn.context import bar

SCOPE, SIGNAL = "machine", "bearing_temp_c"


def measure(assets: int, signals: int, days: float, step_s: int, seed: int) -> str:
    """Try a tighter band on so many days of so many machines, and tell what it took."""
    random = np.random.default_rng(seed)
    before = BEFORE + RUN_UP
    courses = [machine(f"M{n:04d}", signals, days + before / DAY, step_s, random) for n in range(assets)]
    begin = START + before
    judged = sum(course.between(begin - RUN_UP, 2**62).values.size for course in courses)
    how = How(since=begin - RUN_UP)
    row = proposal({}, SCOPE, SCOPE, SIGNAL, {"sensitivity": 4.0})
    started, spent = time.perf_counter(), time.process_time()
    with bar("judging twice") as show:
        found = tried(courses, begin, how, replace(how, thresholds=with_proposal({}, row)), show)
    took, spent = time.perf_counter() - started, time.process_time() - spent
    counts = [len(side.episodes) for side in found.sides]
    return (
        f"{days:g} days of {assets} machines, {signals} signals each, a sample every {step_s} s: both sides in "
        f"{took:.0f} s ({spent:.0f} s of a core), {2 * judged / spent / 1e6:.2f} M values a second of a core, at most "
        f"{peak_mb():,.0f} MB; {counts[0]} episodes as it is, {counts[1]} as proposed"
    )

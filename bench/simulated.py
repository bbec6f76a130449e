"""Simulated days through the pipeline, without a store: false alarms of healthy machines, and injected faults found.

    forewarn bench simulated [--assets N] [--days D] [--seed N]

Eight days are history, thinned out as the store does it for the worker; what follows is scored at a sample a minute.
"""

import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from analytics.engine.pipeline import Pace, Pipeline
from analytics.engine.results import Results
from bench.feed import DAY, History, as_samples, simulate
from collectors import scenario
from collectors.fleet import fleet
from collectors.world import World

HISTORY_DAYS = 8
NAMES = ("normal", "watch", "warning", "critical")


@dataclass(frozen=True, slots=True)
class Trial:
    """What a fleet led to: its results, and the share of asset-minutes in each level."""

    pipeline: Pipeline
    results: Results
    levels: tuple[float, ...]

    def raised(self) -> list[tuple[str, str]]:
        """Asset and code of each episode that was raised, once each."""
        events = {(event.tags["asset"], event.tags["code"], event.tags["episode"]) for event in self.results.events}
        return sorted((asset, code) for asset, code, _ in events)


def trial(what: scenario.Scenario, days: float) -> Trial:
    """Learn from a scenario's first eight days less six hours, then score these six hours and `days` more."""
    world = World(what)
    world.enter(what.start)
    learned = what.start + round((HISTORY_DAYS - 0.25) * DAY)
    pipeline, history, results = Pipeline(pace=Pace(score_s=1e9, risk_s=0)), History(), Results()
    for parts in simulate(world, what.start, learned):
        history.add(parts)
    history.learn(pipeline.state)
    for parts in simulate(world, learned, learned + round((days + 0.25) * DAY)):
        results.join(pipeline.feed(*as_samples(parts)))
    level = results.all_risks().level
    levels = np.bincount(level, minlength=4) / len(level)
    return Trial(pipeline, results, tuple(levels.tolist()))


def healthy(assets: int, seed: int = 7) -> scenario.Scenario:
    """A healthy fleet of all kinds."""
    return fleet(assets, seed, int(datetime(2026, 11, 2, tzinfo=UTC).timestamp()) * scenario.SECOND)


def demo() -> scenario.Scenario:
    """The scenario that ships, launched at a moment of its own."""
    document = tomllib.loads(scenario.DEMO.read_text(encoding="utf-8"))
    return scenario.parse({**document, "start": datetime(2026, 11, 13, 10, tzinfo=UTC)})


def report(assets: int, days: float, seed: int) -> str:
    """Both trials in words."""
    well, broken = trial(healthy(assets, seed), days), trial(demo(), days)
    rate = len(well.raised()) / assets / (days + 0.25) * 7
    lines = [
        f"healthy fleet of {assets}, {days + 0.25:g} days: share of minutes in each level "
        + ", ".join(f"{name} {share:.2%}" for name, share in zip(NAMES, well.levels, strict=True)),
        f"alarms that should not be: {rate:.2f} an asset-week: {dict(Counter(code for _, code in well.raised()))}",
        "demo fleet, codes raised by asset:",
        *(f"  {asset}: {', '.join(codes)}" for asset, codes in _by_asset(broken.raised()).items()),
        "data faults: " + ", ".join(f"{name} {what} x{n}" for (name, _, _, what), n in broken.pipeline.issues.items()),
    ]
    return "\n".join(lines)


def _by_asset(raised: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for asset, code in raised:
        if code not in found.setdefault(asset, []):
            found[asset].append(code)
    return found

"""Simulated days through the pipeline, without a store: false alarms of healthy machines, and injected faults found.

    forewarn bench simulated [--assets N] [--days D] [--seed N]

Eight days are history, thinned out as the store does it for the worker; what follows is scored at a sample a minute.
"""

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from analytics.engine.columns import Floats, Ints
from analytics.engine.fleet import Label
from analytics.engine.pipeline import Pace, Pipeline
from analytics.engine.results import Results
from analytics.engine.samples import Samples, States
from analytics.layers import duty
from analytics.learning.fit import DAY_S
from analytics.learning.learn import COARSE_S, Grid, adopt, arrange
from collectors import scenario
from collectors.fleet import fleet
from collectors.group import Group, Readings
from collectors.world import World
from telemetry.catalogue import CLASSES

SECOND = 10**9
STEP = 60 * SECOND
HISTORY_DAYS = 8
NAMES = ("normal", "watch", "warning", "critical")
_BLOCK = 720

Parts = list[tuple[Group, Readings]]


def simulate(world: World, start: int, stop: int, step: int = STEP) -> Parts:
    """Everything that the world's machines report in (start, stop], in nanoseconds, block by block."""
    times = np.arange(start + step, stop + 1, step)
    blocks = np.array_split(times, max(1, len(times) // _BLOCK))
    return [part for block in blocks for part in world.readings(block)]


def as_samples(parts: Parts) -> tuple[Samples, States]:
    """Readings as the worker would have read them from the store."""
    labels, states = _Labels(), _Labels()
    for group, read in parts:
        for place, asset in enumerate(group.assets):
            tags = (asset.name, group.spec.name.value, asset.site)
            heard = ~read.silent[:, place]
            for number, signal in enumerate(read.signals):
                values = read.values[number, :, place]
                have = heard & np.isfinite(values)
                labels.add((*tags, signal), read.times[have], values[have])
            for number, name in enumerate(group.spec.run_states):
                said = heard & (read.states[:, place] == number)
                states.add((*tags, name), read.times[said], np.zeros(int(said.sum())))
    found, told = labels.samples(), states.samples()
    return found, States(told.time, told.code, told.labels)


class _Labels:
    """Samples collected label by label."""

    def __init__(self) -> None:
        self._codes: dict[Label, int] = {}
        self._parts: list[tuple[Ints, Ints, Floats]] = []

    def add(self, label: Label, times: Ints, values: Floats) -> None:
        """Some samples of a label."""
        if len(times):
            code = self._codes.setdefault(label, len(self._codes))
            self._parts.append((times, np.full(len(times), code), values))

    def samples(self) -> Samples:
        """All of them."""
        times, codes, values = (np.concatenate(column) for column in zip(*self._parts, strict=True))
        return Samples(times, codes, values, list(self._codes))


def learn(pipeline: Pipeline, samples: Samples, states: States) -> None:
    """Fit every asset on history, thinned out to windows as the store does it for the worker."""
    window = COARSE_S * SECOND
    first = (int(samples.time.min()) // window + 1) * window
    grid = Grid(first, (int(samples.time.max()) - first) // window + 1, COARSE_S)
    for spec in CLASSES.values():
        mine, said = _of_class(samples, spec.name.value), _of_class(states, spec.name.value)
        if not len(mine.time):
            continue
        found = arrange(
            spec, grid, _last(mine, window), _means(mine, window, duty.SIGNALS[spec.name]), _said(said, window)
        )
        for (name, site), history in found.items():
            adopt(pipeline.state, pipeline.state.fleet.asset(name, spec.name.value, site), history, grid)


def _of_class(samples: Samples | States, name: str) -> Samples:
    """The rows of one class; states get values that nobody reads."""
    codes = [code for code, label in enumerate(samples.labels) if label[1] == name]
    places = np.full(len(samples.labels), -1)
    places[codes] = np.arange(len(codes))
    rows = places[samples.code] >= 0
    values = samples.value[rows] if isinstance(samples, Samples) else np.zeros(int(rows.sum()))
    return Samples(samples.time[rows], places[samples.code[rows]], values, [samples.labels[code] for code in codes])


def _last(samples: Samples, window: int) -> Samples:
    """The last value of each label in each window, at the window's end."""
    ends = _ends(samples.time, window)
    rows = _last_of(samples.code, samples.time, ends)
    return Samples(ends[rows], samples.code[rows], samples.value[rows], samples.labels)


def _means(samples: Samples, window: int, signals: Sequence[str]) -> Samples:
    """The mean of each duty label in each window, at the window's end."""
    labels = [label for label in samples.labels if label[3] in signals]
    places = np.array([labels.index(label) if label in labels else -1 for label in samples.labels])
    code = places[samples.code]
    rows = code >= 0
    keys, group = np.unique(np.stack((code[rows], _ends(samples.time[rows], window))), axis=1, return_inverse=True)
    means = np.bincount(group.ravel(), samples.value[rows]) / np.bincount(group.ravel())
    return Samples(keys[1], keys[0], means, labels)


def _said(states: Samples, window: int) -> States:
    """The last state of each asset in each window, at the window's end."""
    names = list(dict.fromkeys(label[:3] for label in states.labels))
    owner = np.array([names.index(label[:3]) for label in states.labels], np.int64)
    ends = _ends(states.time, window)
    rows = _last_of(owner[states.code], states.time, ends)
    return States(ends[rows], states.code[rows], states.labels)


def _ends(times: Ints, window: int) -> Ints:
    return np.asarray(-(-times // window) * window)


def _last_of(group: Ints, times: Ints, ends: Ints) -> Ints:
    """The rows that are the last of their group and window."""
    order = np.lexsort((times, group))
    changes = (np.diff(group[order], append=-1) != 0) | (np.diff(ends[order], append=-1) != 0)
    return np.asarray(order[changes])


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
    learned = what.start + round((HISTORY_DAYS - 0.25) * DAY_S) * SECOND
    stop = learned + round((days + 0.25) * DAY_S) * SECOND
    pipeline = Pipeline(pace=Pace(score_s=1e9, risk_s=0))
    learn(pipeline, *as_samples(simulate(world, what.start, learned)))
    results = pipeline.feed(*as_samples(simulate(world, learned, stop)))
    levels = np.bincount(results.all_risks().level, minlength=4) / len(results.all_risks().level)
    return Trial(pipeline, results, tuple(levels.tolist()))


def healthy(assets: int, seed: int = 7) -> scenario.Scenario:
    """A healthy fleet of all kinds."""
    return fleet(assets, seed, int(datetime(2026, 11, 2, tzinfo=UTC).timestamp()) * SECOND)


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

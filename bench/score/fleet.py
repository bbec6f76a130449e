"""A fleet in the middle of its work: machines of all classes that send every signal and their run state at 1 Hz.

Most series have a seasonal baseline, some a short one that they learned here from their first samples, and the
youngest assets still learn. One asset in a hundred is at fault. The values are drawn, not simulated: what a sample
costs does not depend on what it measures.
"""

from itertools import cycle

import numpy as np

from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.ground.columns import Floats
from analytics.ground.fleet import Label
from analytics.ground.samples import Samples, States
from analytics.layers import duty
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import PHASES, SEASONAL
from analytics.layers.baseline.warmup import SAMPLES
from analytics.layers.duty import Duty
from collectors import written
from contract.catalogue import CLASSES, Role

SECOND = 10**9
START = 1_760_000_040 * SECOND
SEASONAL_SHARE, YOUNG_SHARE, FAULTY_SHARE = 0.9, 0.05, 0.01
"""Shares of the series with a seasonal baseline, of the assets that still learn, and of those at fault."""
DRAWN = 64
"""Rounds of values that are drawn, and then repeated."""


class Fleet:
    """A pipeline, and rounds of samples to feed it with."""

    def __init__(self, series: int, seed: int = 1) -> None:
        self.pipeline, self.time = Pipeline(), START
        self.labels = _labels(series)
        self._random = np.random.default_rng(seed)
        owners = list(dict.fromkeys(label[:3] for label in self.labels))
        self._owner = np.array([owners.index(label[:3]) for label in self.labels])
        self._said = [(*owner, CLASSES[owner[1]].working_states[0]) for owner in owners]
        self._young = len(owners) - max(1, round(YOUNG_SHARE * len(owners)))
        self._values = self._draw()
        self._learn()

    def round(self, youngest: bool = True) -> tuple[Samples, States]:
        """The next second of the fleet, with or without its youngest assets."""
        self.time += SECOND
        last = len(self._said) if youngest else self._young
        code = np.flatnonzero(self._owner < last)
        value = self._values[self.time // SECOND % DRAWN][code]
        said = np.arange(last)
        return (
            Samples(np.full(len(code), self.time), code, value, self.labels),
            States(np.full(last, self.time), said, self._said),
        )

    def feed(self, rounds: list[tuple[Samples, States]]) -> Results:
        """Let the pipeline see some rounds, each as a feed of its own, as the worker's ticks do."""
        results = Results()
        for samples, states in rounds:
            results.join(self.pipeline.feed(samples, states))
        return results

    def _draw(self) -> Floats:
        """(DRAWN, n) values: ordinary, but for some assets' that are far above."""
        signals = [CLASSES[kind].signals[name] for _, kind, _, name in self.labels]
        middle = np.array([sum(written.normal(signal)) / 2 for signal in signals])
        room = np.array([max(written.min_deviation(signal), signal.resolution or 0.0) for signal in signals])
        faulty = self._owner % round(1 / FAULTY_SHARE) == 1
        noise = 0.2 * self._random.normal(size=(DRAWN, len(signals))) + np.where(faulty, 4.0, 0.0)
        # A counter that goes back is a data fault.
        moves = np.array([signal.role is not Role.COUNTER for signal in signals])
        return np.asarray(middle + np.where(moves, room * noise, 0.0))

    def _learn(self) -> None:
        """Give most series a seasonal baseline, and let the others see as much as a short one takes."""
        self.pipeline.feed(*self.round(youngest=False))
        state = self.pipeline.state
        symptom = state.fleet.facts.symptom
        at = np.flatnonzero(symptom & (self._random.random(len(symptom)) < SEASONAL_SHARE))
        room = np.maximum(state.fleet.facts.min_deviation[at], 1e-3)
        baseline, scaling = state.of(Baseline).normal, state.of(Duty)
        baseline.kind[at], baseline.level[at] = SEASONAL, self._values[:, at].mean(axis=0)
        baseline.scale[at] = baseline.spread[at] = baseline.change_scale[at] = 0.1 * room
        baseline.noise[at], baseline.noise_scale[at] = (0.2 * room) ** 2, 1.0
        baseline.profile[:, at] = 0.1 * room * np.sin(2 * np.pi * np.arange(PHASES) / PHASES)[:, None]
        baseline.beta[:, at] = 0.01 * room * self._random.normal(size=(duty.FEATURES, len(at)))
        scaling.width[:], scaling.low[:], scaling.high[:] = 1.0, -1.0, 1.0
        for _ in range(SAMPLES + 1):
            self.pipeline.feed(*self.round(youngest=False))


def _labels(series: int) -> list[Label]:
    """The signals of as many machines, of all classes in turn, as have that many."""
    labels: list[Label] = []
    for number, (name, spec) in enumerate(cycle(CLASSES.items())):
        labels += [(f"{name.upper()}-{number:05d}", name, "north", signal) for signal in spec.signals]
        if len(labels) >= series:
            return labels[:series]
    raise AssertionError

"""What an asset reported over a span of time, as one table: moments beside each other, signals below each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Floats, Ints
from analytics.ground.fleet import Label
from analytics.ground.samples import Samples, States


@dataclass(frozen=True, slots=True)
class Course:
    """T moments of one asset: `time` (T,) in ns, rising; `values` (signals, T), NaN where a signal said nothing; `said`
    (T,), places among the run `states`, -1 where none was said. An asset whose signals come at times of their own has
    several courses."""

    tags: tuple[str, str, str]
    """asset, asset_class and site"""
    time: Ints
    signals: Sequence[str]
    values: Floats
    states: Sequence[str]
    said: Ints

    def __post_init__(self) -> None:
        if self.values.shape != (len(self.signals), len(self.time)) or self.said.shape != self.time.shape:
            raise ValueError(f"{self.tags[0]}: values {self.values.shape} are not of its signals and moments")
        if (np.diff(self.time) <= 0).any():
            raise ValueError(f"{self.tags[0]}: its moments do not rise")

    def between(self, start: int, stop: int) -> "Course":
        """The moments from `start` to before `stop` (ns); nothing is copied."""
        own = slice(*np.searchsorted(self.time, (start, stop)).tolist())
        return Course(self.tags, self.time[own], self.signals, self.values[:, own], self.states, self.said[own])

    def moved(self, by: int) -> "Course":
        """The same, so many nanoseconds later."""
        return Course(self.tags, self.time + by, self.signals, self.values, self.states, self.said)


def as_samples(courses: Iterable[Course]) -> tuple[Samples, States]:
    """Courses as a reading of the store would give them, moment by moment."""
    samples: list[tuple[Ints, Ints, Floats]] = []
    states: list[tuple[Ints, Ints]] = []
    labels: list[Label] = []
    said: list[Label] = []
    for course in courses:
        moment, signal = np.nonzero(np.isfinite(course.values.T))
        samples.append((course.time[moment], signal + len(labels), course.values[signal, moment]))
        labels += [(*course.tags, name) for name in course.signals]
        told = np.flatnonzero(course.said >= 0)
        states.append((course.time[told], course.said[told] + len(said)))
        said += [(*course.tags, name) for name in course.states]
    none = Samples.none()
    time, code, value = (
        np.concatenate([empty, *parts])
        for empty, parts in zip((none.time, none.code, none.value), _columns(samples, 3), strict=True)
    )
    when, what = (np.concatenate([none.time, *parts]) for parts in _columns(states, 2))
    return Samples(time, code, value, labels), States(when, what, said)


def _columns(parts: Sequence[tuple[np.ndarray, ...]], count: int) -> list[list[np.ndarray]]:
    return [[part[number] for part in parts] for number in range(count)]

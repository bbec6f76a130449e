"""Recordings as the courses that a backtest judges."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from analytics.ground.course import Course
from collectors.replay.mapping import Mapping
from collectors.replay.reader import Refuse, Sample, samples

Tags = tuple[str, str, str]


@dataclass(slots=True)
class _Rows:
    """The rows of one asset: times, run states, and of each signal the places of its values and these."""

    time: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    values: dict[str, tuple[list[int], list[float]]] = field(default_factory=dict)

    def add(self, sample: Sample) -> None:
        for name, value in sample.readings.items():
            places, values = self.values.setdefault(name, ([], []))
            places.append(len(self.time))
            values.append(value)
        self.time.append(sample.time)
        self.said.append(sample.run_state)


def read(files: Sequence[Path], mapping: Mapping, refuse: Refuse) -> list[Course]:
    """The courses of all assets of some recordings; of two values for one moment the later row's counts.

    Raises `ContractError` as the reader does.
    """
    return arrange(sample for file in files for sample in samples(file, mapping, refuse))


def arrange(rows: Iterable[Sample]) -> list[Course]:
    """Rows in any order as a course an asset."""
    assets: defaultdict[Tags, _Rows] = defaultdict(_Rows)
    for sample in rows:
        assets[sample.tags].add(sample)
    return [_course(tags, found) for tags, found in assets.items()]


def _course(tags: Tags, rows: _Rows) -> Course:
    time, place = np.unique(np.array(rows.time, np.int64), return_inverse=True)
    values = np.full((len(rows.values), len(time)), np.nan)
    for number, (places, own) in enumerate(rows.values.values()):
        values[number, place[places]] = own
    states = tuple(dict.fromkeys(filter(None, rows.said)))
    said = np.full(len(time), -1)
    told = [at for at, word in enumerate(rows.said) if word]
    said[place[told]] = [states.index(rows.said[at]) for at in told]
    return Course(tags, time, tuple(rows.values), values, states, said)

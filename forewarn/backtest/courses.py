"""Recordings as the courses that a backtest judges."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from analytics.ground.columns import Ints
from analytics.ground.course import Course
from collectors.replay import Mapping, Tally, open_recording
from collectors.replay.frames import Asset, Frame

Kind = tuple[Asset, tuple[str, ...]]
"""An asset and the signals that come together."""
Part = tuple[Frame, Ints]
"""A frame, and its rows of one asset."""


def read(files: Sequence[Path], mapping: Mapping, tally: Tally) -> list[Course]:
    """The courses of all assets of some recordings; what is refused is noted in `tally`.

    Of two values for one moment the later row's counts. Raises `ContractError` where a file cannot be read.
    """
    return arrange(frame for file in files for chunk in open_recording(file, mapping, tally) for frame in chunk.frames)


def arrange(frames: Iterable[Frame]) -> list[Course]:
    """Frames in any order as courses, one for all rows of an asset that have the same signals."""
    kinds: defaultdict[Kind, list[Part]] = defaultdict(list)
    for frame in frames:
        for number in np.unique(frame.who).tolist():
            kinds[frame.assets[number], tuple(frame.values)].append((frame, np.flatnonzero(frame.who == number)))
    return [_course(kind, parts) for kind, parts in kinds.items()]


def _course(kind: Kind, parts: Sequence[Part]) -> Course:
    (asset, signals), lengths = kind, [len(rows) for _, rows in parts]
    time, place = np.unique(np.concatenate([frame.times[rows] for frame, rows in parts]), return_inverse=True)
    values = np.full((len(signals), len(time)), np.nan)
    said = np.full(len(time), -1)
    states: dict[str, int] = {}
    for (frame, rows), own in zip(parts, np.split(place, np.cumsum(lengths)[:-1]), strict=True):
        for number, name in enumerate(signals):
            column = frame.values[name][rows]
            there = np.isfinite(column)
            values[number, own[there]] = column[there]
        if frame.states is not None:
            told = frame.states[rows]
            for state in sorted(set(told.tolist()) - {""}):
                said[own[told == state]] = states.setdefault(state, len(states))
    return Course((asset.asset, asset.asset_class, asset.site), time, signals, values, tuple(states), said)

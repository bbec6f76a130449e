"""What a look through recordings says before anything is written: from when to when they are, and how many rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from collectors.replay.frames import Chunk, Frame
from collectors.replay.mapping import Mapping
from collectors.replay.recording import open_recording
from collectors.replay.tally import Ints, Tally


@dataclass(slots=True)
class Extent:
    """Of one recording: its rows, and the first and the last moment of each asset, ns since 1970."""

    file: Path
    rows: int = 0
    edges: dict[str, tuple[int, int]] = field(default_factory=dict)

    def note(self, chunk: Chunk) -> None:
        """Count a part of it."""
        self.rows += chunk.rows
        for frame in chunk.frames:
            for number in np.unique(frame.who).tolist():
                times = frame.times[frame.who == number]
                name = frame.assets[number].asset
                first, last = self.edges.get(name, (int(times[0]), int(times[0])))
                self.edges[name] = min(first, int(times.min())), max(last, int(times.max()))


def survey(files: Sequence[Path], mapping: Mapping) -> list[Extent]:
    """The extents of recordings, each read once; raises `ContractError` as `open_recording` does."""
    return [_extent(file, mapping) for file in files]


def _extent(file: Path, mapping: Mapping) -> Extent:
    extent = Extent(file)
    for chunk in open_recording(file, mapping, Tally()):
        extent.note(chunk)
    return extent


@dataclass(frozen=True, slots=True)
class Move:
    """How recorded times become those that are written."""

    by_asset: dict[str, int] = field(default_factory=dict)
    """How far each asset's readings move, ns"""
    about: int = 0
    """The moment, ns, that times are drawn nearer to"""
    speed: float = 1.0

    def frame(self, frame: Frame) -> Frame:
        """The frame in the times that are written."""
        if not self.by_asset:
            return frame
        by_number = np.array([self.by_asset.get(asset.asset, 0) for asset in frame.assets], np.int64)
        return replace(frame, times=self.times(frame.times + by_number[frame.who]))

    def times(self, moved: Ints) -> Ints:
        """Times at the speed of the replay: those of a recording that is played faster lie closer together."""
        if self.speed == 1.0 or not self.by_asset:
            return moved
        nearer: Ints = np.rint(np.asarray(moved - self.about, np.longdouble) / self.speed).astype(np.int64)
        return self.about + nearer

    def span(self, extents: Sequence[Extent]) -> tuple[int, int] | None:
        """The first and the last moment that would be written; None where there is none."""
        edges = [(name, edge) for extent in extents for name, pair in extent.edges.items() for edge in pair]
        moved = self.times(np.array([edge + self.by_asset.get(name, 0) for name, edge in edges], np.int64))
        return (int(moved.min()), int(moved.max())) if len(moved) else None


def moves(
    extents: Sequence[Extent], choose: Callable[[int, int], int] | None, edge: int, now: int, speed: float
) -> Move:
    """The move that brings each asset's first (`edge` 0, `choose` min) or last (1, max) row to `now`; none for None."""
    if choose is None:
        return Move()
    found: dict[str, int] = {}
    for extent in extents:
        for name, pair in extent.edges.items():
            found[name] = choose(found.get(name, pair[edge]), pair[edge])
    return Move({name: now - moment for name, moment in found.items()}, now, speed)

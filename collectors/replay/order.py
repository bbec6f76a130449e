"""Several recordings as one, in the order of time; a recording is opened when its time comes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from collectors.replay.frames import Frame
from collectors.replay.mapping import Mapping
from collectors.replay.recording import open_recording
from collectors.replay.survey import Extent, Move
from collectors.replay.tally import Tally


@dataclass(slots=True)
class _Open:
    """A recording that is being read: frames that are not handed on yet."""

    file: Path
    parts: Iterator[list[Frame]]
    frames: list[Frame] = field(default_factory=list)
    done: bool = False

    def fill(self) -> None:
        """Read until there is something, or no more."""
        while not self.frames and not self.done:
            part = next(self.parts, None)
            self.done = part is None
            self.frames = [frame for frame in part or [] if len(frame.times)]

    def newest(self) -> int:
        """The last moment of what waits."""
        return max(int(frame.times.max()) for frame in self.frames)

    def until(self, moment: int | None) -> list[tuple[Path, Frame]]:
        """What waits up to a moment, or all, and no longer does."""
        if moment is None or self.newest() <= moment:
            frames, self.frames = self.frames, []
        else:
            frames = [frame.take(frame.times <= moment) for frame in self.frames]
            left = [frame.take(frame.times > moment) for frame in self.frames]
            self.frames = [frame for frame in left if len(frame.times)]
        return [(self.file, frame) for frame in frames if len(frame.times)]


def in_order(
    extents: Sequence[Extent], mapping: Mapping, tally: Tally, move: Move
) -> Iterator[list[tuple[Path, Frame]]]:
    """Frames of all recordings with the file that each is of; no list has a moment before one of an earlier list.

    That holds as far as each recording is in order itself.
    """
    first = {id(extent): span[0] for extent in extents if (span := move.span([extent])) is not None}
    # One without a good row is read all the same: what is wrong with it is to be told.
    waiting = sorted(extents, key=lambda extent: first.get(id(extent), 0), reverse=True)
    running: list[_Open] = []
    while waiting or running:
        horizon = min((one.newest() for one in running), default=None)
        while waiting and (horizon is None or first.get(id(waiting[-1]), horizon) <= horizon):
            extent = waiting.pop()
            running.append(_Open(extent.file, _moved(extent.file, mapping, tally, move)))
            running[-1].fill()
            running = [one for one in running if one.frames]
            horizon = min((one.newest() for one in running), default=None)
        alone = len(running) == 1 and not waiting
        found = [pair for one in running for pair in one.until(None if alone else horizon)]
        for one in running:
            one.fill()
        running = [one for one in running if one.frames]
        yield found


def _moved(file: Path, mapping: Mapping, tally: Tally, move: Move) -> Iterator[list[Frame]]:
    for chunk in open_recording(file, mapping, tally):
        yield [move.frame(frame) for frame in chunk.frames]

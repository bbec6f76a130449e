"""Playing recordings: at the pace they were made, faster, or as fast as they can be read; as of then, or as of now."""

import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import numpy as np

from collectors.replay.frames import Frame
from collectors.replay.mapping import Mapping
from collectors.replay.order import in_order
from collectors.replay.survey import Extent, Move, moves, survey
from collectors.replay.tally import Tally
from collectors.sink import Progress, Sink, unwatched
from contract import checks
from contract.errors import ContractError
from contract.measurements import COMMON_TAGS, TELEMETRY
from contract.time import DAY, SECOND, rfc3339
from store.points import encode_columns, key

SLOWEST, FASTEST = 1e-3, 1e9
"""Of a replay, in recorded seconds a second."""
_LONGEST_WAIT_S = 86_400 * 366
_TIME = "time"


class Shift(StrEnum):
    """How to move a recording in time."""

    NONE = "none"
    FIRST = "first"
    """Each asset's first row is now."""
    LAST = "last"
    """Each asset's last row is now."""


@dataclass(slots=True)
class Report:
    """What came of a replay: the books of what was read, and what was handed on."""

    tally: Tally = field(default_factory=Tally)
    readings: int = 0
    """Readings that were handed to the writer"""
    assets: set[str] = field(default_factory=set)

    @property
    def rows(self) -> int:
        """Rows that were read."""
        return self.tally.rows

    @property
    def refused(self) -> int:
        """Cells that were refused."""
        return self.tally.refused

    @property
    def messages(self) -> list[str]:
        """What was refused, summed up by column and reason."""
        return list(self.tally.lines())


@dataclass(frozen=True, slots=True)
class Plan:
    """A replay before it begins: how the times move, and what it will write."""

    files: Sequence[Path]
    mapping: Mapping
    move: Move
    extents: Sequence[Extent]
    shift: Shift
    speed: float | None

    def warning(self, keeps_ns: int | None, now: int) -> str:
        """What will not be kept, and which option helps; "" where the store keeps all, as far as is known."""
        span = self.move.span(self.extents)
        if span is None or not keeps_ns or span[0] >= now - keeps_ns:
            return ""
        part = "nothing of it" if span[1] < now - keeps_ns else "only what is later"
        return (
            f"the recording is of {rfc3339(span[0])} to {rfc3339(span[1])}, and the store keeps {_days(keeps_ns)}: "
            f"{part} can be stored; --shift last moves the last row of each asset to now"
        )


def plan(
    files: Sequence[Path],
    mapping: Mapping,
    speed: float | None = None,
    shift: Shift = Shift.NONE,
    *,
    signals: Collection[str] | None = None,
    now: int,
) -> Plan:
    """Look through recordings before they are played.

    Parameters
    ----------
    speed : 1 for real time, 0.001 to 1e9; None for as fast as it goes
    shift : see `Shift`; readings keep their distances in time, but at a speed these are divided by it, so that a
        recording that is played faster is a machine that lives faster, and can be judged
    signals : the signals to take; None for all of the mapping's

    Raises
    ------
    ContractError
        A file is missing or empty or lacks a column, or the speed is out of range.
    """
    if speed is not None and not SLOWEST <= checks.finite("speed", speed) <= FASTEST:
        raise ContractError("speed", f"{speed:g} is not between {SLOWEST:g} and {FASTEST:g}")
    if not files:
        raise ContractError("files", "no recording is named")
    chosen = mapping if signals is None else mapping.only(signals)
    extents = survey(files, chosen)
    choose, edge = {Shift.NONE: (None, 0), Shift.FIRST: (min, 0), Shift.LAST: (max, 1)}[shift]
    return Plan(files, chosen, moves(extents, choose, edge, now, speed or 1.0), extents, shift, speed)


def replay(
    files: Sequence[Path],
    mapping: Mapping,
    writer: Sink,
    speed: float | None = None,
    shift: Shift = Shift.NONE,
    progress: Progress = unwatched,
    *,
    signals: Collection[str] | None = None,
    stop_event: threading.Event | None = None,
    clock: Callable[[], int] = time.time_ns,
) -> Report:
    """Write recordings to the store in the order of time; parameters and errors are those of `plan` and `play`."""
    planned = plan(files, mapping, speed, shift, signals=signals, now=clock())
    return play(planned, writer, progress, stop_event=stop_event, clock=clock)


def play(
    planned: Plan,
    writer: Sink,
    progress: Progress = unwatched,
    *,
    keeps_ns: int | None = None,
    stop_event: threading.Event | None = None,
    clock: Callable[[], int] = time.time_ns,
) -> Report:
    """Write what was planned.

    Parameters
    ----------
    progress : told how many rows are done, of how many
    keeps_ns : how long the store keeps a row, ns; older ones are refused here. 0 for ever, None for not known
    stop_event : ends the replay early when set
    """
    stop, report = stop_event or threading.Event(), Report()
    total = sum(extent.rows for extent in planned.extents)
    pace = None if planned.speed is None else planned.speed if planned.shift is Shift.NONE else 1.0
    parts = in_order(planned.extents, planned.mapping, report.tally, planned.move)
    for frames in _paced(parts, pace, stop, clock):
        report.assets |= {frame.assets[number].asset for _, frame in frames for number in set(frame.who.tolist())}
        sound = [_believable(file, frame, report.tally, keeps_ns, clock()) for file, frame in frames]
        writer.write(_lines(sound, report))
        progress(min(report.rows, total), total)
    return report


Parts = list[tuple[Path, Frame]]


def _paced(
    parts: Iterator[Parts], pace: float | None, stop: threading.Event, clock: Callable[[], int]
) -> Iterator[Parts]:
    """Frames with their files, each when it is due; ends early once `stop` is set."""
    began: tuple[int, int] | None = None
    while not stop.is_set() and (frames := next(parts, None)) is not None:
        if pace is None:
            yield frames
            continue
        ordered = [(file, frame.take(np.argsort(frame.times, kind="stable"))) for file, frame in frames]
        moments = _moments(ordered)
        while moments:
            began = began or (clock(), moments[0])
            due = began[0] + round((moments[0] - began[1]) / pace)
            stop.wait(min(max(0, due - clock()) / 1e9, _LONGEST_WAIT_S))
            if stop.is_set():
                return
            over = began[1] + round((clock() - began[0]) * pace)  # what is due by now goes with it
            last = moments[max(0, bisect_right(moments, over) - 1)]
            yield [(file, _between(frame, moments[0], last)) for file, frame in ordered]
            moments = moments[bisect_right(moments, last) :]


def _moments(frames: Parts) -> list[int]:
    """The moments of some frames, in order."""
    if not frames:
        return []
    found: list[int] = np.unique(np.concatenate([frame.times for _, frame in frames])).tolist()
    return found


def _between(frame: Frame, first: int, last: int) -> Frame:
    """The rows of some moments, of a frame in order."""
    begin, end = np.searchsorted(frame.times, [first, last + 1]).tolist()
    return frame.take(slice(begin, end))


def _believable(file: Path, frame: Frame, tally: Tally, keeps_ns: int | None, now: int) -> Frame:
    """The rows that the store can keep; the others are refused."""
    ahead = frame.times > now + checks.AHEAD_NS
    old = frame.times < now - keeps_ns if keeps_ns else np.zeros(len(ahead), bool)
    kept = _days(keeps_ns or 0)
    for which, reason in (
        (ahead, "rows are more than an hour ahead of now"),
        (old, f"rows are older than the {kept} that the store keeps; --shift last moves them"),
    ):
        tally.refuse(file, _TIME, reason, frame.rows[which], readings=frame.take(which).readings())
    return frame.take(~(ahead | old)) if (ahead | old).any() else frame


def _lines(frames: Sequence[Frame], report: Report) -> list[str]:
    """The lines of some frames in the order of time, which are counted."""
    lines = [line for frame in frames for line in _encoded(frame, report)]
    times = np.concatenate([np.zeros(0, np.int64), *(frame.times for frame in frames)])
    if (np.diff(times) >= 0).all():
        return lines
    return [lines[place] for place in np.argsort(times, kind="stable").tolist()]


def _encoded(frame: Frame, report: Report) -> list[str]:
    """A line a row."""
    present = np.unique(frame.who)
    if not len(present):
        return []
    keys = np.full(int(present[-1]) + 1, "", object)
    for number in present.tolist():
        keys[number] = key(TELEMETRY.name, dict(zip(COMMON_TAGS, frame.assets[number], strict=True)))
    columns = frame.values if frame.states is None else {**frame.values, "run_state": frame.states}
    report.readings += frame.readings()
    return encode_columns(keys[frame.who].tolist(), frame.times, columns)


def _days(length_ns: int) -> str:
    return f"{length_ns / DAY:g} days" if length_ns >= DAY else f"{length_ns / SECOND / 3600:g} hours"

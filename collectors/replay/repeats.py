"""Readings of one signal that share a moment: the store keeps one of them, so the others are refused, or spread."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from collectors.replay.frames import Frame
from collectors.replay.tally import Bools, Ints, Tally
from contract.time import SECOND

REASON = (
    "share their moment with an earlier reading; where a column names the signal, signal_column tells them apart, else "
    'same_moment = "spread" spaces them'
)


@dataclass(frozen=True, slots=True)
class _Seen:
    """Moments of one asset that a part of the recording had, and the signals that it had."""

    times: Ints
    signals: frozenset[str]


@dataclass(slots=True)
class Repeats:
    """Remembers the moments of a recording: eight bytes a row."""

    file: Path
    tally: Tally
    spread: bool
    _seen: dict[tuple[str, int], list[_Seen]] = field(default_factory=dict)
    _waiting: dict[str, Frame] = field(default_factory=dict)
    """The last rows of each kind, which may share their moment with the first of the next part."""

    def sorted_out(self, kind: str, frame: Frame) -> Frame:
        """The frame with no two readings of a signal at one moment, some rows of it later; `kind` tells them apart."""
        if self.spread:
            waiting = self._waiting.pop(kind, None)
            frame = frame if waiting is None else waiting.joined(frame)
            ahead = np.flatnonzero(frame.times != frame.times[-1]) if len(frame.times) else np.zeros(0, np.int64)
            cut = int(ahead[-1]) + 1 if len(ahead) else 0
            self._waiting[kind] = frame.take(slice(cut, None))
            frame = self._spread(frame.take(slice(0, cut)))
        return self._once(kind, frame)

    def rest(self) -> list[Frame]:
        """What waits for a next part that does not come."""
        waiting, self._waiting = self._waiting, {}
        return [self._once(kind, self._spread(frame)) for kind, frame in waiting.items()]

    def _spread(self, frame: Frame) -> Frame:
        """Rows of one asset with the same stamp evenly between it and the next, but no further than is usual."""
        if len(frame.times) < 2:
            return frame
        order = np.lexsort((frame.rows if frame.times[-1] >= frame.times[0] else -frame.rows, frame.who))
        times, who = frame.times[order], frame.who[order]
        begins = np.append(True, (np.diff(times) != 0) | (np.diff(who) != 0))
        first = np.flatnonzero(begins)
        if len(first) == len(times):
            return frame
        run = np.cumsum(begins) - 1
        counts, place = np.diff(np.append(first, len(times))), np.arange(len(times)) - first[run]
        moved = times + (_room(times[first], who[first])[run] * place) // counts[run]
        back = np.empty(len(times), np.int64)
        back[order] = moved
        self.tally.spread += frame.take(back != frame.times).readings()
        return Frame(back, frame.who, frame.assets, frame.rows, frame.values, frame.states, frame.columns)

    def _once(self, kind: str, frame: Frame) -> Frame:
        for number in np.unique(frame.who).tolist():
            rows = np.flatnonzero(frame.who == number)
            self._asset(frame, rows, self._seen.setdefault((kind, number), []))
        return frame

    def _asset(self, frame: Frame, rows: Ints, seen: list[_Seen]) -> None:
        """Take those readings of an asset out of a frame whose moment there was before."""
        times = frame.times[rows]
        rising = bool((np.diff(times) > 0).all())
        ordered = times if rising else np.unique(times)
        earlier = [part for part in seen if part.times[0] <= ordered[-1] and ordered[0] <= part.times[-1]]
        if earlier or len(ordered) < len(times):
            for signal in frame.values:
                self._signal(frame, signal, rows, [part.times for part in earlier if signal in part.signals])
        held = frozenset(signal for signal, column in frame.values.items() if not np.isnan(column[rows]).all())
        seen.append(_Seen(ordered, held))

    def _signal(self, frame: Frame, signal: str, rows: Ints, earlier: list[Ints]) -> None:
        column = frame.values[signal]
        rows = rows[~np.isnan(column[rows])]
        times = frame.times[rows]
        again: Bools = np.ones(len(rows), bool)
        again[np.unique(times, return_index=True)[1]] = False
        for part in earlier:
            again |= np.isin(times, part)
        self.tally.refuse(
            self.file, frame.columns.get(signal, signal), REASON, frame.rows[rows[again]], readings=int(again.sum())
        )
        column[rows[again]] = np.nan


def _room(stamps: Ints, who: Ints) -> Ints:
    """(n,) how far each stamp's readings may be spread: to the asset's next one, but no further than is usual, ns."""
    gaps = np.append(np.diff(stamps), 0)
    gaps[np.append(np.diff(who) != 0, True)] = 0
    usual = int(np.median(gaps[gaps > 0])) if (gaps > 0).any() else SECOND
    return np.where(gaps > 0, np.minimum(gaps, usual), usual)

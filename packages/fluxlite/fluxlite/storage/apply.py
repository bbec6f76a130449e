"""From parsed points to blocks for the memory: what a bucket does not take is dropped, and said, on the way."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from fluxlite.lineprotocol import Batch, Shape
from fluxlite.lineprotocol.batch import KINDS
from fluxlite.seam import Kind
from fluxlite.storage.index import NO_SERIES, Index
from fluxlite.storage.lengths import too_long
from fluxlite.storage.memtable import Block
from fluxlite.storage.text import duration, timestamp


@dataclass(slots=True)
class Outcome:
    """What became of a write: the first reason for a refusal, and how many points were dropped."""

    bucket: str
    dropped: int = 0
    reasons: list[str] = field(default_factory=list)

    def error(self) -> str | None:
        """What the client is told, None if all was stored."""
        if not self.reasons:
            return None
        return f"failure writing points to database: partial write: {self.reasons[0]}"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a bucket keeps its points, and what time it is; nanoseconds, 0 is for ever."""

    kept: int
    now: int


def too_late(bucket: str, batch: Batch) -> Outcome:
    """The outcome of a write to a bucket that was deleted meanwhile."""
    return Outcome(bucket, len(batch), [f"the bucket was deleted meanwhile dropped={len(batch)}"])


def blocks(batch: Batch, index: Index, retention: Retention, outcome: Outcome) -> Iterator[tuple[Kind, Block]]:
    """The points that the bucket takes, a block a kind."""
    if not len(batch):
        return
    fresh = _within(batch, retention, outcome)
    good = _well_typed(batch, fresh, index, outcome)
    if good.any():
        yield from _blocks(batch, good)


def _within(batch: Batch, retention: Retention, outcome: Outcome) -> npt.NDArray[np.bool_]:
    """Which points are not older than the retention."""
    bound = retention.now - retention.kept
    fresh = batch.times >= bound if retention.kept else np.ones(len(batch), np.bool_)
    old = np.flatnonzero(~fresh)
    if len(old):
        outcome.dropped += len(old)
        outcome.reasons.append(_too_old(batch, old, bound, retention, outcome))
    return fresh


def _too_old(batch: Batch, old: npt.NDArray[np.intp], bound: int, retention: Retention, outcome: Outcome) -> str:
    """The server's words for points outside the retention."""
    ends = []
    for name, row in (("oldest", old[batch.times[old].argmin()]), ("newest", old[batch.times[old].argmax()])):
        point = f"{_key(batch.shapes[row])} at {timestamp(int(batch.times[row]))}"
        ends.append(
            f"{name} point {point} dropped because it violates a Retention Policy Lower Bound at {timestamp(bound)}"
        )
    return (
        f"dropped {len(old)} points outside retention policy of duration {duration(retention.kept)} - "
        f"{', '.join(ends)} dropped={len(old)} {_where(outcome)}"
    )


def _well_typed(batch: Batch, fresh: npt.NDArray[np.bool_], index: Index, outcome: Outcome) -> npt.NDArray[np.bool_]:
    """Which of the fresh points have fields of the kinds that the bucket knows."""
    for shape in _shapes(batch, fresh):
        if shape.edition != index.edition:
            index.resolve(shape)
    good = fresh & ~_refused(batch, fresh, outcome)
    _report_time_fields(batch, good, outcome)
    return good


def _refused(batch: Batch, fresh: npt.NDArray[np.bool_], outcome: Outcome) -> npt.NDArray[np.bool_]:
    """Which of the fresh points cannot be stored; the reason that is told is that of the first."""
    long = too_long(batch)
    refused = np.zeros(len(batch), np.bool_)
    if not long and all(shape.refusal is None for shape in _shapes(batch, fresh)):
        return refused
    refused |= np.array([shape.refusal is not None for shape in batch.shapes], np.bool_)
    refused[list(long)] = True
    refused &= fresh
    rows = np.flatnonzero(refused).tolist()
    if rows:
        outcome.dropped += len(rows)
        outcome.reasons.append(f"{long.get(rows[0]) or batch.shapes[rows[0]].refusal} dropped={len(rows)}")
    return refused


def _shapes(batch: Batch, chosen: npt.NDArray[np.bool_]) -> list[Shape]:
    """The shapes of the chosen points, each once, in order."""
    if chosen.all():
        return list(dict.fromkeys(batch.shapes))
    return list(dict.fromkeys(batch.shapes[row] for row in np.flatnonzero(chosen).tolist()))


def _report_time_fields(batch: Batch, good: npt.NDArray[np.bool_], outcome: Outcome) -> None:
    """A field named `time` is stripped; a point that has no other is dropped."""
    named = {shape for shape in _shapes(batch, good) if "time" in shape.names}
    if not named:
        return
    bare = {shape for shape in named if set(shape.names) == {"time"}}
    dropped = sum(shape in bare for shape in batch.shapes)
    outcome.dropped += dropped
    measurement = next(shape.measurement for shape in batch.shapes if shape in named)
    reason = f'invalid field name: input field "time" on measurement "{measurement}" is invalid'
    if dropped < sum(shape in named for shape in batch.shapes):
        reason += f'. Field "time" has been stripped from point. dropped={dropped} {_where(outcome)}'
    else:
        reason += f" dropped={dropped}"
    outcome.reasons.append(reason)


def _blocks(batch: Batch, good: npt.NDArray[np.bool_]) -> Iterator[tuple[Kind, Block]]:
    """The good points of each kind."""
    whole = bool(good.all())
    widths = np.array([len(shape.names) for shape in batch.shapes])
    times = np.repeat(batch.times, widths)
    ids = np.concatenate([_ids(shape) for shape in batch.shapes])
    stored = ids != NO_SERIES if whole else (ids != NO_SERIES) & np.repeat(good, widths)
    if len(batch.values) == 1:
        ((kind, values),) = batch.values.items()
        block = Block(ids, times, values)
        yield kind, block if stored.all() else block.take(stored)
        return
    codes = np.concatenate([shape.codes for shape in batch.shapes])
    for kind, values in batch.values.items():
        mine = codes == KINDS.index(kind)
        block = Block(ids[mine], times[mine], values).take(stored[mine])
        if len(block):
            yield kind, block


def _ids(shape: Shape) -> npt.NDArray[np.int32]:
    if shape.ids is None:
        return np.full(len(shape.names), NO_SERIES, np.int32)
    return shape.ids


def _key(shape: Shape) -> str:
    """The series key as errors show it."""
    return ",".join([shape.measurement, *(f"{key}={value}" for key, value in shape.tags)])


def _where(outcome: Outcome) -> str:
    return f"for database: {outcome.bucket} for retention policy: autogen"

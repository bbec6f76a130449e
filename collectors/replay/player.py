"""Playing recordings: at the pace they were made, faster, or as fast as they can be read; as of then, or as of now."""

import heapq
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from collectors.replay.mapping import Mapping
from collectors.replay.reader import Refusal, Sample, rows, samples
from collectors.sink import Progress, Sink, unwatched
from contract import checks
from contract.errors import ContractError
from contract.measurements import COMMON_TAGS, TELEMETRY, Value
from store.points import Point, encode

_BATCH = 2000
_KEPT_MESSAGES = 20
SLOWEST, FASTEST = 1e-3, 1e9
"""Of a replay, in recorded seconds a second."""
_LONGEST_WAIT_S = 86_400 * 366


class Shift(StrEnum):
    """How to move a recording in time."""

    NONE = "none"
    FIRST = "first"
    """Each asset's first row is now."""
    LAST = "last"
    """Each asset's last row is now."""


@dataclass(slots=True)
class Report:
    """What came of a replay. `messages` are the first refusals in words; `refused` counts them all."""

    rows: int = 0
    readings: int = 0
    refused: int = 0
    assets: set[str] = field(default_factory=set)
    messages: list[str] = field(default_factory=list)

    def refuse(self, refusal: Refusal) -> None:
        """Count a refusal and keep its message, as long as there are few."""
        self.refused += 1
        if len(self.messages) < _KEPT_MESSAGES:
            self.messages.append(str(refusal))


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
    """Write recordings to the store, row by row in the order of time.

    Parameters
    ----------
    speed : 1 for real time, 0.001 to 1e9; None for as fast as it goes
    shift : see `Shift`; readings keep their distances in time
    progress : told how many rows are done, of about how many
    signals : the signals to take; None for all of the mapping's
    stop_event : ends the replay early when set

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
    moves = _moves(files, chosen, shift, clock())
    stop, report = stop_event or threading.Event(), Report()
    total = sum(rows(file) for file in files)
    recordings = [_moved(samples(file, chosen, report.refuse), moves) for file in files]
    in_order = heapq.merge(*recordings, key=lambda sample: sample.time)
    for batch in _paced(in_order, speed, stop, clock):
        lines = encode(point for sample in batch for point in _point(sample, clock(), report))
        writer.write(lines)
        progress(min(report.rows, total), total)
    return report


def _moves(files: Sequence[Path], mapping: Mapping, shift: Shift, now: int) -> dict[str, int]:
    """How far each asset's readings move, ns: found by reading the recordings once before."""
    edges: dict[str, int] = {}
    if shift is Shift.NONE:
        return edges
    choose = min if shift is Shift.FIRST else max
    for file in files:
        for sample in samples(file, mapping, _unheard):
            asset = sample.tags[0]
            edges[asset] = choose(edges.get(asset, sample.time), sample.time)
    return {asset: now - edge for asset, edge in edges.items()}


def _unheard(refusal: Refusal) -> None:
    """Refusals of the first reading; the second reports them."""


def _moved(recording: Iterator[Sample], moves: dict[str, int]) -> Iterator[Sample]:
    return (replace(sample, time=sample.time + moves.get(sample.tags[0], 0)) for sample in recording)


def _paced(
    in_order: Iterator[Sample], speed: float | None, stop: threading.Event, clock: Callable[[], int]
) -> Iterator[list[Sample]]:
    """Samples in batches, each when it is due; ends early once `stop` is set."""
    batch: list[Sample] = []
    began: tuple[int, int] | None = None
    for sample in in_order:
        began = began or (clock(), sample.time)
        if speed is not None:
            due = began[0] + round((sample.time - began[1]) / speed)
            if batch and due > clock():
                yield batch
                batch = []
            stop.wait(min(max(0, due - clock()) / 1e9, _LONGEST_WAIT_S))
        if stop.is_set():
            break
        batch.append(sample)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _point(sample: Sample, now: int, report: Report) -> Iterator[Point]:
    """The sample as a point, unless its time is not believable."""
    report.rows += 1
    try:
        moment = checks.time(sample.time, now)
    except ContractError as error:
        report.refuse(Refusal(sample.file, sample.row, "time", error.field, error.reason))
        return
    report.readings += len(sample.readings)
    report.assets.add(sample.tags[0])
    fields: dict[str, Value] = dict(sample.readings)
    if sample.run_state:
        fields["run_state"] = sample.run_state
    yield Point(TELEMETRY.name, dict(zip(COMMON_TAGS, sample.tags, strict=True)), fields, moment)

"""What a policy would have done: the assets that it would govern, judged again on the scores that they have."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

import numpy as np

from admin.names import find_class
from admin.readings import scores
from admin.readings.scores import Band, Scored
from admin.records import moment
from admin.store import Store
from admin.thresholds import repository, service
from analytics.policies.policy import Policy, Threshold, newest, parse, resolve
from analytics.verdict.preview import LONGEST_S, Preview, Written, preview
from contract.time import DAY_S

MOST_ASSETS = 30
"""Assets of one preview, those with the highest scores first: a second of work for about ten."""

FINEST_S, MOST_POINTS = 60, 2016
"""Seconds a value at least, and values an asset at most: seven days of one every `LONGEST_S`."""

CANNOT_SEE = (
    "A preview cannot see creep, whose memory is not written down, nor how narrow a learned band would be below the "
    "smallest deviation that was in force; it takes today's policy for that of the whole time."
)

_judging = Lock()
"""One preview at a time: it is the only work of the admin that keeps a processor busy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One asset by the policy in force (`before`) and by the candidate (`after`).

    `first` and `last` are the ends of its data, `covered_h` the hours between them without the gaps; `enough` is
    whether they are at least half of what was asked for.
    """

    asset: str
    asset_class: str
    first: datetime
    last: datetime
    covered_h: float
    enough: bool
    before: Preview
    after: Preview


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A preview from `start` to `stop`, at one value every `every_s` seconds.

    `message` says what is missing, "" where nothing is; `left_out` counts the assets beyond `MOST_ASSETS`.
    """

    scope: str
    signal: str
    start: datetime
    stop: datetime
    every_s: float
    message: str
    left_out: int
    cannot_see: str
    assets: list[Compared]


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    stop: int
    every_s: float

    @property
    def hours(self) -> float:
        return (self.stop - self.start) / 3.6e12


def report(store: Store, record: Mapping[str, object], days: float = 1.0) -> Report:
    """What the policy in `record` would have done in the last `days`; nothing is written.

    Raises `ContractError` for a value that makes no sense, and a 404 `ApiError` where the row could not be in force.
    """
    candidate = parse(record)
    service.carrier(store, candidate.scope, candidate.signal)
    span = _span(days)
    found = scores.scored(store, candidate.signal, span.start, span.stop)
    governed = _governed(found, candidate, newest(repository.rows(store).sound))
    with _judging:
        judged = [_compared(store, *each, candidate, span) for each in governed[:MOST_ASSETS]]
    assets = [each for each in judged if each]
    return Report(
        scope=candidate.scope,
        signal=candidate.signal,
        start=moment(span.start),
        stop=moment(span.stop),
        every_s=span.every_s,
        message=_message(assets),
        left_out=max(0, len(governed) - MOST_ASSETS),
        cannot_see=CANNOT_SEE,
        assets=assets,
    )


def _span(days: float) -> _Span:
    stop, length_s = time.time_ns(), days * DAY_S
    return _Span(stop - round(length_s * 1e9), stop, max(FINEST_S, length_s / MOST_POINTS))


def _governed(
    found: list[Scored], candidate: Threshold, rows: Mapping[tuple[str, str], Threshold]
) -> list[tuple[Scored, Policy]]:
    """The assets that the candidate would govern, each with its policy in force: a row more specific keeps ruling."""
    then = {**rows, (candidate.scope, candidate.signal): candidate}
    governed = []
    for each in found:
        spec = find_class(each.asset_class)
        signal = spec.signals.get(candidate.signal) if spec else None
        if spec and signal and resolve(each.asset, spec.name, signal, then) is candidate.policy:
            governed.append((each, resolve(each.asset, spec.name, signal, rows)))
    return governed


def _compared(store: Store, scored: Scored, in_force: Policy, candidate: Threshold, span: _Span) -> Compared | None:
    """One asset; `None` where no observed value was written with its scores."""
    rows = _written(scores.band(store, scored.asset, candidate.signal, span.start, span.stop, span.every_s))
    if not len(rows.time):
        return None
    covered_h = float(np.minimum(np.diff(rows.time) / 1e9, LONGEST_S).sum() / 3600)
    return Compared(
        asset=scored.asset,
        asset_class=scored.asset_class,
        first=moment(int(rows.time[0])),
        last=moment(int(rows.time[-1])),
        covered_h=covered_h,
        enough=covered_h >= span.hours / 2,
        before=preview(rows, in_force, in_force),
        after=preview(rows, candidate.policy, in_force),
    )


def _written(band: Band) -> Written:
    # A point that is just being written may be seen in part, without its observed value.
    seen = np.isfinite(band.observed)
    return Written(band.ns[seen], band.observed[seen], band.expected[seen], band.lower[seen], band.upper[seen])


def _message(assets: list[Compared]) -> str:
    if not assets:
        return "No data: no asset that this policy would govern has scores of the signal in this time."
    short = sum(not each.enough for each in assets)
    if not short:
        return ""
    return f"Too little data: {short} of {len(assets)} assets have scores for less than half of this time."

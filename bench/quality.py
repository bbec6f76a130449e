"""Faults of sensors over machines that are well: which are recognised as data faults, and which raise risk wrongly.

    forewarn bench quality [--assets N] [--rounds N] [--step S] [--seed N]

Eight healthy days are history; then comes one more, once as it is and once for each kind of fault and round, in which
one symptom of each machine has that fault from 06:00 to 18:00, as the simulators lay it over readings. A fault grows,
where it does, within six hours. Faults of the way of a line (late, twice, wrong clock) never reach a value; the worker
finds them where it reads, so they are not here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

import numpy as np

from analytics.engine.outcome import Pace
from analytics.engine.pipeline import Pipeline
from analytics.engine.state import State
from analytics.ground.columns import Floats, Ints
from bench.plain import table
from collectors import sensor_faults
from collectors.faults import progress
from collectors.fleet import fleet
from collectors.group import Group, Readings
from collectors.noise import keys
from collectors.wire import Wire
from collectors.world import World
from contract.catalogue import Role
from contract.failures.sensors import SENSOR_FAULTS
from contract.time import DAY, SECOND
from forewarn.rehearsal.feed import History, Parts, as_samples, simulate

HISTORY_DAYS = 8
_START = int(datetime(2026, 11, 2, tzinfo=UTC).timestamp()) * SECOND
ONSET_H, GROWN_H, REPAIRED_H = 6, 12, 18
"""Hours of the scored day at which faults set in, have grown, and end."""
_SLICE_NS = 300 * SECOND
"""How finely it is seen when a data fault or a risk begins."""
WARNING = 2

Series = tuple[str, str]
"""Asset and signal."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a day led to: minutes from the onset to the first of each data fault, and to each asset's first warning."""

    issues: Mapping[tuple[str, str, str], float]
    warned: Mapping[str, float]
    minutes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One fault over one signal: the data faults that it led to, and whether risk rose that would not have."""

    kind: str
    series: Series
    issues: Mapping[str, float]
    raised: bool


@dataclass(frozen=True, slots=True)
class Stand:
    """A fleet that has learned its history, and the day that is to be spoilt."""

    arrays: Mapping[str, np.ndarray]
    data: Mapping[str, object]
    day: Parts
    start: int
    seed: int

    @classmethod
    def build(cls, assets: int, seed: int, step_s: int) -> "Stand":
        """Simulate and learn."""
        what = fleet(assets, seed, _START)
        world, state, history = World(what), State(), History()
        world.enter(what.start)
        start = what.start + HISTORY_DAYS * DAY
        for parts in simulate(world, what.start, start):
            history.add(parts)
        history.learn(state)
        step = step_s * SECOND
        day = world.readings(np.arange(start + step, start + DAY + 1, step))
        return cls(*state.dump(), day, start, seed)

    def see(self, parts: Parts) -> Seen:
        """Score a day from the state that was learned."""
        pipeline = Pipeline(State.load(self.arrays, self.data), Pace(score_s=1e9, risk_s=1e9))
        issues: dict[tuple[str, str, str], float] = {}
        warned: dict[str, float] = {}
        minutes: dict[str, int] = {}
        for end, sliced in _slices(parts, self.start):
            pipeline.feed(*as_samples(sliced))
            after = ((end - self.start) / SECOND - 3600 * ONSET_H) / 60
            for asset, _, _, what in list(pipeline.issues):
                issues.setdefault((asset, *_split(what)), after)
            for number in np.flatnonzero(pipeline.state.assets.level >= WARNING).tolist():
                name = pipeline.state.fleet.assets[number].name
                minutes[name] = minutes.get(name, 0) + 5
                if after >= 0:
                    warned.setdefault(name, after)
        return Seen(issues, warned, minutes)

    def spoil(self, kind: str, chosen: Mapping[str, str]) -> Parts:
        """The day with a fault of this kind over one signal of each asset."""
        return [(group, self._spoilt(kind, group, read, chosen)) for group, read in self.day]

    def _spoilt(self, kind: str, group: Group, read: Readings, chosen: Mapping[str, str]) -> Readings:
        values, silent = read.values.copy(), read.silent.copy()
        severity = self._severity(kind, read.times)
        onset = int(np.searchsorted(severity > 0, True))
        wire = Wire(group.spec, group.signals)
        for place, asset in enumerate(group.assets):
            if asset.name in chosen:
                row = read.signals.index(chosen[asset.name])
                signal = group.spec.signals[chosen[asset.name]]
                amount = sensor_faults.usual_amount(SENSOR_FAULTS[kind], signal)
                key = keys(self.seed, [asset.name], kind)
                held = float(values[row, onset, place])
                channel = sensor_faults.Channel(signal, read.times, severity, amount, held, key)
                wrong = sensor_faults.distort(kind, values[row, :, place], channel)
                values[row, :, place] = wire.quantise(wrong[:, None], row)[:, 0]
        return Readings(read.times, read.states, read.signals, values, silent)

    def _severity(self, kind: str, times: Ints) -> Floats:
        hours = (times - self.start) / SECOND / 3600
        share = (hours - ONSET_H) / (GROWN_H - ONSET_H)
        return np.where(
            (share >= 0) & (hours < REPAIRED_H), np.maximum(progress(SENSOR_FAULTS[kind].growth, share), 1e-9), 0.0
        )


def measure(assets: int, rounds: int, step_s: int, seed: int) -> str:
    """Lay every kind of fault of a reading over `rounds` signals of each machine, and tell what came of it."""
    stand = Stand.build(assets, seed, step_s)
    well = stand.see(stand.day)
    outcomes = []
    for kind, fault in SENSOR_FAULTS.items():
        if not fault.transport:
            for number in range(rounds):
                outcomes += _outcomes(stand, well, kind, number)
    return _report(outcomes, well, assets, step_s)


def _outcomes(stand: Stand, well: Seen, kind: str, number: int) -> list[Outcome]:
    chosen = {asset: signal for group, read in stand.day for asset, signal in _choose(kind, number, group, read)}
    seen = stand.see(stand.spoil(kind, chosen)) if chosen else well
    found = []
    for asset, signal in chosen.items():
        issues = {
            issue: after
            for (name, of, issue), after in seen.issues.items()
            if (name, of) == (asset, signal) and after >= 0 and (name, of, issue) not in well.issues
        }
        # Ten minutes more of warnings than on the same day without the fault.
        raised = asset in seen.warned and seen.minutes[asset] > well.minutes.get(asset, 0) + 10
        found.append(Outcome(kind, (asset, signal), issues, raised))
    return found


def _choose(kind: str, number: int, group: Group, read: Readings) -> list[tuple[str, str]]:
    """(asset, signal): the signals of a kind of machine that can have the fault, each asset's turn at another one."""
    role = Role.COUNTER if kind == "counter_reset" else Role.SYMPTOM
    signals = [name for name in read.signals if group.spec.signals[name].role is role]
    able = [name for name in signals if not sensor_faults.unfit(kind, group.spec.signals[name])]
    count = len(group.assets)
    return [
        (asset.name, able[(place * len(able) // count + number) % len(able)])
        for place, asset in enumerate(group.assets)
        if able
    ]


def _slices(day: Parts, start: int) -> Iterator[tuple[int, Parts]]:
    """A day cut into slices, each with its end."""
    ends = start + np.arange(_SLICE_NS, DAY + 1, _SLICE_NS)
    cuts = np.searchsorted(day[0][1].times, ends, side="right")
    for end, first, last in zip(ends.tolist(), [0, *cuts[:-1]], cuts, strict=True):
        yield end, [(group, _cut(read, slice(first, last))) for group, read in day]


def _cut(read: Readings, part: slice) -> Readings:
    return Readings(read.times[part], read.states[part], read.signals, read.values[:, part], read.silent[part])


def _split(what: str) -> Series:
    signal, _, issue = what.rpartition("/")
    return signal, issue


def _report(outcomes: Sequence[Outcome], well: Seen, assets: int, step_s: int) -> str:
    head = "fault", "signals", "recognised", "median after, min", "as", "risk raised"
    rows = [(kind, *_row([*group])) for kind, group in groupby(outcomes, key=lambda outcome: outcome.kind)]
    weeks = assets / 7
    false = list(well.issues)
    told = ", ".join(f"{asset} {signal} {issue}" for asset, signal, issue in false[:12])
    text = table(head, rows, f"a sample every {step_s} s")
    return f"{text}\nhealthy day of {assets}: {len(false) / weeks:.2f} false data faults an asset-week {told}"


def _row(found: Sequence[Outcome]) -> tuple[str, ...]:
    known = [min(outcome.issues.values()) for outcome in found if outcome.issues]
    names = sorted({issue for outcome in found for issue in outcome.issues})
    raised = sum(outcome.raised for outcome in found)
    after = f"{np.median(known):.0f}" if known else "-"
    return str(len(found)), f"{len(known) / len(found):.0%}", after, ", ".join(names), f"{raised / len(found):.0%}"

"""The pure pipeline: feed it samples, get scores, risks and events. The worker, the bench and the tests share it.

It reads no clock and no store. The same samples give the same results, however they are cut into feeds.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.engine.columns import Bools, Floats, Ints
from analytics.engine.fleet import UNKNOWN, Label
from analytics.engine.late import score as score_late
from analytics.engine.results import Results, Risk, Scores
from analytics.engine.samples import Round, Rows, Samples, States, rounds
from analytics.engine.state import State
from analytics.engine.step import Judged, step
from analytics.layers import drivers
from analytics.policies.policy import Threshold
from analytics.verdict import risk
from analytics.verdict.codes import find
from analytics.verdict.faults import Episode
from analytics.verdict.reason import explain
from telemetry.catalogue import CLASSES, AssetClass
from telemetry.errors import ContractError
from telemetry.points import Point

_CLASSES = (0.5, 0.75, 1.0, 2.0)
"""Scores between which a change is worth a row at once."""
_STALE_NS = 900 * 10**9
"""A signal that its asset stopped sending for so long no longer counts towards risk."""
_RISK_STEP = 1.0
"""A change of the risk that is worth a row at once."""
WARNING = 2
"""The level from which on there is a fault episode."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often ordinary series and assets are written, in seconds; what is not ordinary is always written."""

    score_s: float = 60.0
    risk_s: float = 10.0


class Pipeline:
    """A state and what moves it on."""

    def __init__(self, state: State | None = None, pace: Pace | None = None) -> None:
        self.state = state or State()
        self.pace = pace or Pace()
        self.issues: Counter[Label] = Counter()
        """Data faults since they were last taken: by asset, class, site and `signal/issue`."""

    def adopt(self, rows: Mapping[tuple[str, str], Threshold]) -> None:
        """Judge by these threshold rows from the next sample on, without learning anew."""
        self.state.adopt(rows)

    def feed(self, samples: Samples, states: States | None = None) -> Results:
        """Take samples and run states in; what is not newer than what its asset has already shown is passed over."""
        rows = self._number(samples, states or States.none())
        self.state.fit()
        newer = rows.time > self.state.assets.time[rows.asset]
        results = Results()
        for part in rounds(rows.take(newer)):
            self._round(part, results)
        return results

    def behind(self, samples: Samples) -> Bools:
        """Which samples are not newer than what their asset has already shown."""
        series, assets = self._series(samples.labels)
        self.state.fit()
        # An asset that breaks the contract has the number -1, and nothing newer than the time there.
        newest = np.where(series == UNKNOWN, -1, np.append(self.state.assets.time, -1)[assets])
        return np.asarray(samples.time <= newest[samples.code])

    def late(self, samples: Samples, results: Results) -> None:
        """Score samples that came after their time had passed, in their place; the state does not move."""
        rows = self._number(samples, States.none())
        self.state.fit()
        for part in rounds(rows):
            results.scores.append(score_late(self.state, part))
            results.scored += len(part.series)

    def _number(self, samples: Samples, states: States) -> Rows:
        """Labels become numbers; samples whose label breaks the contract are counted and left out."""
        series, of_series = self._series(samples.labels)
        found = series[samples.code] != UNKNOWN
        self._count_unknown(samples, found)
        values, asset, state = samples.code[found], *self._states(states.labels)
        known = asset[states.code] != UNKNOWN
        said = states.code[known]
        return Rows(
            time=np.concatenate((samples.time[found], states.time[known])),
            asset=np.concatenate((of_series[values], asset[said])),
            series=np.concatenate((series[values], np.full(len(said), -1))),
            value=np.concatenate((samples.value[found], np.full(len(said), np.nan))),
            state=np.concatenate((np.full(len(values), -1), state[said])),
        )

    def _series(self, labels: Sequence[Label]) -> tuple[Ints, Ints]:
        """(number of the series, number of its asset) of each label."""
        series, assets = np.full((2, len(labels)), UNKNOWN, np.int64)
        for place, (name, class_name, site, signal) in enumerate(labels):
            try:
                assets[place] = self.state.fleet.asset(name, class_name, site)
                series[place] = self.state.fleet.series(int(assets[place]), signal)
            except ContractError:
                series[place] = UNKNOWN
        return series, assets

    def _states(self, labels: Sequence[Label]) -> tuple[Ints, Ints]:
        """(number of the asset, number of the run state) of each label."""
        assets, states = np.full((2, len(labels)), UNKNOWN, np.int64)
        for place, (name, class_name, site, state) in enumerate(labels):
            if class_name in set(AssetClass):
                assets[place] = self.state.fleet.asset(name, class_name, site)
                states[place] = self.state.states.number(state)
        return assets, states

    def _count_unknown(self, samples: Samples, found: Bools) -> None:
        for code, count in Counter(samples.code[~found].tolist()).items():
            name, class_name, site, signal = samples.labels[code]
            issue = "unknown_signal" if class_name in CLASSES else "unknown_class"
            self.issues[name, class_name, site, f"{signal}/{issue}"] += count

    def _round(self, part: Round, results: Results) -> None:
        before = self.state.alarms.level.copy()
        judged = step(self.state, part)
        results.scored += len(part.series)
        self._count_faults(judged)
        self._rollup(judged, results)
        contributions = self._fuse(part)
        self._write_scores(judged.series, results)
        self._write_events(part, before, results)
        self._write_risks(part, contributions, results)

    def _count_faults(self, judged: Judged) -> None:
        for issue, numbers in judged.faults.items():
            for number in numbers.tolist():
                asset = self.state.fleet.assets[int(self.state.fleet.facts.asset[number])]
                signal = self.state.fleet.signals[number].name
                self.issues[asset.name, asset.spec.name.value, asset.site, f"{signal}/{issue}"] += 1

    def _rollup(self, judged: Judged, results: Results) -> None:
        minutes, days = self.state.rollups.add(judged.good, judged.value, judged.time)
        results.minutes += [minutes] if minutes else []
        results.days += [days] if days else []

    def _fuse(self, part: Round) -> Floats:
        """New risk and level of the round's assets; the contributions of all series."""
        state, owner = self.state, self.state.fleet.facts.asset
        stale = state.assets.time[owner] - state.current.time > _STALE_NS
        points = np.where(stale, 0.0, state.current.points)
        fused, contributions = risk.fuse(points, owner, len(state.assets))
        level = np.where(stale, 0, state.alarms.level)
        level = np.where(state.drivers.own, np.minimum(level, drivers.LEVEL), level)
        highest = np.zeros(len(state.assets), np.int64)
        np.maximum.at(highest, owner, level)
        state.assets.risk[part.asset], state.assets.level[part.asset] = fused[part.asset], highest[part.asset]
        return contributions

    def _write_scores(self, judged: Ints, results: Results) -> None:
        """Rows for series that are not ordinary, that changed class, or that were not written for a while."""
        current, fleet = self.state.current, self.state.fleet
        at = judged[fleet.facts.symptom[judged] | (current.score[judged] > 0)]
        at = at[(current.judged[at] == current.time[at]) | (current.score[at] > 0)]
        kind = np.searchsorted(_CLASSES, current.score[at], side="right")
        due = current.time[at] - current.written[at] >= self.pace.score_s * 1e9
        odd = (kind >= 2) | (self.state.alarms.level[at] > 0)
        take = due | odd | (kind != current.written_class[at])
        at, kind = at[take], kind[take]
        current.written[at], current.written_class[at] = current.time[at], kind
        if len(at):
            columns = (current.observed, current.expected, current.half, current.score)
            results.scores.append(Scores(at, current.time[at], *(column[at] for column in columns)))

    def _write_events(self, part: Round, before: Ints, results: Results) -> None:
        """Episodes begin and end where a series' level crosses warning, or turns critical."""
        level = self.state.alarms.level
        for number in np.flatnonzero(level != before).tolist():
            results.events += self._crossed(number, int(before[number]), int(level[number]))
        for number, time in zip(part.asset.tolist(), part.time.tolist(), strict=True):
            results.events += self.state.episodes.repeat(self.state.fleet.assets[number], number, time)

    def _crossed(self, number: int, old: int, new: int) -> list[Point]:
        state = self.state
        asset, time = int(state.fleet.facts.asset[number]), int(state.current.time[number])
        if new < WARNING:
            return state.episodes.clear(number, state.fleet.assets[asset], time)
        known = state.episodes.open.get(number)
        if new <= old or (known is not None and (known.level >= new or state.drivers.own[number])):
            return []
        return state.episodes.raise_(self._episode(number, asset, new, time), state.fleet.assets[asset])

    def _episode(self, number: int, asset: int, level: int, time: int) -> Episode:
        state = self.state
        current, signal = state.current, state.fleet.signals[number]
        side = int(current.side[number])
        code = find(state.fleet.assets[asset].spec.name, signal, side)
        observed, limit = float(current.observed[number]), float(current.limit[number])
        if not np.isfinite(limit):
            limit = float(current.expected[number] + side * current.half[number])
        return Episode(
            series=number,
            asset=asset,
            code=code.name,
            level=drivers.LEVEL if state.drivers.own[number] else level,
            raised=time,
            risk=round(float(state.assets.risk[asset]), 1),
            observed=observed,
            limit=limit,
            description=code.description,
            recommendation=code.recommendation,
            told=time,
        )

    def _write_risks(self, part: Round, contributions: Floats, results: Results) -> None:
        assets = self.state.assets
        at = part.asset
        due = assets.time[at] - assets.written[at] >= self.pace.risk_s * 1e9
        moved = np.abs(assets.risk[at] - assets.written_risk[at]) >= _RISK_STEP
        odd = (assets.level[at] > 0) | (assets.level[at] != assets.written_level[at])
        at = at[due | moved | odd]
        assets.written[at], assets.written_risk[at] = assets.time[at], assets.risk[at]
        assets.written_level[at] = assets.level[at]
        results.risks += [self._risk(asset, contributions) for asset in at.tolist()]

    def _risk(self, asset: int, contributions: Floats) -> Risk:
        """One asset's risk with its reason; every signal that can contribute is named, with 0 where it does not."""
        state = self.state
        numbers = self._contributors(asset)
        numbers.sort(key=lambda n: -contributions[n])
        points = [float(contributions[n]) for n in numbers]
        time = int(state.assets.time[asset])
        return Risk(
            asset=asset,
            time=time,
            risk=float(state.assets.risk[asset]),
            level=int(state.assets.level[asset]),
            top_signal=state.fleet.signals[numbers[0]].name if points and points[0] > 0 else "none",
            reason=explain(state, asset, numbers, points, time),
            contributions={state.fleet.signals[n].name: value for n, value in zip(numbers, points, strict=True)},
        )

    def _contributors(self, asset: int) -> list[int]:
        """The series of an asset that can add to its risk: symptoms, and what has a limit of its own."""
        facts, judging = self.state.fleet.facts, self.state.judging
        can = facts.symptom | np.isfinite(judging.warn_high) | np.isfinite(judging.crit_high) | self.state.drivers.own
        return [int(number) for number in np.flatnonzero(can & (facts.asset == asset))]

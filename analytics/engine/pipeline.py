"""The pure pipeline: feed it samples, get scores, risks and events. The worker, the bench and the tests share it.

It reads no clock and no store. The same samples give the same results, however they are cut into feeds.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analytics.engine import late, maintenance
from analytics.engine.evidence import candidates
from analytics.engine.late import Late
from analytics.engine.reasons import explain
from analytics.engine.results import Diagnosis, Results, Risks, Scores, joined
from analytics.engine.state import State
from analytics.engine.step import Judged, step
from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.fleet import UNKNOWN, FullError, Label
from analytics.ground.labels import RUN_STATE, owner_problem, problem
from analytics.ground.numbering import Numbering
from analytics.ground.rollup import Aggregates, count_again
from analytics.ground.samples import Round, Rows, Samples, States, rounds
from analytics.policies import drivers
from analytics.policies.maintenance import Work
from analytics.policies.policy import Threshold
from analytics.verdict import risk
from analytics.verdict.codes import find
from analytics.verdict.diagnosis import SURE
from analytics.verdict.faults import Episode
from contract.levels import SCORE_EDGES, WARNING
from contract.lists import listed
from contract.time import MINUTE, SECOND
from store.points import Point

_CLASSES = (0.5, *SCORE_EDGES)
"""Scores between which a change is worth a row at once."""
_STALE_NS = 900 * SECOND
"""A signal that its asset stopped sending for so long no longer counts towards risk."""
_DIAGNOSE_NS = 600 * SECOND
"""How often it is said anew what an asset that is not normal most likely suffers from."""
_RISK_STEP = 1.0
"""A change of the risk that is worth a row at once."""
REFUSED = -2
"""The number of an asset that is one too many."""
MAX_BROKEN = 1000
"""Labels that break the contract and are told of by name; more are counted together."""


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
        self._series = Numbering(self.state.fleet, self._find_series)
        self._states = Numbering(self.state.fleet, self._find_state)
        self._broken: set[Label] = set()
        """Labels that break the contract and are told of by name."""
        self.refused = 0
        """The most assets that a reading had and that were refused, since this was last taken."""
        self.issues: Counter[Label] = Counter()
        """Data faults since they were last taken: by asset, class, site and `signal/issue`."""

    def over(self, state: State) -> "Pipeline":
        """A pipeline that goes on with another state of the same fleet, such as one without some assets."""
        other = Pipeline(state, self.pace)
        other.issues, other.refused = self.issues, self.refused
        other.maintain(self.state.upkeep.spans)
        return other

    def adopt(self, rows: Mapping[tuple[str, str], Threshold]) -> None:
        """Judge by these threshold rows from the next sample on, without learning anew."""
        self.state.adopt(rows)

    def maintain(self, spans: Mapping[str, tuple[Work, ...]]) -> None:
        """Excuse assets while they are worked on, by all spans of each, from the next sample on."""
        maintenance.know(self.state, spans)

    def admit(self, samples: Samples, states: States, *, again: bool = False) -> tuple[Samples, States]:
        """What is left of samples and states without the assets that are too many; they are counted, but not `again`.

        So are labels that break the contract, where there are more of them than can be told of by name.
        """
        of_samples, of_states = self.owners(samples, states)
        refused = {
            labels[code][:2]
            for labels, owner in ((samples.labels, of_samples), (states.labels, of_states))
            for code in np.flatnonzero(owner == REFUSED).tolist()
        }
        if not refused:
            return samples, states
        self.refused = self.refused if again else max(self.refused, len(refused))
        left, said = of_samples != REFUSED, of_states != REFUSED
        return samples.take(left[samples.code]), states.take(said[states.code])

    def forget_labels(self) -> None:
        """Look all labels up again, and tell of broken ones by name again."""
        self._broken.clear()
        self._series.forget()
        self._states.forget()

    def feed(self, samples: Samples, states: States | None = None, results: Results | None = None) -> Results:
        """Take samples and run states in; what is not newer than what its asset has already shown is passed over.

        What it gives out is added to `results`, where there are some: so that it is not lost if a later moment fails.
        """
        rows = self._number(samples, states or States.none())
        self._fit()
        newer = rows.time > self.state.assets.time[rows.asset]
        results = Results() if results is None else results
        for part in rounds(rows.take(newer)):
            self._round(part, results)
        return results

    def behind(self, samples: Samples) -> Bools:
        """Which samples are not newer than what their asset has already shown."""
        assets, _ = self.owners(samples, States.none())
        # What breaks the contract has a number below 0, and nothing newer than the time there.
        newest = np.append(self.state.assets.time, [-1] * -REFUSED)[assets]
        return np.asarray(samples.time <= newest[samples.code])

    def owners(self, samples: Samples, states: States) -> tuple[Ints, Ints]:
        """The numbers of the assets of all labels of samples, and of states; below 0 for what is not taken."""
        _, of_samples = self._series.of(samples.labels)
        _, of_states = self._states.of(states.labels)
        self.state.fit()
        return of_samples, of_states

    def late(self, samples: Samples) -> tuple[Late, set[tuple[int, int]]]:
        """Score samples that came after their time had passed, in their place; the running views do not move.

        Gives the closed minutes that they belong to, too: (start in nanoseconds, number of the asset).
        """
        rows = self._number(samples, States.none())
        self._fit()
        scores: list[Scores] = []
        closed: set[tuple[int, int]] = set()
        for part in rounds(rows):
            scores.append(late.score(self.state, part))
            closed |= self._late_minutes(part)
        return late.weigh(self.state, joined(scores)), closed

    def count_again(self, samples: Samples, start: int) -> Aggregates:
        """A closed minute that begins at `start`, from all samples that there are of it."""
        rows = self._number(samples, States.none())
        self.state.fit()
        rows = rows.take(self._possible(rows.series, rows.value))
        rows = rows.take(self.state.rollups.minute.start[rows.series] != start)
        return count_again(rows.series, rows.value, start)

    def _fit(self) -> None:
        """Make room for new assets and series, which may be worked on already."""
        self.state.fit()
        if len(self.state.fleet.assets) != len(self.state.upkeep.next):
            maintenance.know(self.state, self.state.upkeep.spans)

    def _late_minutes(self, part: Round) -> set[tuple[int, int]]:
        good = self._possible(part.series, part.value)
        at, time = part.series[good], part.time[part.slot[good]]
        closed = self.state.rollups.late(at, part.value[good], time)
        starts = time[closed] // MINUTE * MINUTE
        return set(zip(starts.tolist(), self.state.fleet.facts.asset[at[closed]].tolist(), strict=True))

    def _possible(self, at: Ints, value: Floats) -> Bools:
        facts = self.state.fleet.facts
        return np.asarray((value >= facts.physical_low[at]) & (value <= facts.physical_high[at]))

    def _number(self, samples: Samples, states: States) -> Rows:
        """Labels become numbers; samples whose label breaks the contract are left out."""
        series, of_series = self._series.of(samples.labels)
        found = series[samples.code] != UNKNOWN
        values, (state, asset) = samples.code[found], self._states.of(states.labels)
        known = asset[states.code] >= 0
        said = states.code[known]
        return Rows(
            time=np.concatenate((samples.time[found], states.time[known])),
            asset=np.concatenate((of_series[values], asset[said])),
            series=np.concatenate((series[values], np.full(len(said), -1))),
            value=np.concatenate((samples.value[found], np.full(len(said), np.nan))),
            state=np.concatenate((np.full(len(values), -1), state[said])),
        )

    def count_broken(self, samples: Samples) -> None:
        """Count the samples whose labels break the contract as data faults; each is to be told of once."""
        series, _ = self._series.of(samples.labels)
        for code, count in Counter(samples.code[series[samples.code] == UNKNOWN].tolist()).items():
            label = samples.labels[code]
            if issue := problem(label):
                self.issues[(*label[:3], f"{label[3]}/{issue}")] += count

    def _find_series(self, label: Label) -> tuple[int, int]:
        """(number of the series, number of its asset)."""
        if problem(label):
            return UNKNOWN, self._tell_of(label)
        try:
            asset = self.state.fleet.asset(*label[:3])
        except FullError:
            return UNKNOWN, REFUSED
        return self.state.fleet.series(asset, label[3]), asset

    def _find_state(self, label: Label) -> tuple[int, int]:
        """(number of the run state, number of the asset)."""
        if owner_problem(label):
            return UNKNOWN, self._tell_of((*label[:3], RUN_STATE))
        try:
            return self.state.fleet.run_states.number(label[3]), self.state.fleet.asset(*label[:3])
        except FullError:
            return UNKNOWN, REFUSED

    def _tell_of(self, label: Label) -> int:
        """`UNKNOWN` for a label that breaks the contract and is told of by name, `REFUSED` where there are too many."""
        if len(self._broken) >= MAX_BROKEN and label not in self._broken:
            return REFUSED
        self._broken.add(label)
        return UNKNOWN

    def _round(self, part: Round, results: Results) -> None:
        results.events += maintenance.step(self.state, part)
        before, newest = self.state.alarms.level[part.series], self.state.assets.time[part.asset]
        judged = step(self.state, part)
        results.scored += len(part.series)
        self._count_faults(judged)
        self._rollup(judged, results)
        series, slot = self.state.members.of(part.asset)
        points = self._fuse(part, series, slot)
        self._write_scores(judged.series, results)
        self._write_events(part, before, newest, results)
        self._diagnose(part, results)
        self._write_risks(part, series, slot, points, results)

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

    def _fuse(self, part: Round, series: Ints, slot: Ints) -> Floats:
        """New risk and level of the round's assets; gives what their `series` add to it."""
        state = self.state
        counts = state.judging.enabled[series] & (part.time[slot] - state.current.time[series] <= _STALE_NS)
        fused, points = risk.fuse(np.where(counts, state.current.points[series], 0.0), slot, len(part.asset))
        level = np.where(counts, state.alarms.level[series], 0)
        level = np.where(state.drivers.own[series], np.minimum(level, drivers.LEVEL), level)
        highest = np.zeros(len(part.asset), np.int64)
        np.maximum.at(highest, slot, level)
        assets = state.assets
        assets.risk[part.asset], assets.level[part.asset] = fused, highest
        return points

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

    def _write_events(self, part: Round, before: Ints, newest: Ints, results: Results) -> None:
        """Episodes begin and end where a series' level crosses warning, or turns critical.

        What the store was told before what was learned got lost stays as it was told: only when an asset's time has
        passed that, its levels are compared with the episodes that are open. `newest` are the assets' times before.
        """
        level, episodes, reported = self.state.alarms.level, self.state.episodes, self.state.assets.reported[part.asset]
        changed = (level[part.series] != before) & (part.time > reported)[part.slot]
        for number, old in zip(part.series[changed].tolist(), before[changed].tolist(), strict=True):
            results.events += self._crossed(number, old, int(level[number]))
        for asset in part.asset[(newest <= reported) & (part.time > reported) & (reported > 0)].tolist():
            for number in self.state.fleet.series_of(asset):
                results.events += self._crossed(number, 0, int(level[number]))
        for number in sorted({episode.asset for episode in episodes.open.values()}):
            time = int(self.state.assets.time[number])
            results.events += episodes.repeat(self.state.fleet.assets[number], number, time)

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
        likely = next(iter(candidates(state, asset, time)), None)
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
            recommendation=likely.mode.action if likely and likely.confidence >= SURE else code.recommendation,
            mode=likely.mode.mode if likely else "unknown",
            confidence=round(likely.confidence, 3) if likely else 0.0,
            against=listed(likely.against) if likely else "",
            last_reported=time,
            signal=signal.name,
            site=state.fleet.assets[asset].site,
        )

    def _diagnose(self, part: Round, results: Results) -> None:
        """Say what assets that are not normal most likely suffer from, when their level rises and every ten minutes."""
        assets = self.state.assets
        level = assets.level[part.asset]
        due = part.time - assets.diagnosed[part.asset] >= _DIAGNOSE_NS
        which = (level > 0) & (due | (level > assets.written_level[part.asset]))
        for asset, time in zip(part.asset[which].tolist(), part.time[which].tolist(), strict=True):
            assets.diagnosed[asset] = time
            if found := candidates(self.state, asset, time):
                results.diagnoses.append(Diagnosis(asset, time, found))

    def _write_risks(self, part: Round, series: Ints, slot: Ints, points: Floats, results: Results) -> None:
        """Rows for assets that are not ordinary, whose risk moved, or that were not written for a while.

        Every signal that can add to a risk is in its row, with 0 where it does not.
        """
        assets, at = self.state.assets, part.asset
        due = assets.time[at] - assets.written[at] >= self.pace.risk_s * 1e9
        moved = np.abs(assets.risk[at] - assets.written_risk[at]) >= _RISK_STEP
        odd = (assets.level[at] > 0) | (assets.level[at] != assets.written_level[at])
        take = due | moved | odd
        if not take.any():
            return
        own = take[slot]
        at, series, slot, points = at[take], series[own], (np.cumsum(take) - 1)[slot[own]], points[own]
        assets.written[at], assets.written_risk[at] = assets.time[at], assets.risk[at]
        assets.written_level[at] = assets.level[at]
        results.risk_rows.append(
            Risks(
                at, assets.time[at], assets.risk[at], assets.level[at],
                risk.worst(series, slot, points, len(at)), explain(self.state, at, series, slot, points),
                series, slot, points, self.state.fleet.signals,
            )
        )  # fmt: skip

"""The pure pipeline: feed it samples, get scores, risks and events. The worker, the bench and the tests share it.

It reads no clock and no store. The same samples give the same results, however they are cut into feeds.
"""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from analytics.engine import late, maintenance
from analytics.engine.late import Late
from analytics.engine.outcome import Before, Pace, give_out, give_out_events
from analytics.engine.results import Results, Scores, joined
from analytics.engine.state import State
from analytics.engine.step import Judged, step
from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.fleet import UNKNOWN, FullError, Label
from analytics.ground.labels import RUN_STATE, owner_problem, problem
from analytics.ground.numbering import Numbering
from analytics.ground.rollup import Aggregates, count_again
from analytics.ground.samples import Round, Rows, Samples, States, rounds
from analytics.policies.maintenance import Work
from analytics.policies.policy import Threshold
from contract.time import MINUTE

REFUSED = -2
"""The number of an asset that is one too many."""
MAX_BROKEN = 1000
"""Labels that break the contract and are told of by name; more are counted together."""


class Pipeline:
    """A state and what moves it on."""

    def __init__(
        self,
        state: State | None = None,
        pace: Pace | None = None,
        *,
        rollups: bool = True,
        only_events: bool = False,
    ) -> None:
        self.state = state or State()
        self.pace = pace or Pace()
        self.rollups = rollups
        """Whether minutes and days are summed up and given out."""
        self.only_events = only_events
        """Whether episodes are all that is given out, and when assets were in alarm."""
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
        other = Pipeline(state, self.pace, rollups=self.rollups, only_events=self.only_events)
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
        before = Before.of(self.state, part)
        judged = step(self.state, part)
        results.scored += len(part.series)
        if self.only_events:
            give_out_events(self.state, part, before, results)
            return
        self._count_faults(judged)
        if self.rollups:
            self._rollup(judged, results)
        give_out(self.state, self.pace, part, before, judged.series, results)

    def _count_faults(self, judged: Judged) -> None:
        for issue, numbers in judged.faults.items():
            for number in numbers.tolist():
                asset = self.state.fleet.assets[int(self.state.fleet.facts.asset[number])]
                signal = self.state.fleet.signals[number].name
                self.issues[asset.name, asset.spec.name, asset.site, f"{signal}/{issue}"] += 1

    def _rollup(self, judged: Judged, results: Results) -> None:
        minutes, days = self.state.rollups.add(judged.good, judged.value, judged.time)
        results.minutes += [minutes] if minutes else []
        results.days += [days] if days else []

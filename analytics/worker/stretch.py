"""A stretch of the past, judged in its own time as by a worker that had been begun some days before it.

The days before it are its run-up: what is open by then goes on, and nothing else of them counts. It learns as that
worker would have, from what lies behind, and leaves out what it found to be in alarm.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from analytics.backtest.straight import learn_as_live
from analytics.backtest.trial import RUN_UP
from analytics.engine.outcome import Pace
from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.engine.state import State
from analytics.ground.fleet import MAX_ASSETS, Fleet
from analytics.ground.local_time import LocalTime
from analytics.ground.samples import Samples, States
from analytics.ground.source import Telemetry
from analytics.learning.learn import learn
from analytics.learning.refresh import EVERY_NS
from analytics.learning.stored import JudgedPast
from analytics.policies.maintenance import Work
from analytics.policies.policy import Threshold
from analytics.worker import output, seam
from analytics.worker.guard import Guard
from analytics.worker.reading import Reading, first_of
from contract.errors import GatewayError
from contract.levels import WARNING
from contract.time import DAY, HOUR, SECOND
from contract.zones import Zones
from store.points import Point

FIRST = DAY + 60 * HOUR
"""Where nothing lies before a stretch, it is learned from its own beginning, up to here: two days and a quarter of it,
as the latest hours are left out, and the day before the first sample that a past begins with. Who knows nothing yet
would take each habit of a day for a fault."""
PACE = Pace(score_s=300.0, risk_s=300.0)
"""How often what is ordinary is written: a past is looked at from afar. What is not ordinary is written as ever."""
TRIES, PAUSE_S = 8, 0.5
"""How often a reading is tried that the store does not answer, and the first pause, which doubles."""

Take = Callable[[Sequence[str]], None]


@dataclass(frozen=True, slots=True)
class Rules:
    """What the past is judged by: the rows that are in force now, and the work that is known."""

    zones: Zones = field(default_factory=Zones)
    thresholds: dict[tuple[str, str], Threshold] = field(default_factory=dict)
    spans: dict[str, tuple[Work, ...]] = field(default_factory=dict)
    most_assets: int = MAX_ASSETS


class Stretch:
    """The past of a source from `begin` to before `end` (ns), a whole number of `EVERY_NS` after the run-up began.

    Assets that are `told` of already are passed over.
    """

    def __init__(self, telemetry: Telemetry, begin: int, end: int, rules: Rules, told: Sequence[str] = ()) -> None:
        self.begin, self.end, self.told = begin, end, frozenset(told)
        self.past = JudgedPast(telemetry)
        self.pipeline = Pipeline(State(Fleet(rules.most_assets), LocalTime(rules.zones)), PACE)
        self.pipeline.adopt(rules.thresholds)
        self.pipeline.maintain(rules.spans)
        self._encoder = output.Encoder(self.state.fleet)
        # Nobody waits for it: the fewer queries, the better, where there is little in a bucket.
        self._reading, self._guard = Reading(telemetry, EVERY_NS / SECOND), Guard()

    @property
    def state(self) -> State:
        """All that it knows."""
        return self.pipeline.state

    def run(self, take: Take) -> list[Point]:
        """Judge it; lines for bucket health are given to `take` as they come, and the events of its episodes at its
        end, so that nobody takes one for open that is not. Raises `GatewayError`."""
        events: list[Point] = []
        start = self.begin - RUN_UP
        self._learn_up_to(start)
        for at in range(start, self.end, EVERY_NS):
            if at == self.begin:
                events += seam.opened(self.state, at)
            stop = min(at + EVERY_NS, self.end)
            for results in self._judged(at, stop):
                if at >= self.begin:
                    events += [event for event in results.events if event.time >= self.begin]
                    results.events.clear()
                    take(self._encoder.health(results))
            if at >= self.begin:
                take(output.data_quality(self.pipeline.issues, {}, stop - 1))
            self.pipeline.issues.clear()
            learn_as_live(self.state, self.past, stop)
        return events

    def _learn_up_to(self, start: int) -> None:
        for until in (start, min(self.begin + FIRST, self.end)):
            if not self.state.fleet.assets:
                learn(self.past, self.state, until, lambda _what, _part: None)

    def _judged(self, start: int, stop: int) -> Iterator[Results]:
        self._reading.cursor = start
        while self._reading.cursor < stop:
            end, samples, states = self._read(stop)
            results = Results()
            samples, states = self.pipeline.admit(*self._left(samples, states))
            self.pipeline.count_broken(samples)
            self._guard.feed(self.pipeline, samples, states, end, results)
            self._warn(results)
            self._reading.cursor = end
            yield results

    def _read(self, stop: int) -> tuple[int, Samples, States]:
        """The next part up to a time, and where it ends; a store that is away for a moment is waited for."""
        for number in range(TRIES):
            end = self._reading.stop(stop)
            try:
                samples, states, end = first_of(*self._reading.read(end), end)
                return end, samples, states
            except GatewayError as error:
                if error.permanent or number == TRIES - 1:
                    raise
                time.sleep(PAUSE_S * 2**number)
        raise AssertionError("the last try raises")

    def _left(self, samples: Samples, states: States) -> tuple[Samples, States]:
        if not self.told:
            return samples, states
        own, said = (
            np.array([label[0] not in self.told for label in part.labels], np.bool_)[part.code]
            for part in (samples, states)
        )
        return samples.take(own), states.take(said)

    def _warn(self, results: Results) -> None:
        risks = results.all_risks()
        alarmed = risks.level >= WARNING
        for number in np.unique(risks.asset[alarmed]).tolist():
            self.past.warn(self.state.fleet.assets[number].name, risks.time[alarmed & (risks.asset == number)])

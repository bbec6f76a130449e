"""Policies that would keep the alarms of a class within a budget, none wider than it must be, and none so wide that
something that is known to be true would be missed: history judged again, each time by a little wider policies.

What was dismissed is widened away, too, where the budget is met without that. What is known to be true is no noise, and
does not count against the budget.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from analytics.backtest.found import Episode
from analytics.backtest.known import Known, caught, dismissed, noise
from analytics.backtest.side import Judged, judge
from analytics.backtest.straight import How, Progress, Teach
from analytics.backtest.trial import Trial, end_of
from analytics.backtest.wider import LAST_STEP, wider
from analytics.ground.course import Course
from analytics.policies.policy import Threshold
from analytics.policies.proposal import with_proposal
from contract.time import DAY

ROUNDS = LAST_STEP + 2
"""Policies that are found to be too narrow later than others have two rounds more."""
ONE_ASSET = 0.6
"""Where one asset has so much of the noise of a signal, its own policy is widened, and not that of its class."""

Actor = tuple[str, str]
"""The scope and the signal of a policy."""
Steps = Mapping[Actor, tuple[int, Threshold]]
"""How many steps wider a policy is, and the row that says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A row to set, with the version that it is to follow, the noise (episodes that are not known to be true) of its
    signal in its scope `before` and `after`, and how many of those before people had `dismissed`."""

    row: Threshold
    before: int
    after: int
    dismissed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Noise that stays, and why nothing is suggested against it, or nothing wider."""

    scope: str
    signal: str
    count: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """What was found under a budget of noise, episodes an asset and week; `trial` has all suggestions on its proposed
    side."""

    trial: Trial
    budget: float
    before: float
    after: float
    suggestions: list[Suggestion]
    kept: list[Kept]


def search(
    courses: Sequence[Course], start: int, how: How, known: Known, budget: float, teach: Teach, progress: Progress
) -> Suggested:
    """The policies for the courses of a class, which are judged from `start` (ns) on up to `ROUNDS` + 1 times.

    Raises `ValueError` where nothing lies in the span.
    """
    stop = end_of(courses, start)

    def judged(rows: Mapping[Actor, Threshold], time: int) -> Judged:
        own = replace(how, thresholds=rows)
        return judge(courses, own, start, teach, lambda done, of: progress(time * of + done, (ROUNDS + 1) * of))

    first = judged(how.thresholds, 0)
    plan = _Plan(first, how.thresholds, known, start, stop, budget)
    for time in range(1, ROUNDS + 1):
        steps = plan.next()
        if not steps:
            break
        plan.see(steps, judged(plan.rows(steps), time))
    if plan.drop_idle():
        plan.judged = judged(plan.rows(plan.steps), ROUNDS)
    return plan.suggested(Trial(start, stop, first, plan.judged))


@dataclass(slots=True)
class _Plan:
    """How far policies were widened, and what that came to: `judged`, which misses nothing that `first` had caught."""

    first: Judged
    in_force: Mapping[Actor, Threshold]
    known: Known
    start: int
    stop: int
    budget: float
    judged: Judged = field(init=False)
    steps: Steps = field(init=False, default_factory=dict)
    frozen: dict[Actor, str] = field(init=False, default_factory=dict)
    _own: dict[Actor, list[Episode]] = field(init=False)
    _seen: dict[Actor, list[Episode]] = field(init=False, default_factory=dict)
    """All that was raised by what was in force or tried: where a limit has moved, a band may raise the same."""
    _lone: dict[str, str] = field(init=False)
    """Of a signal, the asset that has most of its noise."""

    def __post_init__(self) -> None:
        self.judged = self.first
        loud = noise(self.first.episodes, self.known, self.stop)
        self._lone = _lone(loud) if len(self.first.assets) > 1 else {}
        self._own = self._by_actor(loud)
        self._remember()

    def next(self) -> Steps:
        """The steps to try next: those of the loudest one more, until what is left is within the budget; none where
        there is nothing to do, or nothing can be done."""
        left = self._by_actor(noise(self.judged.episodes, self.known, self.stop))
        over = sum(map(len, left.values())) - self.budget * self._asset_weeks()
        steps = dict(self.steps)
        for actor, own in self._loudest(left):
            if actor in self.frozen or not (over > 0 or dismissed(own, self.known, self.stop)):
                continue
            step = steps[actor][0] + 1 if actor in steps else 1
            if row := self._wider(actor, step):
                steps[actor] = step, row
                over -= len(own)
        return steps if steps != self.steps else {}

    def see(self, steps: Steps, judged: Judged) -> None:
        """Take over what steps came to; where something true would be missed, those who had told of it stay as wide
        as they were."""
        lost = caught(self.judged.episodes, self.known, self.stop) - caught(judged.episodes, self.known, self.stop)
        if not lost:
            self.judged, self.steps = judged, steps
            self._remember()
            return
        moved = {actor for actor in steps if steps[actor] != self.steps.get(actor)}
        assets = {one.asset for one in lost}
        spoke = {self._actor(one) for one in self.judged.episodes if one.asset in assets} & moved
        first = min(lost, key=lambda one: one.start)
        why = f"wider, {first.what or 'a failure'} of {first.asset} would be missed"
        self.frozen.update(dict.fromkeys(spoke or moved, why))

    def _remember(self) -> None:
        for actor, own in self._by_actor(self.judged.episodes).items():
            self._seen.setdefault(actor, []).extend(own)

    def drop_idle(self) -> bool:
        """Leave as they were those policies that are wider and raise as much; gives whether there are any."""
        left = self._by_actor(noise(self.judged.episodes, self.known, self.stop))
        idle = {actor for actor in self.steps if len(left.get(actor, ())) >= len(self._own.get(actor, ()))}
        self.steps = {actor: step for actor, step in self.steps.items() if actor not in idle}
        return bool(idle)

    def rows(self, steps: Steps) -> dict[Actor, Threshold]:
        """The rows that are in force with those of some steps among them."""
        rows = dict(self.in_force)
        for _, row in steps.values():
            rows = with_proposal(rows, row)
        return rows

    def suggested(self, trial: Trial) -> Suggested:
        """All of it, the loudest first."""
        left = self._by_actor(noise(self.judged.episodes, self.known, self.stop))
        versions = {actor: row.version for actor, row in self.in_force.items()}
        return Suggested(
            trial=trial,
            budget=self.budget,
            before=sum(map(len, self._own.values())) / self._asset_weeks(),
            after=sum(map(len, left.values())) / self._asset_weeks(),
            suggestions=[
                Suggestion(
                    row=replace(self.steps[actor][1], version=versions.get(actor, 0)),
                    before=len(own),
                    after=len(left.get(actor, ())),
                    dismissed=dismissed(own, self.known, self.stop),
                )
                for actor, own in self._loudest(self._own)
                if actor in self.steps
            ],
            kept=[
                Kept(scope=actor[0], signal=actor[1], count=len(own), why=why)
                for actor, own in self._loudest(left)
                if (why := self.frozen.get(actor))
            ],
        )

    def _wider(self, actor: Actor, step: int) -> Threshold | None:
        """The row of a step, by all that was raised so far; None, and it is frozen, where there is no such step."""
        own = self._seen[actor]
        found = wider(self.in_force, actor[0], self.first.assets[own[0].asset][0], own, step)
        if isinstance(found, str):
            self.frozen[actor] = found
            return None
        return found

    def _by_actor(self, episodes: Iterable[Episode]) -> dict[Actor, list[Episode]]:
        found: dict[Actor, list[Episode]] = {}
        for one in episodes:
            found.setdefault(self._actor(one), []).append(one)
        return found

    def _actor(self, one: Episode) -> Actor:
        row = self.in_force.get((one.asset, one.signal))
        own = (row is not None and not row.withdrawn) or self._lone.get(one.signal) == one.asset
        return (one.asset if own else self.first.assets[one.asset][0], one.signal)

    @staticmethod
    def _loudest(of: Mapping[Actor, list[Episode]]) -> list[tuple[Actor, list[Episode]]]:
        return sorted(of.items(), key=lambda item: (-len(item[1]), item[0]))

    def _asset_weeks(self) -> float:
        return max(len(self.first.assets), 1) * (self.stop - self.start) / (7 * DAY)


def _lone(episodes: Sequence[Episode]) -> dict[str, str]:
    """Of each signal, the asset that has most of its episodes, where one has."""
    by_signal: dict[str, Counter[str]] = {}
    for one in episodes:
        by_signal.setdefault(one.signal, Counter())[one.asset] += 1
    loudest = {signal: counts.most_common(1)[0] for signal, counts in by_signal.items()}
    return {
        signal: asset for signal, (asset, count) in loudest.items() if count > ONE_ASSET * by_signal[signal].total()
    }

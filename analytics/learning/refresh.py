"""Learning again, rarely and beside the loop: new assets once they have history, known ones every week, or where they
were learned from less than that, once it has doubled.

A process of its own fits into a state of its own (`refit_process`); only its result is taken over, between two ticks,
a few assets at a time. What is in alarm is not learned anew, because a baseline that follows a fault would hide it.
For the same reason a known asset keeps what is normal for it until its history is free of alarms: a fault reaches
further than the hours around them. One of which nothing is known has to be healthy for as long as a first learning
wants. What would widen a slow chart out of measure is not taken over either: its history is not of health, even if
nobody was called.
"""

import logging
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from analytics.engine.state import State
from analytics.ground.columns import Bools, Ints
from analytics.ground.source import Telemetry
from analytics.layers import courses
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.layers.courses import Courses
from analytics.layers.cusum import DECISION_H, Sums
from analytics.layers.duty import Duty
from analytics.layers.ewma_charts.charts import EwmaCharts
from analytics.layers.ewma_charts.lasting import half_widths
from analytics.layers.quality import Quality, know, know_range, know_rest
from analytics.learning.history import MIN_DAYS
from analytics.learning.learn import HISTORY_DAYS
from analytics.learning.refit_process import LearningError, RefitProcess
from contract.time import DAY, HOUR, SECOND
from contract.zones import Zones
from store.gateway import Gateway

log = logging.getLogger(__name__)

EVERY_NS = 6 * HOUR
"""How often it is looked whether there is something to learn."""
AGAIN_NS = 1800 * SECOND
"""When a learning that failed is tried again."""
SOON_NS = 60 * SECOND
"""When a new source is learned from."""
OLD_NS = 7 * DAY
"""How old what was learned may become."""
LIMIT_S = 3600.0
"""How long a learning may take before it is given up."""
AT_ONCE = 50
"""Assets that are taken over between two ticks."""

WIDER = 3.0
"""A slow chart that would become so many times as wide has learned from what was no health, such as a faulty sensor."""
SUSPECT = 0.5
"""A slow chart so far from what is expected may be the beginning of something, which must not become normal."""


class Refresh:
    """One learning at a time, started and taken over by `poll`; `close` ends one that is under way."""

    def __init__(
        self,
        gateway: Gateway,
        begin: int,
        *,
        limit_s: float = LIMIT_S,
        zones: Zones | None = None,
        places: Callable[[], Sequence[Telemetry]] = tuple,
    ) -> None:
        self.gateway, self.limit_s, self.zones, self.places = gateway, limit_s, zones or Zones(), places
        self.running: RefitProcess | None = None
        self._next = begin + EVERY_NS
        self._learned = State()
        self._again = self._reviewing = False
        """Whether a review was asked for, and whether what is being learned is one."""
        self._left: list[int] = []
        """The learned assets that are still to be taken over."""

    @property
    def busy(self) -> bool:
        """Whether something is being learned or taken over, or is to be at once."""
        return self.running is not None or bool(self._left) or self._again

    def poll(self, state: State, now: int) -> int:
        """Start learning where it is time to, or take over what was learned; gives how many assets that changed."""
        if self._left:
            part, self._left = self._left[:AT_ONCE], self._left[AT_ONCE:]
            return self._take(state, part, now)
        if self.running is not None:
            self._look(self.running, now)
        elif now >= self._next:
            self._next = now + EVERY_NS
            if self._again or due(state, now):
                self._begin(now)
        return 0

    def soon(self, now: int) -> None:
        """There is something new to learn from, as soon as its assets are known."""
        self._next = min(self._next, now + SOON_NS)

    def review(self, now: int) -> None:
        """More is known of what was in alarm: learn those anew that were learned from it."""
        self._again, self._next = True, now

    def adopt(self, learned: State) -> None:
        """Take over what was learned, a part of it with each of the next polls."""
        self._learned, self._left = learned, list(range(len(learned.fleet.assets)))

    def close(self) -> None:
        """End a learning that is under way."""
        if self.running is not None:
            self.running.close()
        self.running = None

    def _begin(self, now: int) -> None:
        try:
            self.running = RefitProcess(self.gateway, now, self.limit_s, self.zones, self.places())
        except OSError as error:  # no room for its folder, no process to be had
            log.warning("learning anew has to wait: %s", error)
            self._next = now + AGAIN_NS
            return
        self._again, self._reviewing = False, self._again

    def _look(self, running: RefitProcess, now: int) -> None:
        try:
            learned = running.result()
        except LearningError as error:
            log.warning("learning anew has to wait: %s", error)
            self._again, self._next = self._reviewing, now + AGAIN_NS
            self.close()
            return
        if learned is not None:
            self.close()
            self.adopt(learned)

    def _take(self, state: State, assets: list[int], now: int) -> int:
        changed = take_over(state, self._learned, now, assets, review=self._reviewing)
        if changed:
            log.info("what is normal was learned anew for %d assets", changed)
        if not self._left:
            self._learned = State()
        return changed


def due(state: State, now: int) -> bool:
    """Whether some asset was never learned, or too long ago."""
    return bool(old(state, now).any())


def old(state: State, now: int) -> Bools:
    """(assets,) which assets were never learned, or too long ago: a week, or as long as the history that they were
    learned from."""
    known = state.assets.history
    return np.asarray(now - state.assets.learned >= np.where(known > 0, np.clip(known, EVERY_NS, OLD_NS), OLD_NS))


def take_over(
    state: State, learned: State, now: int, assets: Iterable[int] | None = None, *, review: bool = False
) -> int:
    """Take over the baselines of those assets that need them and may have them; gives how many.

    `assets` are numbers in the learned fleet, all of it where there are none. In a `review` those need them, too, that
    were in alarm near what they are learned from: what they have was learned when nobody knew that.
    """
    changed = 0
    for source in range(len(learned.fleet.assets)) if assets is None else assets:
        asset = learned.fleet.assets[source]
        target = state.fleet.asset(asset.name, asset.spec.name, asset.site)
        state.fit()
        alarmed = review and bool(learned.assets.alarmed[source] > 0)
        if (alarmed or old(state, now)[target]) and may(state, learned, target, source, review=alarmed):
            copy_asset(state, learned, target, source)
            changed += 1
    return changed


def may(state: State, learned: State, target: int, source: int, *, review: bool = False) -> bool:
    """Whether the asset is calm, was healthy within the days that it has to be, and all that was known is there.

    What is known already need not have been healthy to be reviewed.
    """
    known = _known(state, target)
    names = {learned.fleet.signals[n].name for n in _known(learned, source)}
    healthy_days = HISTORY_DAYS if known else MIN_DAYS
    sick = learned.assets.alarmed[source] > learned.assets.learned[source] - healthy_days * DAY
    whole = bool(names) and names >= {state.fleet.signals[n].name for n in known}
    # What is known of less than a week is bound to become wider: a weekend is still to come.
    young = 0 < state.assets.history[target] < OLD_NS
    sound = bool(review and known) or not (sick or (not young and _wider(state, learned, known, source)))
    return whole and calm(state, target) and sound


def calm(state: State, asset: int) -> bool:
    """Whether nothing of an asset is in alarm, or looks like the beginning of something."""
    known = _known(state, asset)
    sums, charts = state.of(Sums), state.of(EwmaCharts)
    creeping = np.maximum(sums.above[known], sums.below[known]) > DECISION_H / 2
    lasting = np.abs(np.nan_to_num(charts.charts.distance[charts.of(known)])) > SUSPECT
    return not bool((state.alarms.level[known] > 0).any() or creeping.any() or lasting.any())


def _known(state: State, asset: int) -> list[int]:
    """The series of an asset that were learned."""
    return [number for number in state.fleet.series_of(asset) if _is_learned(state, number)]


def _wider(state: State, learned: State, known: Sequence[int], source: int) -> bool:
    """Whether some series of those `known` would be judged by a much wider slow chart."""
    old, new = state.of(EwmaCharts), learned.of(EwmaCharts)
    places = [learned.fleet.find(source, state.fleet.signals[n].name) for n in known]
    min_deviation = state.judging.min_deviation[known]
    before, after = (
        half_widths(of.charts.scale[:, of.places.first[at]], np.ones(1), min_deviation)
        for of, at in ((old, known), (new, places))
    )
    return bool((after > WIDER * before).any())


def _is_learned(state: State, number: int) -> bool:
    return bool(state.of(Baseline).normal.kind[number] == SEASONAL)


def copy_asset(state: State, learned: State, target: int, source: int) -> None:
    """Take over the asset's duty scaling and all its baselines, which belong together; what was seen was against other
    ones."""
    numbers = np.array([n for n in learned.fleet.series_of(source) if _is_learned(learned, n)], np.int64)
    own = np.array([state.fleet.series(target, learned.fleet.signals[n].name) for n in numbers.tolist()], np.int64)
    state.fit()
    for name in ("centre", "width", "low", "high"):
        getattr(state.of(Duty), name)[:, target] = getattr(learned.of(Duty), name)[:, source]
    state.of(Baseline).normal.copy_from(own, learned.of(Baseline).normal, numbers)
    quality = learned.of(Quality)
    for number, at in zip(numbers.tolist(), own.tolist(), strict=True):
        know_rest(state.of(Quality), at, float(quality.longest[number]))
        know(state.of(Quality), at, float(quality.regular[number]))
        know_range(state.of(Quality), at, float(quality.least[number]), float(quality.most[number]))
    _copy_charts(state.of(EwmaCharts), own, learned.of(EwmaCharts), numbers)
    until = int(learned.assets.learned[source])
    courses.take_over(state.of(Courses), own, learned.of(Courses), numbers, until, HISTORY_DAYS)
    _copy_facts(state, learned, target, source)
    state.forget(own)
    state.assets.learned[target] = learned.assets.learned[source]
    state.assets.history[target] = learned.assets.history[source]


def _copy_facts(state: State, learned: State, target: int, source: int) -> None:
    """What matters of each signal, also of those that are not fitted."""
    numbers = learned.fleet.series_of(source)
    own = [state.fleet.series(target, learned.fleet.signals[n].name) for n in numbers]
    state.fit()
    facts = learned.of(Baseline).facts
    state.of(Baseline).facts.copy_from(np.array(own, np.int64), facts, np.array(numbers, np.int64))
    state.know()


def _copy_charts(known: EwmaCharts, own: Ints, learned: EwmaCharts, numbers: Ints) -> None:
    """How the slow charts are judged."""
    into, source = known.of(own.tolist()), learned.of(numbers.tolist())
    for name in ("offset", "unit", "scale"):
        getattr(known.charts, name)[..., into] = getattr(learned.charts, name)[..., source]

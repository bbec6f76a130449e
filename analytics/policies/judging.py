"""The policies in force, as arrays over series, resolved again whenever a threshold row or a series is new."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Bools, Columns, Floats, column
from analytics.ground.fleet import Fleet, SeriesFacts
from analytics.policies.policy import Policy, Threshold, resolve


@dataclass(slots=True)
class Judging(Columns):
    """How each series is judged; a limit that is not set is infinite, so that nothing is beyond it.

    `learned` is whether the smallest deviation is the one that was learned of the series; 0 until then.
    """

    enabled: Bools = column(False, np.bool_)
    immediate: Bools = column(False, np.bool_)
    above: Bools = column(False, np.bool_)
    below: Bools = column(False, np.bool_)
    sensitivity: Floats = column(1.0)
    min_deviation: Floats = column(0.0)
    learned: Bools = column(False, np.bool_)
    warn_low: Floats = column(-np.inf)
    warn_high: Floats = column(np.inf)
    crit_low: Floats = column(-np.inf)
    crit_high: Floats = column(np.inf)
    dwell_s: Floats = column(0.0)

    def put(self, number: int, policy: Policy) -> None:
        """Judge one series by a policy."""
        self.enabled[number], self.immediate[number] = policy.enabled, policy.immediate
        self.above[number] = policy.direction != "below"
        self.below[number] = policy.direction != "above"
        self.sensitivity[number] = policy.sensitivity
        self.learned[number] = policy.min_deviation is None
        self.min_deviation[number] = policy.min_deviation or 0.0
        self.dwell_s[number] = policy.dwell_s or 0.0
        limits = policy.limits
        self.warn_low[number], self.crit_low[number] = _low(limits.warn_low), _low(limits.crit_low)
        self.warn_high[number], self.crit_high[number] = _high(limits.warn_high), _high(limits.crit_high)

    def know(self, facts: SeriesFacts) -> None:
        """Judge by the smallest deviations that are known now, where no policy gives one."""
        known = facts.min_deviation[: len(self)]
        self.min_deviation[self.learned] = np.where(np.isfinite(known), known, 0.0)[self.learned]


def judge(fleet: Fleet, rows: Mapping[tuple[str, str], Threshold], known: Judging | None = None) -> Judging:
    """The policies of all series of a fleet; with `known`, only those of the series that it lacks are looked up."""
    judging = Judging() if known is None else known
    first = len(judging)
    judging.grow(len(fleet))
    for number in range(first, len(fleet)):
        asset, found = fleet.assets[int(fleet.facts.asset[number])], fleet.signals[number]
        judging.put(number, resolve(asset.name, asset.spec.name, found, rows))
    judging.know(fleet.facts)
    return judging


def _low(limit: float | None) -> float:
    return -np.inf if limit is None else limit


def _high(limit: float | None) -> float:
    return np.inf if limit is None else limit

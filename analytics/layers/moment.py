"""One moment of each asset of a round: what it brings, what was known before, and what the layers have found so far.

A layer reads what those before it have set, and sets what those behind it need; each field names who sets it.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.fleet import Fleet
from analytics.ground.local_time import LocalTime
from analytics.ground.samples import Round
from analytics.layers.current import Current
from analytics.policies.drivers import Drivers
from analytics.policies.judging import Judging

if TYPE_CHECKING:
    from analytics.layers.baseline.band import Band
    from analytics.layers.baseline.columns import Baseline


@dataclass(frozen=True, slots=True)
class Rows:
    """n samples: series, value, time (ns), seconds since the series' last good one (NaN: none), place of the asset in
    the round."""

    at: Ints
    value: Floats
    time: Ints
    elapsed: Floats
    slot: Ints

    def only(self, which: Bools) -> "Rows":
        """The samples for which `which` holds."""
        if which.all():
            return self
        keep = np.flatnonzero(which)
        return Rows(self.at[keep], self.value[keep], self.time[keep], self.elapsed[keep], self.slot[keep])


@dataclass(frozen=True, slots=True)
class Learned:
    """n samples that can be compared with what is expected: series, value, time (ns), place of the asset in the round;
    place among `Moment.rows`; seconds since the series was last judged (NaN: its smoothed views start anew); kind of
    baseline; local time (ns); what the baseline expects, without what the series or its peers did lately."""

    at: Ints
    value: Floats
    time: Ints
    slot: Ints
    place: Ints
    since: Floats
    kind: Ints
    local: Ints
    fixed: Floats

    def only(self, which: Bools) -> "Learned":
        """The samples for which `which` holds."""
        if which.all():
            return self
        keep = np.flatnonzero(which)
        return Learned(
            self.at[keep], self.value[keep], self.time[keep], self.slot[keep], self.place[keep],
            self.since[keep], self.kind[keep], self.local[keep], self.fixed[keep],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Duties:
    """k samples of duty signals: series, the slot of each in the model of its class, asset by number, value."""

    at: Ints
    slot: Ints
    asset: Ints
    value: Floats


@dataclass(slots=True)
class Moment:
    """A round of m assets in a fleet, and what is found in it; numbers of series and assets are the fleet's."""

    round: Round
    fleet: Fleet
    judging: Judging
    drivers: Drivers
    clocks: LocalTime
    current: Current
    level: Ints
    """(series,) the level of each before this moment."""
    raised: Ints
    """(series,) since when each has been in that level, ns; 0 in none."""
    elapsed_s: Floats
    """(m,) seconds since each asset's last moment, NaN for none."""
    interval_s: Floats
    """(m,) seconds between the two moments before this one, NaN where there were none."""
    taught: Bools
    """(m,) whether something of the asset was learned from history."""
    excused: Bools
    """(m,) whether the asset is under maintenance, and not judged."""

    working: Bools = field(init=False)
    """(m,) whether the asset works [modes]."""
    worked_s: Floats = field(init=False)
    """(m,) seconds since work began, infinite where that was not seen, 0 outside work [modes]."""
    settle_s: Floats = field(init=False)
    """(m,) how many seconds of work it takes each to settle [modes]."""
    settled: Bools = field(init=False)
    """(m,) whether it has worked for long enough, and was heard of, to be judged by what was learned [modes]."""
    changed: Ints = field(init=False)
    """(assets,) when the run state of each, or what is asked of it, last changed, ns; 0 for never seen [modes tells of
    states; quality adds duty]."""

    good: Rows = field(init=False)
    """Samples without a data fault [quality]."""
    faults: dict[str, Ints] = field(init=False)
    """The series that show each data fault, or in which it begins [quality]."""
    set_aside: Ints = field(init=False)
    """Series that tell nothing of their machine for now [quality]."""
    newest: Floats = field(init=False)
    """(series,) the newest good value of each, NaN for none [quality]."""
    least: Floats = field(init=False)
    most: Floats = field(init=False)
    """(series,) the lowest and the highest good value of each at work, infinite where there was none [quality]."""
    pace: Floats = field(init=False)
    """(series,) how many times longer than written lengths of time are that are not the machine's own: 1, and more for
    a series that comes seldom [quality]."""
    rows: Rows = field(init=False)
    """Good samples that may be judged at all [quality]."""
    can_learn: Bools = field(init=False)
    """(rows,) which of them may also be compared with what was learned [quality]."""

    duties: Duties = field(init=False)
    """What was asked of the assets [duty]."""
    features: Floats = field(init=False)
    """(FEATURES, m) that as features of a linear model [duty]."""
    beyond: Floats | None = None
    """(FEATURES, m) by how much it goes beyond what history has shown, None where nothing does [duty]."""
    room: Floats | None = None
    """(learned,) how far the model would go on with that: so much is normal, too; None where nothing is [baseline]."""
    holds: Bools = field(init=False)
    """(conditions, m) which operating conditions hold [conditions]."""

    baseline: "Baseline" = field(init=False)
    """What is normal for each series [baseline]."""
    learned: Learned = field(init=False)
    """Samples that are compared with it [baseline; level_shift takes some out]."""
    accepted: Ints = field(init=False)
    """Series whose alarm has lasted for so long that it is learned as normal [baseline]."""

    shared: Floats | float = 0.0
    """(learned,) how far the peers of each are off together, in its unit [ewma_charts]."""
    expected: Floats = field(init=False)
    """(learned,) what is expected, with all that was done lately [residual]."""
    deviation: Floats = field(init=False)
    """(learned,) the smoothed residual [residual]."""
    band: "Band" = field(init=False)
    """How wide normal is, for the learned [residual]."""
    support: Floats | None = None
    """(learned,) what the distances of the learned views are multiplied by, if anything [novelty]."""
    score: Floats = field(init=False)
    """(learned,) the score by what was learned [the verdict, before layers learn]."""

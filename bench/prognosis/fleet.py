"""A simulated fleet with its truth, asked day by day when each machine will fail."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.layers.courses import PART_NS
from analytics.prognosis.indicators import indicators
from analytics.prognosis.lifetime import HIGH, LOW, MIDDLE
from analytics.prognosis.outlook import MONTH_H, Outlook
from analytics.prognosis.predict import Models, foresee
from analytics.prognosis.training import Fate
from contract.time import DAY, HOUR, SECOND
from forewarn.rehearsal.courses import fate_of
from forewarn.rehearsal.lives import STEP, Lives
from forewarn.rehearsal.run import rehearse, silent


@dataclass(frozen=True, slots=True)
class Asked:
    """n days of machines, those of each by time. What is true: `machine` and `course` number them, `mode` is what is at
    work, "" for nothing, and the machine fails, or is no longer watched (`censored`), in `life_h`. What was told:
    `chance` to fail within 30 days (NaN: nothing), the range `low_h`, `middle_h`, `high_h` (infinite: not known), and
    by which `method`."""

    machine: Ints
    course: Ints
    mode: list[str]
    life_h: Floats
    censored: Bools
    chance: Floats
    low_h: Floats
    middle_h: Floats
    high_h: Floats
    method: list[str]

    @property
    def announced(self) -> Bools:
        """(n,) whether it was told to be more likely than not that it fails within 30 days."""
        return self.chance > 0.5

    @property
    def sound(self) -> Bools:
        """(n,) whether no fault was at work."""
        return np.array([not mode for mode in self.mode], np.bool_)


def ask(lived: Lives, models: Models, tell: Callable[[float], None] = lambda _part: None) -> Asked:
    """Live through the lives of a fleet and ask once a day; `tell` hears how much of it is done, 0..1."""
    pipeline = silent()
    pipeline.maintain(lived.works)
    own = {asset.name: [c for c in lived.courses if c.asset == asset.name] for asset in lived.scenario.assets}
    rows: list[tuple[int, Fate, Outlook]] = []
    for now, _ in rehearse(lived.scenario, pipeline, lived.begin, lived.end, STEP):
        tell((now - lived.begin) / (lived.end - lived.begin))
        if (now // PART_NS) % (DAY // PART_NS):
            continue
        for number, asset in enumerate(pipeline.state.fleet.assets):
            if (fate := fate_of(own[asset.name], now, lived.end)) is not None:
                seen = now - SECOND
                courses = list(indicators(pipeline.state, number, seen))
                rows.append((number, fate, foresee(pipeline.state, number, seen, courses, models)))
    return _columns(rows)


def _columns(rows: Sequence[tuple[int, Fate, Outlook]]) -> Asked:
    rows = sorted(rows, key=lambda row: row[0])
    ends = np.array([_told(outlook) for _, _, outlook in rows]).reshape(-1, 4)
    return Asked(
        np.array([number for number, _, _ in rows], np.int64),
        np.array([fate.course for _, fate, _ in rows], np.int64),
        [fate.mode for _, fate, _ in rows],
        np.array([fate.life_h for _, fate, _ in rows], np.float64),
        np.array([fate.censored for _, fate, _ in rows], np.bool_),
        ends[:, 0], ends[:, 1], ends[:, 2], ends[:, 3],
        [outlook.method for _, _, outlook in rows],
    )  # fmt: skip


def _told(outlook: Outlook) -> list[float]:
    if outlook.life is None:
        return [np.nan, np.inf, np.inf, np.inf]
    return [outlook.life.within(MONTH_H), *(outlook.life.quantile(level) for level in (LOW, MIDDLE, HIGH))]


def machine_days(lived: Lives) -> float:
    """How many days of machines it is."""
    return len(lived.scenario.assets) * (lived.end - lived.begin) / HOUR / 24

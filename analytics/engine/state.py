"""Everything that the worker knows, in one object: what it has seen, what is normal, and what is open.

It can be taken apart into arrays and plain data and put together again, which is what a snapshot keeps.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from analytics.engine.upkeep import Upkeep
from analytics.engine.whole import check
from analytics.ground.columns import Bools, Columns, Floats, Ints, column
from analytics.ground.fleet import Fleet
from analytics.ground.local_time import LocalTime
from analytics.ground.members import Members
from analytics.ground.rollup import Rollups
from analytics.layers.baseline import Baseline
from analytics.layers.conditions import Context, Lookup, holding, of_signal
from analytics.layers.cusum import Creep
from analytics.layers.drivers import Drivers
from analytics.layers.duty import SIGNALS, Duty
from analytics.layers.ewma_charts import Charts, Places, open_charts
from analytics.layers.level_shift import Shift
from analytics.layers.modes import Modes, StateNames
from analytics.layers.novelty import Novelty
from analytics.layers.quality import Quality
from analytics.layers.residual import Residual
from analytics.layers.robust import Rolling
from analytics.layers.warmup import Warmup
from analytics.policies.judging import Judging, judge
from analytics.policies.policy import Threshold
from analytics.verdict.alarm import Alarms
from analytics.verdict.corroboration import Witnesses
from analytics.verdict.faults import Episodes
from contract.zones import Zones


@dataclass(slots=True)
class Current(Columns):
    """The newest judgement of each series; times in nanoseconds, 0 for never. Scores start at 0, the rest unknown."""

    time: Ints = column(0, np.int64)
    judged: Ints = column(0, np.int64)
    observed: Floats = column(np.nan)
    expected: Floats = column(np.nan)
    half: Floats = column(np.nan)
    score: Floats = column(0.0)
    points: Floats = column(0.0)
    cause: Ints = column(0, np.int64)
    side: Ints = column(1, np.int64)
    limit: Floats = column(np.nan)
    written: Ints = column(0, np.int64)
    written_class: Ints = column(-1, np.int64)


@dataclass(slots=True)
class AssetState(Columns):
    """Of each asset the newest moment, the seconds from the one before, up to when history was learned, its risk and
    level, what of them was last written, when it was last diagnosed, the last alarm near what was learned from (0 for
    none), the last span of maintenance that it came to: from, until, whether it is inside (`engine.works`), and up to
    when its events were told by a worker whose memory was lost (0 where none was)."""

    time: Ints = column(0, np.int64)
    interval: Floats = column(np.nan)
    learned: Ints = column(0, np.int64)
    risk: Floats = column(0.0)
    level: Ints = column(0, np.int64)
    written: Ints = column(0, np.int64)
    written_risk: Floats = column(0.0)
    written_level: Ints = column(-1, np.int64)
    diagnosed: Ints = column(0, np.int64)
    alarmed: Ints = column(0, np.int64)
    out_from: Ints = column(0, np.int64)
    out_until: Ints = column(0, np.int64)
    out: Bools = column(False, np.bool_)
    told: Ints = column(0, np.int64)


@dataclass(slots=True)
class Lasting(Columns):
    """Per series how far its slow charts are above and below what is expected, 1 at the edge of normal, and how far
    its peers are off together, in the signal's unit."""

    high: Floats = column(0.0)
    low: Floats = column(0.0)
    shared: Floats = column(0.0)


SERIES_PARTS = (
    "baseline",
    "places",
    "lasting",
    "novelty",
    "residual",
    "rolling",
    "creep",
    "shift",
    "quality",
    "alarms",
    "current",
)
ASSET_PARTS = ("modes", "context", "duty", "assets")


@dataclass(slots=True)
class State:
    """The parts, all sized by the fleet."""

    fleet: Fleet = field(default_factory=Fleet)
    states: StateNames = field(default_factory=StateNames)
    baseline: Baseline = field(default_factory=Baseline)
    novelty: Novelty = field(default_factory=Novelty)
    charts: Charts = field(default_factory=Charts)
    places: Places = field(default_factory=Places)
    lasting: Lasting = field(default_factory=Lasting)
    context: Context = field(default_factory=Context)
    lookup: Lookup = field(default_factory=Lookup)
    group: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    judged_window: int = -1
    residual: Residual = field(default_factory=Residual)
    rolling: Rolling = field(default_factory=Rolling)
    creep: Creep = field(default_factory=Creep)
    shift: Shift = field(default_factory=Shift)
    quality: Quality = field(default_factory=Quality)
    alarms: Alarms = field(default_factory=Alarms)
    current: Current = field(default_factory=Current)
    modes: Modes = field(default_factory=Modes)
    duty: Duty = field(default_factory=Duty)
    assets: AssetState = field(default_factory=AssetState)
    warmup: Warmup = field(default_factory=Warmup)
    rollups: Rollups = field(default_factory=Rollups)
    episodes: Episodes = field(default_factory=Episodes)
    thresholds: dict[tuple[str, str], Threshold] = field(default_factory=dict)
    judging: Judging = field(default_factory=Judging)
    drivers: Drivers = field(default_factory=Drivers)
    duty_slot: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    members: Members = field(default_factory=Members)
    witnesses: Witnesses = field(default_factory=Witnesses)
    clocks: LocalTime = field(default_factory=LocalTime)
    upkeep: Upkeep = field(default_factory=Upkeep)

    def fit(self) -> None:
        """Make room for every asset and series of the fleet, and look up how new ones are judged."""
        self.clocks.follow(self.fleet)
        series, assets = len(self.fleet), len(self.fleet.assets)
        grown = series > len(self.judging) or assets > len(self.assets)
        if series > len(self.judging):
            for name in SERIES_PARTS:
                getattr(self, name).grow(series)
            self.warmup.progress.grow(series)
            self.rollups.grow(series)
            self.drivers.describe(self.fleet)
            judge(self.fleet, self.thresholds, self.judging)
            self.duty_slot = _duty_slots(self.fleet)
            self._open_charts()
        if assets > len(self.assets):
            for name in ASSET_PARTS:
                getattr(self, name).grow(assets)
        if grown:
            self.lookup.describe(self.fleet)
            self.witnesses.describe(self.fleet)
            self._find_members()

    def _open_charts(self) -> None:
        """Give new symptoms their charts, and find who is whose peer."""
        conditions = {}
        for number in np.flatnonzero((self.places.number == 0) & self.fleet.facts.symptom).tolist():
            spec = self.fleet.assets[int(self.fleet.facts.asset[number])].spec
            conditions[number] = of_signal(spec.name, self.fleet.signals[number].name)
        open_charts(self.charts, self.places, conditions)
        self.group = _groups(self.fleet, self.charts)

    def charts_of(self, series: Iterable[int]) -> Ints:
        """The charts of some series, series by series."""
        first, number = self.places.first, self.places.number
        return np.array([at for n in series for at in range(first[n], first[n] + number[n])], np.int64)

    def local(self, at: Ints, time: Ints) -> Ints:
        """Times (n,) of the series `at` as the clocks on the wall of their assets show them, nanoseconds."""
        return self.clocks.of(self.fleet.facts.asset[at], time)

    def holding(self, asset: Ints, time: Ints) -> Bools:
        """(conditions, m) which operating conditions hold for m assets at times in nanoseconds."""
        return holding(self.lookup, asset, self.context.state[asset], self.states.names, self.quality.value, time)

    def adopt(self, rows: Mapping[tuple[str, str], Threshold]) -> None:
        """Judge by these threshold rows from now on."""
        self.thresholds = dict(rows)
        self.judging = judge(self.fleet, self.thresholds)
        self._find_members()

    def _find_members(self) -> None:
        """What can add to a risk: symptoms, and what has a limit of its own."""
        facts, judging = self.fleet.facts, self.judging
        can = facts.symptom | self.drivers.own
        for limits in (judging.warn_low, judging.warn_high, judging.crit_low, judging.crit_high):
            can = can | np.isfinite(limits)
        self.members = Members.by_asset(facts.asset, can, len(self.fleet.assets))

    def keep(self, zones: Zones) -> bool:
        """Go by these time zones from now on; false where what was learned is by other ones, and nothing changes."""
        if any(zones.of(asset.site) != self.clocks.zones.of(asset.site) for asset in self.fleet.assets):
            return False
        self.clocks = LocalTime(zones)
        self.clocks.follow(self.fleet)
        return True

    def dump(self) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
        """The state as arrays, by `part.column`, and as plain data."""
        parts = [*SERIES_PARTS, *ASSET_PARTS, "charts", "warmup", "rollups"]
        arrays = {f"{part}.{name}": value for part in parts for name, value in getattr(self, part).pack().items()}
        data = {
            "fleet": self.fleet.dump(),
            "states": self.states.names,
            "episodes": self.episodes.dump(),
            "zones": asdict(self.clocks.zones),
        }
        return arrays, data

    @classmethod
    def load(cls, arrays: Mapping[str, npt.NDArray[Any]], data: Mapping[str, Any]) -> "State":
        """The state that `dump` gave; raises `ValueError` or `KeyError` where something is missing or misshapen.

        Compiled steps look no index up twice: what points outside must be found here.
        """
        clocks = LocalTime(Zones(**data.get("zones", {})))
        state = cls(fleet=Fleet.load(data["fleet"]), episodes=Episodes.load(data["episodes"]), clocks=clocks)
        for name in data["states"]:
            state.states.number(name)
        for part in (*SERIES_PARTS, *ASSET_PARTS, "charts", "warmup", "rollups"):
            own = {name.partition(".")[2]: value for name, value in arrays.items() if name.startswith(f"{part}.")}
            setattr(state, part, type(getattr(state, part)).unpack(own))
        check(state)
        state.fit()
        return state


def _duty_slots(fleet: Fleet) -> Ints:
    """The duty slot of each series, -1 where it is no duty signal of its class's model."""
    slots = np.full(len(fleet), -1, np.int64)
    for number, found in enumerate(fleet.signals):
        names = SIGNALS[fleet.assets[int(fleet.facts.asset[number])].spec.name]
        if found.name in names:
            slots[number] = names.index(found.name)
    return slots


def _groups(fleet: Fleet, charts: Charts) -> Ints:
    """The number of each chart's group of peers: one signal under one condition in assets with the same signals."""
    names: dict[int, list[str]] = {}
    for number, found in enumerate(fleet.signals):
        names.setdefault(int(fleet.facts.asset[number]), []).append(found.name)
    kind = {asset: (fleet.assets[asset].spec.name, *sorted(signals)) for asset, signals in names.items()}
    known: dict[tuple[object, ...], int] = {}
    keys = (
        (kind[int(fleet.facts.asset[series])], fleet.signals[series].name, condition)
        for series, condition in zip(charts.series.tolist(), charts.condition.tolist(), strict=True)
    )
    return np.array([known.setdefault(key, len(known)) for key in keys], np.int64)

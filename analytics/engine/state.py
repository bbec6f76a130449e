"""Everything that the worker knows, in one object: what it has seen, what is normal, and what is open.

Most of it is a table of parts, one a layer, beside those of the verdict. All parts are handled alike: they grow with
the fleet, are saved and loaded, and let go of assets, and nothing here knows what is in them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt

from analytics.engine.foreseen import Foreseen
from analytics.engine.upkeep import Upkeep
from analytics.ground.classes import plain
from analytics.ground.columns import Bools, Floats, Ints, column
from analytics.ground.fleet import Fleet
from analytics.ground.kept import Kept, PerAsset, below, named, within
from analytics.ground.local_time import LocalTime
from analytics.ground.members import Members
from analytics.ground.rollup import Rollups
from analytics.layers.baseline.columns import Baseline
from analytics.layers.conditions import Context, holding, table
from analytics.layers.contract import Cause, Layer
from analytics.layers.current import Current
from analytics.layers.ewma_charts.charts import ALWAYS as ANY
from analytics.layers.ewma_charts.charts import EwmaCharts
from analytics.layers.order import LAYERS
from analytics.layers.quality import Quality
from analytics.policies.drivers import Drivers
from analytics.policies.judging import Judging, judge
from analytics.policies.policy import Threshold
from analytics.verdict.alarm import Alarms
from analytics.verdict.corroboration import Corroboration
from analytics.verdict.faults import Episodes
from contract.levels import SEVERITIES
from contract.zones import Zones

_Part = TypeVar("_Part", bound=Kept)


@dataclass(slots=True)
class AssetState(PerAsset):
    """Of each asset the newest moment, the seconds from the one before, up to when history was learned and how much of
    it (ns), its risk and level, when that was last above 0 (0: never), what of them was last written, when it was last
    diagnosed, the last alarm near what was
    learned from (0 for none), the last span of maintenance that it came to: from, until, whether it is inside
    (`engine.maintenance`), and up to when its events were reported by a worker whose memory was lost (0 where none
    was)."""

    PLANNED = frozenset({"out_from", "out_until"})

    time: Ints = column(0, np.int64)
    interval: Floats = column(np.nan)
    learned: Ints = column(0, np.int64)
    history: Ints = column(0, np.int64)
    risk: Floats = column(0.0)
    level: Ints = column(0, np.int64)
    noticed: Ints = column(0, np.int64)
    written: Ints = column(0, np.int64)
    written_risk: Floats = column(0.0)
    written_level: Ints = column(-1, np.int64)
    diagnosed: Ints = column(0, np.int64)
    alarmed: Ints = column(0, np.int64)
    out_from: Ints = column(0, np.int64)
    out_until: Ints = column(0, np.int64)
    out: Bools = column(False, np.bool_)
    reported: Ints = column(0, np.int64)


def _table(layers: tuple[Layer[Any], ...]) -> dict[str, Kept]:
    """What the layers keep and what the verdict does, by name."""
    table: dict[str, Kept] = {layer.name: layer.columns() for layer in layers}
    return {
        **table,
        "current": Current(),
        "alarms": Alarms(),
        "assets": AssetState(),
        "rollups": Rollups(),
        "foreseen": Foreseen(),
    }


class State:
    """The fleet, the table of parts that are sized by it, and what is looked up from both."""

    def __init__(
        self, fleet: Fleet | None = None, clocks: LocalTime | None = None, layers: tuple[Layer[Any], ...] = LAYERS
    ) -> None:
        # A fleet without series is one, too.
        self.fleet, self.clocks, self.layers = Fleet() if fleet is None else fleet, clocks or LocalTime(), layers
        self.causes: tuple[Cause, ...] = tuple(cause for layer in layers for cause in layer.causes)
        """Why a series may be off; their places are their numbers."""
        self.numbers = {cause.name: number for number, cause in enumerate(self.causes)}
        self.hard = np.array([cause.hard for cause in self.causes], np.bool_)
        self.episodes = Episodes()
        self.thresholds: dict[tuple[str, str], Threshold] = {}
        self.judging, self.drivers, self.members = Judging(), Drivers(), Members()
        self.corroboration, self.upkeep = Corroboration(), Upkeep()
        self._sizes = (0, 0)
        self._lay(_table(layers))

    def _lay(self, table: dict[str, Kept]) -> None:
        self.table = table
        self._kinds = {type(own): own for own in table.values()}
        self.current, self.alarms = self.of(Current), self.of(Alarms)
        self.assets, self.rollups = self.of(AssetState), self.of(Rollups)

    def of(self, kind: type[_Part]) -> _Part:
        """The part of that kind, such as `Duty`; raises `KeyError` where no layer keeps one."""
        return cast(_Part, self._kinds[kind])

    def fit(self) -> None:
        """Make room for every asset and series of the fleet, and look up how new ones are judged."""
        self.clocks.follow(self.fleet)
        sizes = len(self.fleet), len(self.fleet.assets)
        if sizes == self._sizes:
            return
        for own in self.table.values():
            own.fit(self.fleet)
        self.drivers.describe(self.fleet)
        judge(self.fleet, self.thresholds, self.judging)
        self.corroboration.describe(self.fleet)
        self._find_members()
        self._sizes = sizes

    def forget(self, series: Ints) -> None:
        """Let every layer go of what it saw of some series, after a repair or a refit."""
        for layer in self.layers:
            layer.forget(self.table[layer.name], series)

    def know(self) -> None:
        """Go by the facts that were learned of signals about which the catalogue is silent, after they have changed."""
        self.of(Baseline).facts.tell(self.fleet.facts)
        self.judging.know(self.fleet.facts)

    def local(self, at: Ints, time: Ints) -> Ints:
        """Times (n,) of the series `at` as the clocks on the wall of their assets show them, nanoseconds."""
        return self.clocks.of(self.fleet.facts.asset[at], time)

    def holding(self, asset: Ints, time: Ints) -> Bools:
        """(conditions, m) which operating conditions hold for m assets at times in nanoseconds."""
        return holding(self.of(Context), self.fleet, asset, self.of(Quality).value, time)

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

    def only(self, series: Ints, assets: Ints) -> "State":
        """The state without all other series and assets; these, by number, are numbered anew in that order.

        Its episodes are left to whoever knows what becomes of them.
        """
        state = State(self.fleet.only(series, assets), self.clocks, self.layers)
        state._lay({name: own.only(series, assets) for name, own in self.table.items()})
        state.thresholds = self.thresholds
        return state

    def rewind(self, now: int) -> None:
        """After the clock was set back: nothing that was seen may lie after `now` (ns), where it would keep the present
        out. An episode keeps when it was raised, and ends after that, as its events are in the store."""
        for own in self.table.values():
            own.rewind(now)

    def dump(self) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
        """The state as arrays, by `part.column`, and as plain data."""
        arrays = {f"{part}.{name}": value for part, own in self.table.items() for name, value in own.pack().items()}
        data = {
            "fleet": self.fleet.dump(),
            "episodes": self.episodes.dump(),
            "zones": asdict(self.clocks.zones),
            "conditions": [[name, plain(when)] for name, when in table().conditions],
        }
        return arrays, data

    @classmethod
    def load(
        cls,
        arrays: Mapping[str, npt.NDArray[Any]],
        data: Mapping[str, Any],
        layers: tuple[Layer[Any], ...] = LAYERS,
    ) -> "State":
        """The state that `dump` gave; raises `ValueError` or `KeyError` where something is missing or misshapen.

        Compiled steps look no index up twice: what points outside must be found here.
        """
        state = cls(Fleet.load(data["fleet"]), LocalTime(Zones(**data.get("zones", {}))), layers)
        state.episodes = Episodes.load(data["episodes"])
        state._lay({name: type(own).unpack(below(name, arrays)) for name, own in state.table.items()})
        state._renumber(data["conditions"])
        state.check()
        state.fit()
        return state

    def _renumber(self, conditions: Sequence[Any]) -> None:
        """Number the conditions of charts as those of the classes in force; what is gone goes with its assets."""
        numbers = {repr([name, plain(when)]): number for number, (name, when) in enumerate(table().conditions)}
        now = np.array([numbers.get(repr(known), ANY) for known in conditions] + [ANY], np.int64)
        charts = self.of(EwmaCharts).charts
        within("charts.condition", charts.condition, ANY, len(conditions))
        charts.condition = now[charts.condition]

    def check(self) -> None:
        """Raise `ValueError` that names what has not the size of the fleet, or points outside."""
        for name, own in self.table.items():
            named(name, own, self.fleet)
        series, assets = len(self.fleet), len(self.fleet.assets)
        for episode in self.episodes.open.values():
            if not (0 <= episode.series < series and 0 <= episode.asset < assets and episode.level in SEVERITIES):
                raise ValueError(f"an open episode is of series {episode.series} of asset {episode.asset}")

"""Who is who: assets and series numbered in the order in which they appear, with what the catalogue knows of each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.ground.classes import essence, stranger, unchanged
from analytics.ground.columns import Bools, Columns, Floats, Ints, column
from analytics.ground.run_states import RunStates
from contract.catalogue import ClassSpec, Role, Signal
from contract.checks import asset_class, signal
from contract.errors import ContractError
from contract.measurements import NO_SITE
from contract.units import number as unit_number

MAX_ASSETS = 20_000
UNKNOWN = -1
"""The number of a series that breaks the contract: its class or its signal is not in the catalogue."""

Label = tuple[str, str, str, str]
"""asset, asset_class, site, signal (or run state)."""


class FullError(ContractError):
    """There are as many assets as are taken."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One machine, as its tags name it."""

    name: str
    spec: ClassSpec
    site: str

    @property
    def owner(self) -> tuple[str, str]:
        """Its name and its class, which tell it apart."""
        return self.name, self.spec.name

    @property
    def tags(self) -> dict[str, str]:
        """The common tags of everything that is written about it."""
        return {"asset": self.name, "asset_class": self.spec.name, "site": self.site}


@dataclass(slots=True)
class SeriesFacts(Columns):
    """What is known of each series, as arrays; `inert` is heat, `unit` a number of `layers.conversions`.

    The catalogue says it. What it leaves to be learned (`learns_...`) is unknown until it was: no deviation matters, no
    range is normal, and no step is seen. `layers.baseline.facts` fills it in.
    """

    asset: Ints = column(0, np.int64)
    symptom: Bools = column(False, np.bool_)
    physical_low: Floats = column(-np.inf)
    physical_high: Floats = column(np.inf)
    duty: Bools = column(False, np.bool_)
    counter: Bools = column(False, np.bool_)
    inert: Bools = column(False, np.bool_)
    unit: Ints = column(0, np.int64)
    normal_middle: Floats = column(np.nan)
    normal_width: Floats = column(np.inf)
    min_deviation: Floats = column(np.inf)
    resolution: Floats = column(0.0)
    learns_deviation: Bools = column(False, np.bool_)
    learns_resolution: Bools = column(False, np.bool_)
    learns_normal: Bools = column(False, np.bool_)


class Fleet:
    """The assets and series that have been seen, at most `max_assets`; both only grow, so numbers stay valid."""

    def __init__(self, max_assets: int = MAX_ASSETS) -> None:
        self.max_assets = max_assets
        self.assets: list[Asset] = []
        self.signals: list[Signal] = []
        self.kinds: list[int] = []
        """The number of each asset's class in `run_states`."""
        self._facts = SeriesFacts()
        self._described = 0
        """How many series the facts are of."""
        self.run_states = RunStates()
        self.strangers: set[str] = set()
        """Classes that are gone, or have changed so much that what was learned of their assets is of no use."""
        self.moves = 0
        """How often an asset was seen at another site than before."""
        self._assets: dict[tuple[str, str], int] = {}
        self._owners: list[int] = []
        """The asset of each series."""
        self._series: dict[tuple[int, str], int] = {}
        self._members: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return len(self.signals)

    @property
    def facts(self) -> SeriesFacts:
        """What the catalogue says of each series; those that are new are described together, when this is asked."""
        # It is asked for many times a moment.
        if self._described < len(self.signals):
            self._facts.grow(len(self.signals))
            for number in range(self._described, len(self.signals)):
                self._describe(number, self._owners[number], self.signals[number])
            self._described = len(self.signals)
        return self._facts

    def asset(self, name: str, class_name: str, site: str) -> int:
        """The number of an asset, new or known; raises `ContractError` for an unknown class, `FullError` for a new one
        too many: who was there first is served."""
        number = self._assets.get((name, class_name))
        if number is None:
            number = len(self.assets)
            if number >= self.max_assets:
                raise FullError("asset", f"{name[:100]!r} is one more than the {self.max_assets} that are taken")
            self._asset(name, asset_class(class_name), site)
        elif site not in (self.assets[number].site, NO_SITE):
            # A line that does not say where its asset is says nothing against what others did.
            self.assets[number] = Asset(name, self.assets[number].spec, site)
            self.moves += 1
        return number

    def number(self, name: str, class_name: str) -> int:
        """The number of an asset, or `UNKNOWN` where there is none."""
        return self._assets.get((name, class_name), UNKNOWN)

    def _asset(self, name: str, spec: ClassSpec, site: str) -> None:
        self._assets[name, spec.name] = len(self.assets)
        self.assets.append(Asset(name, spec, site))
        self.kinds.append(self.run_states.kind(spec))

    def series(self, asset: int, name: str) -> int:
        """The number of one signal of an asset, new or known; raises `ContractError` for an unknown signal."""
        number = self._series.get((asset, name))
        if number is None:
            found = signal(self.assets[asset].spec, name)
            number = len(self.signals)
            self.signals.append(found)
            self._series[asset, name] = number
            self._owners.append(asset)
            self._members.setdefault(asset, []).append(number)
        return number

    def find(self, asset: int, name: str) -> int:
        """The number of a signal of an asset, or `UNKNOWN` where it has sent none."""
        return self._series.get((asset, name), UNKNOWN)

    def series_of(self, asset: int) -> list[int]:
        """The numbers of all series of an asset."""
        return list(self._members.get(asset, ()))

    def company(self, _asset: int) -> int:
        """The number of those that an asset may be compared with as its peers: here all stand in the same weather."""
        return 0

    def dump(self) -> dict[str, Any]:
        """Everything as plain data for a snapshot."""
        return {
            "assets": [[asset.name, asset.spec.name, asset.site] for asset in self.assets],
            "series": [[asset, found.name] for asset, found in zip(self._owners, self.signals, strict=True)],
            "run_states": self.run_states.names,
            "classes": {spec.name: essence(spec) for spec in self.run_states.classes},
        }

    @classmethod
    def load(cls, data: dict[str, Any]) -> "Fleet":
        """The fleet that `dump` gave, with `strangers`: assets of classes that are gone or not what they were."""
        fleet = cls(max(MAX_ASSETS, len(data["assets"])))
        fleet.strangers = {name for name, old in data["classes"].items() if not unchanged(name, old)}
        known = {name: _spec(name, old, fleet.strangers) for name, old in data["classes"].items()}
        for name, class_name, site in data["assets"]:
            fleet._asset(name, known[class_name], site)
        for asset, name in data["series"]:
            if not 0 <= asset < len(fleet.assets):
                raise ContractError("series", f"{name!r} is of asset {asset}, which is not there")
            fleet.series(asset, name)
        for name in data["run_states"]:
            fleet.run_states.number(name)
        return fleet

    def only(self, series: Ints, assets: Ints) -> "Fleet":
        """The fleet without all other series and assets; these, by number, are numbered anew in that order."""
        fleet = Fleet(self.max_assets)
        for number in assets.tolist():
            asset = self.assets[number]
            fleet.asset(asset.name, asset.spec.name, asset.site)
        place = renumbered(assets, len(self.assets))
        for number in series.tolist():
            fleet.series(int(place[self._owners[number]]), self.signals[number].name)
        for name in self.run_states.names:
            fleet.run_states.number(name)
        return fleet

    def _describe(self, number: int, asset: int, found: Signal) -> None:
        facts = self._facts
        facts.asset[number] = asset
        facts.symptom[number] = found.role is Role.SYMPTOM
        facts.physical_low[number], facts.physical_high[number] = found.physical
        facts.duty[number] = found.role is Role.DUTY
        facts.counter[number] = found.role is Role.COUNTER
        facts.inert[number] = found.unit == "°C"
        facts.unit[number] = unit_number(found.unit)
        facts.learns_normal[number] = found.normal is None
        facts.learns_deviation[number] = found.min_deviation is None
        facts.learns_resolution[number] = found.resolution is None
        if found.normal is not None:
            facts.normal_middle[number] = (found.normal[0] + found.normal[1]) / 2
            facts.normal_width[number] = found.normal[1] - found.normal[0]
        if found.min_deviation is not None:
            facts.min_deviation[number] = found.min_deviation
        facts.resolution[number] = found.resolution or 0.0


def _spec(name: str, old: Mapping[str, Any], strangers: Collection[str]) -> ClassSpec:
    return stranger(name, list(old["signals"])) if name in strangers else asset_class(name)


def renumbered(numbers: Ints, size: int) -> Ints:
    """(size,) the new number of each old one, `UNKNOWN` for those that are not among `numbers`."""
    place = np.full(size, UNKNOWN)
    place[numbers] = np.arange(len(numbers))
    return place

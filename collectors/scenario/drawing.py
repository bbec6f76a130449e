"""Faults that a scenario draws by rate: a pure function of its seed, the table's place and the asset.

A machine at work fails after times that are exponentially distributed around the rate's inverse, and is at work again
once it is repaired (a renewal process): of one [[draw]], no machine has two faults at once.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from collectors import registry, sensor_faults
from collectors.documents import Table, only
from collectors.faults import Fault
from collectors.model import Asset
from collectors.noise import keys, uniform
from collectors.scenario.checking import choice, names, optional, rate, spread, tables
from collectors.scenario.plan import modes
from collectors.scenario.types import Planned
from collectors.sensor_faults import SensorFault
from contract.catalogue import CLASSES
from contract.errors import ContractError
from contract.failures import Growth
from contract.time import HOUR, SECOND

MOST_DRAWN = 20_000
"""A scenario's tables are refused where they can be expected to draw more faults than this."""

_KEYS = frozenset({"modes", "assets", "classes", "rate", "after", "grow", "repair"})
_ALL, _SENSORS = "all", "sensors"
_SENSOR_GROWTH = (2 * HOUR, 48 * HOUR)
_REPAIR = (4 * HOUR, 48 * HOUR)
_NUMBERS = 8
"""Random numbers set aside for one fault."""


@dataclass(frozen=True, slots=True)
class Draw:
    """One table [[draw]]; times in ns, spans as the shortest and the longest."""

    field: str
    assets: tuple[Asset, ...]
    modes: frozenset[str]
    mean: float
    """From a repair to the next onset."""
    after: int
    grow: tuple[int, int] | None
    repair: tuple[int, int]

    def pool(self, asset: Asset) -> list[Fault | SensorFault]:
        """What can befall one of the machines."""
        faults = [fault for fault in registry.faults(asset.asset_class) if fault.mode in self.modes]
        return [*faults, *(fault for mode, fault in sensor_faults.MODES.items() if mode in self.modes)]


def drawn(document: Table, seed: int, length: int, assets: Sequence[Asset]) -> tuple[Planned, ...]:
    """The faults of all [[draw]] that set in within a length of time (ns); raises `ContractError`."""
    draws = [_draw(table, field, assets) for field, table in tables(document, "draw")]
    expected = sum(length / draw.mean * len(draw.assets) for draw in draws)
    if expected > MOST_DRAWN:
        raise ContractError("draw", f"about {expected:,.0f} faults would be drawn, {MOST_DRAWN:,} are the most")
    return tuple(fault for draw in draws for asset in draw.assets for fault in _life(draw, asset, seed, length))


def _draw(table: Table, field: str, assets: Sequence[Asset]) -> Draw:
    only(table, _KEYS, field)
    chosen = _assets(table, field, assets)
    repair = spread(table, "repair", field) or _REPAIR
    if repair[0] <= 0:
        raise ContractError(f"{field}.repair", "must come after the failure")
    return Draw(
        field=field,
        assets=chosen,
        modes=_modes(table, field, chosen),
        mean=rate(table, "rate", field),
        after=optional(table, "after", field) or 0,
        grow=spread(table, "grow", field),
        repair=repair,
    )


def _assets(table: Table, field: str, assets: Sequence[Asset]) -> tuple[Asset, ...]:
    if "assets" in table and "classes" in table:
        raise ContractError(f"{field}.classes", "give `assets` or `classes`, not both")
    chosen = names(table, "assets", {asset.name: asset for asset in assets}, field)
    classes = names(table, "classes", registry.KINDS, field)
    found = tuple(asset for asset in assets if asset.name in chosen and asset.asset_class in classes)
    if not found:
        raise ContractError(f"{field}.classes", f"the scenario has no asset of {', '.join(sorted(classes))}")
    return found


def _modes(table: Table, field: str, assets: Sequence[Asset]) -> frozenset[str]:
    possible = [mode for name in {asset.asset_class: None for asset in assets} for mode in modes(name)]
    words = {_ALL: frozenset(possible), _SENSORS: frozenset(sensor_faults.MODES)}
    value = table.get("modes", _ALL)
    if isinstance(value, str):
        return words[choice(value, words, f"{field}.modes")]
    return names(table, "modes", [*dict.fromkeys(possible), *sensor_faults.MODES], field)


def _life(draw: Draw, asset: Asset, seed: int, length: int) -> Iterator[Planned]:
    """What befalls one machine, fault by fault."""
    pool, key = draw.pool(asset), keys(seed, [asset.name], draw.field)
    moment, number = float(draw.after), 0
    while pool:
        wait, which, growth, delay, where, *_ = uniform(key, np.arange(_NUMBERS) + number * _NUMBERS).tolist()
        moment -= draw.mean * math.log1p(-wait)
        if moment >= length:
            return
        fault, after = pool[int(which * len(pool))], int(moment) // SECOND * SECOND
        grow = _grow(draw, fault, growth)
        repair = grow + max(SECOND, _between(draw.repair, delay))
        yield Planned(asset.name, fault.mode, after, grow, repair, None, _signal(asset, fault, where))
        moment, number = float(after + repair), number + 1


def _grow(draw: Draw, fault: Fault | SensorFault, share: float) -> int:
    if fault.growth is Growth.STEP:
        return 0
    if draw.grow is not None:
        return _between(draw.grow, share)
    if isinstance(fault, SensorFault):
        return _between(_SENSOR_GROWTH, share)
    shortest, longest = fault.failure.hours
    return _between((round(shortest * HOUR), round(longest * HOUR)), share)


def _between(ends: tuple[int, int], share: float) -> int:
    """A length of time between two, on whole seconds; evenly on a scale of ratios, as such times spread."""
    shortest, longest = (max(end, SECOND) for end in ends)
    return int(shortest * (longest / shortest) ** share) // SECOND * SECOND


def _signal(asset: Asset, fault: Fault | SensorFault, share: float) -> str | None:
    """Over which signal a sensor fault lies; None for a fault of the machine, and for what befalls the whole line."""
    if isinstance(fault, Fault) or fault.scope == "asset":
        return None
    spec = CLASSES[asset.asset_class]
    sensors = registry.KINDS[asset.asset_class].sensors
    fit: list[str | None] = [name for name in sensors if not sensor_faults.unfit(fault.mode, spec.signals[name])]
    if fault.scope == "either":
        fit.append(None)
    return fit[int(share * len(fit))]

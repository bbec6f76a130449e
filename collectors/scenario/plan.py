"""Faults that a scenario plans one by one."""

from collections.abc import Mapping

from collectors import registry, sensor_faults
from collectors.documents import Table, only
from collectors.model import Asset
from collectors.scenario.checking import choice, duration, number, optional, tables, text
from collectors.scenario.types import Planned
from collectors.sensor_faults import SensorFault
from contract.catalogue import CLASSES
from contract.errors import ContractError

_KEYS = frozenset({"asset", "mode", "after", "grow", "repair", "every", "signal", "amount"})


def planned(document: Table, assets: Mapping[str, Asset]) -> tuple[Planned, ...]:
    """The faults of [[faults]], each for one of these assets (by name); raises `ContractError`."""
    return tuple(_fault(table, field, assets) for field, table in tables(document, "faults"))


def modes(asset_class: str) -> list[str]:
    """The failure modes that machines of a class can have."""
    return [fault.mode for fault in registry.faults(asset_class)]


def _fault(table: Table, field: str, assets: Mapping[str, Asset]) -> Planned:
    only(table, _KEYS, field)
    asset = assets[choice(text(table, "asset", field), assets, f"{field}.asset")]
    mode = choice(text(table, "mode", field), [*modes(asset.asset_class), *sensor_faults.MODES], f"{field}.mode")
    signal, amount = _sensor(table, field, asset, mode)
    repair, every = optional(table, "repair", field), optional(table, "every", field)
    if repair is not None and repair <= 0:
        raise ContractError(f"{field}.repair", "must come after the onset")
    if every is not None and (repair is None or repair >= every):
        raise ContractError(f"{field}.every", "what recurs must be repaired before it recurs: give a shorter `repair`")
    after, grow = duration(table.get("after"), f"{field}.after"), duration(table.get("grow", "0s"), f"{field}.grow")
    return Planned(asset.name, mode, after, grow, repair, every, signal, amount)


def _sensor(table: Table, field: str, asset: Asset, mode: str) -> tuple[str | None, float | None]:
    """Signal and amount of a sensor fault; of another fault none, and none may be given."""
    fault = sensor_faults.MODES.get(mode)
    if fault is not None:
        return _signal(table, field, asset, fault), _amount(table, field, fault)
    for key in ("signal", "amount"):
        if key in table:
            raise ContractError(f"{field}.{key}", f"only sensor faults have one, and {mode} is not one")
    return None, None


def _signal(table: Table, field: str, asset: Asset, fault: SensorFault) -> str | None:
    if "signal" not in table:
        if fault.scope == "signal":
            raise ContractError(f"{field}.signal", f"missing: {fault.mode} needs to know which")
        return None
    if fault.scope == "asset":
        raise ContractError(f"{field}.signal", f"{fault.mode} befalls all that an asset sends, not one signal")
    name = choice(text(table, "signal", field), registry.KINDS[asset.asset_class].sensors, f"{field}.signal")
    if reason := sensor_faults.unfit(fault.mode, CLASSES[asset.asset_class].signals[name]):
        raise ContractError(f"{field}.signal", f"not for {fault.mode}: {reason}")
    return name


def _amount(table: Table, field: str, fault: SensorFault) -> float | None:
    if "amount" not in table:
        return None
    if not fault.amount:
        raise ContractError(f"{field}.amount", f"{fault.mode} takes none")
    return number(table, "amount", f"{field}.amount", *fault.bounds)

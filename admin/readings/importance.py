"""Importance: how much an asset matters, and whether it is in service, as the registry says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from admin.records import Record, newest, number, text
from admin.store import Store
from contract.registry import MEDIUM, WEIGHTS


@dataclass(frozen=True, slots=True)
class Importance:
    """What an asset's risk is multiplied by in the order of the fleet, in a word and as a number."""

    criticality: str = MEDIUM
    weight: float = WEIGHTS[MEDIUM]
    retired: bool = False


UNSAID = Importance()
"""That of an asset which the registry does not know."""


def of_all(store: Store) -> dict[str, Importance]:
    """Every asset of the registry, by its id. Raises `GatewayError`."""
    return _found(store.points("admin_weights", "asset"))


def of_assets(store: Store, assets: Sequence[str]) -> dict[str, Importance]:
    """The same of some assets; those that the registry does not know are left out. Raises `GatewayError`."""
    return _found(store.points("admin_asset_weights", "asset", assets=assets))


def _found(rows: Iterable[Record]) -> dict[str, Importance]:
    # An asset that moved is two series; what was said last counts.
    return {row["asset"]: _importance(row) for row in newest(rows, "asset") if text(row, "asset")}


def _importance(row: Record) -> Importance:
    said, weight = text(row, "criticality"), number(row, "weight")
    return Importance(said or MEDIUM, WEIGHTS[MEDIUM] if weight is None else weight, row.get("retired") is True)

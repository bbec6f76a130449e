"""An asset of the registry as a row of the store says it, and as people and programs see it."""

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from admin.records import Record, moment, number, text
from admin.registry.facts import COSTS, Component, Facts, checked
from admin.versions import Refused
from contract.errors import ContractError
from contract.measurements import COMMON_TAGS, Value
from contract.registry import ASSET, MEDIUM, UNKNOWN_COST, WEIGHTS

NOT_FACTS = ("weight", "retired", "version", "actor", "why")
"""Fields of a row that follow from the others, or tell of the version."""
_LISTS: dict[str, TypeAdapter[Any]] = {
    "components": TypeAdapter(list[Component]),
    "labels": TypeAdapter(dict[str, str]),
}
_TEXTS = tuple(name for name in ASSET.fields if name not in (*NOT_FACTS, *COSTS, *_LISTS))


class Asset(Facts):
    """One version of what is said of an asset; `time` is nanoseconds since 1970."""

    version: int
    actor: str
    why: str
    time: int

    @property
    def facts(self) -> Facts:
        """What is said, whoever said it."""
        return Facts(**{name: getattr(self, name) for name in Facts.model_fields})


class Shown(Facts):
    """An asset as people and programs see it; `broken` says what is wrong with its row, "" for nothing."""

    retired: bool
    weight: float
    version: int
    actor: str
    why: str
    time: datetime
    broken: str = ""


def parse(row: Record) -> Asset:
    """The asset of a row; raises `ContractError` where it is not whole, as when it is just being written."""
    missing = [name for name in ASSET.fields if name not in row]
    if missing:
        raise ContractError(missing[0], "is missing")
    if (version := number(row, "version") or 0) < 1:
        raise ContractError("version", "does not count from 1")
    said: dict[str, Any] = {
        **{name: text(row, name) for name in (*COMMON_TAGS, *_TEXTS)},
        **{name: _cost(row, name) for name in COSTS},
        **{name: _list(row, name) for name in _LISTS},
    }
    said = dict(checked(Facts.model_construct(**said)))
    return Asset(**said, version=int(version), actor=text(row, "actor"), why=text(row, "why"), time=row["_time"])


def fields(asset: Asset) -> dict[str, Value]:
    """What a row says of an asset, beside its tags."""
    return {
        **{name: getattr(asset, name) for name in _TEXTS},
        **{name: UNKNOWN_COST if (cost := getattr(asset, name)) is None else float(cost) for name in COSTS},
        **{name: kind.dump_json(getattr(asset, name)).decode() for name, kind in _LISTS.items()},
        "weight": WEIGHTS[asset.criticality],
        "retired": bool(asset.retired_on),
        "version": asset.version,
        "actor": asset.actor,
        "why": asset.why,
    }


def shown(asset: Asset) -> Shown:
    """An asset as people and programs see it."""
    said = {**dict(asset), "time": moment(asset.time)}
    return Shown(**said, retired=bool(asset.retired_on), weight=WEIGHTS[asset.criticality])


def broken(name: str, found: Refused) -> Shown:
    """The same of an asset whose newest row is not whole: of it is known that it is there."""
    return Shown(
        asset=name, asset_class="", retired=False, weight=WEIGHTS[MEDIUM], version=found.version, actor=found.actor,
        why=found.why, time=moment(found.time), broken=found.reason,
    )  # fmt: skip


def _cost(row: Record, name: str) -> float | None:
    cost = number(row, name)
    return None if cost is None or cost == UNKNOWN_COST else float(cost)


def _list(row: Record, name: str) -> Any:
    try:
        return _LISTS[name].validate_json(text(row, name))
    except ValidationError:
        raise ContractError(name, "is not the JSON that it should be") from None

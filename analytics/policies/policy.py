"""Policy belongs to the signal, not to the algorithm: what deviation of it matters, to whom, from when on.

A threshold row says it for a scope: `default`, an asset class, or one asset. The most specific row that names the
signal is the whole policy (fields of less specific rows do not shine through); without any row the catalogue rules.
A row whose newest version is withdrawn counts as none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from typing import Any, cast, get_args

from contract.catalogue import CLASSES, Direction, Limits, Signal
from contract.checks import finite, text
from contract.errors import ContractError

DEFAULT_SCOPE = "default"
LONGEST_TEXT = 2000
"""Of a row: more than the admin ever writes."""
LONGEST_DWELL_S = 86400.0
LAST_VERSION = 2**53
"""Up to here a number of JSON and a float are exact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How one signal is judged; limits and `min_deviation` are in the signal's unit.

    The learned band is `BAND_SIGMAS / sensitivity` robust standard deviations wide to each side, and never narrower
    than `min_deviation`, which is learned of each series where it is `None`. A level is entered once it has lasted for
    `dwell_s`, seconds, where that is longer than the worker's own dwell; `None` is that alone.
    """

    direction: Direction
    sensitivity: float
    min_deviation: float | None
    limits: Limits
    dwell_s: float | None = None
    enabled: bool = True
    immediate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """One row of config/threshold: the policy of a signal in a scope, with its version, who set it and why."""

    scope: str
    signal: str
    policy: Policy
    version: int = 0
    actor: str = ""
    why: str = ""
    time: int = 0
    withdrawn: bool = False


def record_of(policy: Policy) -> dict[str, Any]:
    """A policy as a flat record that `parse` takes."""
    values = asdict(policy)
    return {**values.pop("limits"), **values}


def default_policy(signal: Signal) -> Policy:
    """What ships for a signal."""
    return Policy(
        direction=signal.direction,
        sensitivity=signal.sensitivity,
        min_deviation=signal.min_deviation,
        limits=signal.limits,
        immediate=signal.immediate,
    )


def resolve(asset: str, asset_class: str, signal: Signal, rows: Mapping[tuple[str, str], Threshold]) -> Policy:
    """The policy in force for one signal of one asset; `rows` is keyed by (scope, signal)."""
    for scope in (asset, asset_class, DEFAULT_SCOPE):
        row = rows.get((scope, signal.name))
        if row is not None and not row.withdrawn:
            return row.policy
    return default_policy(signal)


def newest(rows: Iterable[Threshold]) -> dict[tuple[str, str], Threshold]:
    """The newest rows, keyed by (scope, signal): of each, the one of the highest version, the later of equals.

    One that is withdrawn is among them: it hides its older versions, and `resolve` passes it by.
    """
    found: dict[tuple[str, str], Threshold] = {}
    for row in rows:
        old = found.get((row.scope, row.signal))
        if old is None or (row.version, row.time) >= (old.version, old.time):
            found[row.scope, row.signal] = row
    return found


def parse(record: Mapping[str, object]) -> Threshold:
    """A threshold row from untyped data: the admin's form, its JSON API, or the store.

    A missing or null limit is no limit. A missing policy field is an error, as a row is the whole policy; but a
    smallest deviation that the catalogue leaves to be learned may be missing, and is then learned.
    Raises `ContractError` that names the field and the reason.
    """
    scope, name = _text(record, "scope"), _text(record, "signal")
    limits = Limits(**{item.name: _optional(record, item.name) for item in fields(Limits)})
    policy = Policy(
        direction=_direction(record),
        sensitivity=finite("sensitivity", record.get("sensitivity")),
        min_deviation=_min_deviation(record, name),
        limits=limits,
        dwell_s=_optional(record, "dwell_s"),
        enabled=_flag(record, "enabled", default=True),
        immediate=any(spec.signals[name].immediate for spec in CLASSES.values() if name in spec.signals),
    )
    row = Threshold(
        scope=scope,
        signal=name,
        policy=policy,
        version=_version(record),
        actor=text("actor", record.get("actor") or "", LONGEST_TEXT),
        why=text("why", record.get("why") or "", LONGEST_TEXT),
        withdrawn=_flag(record, "withdrawn", default=False),
    )
    check(row)
    return row


def check(row: Threshold) -> None:
    """Raise `ContractError` where a row makes no sense: an unknown signal, limits out of order or out of range."""
    carriers = [spec for spec in CLASSES.values() if row.signal in spec.signals]
    if row.scope in CLASSES:
        carriers = [spec for spec in carriers if spec.name == row.scope]
    if not carriers:
        raise ContractError("signal", f"{row.signal[:100]!r} is not a signal of {row.scope[:100]}")
    policy = row.policy
    if not 0.1 <= policy.sensitivity <= 10:
        raise ContractError("sensitivity", f"{policy.sensitivity} is not between 0.1 and 10")
    if policy.dwell_s is not None and not 0 < policy.dwell_s <= LONGEST_DWELL_S:
        raise ContractError("dwell_s", f"{policy.dwell_s:g} is not above 0 and at most {LONGEST_DWELL_S:g} seconds")
    _check_order(policy.limits)
    low = min(spec.signals[row.signal].physical[0] for spec in carriers)
    high = max(spec.signals[row.signal].physical[1] for spec in carriers)
    _check_least(policy.min_deviation, high - low)
    for item in fields(Limits):
        value = getattr(policy.limits, item.name)
        if value is not None and not low <= value <= high:
            raise ContractError(item.name, f"{value} is outside what is physically possible, {low} to {high}")


def _check_least(min_deviation: float | None, can_move: float) -> None:
    """The smallest deviation that matters is no less than nothing, and no more than a value can move."""
    if min_deviation is None:
        return
    if min_deviation < 0:
        raise ContractError("min_deviation", f"{min_deviation} is negative")
    if min_deviation > can_move:
        raise ContractError("min_deviation", f"{min_deviation:g} is more than a value can move, {can_move:g}")


def _check_order(limits: Limits) -> None:
    """Limits that are set must rise: crit_low, warn_low, warn_high, crit_high."""
    names = ("crit_low", "warn_low", "warn_high", "crit_high")
    given = [(name, value) for name in names if (value := getattr(limits, name)) is not None]
    for (low_name, low), (high_name, high) in pairwise(given):
        # Warning and critical may be one value (critical at once); low and high may not meet.
        meet = low_name.endswith("low") and high_name.endswith("high")
        if low > high or (meet and low == high):
            raise ContractError(high_name, f"{high} is not above {low_name} {low}")


def _text(record: Mapping[str, object], field: str) -> str:
    value = record.get(field)
    if not isinstance(value, str) or not value.strip():
        raise ContractError(field, "must not be empty")
    return text(field, value.strip(), LONGEST_TEXT)


def _min_deviation(record: Mapping[str, object], name: str) -> float | None:
    learned = any(spec.signals[name].min_deviation is None for spec in CLASSES.values() if name in spec.signals)
    given = record.get("min_deviation")
    return None if learned and (given is None or given == "") else finite("min_deviation", given)


def _flag(record: Mapping[str, object], field: str, *, default: bool) -> bool:
    value = record.get(field)
    if not isinstance(value, bool | None):
        raise ContractError(field, "is neither true nor false")
    return default if value is None else value


def _version(record: Mapping[str, object]) -> int:
    value = finite("version", record.get("version", 0))
    if not value.is_integer() or not 0 <= value < LAST_VERSION:
        raise ContractError("version", f"{value:g} is no version: they are whole numbers from 0 on")
    return int(value)


def _optional(record: Mapping[str, object], field: str) -> float | None:
    value = record.get(field)
    return None if value is None or value == "" else finite(field, value)


def _direction(record: Mapping[str, object]) -> Direction:
    value = record.get("direction")
    if value not in get_args(Direction):
        raise ContractError("direction", f"{str(value)[:100]!r} is not one of {', '.join(get_args(Direction))}")
    return cast(Direction, value)

"""A policy that somebody thinks of, before it is in force anywhere: that of its scope, with some changes."""

from collections.abc import Mapping

from analytics.policies.policy import DEFAULT_SCOPE, Policy, Threshold, default_policy, parse, record_of, resolve
from contract.catalogue import CLASSES, ClassSpec, Signal
from contract.errors import ContractError

Rows = Mapping[tuple[str, str], Threshold]


def proposal(rows: Rows, scope: str, asset_class: str, signal: str, changes: Mapping[str, object]) -> Threshold:
    """The row of a signal in a scope that these changes of what is in force there make: fields of `Policy` and of
    `Limits`. `asset_class` is that of the scope: its own, or that of the asset; of the default scope it is empty.

    Raises `ContractError` where the class has no such signal, or the row makes no sense.
    """
    own = carrier(asset_class, signal)
    policy = resolve(scope, asset_class, own, rows) if scope != DEFAULT_SCOPE else _by_default(own, rows)
    return parse({**record_of(policy), **changes, "scope": scope, "signal": signal})


def with_proposal(rows: Rows, row: Threshold) -> dict[tuple[str, str], Threshold]:
    """The rows that would be in force with a proposal among them."""
    return {**rows, (row.scope, row.signal): row}


def _by_default(signal: Signal, rows: Rows) -> Policy:
    row = rows.get((DEFAULT_SCOPE, signal.name))
    return row.policy if row is not None and not row.withdrawn else default_policy(signal)


def carrier(asset_class: str, signal: str) -> Signal:
    """A signal of a class, or, where that is empty, of any. Raises `ContractError` where there is none."""
    specs: list[ClassSpec] = [CLASSES[asset_class]] if asset_class in CLASSES else list(CLASSES.values())
    found = next((spec.signals[signal] for spec in specs if signal in spec.signals), None)
    if found is None:
        raise ContractError("signal", f"{signal[:100]!r} is not a signal of {asset_class or 'any class'}")
    return found

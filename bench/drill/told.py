"""What a store was told of a fleet: episodes, the risk of each minute, and how many samples each minute had."""

from collections.abc import Mapping
from dataclasses import dataclass

from contract.time import MINUTE
from store.gateway import Gateway

NEAR = 1.0
"""Points of risk that do not matter: a simulator that starts again repeats itself to within two digits of a reading."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Of a time: (episode, state) to how often it was told; by asset and minute the highest risk and level; and
    by asset, signal and minute how many samples were counted."""

    events: Mapping[Key, int]
    risk: Mapping[Key, float]
    level: Mapping[Key, float]
    samples: Mapping[Key, float]


def read(gateway: Gateway, first: int, last: int) -> Told:
    """What is told from `first` up to `last` (nanoseconds), and all events up to then. Raises `GatewayError`."""
    # Of minutes only those that were over for a while: they are given out by what comes after them.
    stops = (last, max(last - MINUTE, first + 1))
    span, whole = (f"range(start: time(v: {first}), stop: time(v: {stop}))" for stop in stops)
    events = gateway.query(
        f'from(bucket: "health") |> range(start: 0, stop: time(v: {last})) '
        '|> filter(fn: (r) => r._measurement == "fault" and r._field == "state") '
        '|> group() |> keep(columns: ["_time", "_value", "episode"])'
    )
    counted: dict[Key, int] = {}
    for episode, state in zip(events.strings("episode"), events.strings("_value"), strict=True):
        counted[episode, state] = counted.get((episode, state), 0) + 1
    risk, level = (_highest(gateway, span, field) for field in ("risk", "level"))
    samples = gateway.query(
        f'from(bucket: "rollup") |> {whole} |> filter(fn: (r) => r._measurement == "telemetry_1m" and '
        'r._field == "count") |> keep(columns: ["_time", "_value", "asset", "signal"])'
    )
    keys = zip(samples.strings("asset"), samples.strings("signal"), map(str, samples.times().tolist()), strict=True)
    return Told(counted, risk, level, dict(zip(keys, samples.floats("_value").tolist(), strict=True)))


def _highest(gateway: Gateway, span: str, field: str) -> dict[Key, float]:
    """The highest value of each asset in each minute that has one."""
    rows = gateway.query(
        f'from(bucket: "health") |> {span} |> filter(fn: (r) => r._measurement == "risk" and r._field == "{field}") '
        '|> keep(columns: ["_time", "_value", "asset"])'
    )
    found: dict[Key, float] = {}
    for asset, time, value in zip(
        rows.strings("asset"), rows.times().tolist(), rows.floats("_value").tolist(), strict=True
    ):
        key = (asset, str(time // MINUTE))
        found[key] = max(found.get(key, 0.0), value)
    return found


def differences(calm: Told, killed: Told) -> dict[str, int]:
    """How many of each kind are not alike."""
    return {
        "episodes told otherwise": _unlike(calm.events, killed.events, 0.0),
        "minutes of another level": _unlike(calm.level, killed.level, 0.0),
        "minutes of another risk": _unlike(calm.risk, killed.risk, NEAR),
        "minutes of other samples": _unlike(calm.samples, killed.samples, 0.0),
    }


def _unlike(one: Mapping[Key, float], other: Mapping[Key, float], near: float) -> int:
    nothing = float("inf")
    return sum(not abs(one.get(key, nothing) - other.get(key, nothing)) <= near for key in {*one, *other})

"""The facts of one day of an asset, worked out of what the store has of it; pure."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from contract.catalogue import CLASSES, Role, Signal
from contract.measurements import Value
from contract.time import HOUR

MOST_KM = 5000.0
"""An odometer that grew by more in a day was changed, or set anew: the speed says more."""
MINUTES = 60.0
"""Minutes an hour."""


@dataclass(slots=True)
class Day:
    """What the store has of a day of an asset.

    `signals` has by signal `mean`, `min`, `max` (in its unit) and `minutes` with samples; `states` is minutes by run
    state; `events` are (time ns, episode, state) of the day and the one before; `opened` when incidents began (ns).
    """

    asset_class: str
    signals: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    states: dict[str, float] = field(default_factory=dict)
    events: list[tuple[int, str, str]] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)


def facts(day: Day, start: int, stop: int) -> dict[str, Value]:
    """The fields of `rollup/fleet_day`, of a day between two times (ns), but for its date."""
    found = {
        "worked_h": _worked_h(day),
        "distance_km": _distance_km(day.signals),
        "energy_kwh": _integral(day.signals, "power_kw"),
        **dict(_measures(day)),
    }
    spans = _spans(day.events, start, stop)
    counts: dict[str, Value] = {
        "alarms": sum(raised >= start for raised, _ in spans),
        "incidents": sum(start <= opened < stop for opened in day.opened),
        "alarm_h": _covered(spans, start, stop) / HOUR,
    }
    return {name: value for name, value in found.items() if value is not None and math.isfinite(value)} | counts


def _measures(day: Day) -> Iterable[tuple[str, float | None]]:
    known: Mapping[str, Signal] = CLASSES[day.asset_class].signals if day.asset_class in CLASSES else {}
    for name, said in day.signals.items():
        if name in known and known[name].role in (Role.SYMPTOM, Role.DUTY):
            yield f"mean_{name}", said.get("mean")
            yield f"max_{name}", said.get("max")


def _worked_h(day: Day) -> float | None:
    counted = _grown(day.signals.get("operating_hours", {}))
    if counted is not None and counted <= 25:
        return counted
    spec = CLASSES.get(day.asset_class)
    if spec is not None and not spec.run_states:
        return max((said.get("minutes", 0.0) for said in day.signals.values()), default=0.0) / MINUTES
    if spec is None or not day.states:
        return None
    return sum(count for state, count in day.states.items() if state in spec.working_states) / MINUTES


def _distance_km(signals: Mapping[str, Mapping[str, float]]) -> float | None:
    counted = _grown(signals.get("odometer_km", {}))
    return counted if counted is not None and counted <= MOST_KM else _integral(signals, "speed_kmh")


def _grown(said: Mapping[str, float]) -> float | None:
    """How far a counter has come; None where it did not tell."""
    return said["max"] - said["min"] if "max" in said and "min" in said else None


def _integral(signals: Mapping[str, Mapping[str, float]], name: str) -> float | None:
    """A rate a hour, summed over the minutes that have samples."""
    said = signals.get(name, {})
    return said["mean"] * said["minutes"] / MINUTES if "mean" in said and "minutes" in said else None


def _spans(events: Iterable[tuple[int, str, str]], start: int, stop: int) -> list[tuple[int, int]]:
    """When each episode that was open in the day was raised and cleared (ns), at its end where it goes on."""
    raised: dict[str, int] = {}
    cleared: dict[str, int] = {}
    for time, episode, state in sorted(events):
        raised.setdefault(episode, time)
        if state == "cleared":
            cleared[episode] = time
    spans = [(begin, cleared.get(episode, stop)) for episode, begin in raised.items()]
    return sorted((begin, end) for begin, end in spans if begin < stop and end > start)


def _covered(spans: Iterable[tuple[int, int]], start: int, stop: int) -> int:
    """How long (ns) any of the spans, sorted by their begin, lasts within the day."""
    covered, reached = 0, start
    for begin, end in spans:
        begin, end = max(begin, reached), min(end, stop)
        covered += max(0, end - begin)
        reached = max(reached, end)
    return covered

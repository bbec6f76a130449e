"""The types of the catalogue: what is known of an asset class and of a signal before any data comes."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from enum import StrEnum
from typing import Literal

Direction = Literal["above", "below", "both"]
"""Which deviations of a signal matter: too high, too low, or either."""


class AssetClass(StrEnum):
    """The four kinds of machine that the contract knows."""

    ICE = "ice"
    EV = "ev"
    MACHINE = "machine"
    RIG = "rig"


class Role(StrEnum):
    """What a signal is for: only symptoms are judged, the others explain them."""

    SYMPTOM = "symptom"
    """Tells of health: learned, scored, fused into risk."""
    DUTY = "duty"
    """What the machine is asked to do (speed, throttle, load): context, checked for data faults and hard limits."""
    COUNTER = "counter"
    """Only grows (hours, starts, distance): context."""
    POSITION = "position"
    """Where the machine is: context."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Hard limits in the signal's unit; `None` is no limit. Beyond `warn` is a warning, beyond `crit` critical."""

    warn_low: float | None = None
    warn_high: float | None = None
    crit_low: float | None = None
    crit_high: float | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """One measured quantity of an asset class.

    `physical` is what the quantity can be at all: outside it a value is a data fault, never a symptom. `normal` is the
    healthy range over all duties. `min_deviation` is the smallest deviation from the expected value that an engineer
    would care about. All three are in `unit`, which is also the last part of `name` (ratios end in `_pct`).
    `resolution` is the step of the value on the wire, 0 for none. `sensitivity` narrows the learned band: its
    half-width is 4 / sensitivity robust standard deviations. `immediate` is true where a critical limit must be acted
    on at the first sample, without dwell.
    """

    name: str
    unit: str
    label: str
    _: KW_ONLY
    physical: tuple[float, float]
    normal: tuple[float, float]
    min_deviation: float
    role: Role = Role.SYMPTOM
    direction: Direction = "both"
    limits: Limits = field(default=Limits())
    resolution: float = 0.0
    sensitivity: float = 1.0
    immediate: bool = False
    source: str = ""
    """Standard and identifier, for example `SAE J1979 PID 05`."""


@dataclass(frozen=True, slots=True)
class ClassSpec:
    """An asset class: its signals by name, and the run states that its assets report."""

    name: AssetClass
    label: str
    signals: Mapping[str, Signal]
    run_states: tuple[str, ...]
    working_states: tuple[str, ...]
    """The run states in which the machine works: outside them symptoms are not judged."""

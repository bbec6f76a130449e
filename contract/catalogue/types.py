"""The types of the catalogue: what is known of an asset class and of a signal before any data comes."""

import math
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from enum import StrEnum
from typing import Literal

from contract.failures.types import FailureMode

Direction = Literal["above", "below", "both"]
"""Which deviations of a signal matter: too high, too low, or either."""

HIGH, LOW = 1, -1
"""The sides of what is expected on which a signal can be."""


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
class Code:
    """A fault code with its description and recommendation: of SAE J2012 where the standard names the symptom.

    It names what is seen, not a diagnosis: the first advice is therefore always what finds the cause. `danger` marks
    what can burn, kill by touch or burst: once it is critical, people are called without any wait.
    """

    name: str
    description: str
    recommendation: str
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Codes:
    """The code of each side of a signal; for a side that has none a plain one is made."""

    high: Code | None = None
    low: Code | None = None

    def of(self, side: int) -> Code | None:
        """The code above (`HIGH`) or below (`LOW`) what is expected."""
        return self.high if side == HIGH else self.low


@dataclass(frozen=True, slots=True)
class Signal:
    """One measured quantity of an asset class.

    `physical` is what the quantity can be at all: outside it a value is a data fault, never a symptom. `normal` is the
    healthy range over all duties. `min_deviation` is the smallest deviation from the expected value that an engineer
    would care about. All three are in `unit`, which in what ships is also the last part of `name` (ratios end in
    `_pct`). `resolution` is the step of the value on the wire, 0 for none. `sensitivity` narrows the learned band: its
    half-width is 4 / sensitivity robust standard deviations. `immediate` is true where a critical limit must be acted
    on at the first sample, without dwell; `driver` where limits are a driver's or an operator's business, not the
    machine's.

    Only `name` and `unit` must be said: without `physical` any finite value can be, and a `normal`, `min_deviation` or
    `resolution` of `None` is learned from data, of each series by itself. Without a label the name tells.
    """

    name: str
    unit: str
    label: str = ""
    _: KW_ONLY
    physical: tuple[float, float] = (-math.inf, math.inf)
    normal: tuple[float, float] | None = None
    min_deviation: float | None = None
    role: Role = Role.SYMPTOM
    direction: Direction = "both"
    limits: Limits = field(default=Limits())
    resolution: float | None = None
    sensitivity: float = 1.0
    immediate: bool = False
    driver: bool = False
    codes: Codes = field(default=Codes())
    source: str = ""
    """Standard and identifier, for example `SAE J1979 PID 05`."""

    def __post_init__(self) -> None:
        """Give a signal without a label the words of its name."""
        if not self.label:
            object.__setattr__(self, "label", in_words(self.name, self.unit))


MOST_DUTY = 5
"""Most duty signals that explain the symptoms of a class."""


@dataclass(frozen=True, slots=True)
class ClassSpec:
    """An asset class: its signals by name, the run states that its assets report, how it fails."""

    name: str
    label: str
    signals: Mapping[str, Signal]
    run_states: tuple[str, ...] = ()
    """Empty for a machine that sends none: it is alive, and at work, as long as it sends anything."""
    working_states: tuple[str, ...] = ()
    """The run states in which the machine works: outside them symptoms are not judged."""
    duty: tuple[str, ...] = ()
    """The duty signals that explain symptoms: those that no fault of the machine moves. `MOST_DUTY` at most."""
    modes: Mapping[str, FailureMode] = field(default_factory=dict)
    """How it fails, by the mode's name; empty where nobody has written that down."""


_SPELT = {"%": "pct", "³": "3", "²": "2", "Ω": "ohm", "µ": "u"}


def in_words(name: str, unit: str) -> str:
    """A name as a label: without underscores, and without the unit where it ends in that.

    >>> in_words("outlet_pressure_bar", "bar"), in_words("flow_m3_h", "m³/h"), in_words("Feed temp °C", "°C")
    ('Outlet pressure', 'Flow', 'Feed temp')
    """
    words = name.replace("_", " ").split()
    begins = (at for at in range(1, len(words)) if _plain("".join(words[at:])) == _plain(unit))
    said = " ".join(words[: next(begins, len(words))])
    return said[:1].upper() + said[1:]


def _plain(text: str) -> str:
    """The letters and digits of a unit, as names spell it.

    >>> _plain("m³/h"), _plain("%"), _plain("°C")
    ('m3h', 'pct', 'c')
    """
    spelt = "".join(_SPELT.get(letter, letter) for letter in text)
    return "".join(letter for letter in spelt.casefold() if letter.isalnum())

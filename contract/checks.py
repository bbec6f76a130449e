"""What the contract asks of a sample, in one place for every door: simulators, replay, the worker, the admin."""

import math

import numpy as np
import numpy.typing as npt

from contract.catalogue import CLASSES, ClassSpec, Signal
from contract.errors import ContractError
from contract.time import HOUR

AHEAD_NS = HOUR
"""How far in the future a sample's time may lie."""
_TIMES = range(-(2**63) + 2, 2**63 - 1)
"""What InfluxDB takes as a time."""
_LONGEST_SAID = 100


def finite(field: str, value: object) -> float:
    """The value as a float; raises `ContractError` for anything but a finite number (NaN, infinity, text, a bool)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ContractError(field, f"{_short(value)} is not a number")
    try:
        number = float(value)
    except OverflowError:
        raise ContractError(field, "is larger than any number that is kept") from None
    if not math.isfinite(number):
        raise ContractError(field, f"{number} is not a finite number")
    return number


def text(field: str, value: object, longest: int) -> str:
    """The value as a text of at most `longest` characters that can be stored; raises `ContractError`."""
    if not isinstance(value, str):
        raise ContractError(field, f"{_short(value)} is not a text")
    if len(value) > longest:
        raise ContractError(field, f"is {len(value)} characters long; at most {longest} are kept")
    if not storable(value):
        raise ContractError(field, "holds half a character (a lone surrogate), which no store takes")
    return value


def storable(value: str) -> bool:
    """Whether a text is valid Unicode: JSON can say half a character, UTF-8 can not."""
    return value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value)


def asset_class(name: str) -> ClassSpec:
    """The class of that name; raises `ContractError` that lists the known ones."""
    try:
        return CLASSES[name]
    except KeyError:
        known = ", ".join(CLASSES)
        hint = "`forewarn discover` writes the file of a class of your own"
        raise ContractError("asset_class", f"{name!r} is not one of {known}; {hint}") from None


def signal(spec: ClassSpec, name: str) -> Signal:
    """The class's signal of that name; raises `ContractError` where it has none."""
    found = spec.signals.get(name)
    if found is None:
        raise ContractError(name, f"class {spec.name} has no such signal")
    return found


def sample(spec: ClassSpec, name: str, value: object) -> float:
    """A value of one signal, finite and physically possible; raises `ContractError`."""
    found = signal(spec, name)
    number = finite(name, value)
    low, high = found.physical
    if not low <= number <= high:
        raise ContractError(name, f"{number} {found.unit} is outside what is physically possible, {low:g} to {high:g}")
    return number


def time(value: int, now: int) -> int:
    """A sample's time in nanoseconds since 1970, at most an hour ahead of `now`; raises `ContractError`."""
    if value not in _TIMES:
        raise ContractError("time", "is outside of what can be stored, the years 1678 to 2262")
    if value > now + AHEAD_NS:
        raise ContractError("time", f"{(value - now) / 1e9:.0f} s ahead of now; at most 3600 s are taken")
    return value


def possible(found: Signal, values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Which values are finite and physically possible."""
    low, high = found.physical
    return np.isfinite(values) & (values >= low) & (values <= high)


def _short(value: object) -> str:
    """A value for a message, cut where it is long."""
    said = repr(value)
    return said if len(said) <= _LONGEST_SAID else f"{said[:_LONGEST_SAID]}…"

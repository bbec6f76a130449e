"""The reason of a risk in plain words: which signal, what it is, what was expected, and for how long.

For example: "vibration_mm_s is 4.2 mm/s, expected 1.9 (0.8 to 3), above its band for 3 h 12 min".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from analytics.layers.contract import Cause
from contract.time import duration


class Doubt(Enum):
    """What speaks for the sensor rather than the machine, as the end of a sentence."""

    NONE = ""
    ALONE = "; nothing that would move with it has: perhaps its sensor"
    NOISY = "; it scatters, and no other signal does: perhaps its sensor"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of one signal that is off; values in its unit."""

    signal: str
    unit: str
    cause: Cause
    high: bool
    """Whether it is above what is expected, or below."""
    observed: float
    expected: float
    half: float
    """Half-width of its band."""
    score: float
    limit: float
    """The hard limit that it is at or beyond, NaN for none."""
    critical: bool
    """Whether that is the critical one."""
    lasted_s: float
    """For how long it has been so, 0 where it has just begun."""
    doubt: Doubt = Doubt.NONE


def describe(found: Finding) -> str:
    """One signal's newest judgement as a sentence.

    >>> from analytics.layers.contract import Cause
    >>> level = Cause("level", "above its band", "below its band")
    >>> describe(Finding("flow_m3h", "m³/h", level, False, 38.2, 45.0, 2.5, 2.7, float("nan"), False, 720))
    'flow_m3h is 38.2 m³/h, expected 45 (42.5 to 47.5), below its band for 12 min'
    >>> mean = Cause("mean", "its mean above what is expected", "its mean below what is expected", slow=True)
    >>> describe(Finding("accel_g", "g", mean, True, 0.001, 0.5, 0.12, 1.2, float("nan"), False, 3600))
    'accel_g is 0.001 g, expected 0.5 (0.38 to 0.62), now below its band; its mean above what is expected for 1 h'
    """
    unit = f" {found.unit}" if found.unit else ""
    observed = f"{found.signal} is {figure(found.observed)}{unit}"
    lasted = f" for {duration(found.lasted_s)}" if found.lasted_s > 0 else ""
    if found.cause.hard:
        return f"{observed}, {_way(found)} of {figure(found.limit)}{unit}{lasted}"
    lower, upper = figure(found.expected - found.half), figure(found.expected + found.half)
    what = found.cause.words(high=found.high, outside=found.score >= 1)
    if found.cause.slow:
        what = f"now {_place(found)}; {what}"
    return f"{observed}, expected {figure(found.expected)} ({lower} to {upper}), {what}{lasted}{found.doubt.value}"


def _place(found: Finding) -> str:
    """Where the reading is now, whatever was over hours."""
    off = found.observed - found.expected
    return "inside its band" if abs(off) <= found.half else "above its band" if off > 0 else "below its band"


def _way(found: Finding) -> str:
    """Which hard limit a signal is at, over or under."""
    way = "at" if found.observed == found.limit else "over" if found.high else "under"
    return f"{way} its {'critical limit' if found.critical else 'limit'}"


def also(text: str, others: Sequence[str]) -> str:
    """A reason, and the further signals that have a share in it."""
    return f"{text}; also {', '.join(others)}" if others else text


def nearly(signals: Sequence[str]) -> str:
    """What is said of signals in an alarm that have nearly come back."""
    return f"{', '.join(signals)}: nearly as expected again; the alarm ends once that has lasted" if signals else ""


def learning(unknown: int, total: int, seen: int, needed: int) -> str:
    """What is said of an asset of whose `total` signals some have no baseline: they have `seen` so many samples, and
    `needed` are at most so many, as a history may be known sooner."""
    if unknown < total:
        return f"as expected; {unknown} of {total} signals are still learning"
    return f"still learning: {seen} of at most {needed} samples seen"


def figure(value: float) -> str:
    """A number with three or four significant figures, without trailing zeros or exponents."""
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 else 4
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text

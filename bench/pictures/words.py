"""Failure modes in words: one effect as half a sentence, one length of time as people say it."""

from telemetry.catalogue import CLASSES
from telemetry.failures import ALWAYS, Effect, FailureMode, Sense

_DAY_H = 24.0
_FROM_DAYS_H = 72.0


def caption(effect: Effect, label: str) -> str:
    """An effect on a signal of that label, such as "Coolant temperature rises while standing"."""
    sense = "moves restlessly" if effect.sense is Sense.FLUTTERS else effect.sense.value
    said = f"{short(label)} {sense}"
    return said if effect.when == ALWAYS else f"{said} {effect.when.text}"


def short(label: str) -> str:
    """A signal's label without how it is measured."""
    parts = label.partition(" (")[0].split(", ")
    return ", ".join(part for part in parts if part != "r.m.s." and "Hz" not in part)


def first(mode: FailureMode) -> str:
    """What of a mode is seen first."""
    name = mode.leads[0] if mode.leads else mode.shows[0].signal
    effect = next(entry for entry in mode.shows if entry.signal == name)
    return caption(effect, CLASSES[mode.asset_class].signals[name].label)


def length(hours: tuple[float, float]) -> str:
    """The usual time from onset to failure, in hours or days."""
    shortest, longest = hours
    if not longest:
        return "at once"
    unit, scale = ("d", _DAY_H) if longest >= _FROM_DAYS_H else ("h", 1.0)
    return f"{shortest / scale:.3g} to {longest / scale:.3g} {unit}"

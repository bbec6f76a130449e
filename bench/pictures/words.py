"""Failure modes in words: one effect as half a sentence, one length of time as people say it."""

from contract.catalogue import CLASSES
from contract.failures import ALWAYS, Effect, FailureMode, Sense

_DAY_H = 24.0
_FROM_DAYS_H = 48.0


def caption(effect: Effect, label: str) -> str:
    """An effect on a signal of that label, such as "Coolant temperature rises while standing"."""
    sense = "moves restlessly" if effect.sense is Sense.FLUTTERS else effect.sense.value
    subject = short(label)
    said = f"{subject}, {sense}" if "," in subject else f"{subject} {sense}"
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
    shortest, longest = (_told(end) for end in hours)
    if not hours[1]:
        return "at once"
    alike = shortest[-1] == longest[-1]
    return f"{shortest[:-2] if alike else shortest} to {longest}"


def _told(hours: float) -> str:
    return f"{hours / _DAY_H:.0f} d" if hours >= _FROM_DAYS_H else f"{hours:.3g} h"

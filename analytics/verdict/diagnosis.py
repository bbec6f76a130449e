"""Which failure mode an asset's deviations look like: its signature in the catalogue, matched with what is seen.

Three things are asked of each mode (ISO 13379-1 calls it matching symptoms with a fault's): does what should move move,
the way it should; does what the mode leaves alone stay; and does the mode explain all that has moved. The answers are
added up with fixed weights, so that anyone can follow why a mode was named, and what speaks against it. Nothing here
knows how the simulators break a machine: only the catalogue's signatures, which an engineer could have written.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from contract.catalogue import CLASSES
from contract.failures import Effect, FailureMode, Sense, When

Deviations = Mapping[tuple[str, When], float]
"""Signed deviation of each signal under each condition, 1 at the edge of normal; what is not known is not in it."""

MOVED = 0.6
"""Deviation from which on a signal counts as moved when it is asked what a mode explains."""
FULL = 1.0
"""Deviation that is full evidence: twice as far does not count twice."""
SHOWS, EXPLAINS, SPARES = 1.0, 1.0, 0.7
"""Weights of the three questions."""
LATER = 0.75
"""What shows later in a fault's life weighs this much less than what shows before it."""
SHARPNESS = 6.0
"""How fast confidence falls with the distance to the best match."""
SURE = 0.5
"""Confidence from which on the advice is the mode's own, and not that of the symptom."""
CANDIDATES = 5
"""Modes that are named at most."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A failure mode with the share of belief in it, 0..1, and what speaks for it and against it, in plain words."""

    mode: FailureMode
    confidence: float
    supports: tuple[str, ...]
    against: tuple[str, ...]


def diagnose(asset_class: str, signals: frozenset[str], found: Deviations) -> list[Candidate]:
    """The likeliest failure modes, best first; none where nothing has moved.

    Parameters
    ----------
    signals : the signals that the asset sends; a mode of which it sends none is not thought of
    found : see `Deviations`
    """
    moved = {key: value for key, value in found.items() if abs(value) >= MOVED}
    if not moved:
        return []
    modes = [mode for mode in CLASSES[asset_class].modes.values() if possible(mode, signals, found)]
    fits = np.array([fit(mode, found, moved) for mode in modes])
    if not len(fits):
        return []
    belief = np.exp(SHARPNESS * (fits - fits.max()))
    belief /= belief.sum()
    order = np.argsort(-fits, kind="stable")[:CANDIDATES]
    return [
        Candidate(modes[n], float(belief[n]), supporting(modes[n], found), contradicting(modes[n], found, moved))
        for n in order.tolist()
    ]


def possible(mode: FailureMode, signals: frozenset[str], found: Deviations) -> bool:
    """Whether an asset with these signals can have the mode, and something is known of what it shows."""
    return any(_key(effect) in found for effect in mode.shows) and signals.issuperset(mode.signals)


def fit(mode: FailureMode, found: Deviations, moved: Deviations) -> float:
    """How well a mode matches what is seen; higher is better, about 2 at best."""
    return SHOWS * shown(mode, found) + EXPLAINS * explained(mode, moved) - SPARES * disturbed(mode, found)


def shown(mode: FailureMode, found: Deviations) -> float:
    """-1..1: how much of what should move moves as it should; what comes first weighs most."""
    evidence, weights = [], []
    for effect in mode.shows:
        value = found.get(_key(effect))
        if value is not None and effect.sense is not Sense.FLUTTERS:
            place = mode.signals.index(effect.signal)
            evidence.append(float(np.clip(_sign(effect) * value, -FULL, FULL)) / FULL)
            weights.append(LATER**place)
    return float(np.average(evidence, weights=weights)) if evidence else 0.0


def explained(mode: FailureMode, moved: Deviations) -> float:
    """0..1: the part of all movement that the mode would cause."""
    own = {(effect.signal, _sign(effect)) for effect in mode.shows}
    size: dict[str, float] = {}
    because: dict[str, float] = {}
    for (signal, _), value in moved.items():
        part = min(abs(value), 2 * FULL)
        size[signal] = max(size.get(signal, 0.0), part)
        if (signal, float(np.sign(value))) in own:
            because[signal] = max(because.get(signal, 0.0), part)
    return sum(because.values()) / sum(size.values())


def disturbed(mode: FailureMode, found: Deviations) -> float:
    """0..1: how much of what the mode leaves alone has moved."""
    moves = [_against(effect, found[_key(effect)]) for effect in mode.spares if _key(effect) in found]
    return float(np.mean(moves)) if moves else 0.0


def supporting(mode: FailureMode, found: Deviations) -> tuple[str, ...]:
    """What speaks for a mode."""
    return tuple(
        f"{effect.signal} {effect.sense.value}{_under(effect)}"
        for effect in mode.shows
        if _sign(effect) * found.get(_key(effect), 0.0) >= MOVED
    )


def contradicting(mode: FailureMode, found: Deviations, moved: Deviations) -> tuple[str, ...]:
    """What speaks against a mode: what should move and does not, what should stay and does not, what it leaves open."""
    absent = [
        f"{effect.signal} should be {'higher' if effect.sense is Sense.RISES else 'lower'}{_under(effect)}"
        for effect in mode.shows
        if effect.sense is not Sense.FLUTTERS and _sign(effect) * found.get(_key(effect), 1.0) < MOVED / 2
    ]
    restless = [
        f"{effect.signal} should stay{_under(effect)}"
        for effect in mode.spares
        if effect.sense is Sense.STAYS and abs(found.get(_key(effect), 0.0)) >= MOVED
    ]
    named = {effect.signal for effect in (*mode.shows, *mode.spares)}
    other = [
        f"{signal} has moved too" for signal in dict.fromkeys(signal for signal, _ in moved) if signal not in named
    ]
    return (*absent, *restless, *other)


def _key(effect: Effect) -> tuple[str, When]:
    return effect.signal, effect.when


def _sign(effect: Effect) -> float:
    return {Sense.RISES: 1.0, Sense.FALLS: -1.0}.get(effect.sense, 0.0)


def _against(effect: Effect, value: float) -> float:
    """0..1: how much a signal that a mode spares has moved; where it should move the other way, only that counts."""
    way = _sign(effect)
    return float(np.clip(abs(value) if way == 0 else -way * value, 0.0, FULL)) / FULL


def _under(effect: Effect) -> str:
    return "" if effect.when.text == "always" else f" {effect.when.text}"

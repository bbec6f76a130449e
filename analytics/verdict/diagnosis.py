"""Which failure mode an asset's deviations look like: its signature in the catalogue, matched with what is seen.

Three things are asked of each mode (ISO 13379-1 calls it matching symptoms with a fault's): does what should move move,
the way it should; does what the mode leaves alone stay; and does the mode explain all that has moved. The answers are
added up with fixed weights, so that anyone can follow why a mode was named, and what speaks against it. Nothing here
knows how the simulators break a machine: only the catalogue's signatures, which an engineer could have written.

That none of the modes is at work is a candidate like each of them, `UNKNOWN`: it fits as well as a mode of which
about half is seen. A mode for which nothing speaks, or against which more does than for it, is never named.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analytics.verdict.codes import find
from analytics.verdict.confidence import confidence
from contract.catalogue import ClassSpec
from contract.failures import Effect, FailureMode, Sense, When
from contract.failures.types import UNKNOWN

Deviations = Mapping[tuple[str, When], float]
"""Signed deviation of each signal under each condition, 1 at the edge of normal; what is not known is not in it."""

UNKNOWN_FITS = 1.1
"""How well `UNKNOWN` fits, whatever is seen: with the mode at work taken out of the catalogue it is named first at six
of ten warnings in a simulated fleet, and with it there it hides one in a hundred."""
MOVED = 0.6
"""Deviation from which on a signal counts as moved when it is asked what a mode explains."""
SPEAKS = 0.5
"""Deviation from which on what a mode shows speaks for it: in a mean of hours that is more than three of its scales."""
FULL = 1.0
"""Deviation that is full evidence: twice as far does not count twice."""
SHOWS, EXPLAINS, SPARES = 1.0, 1.0, 0.7
"""Weights of the three questions."""
LEAST_EXPLAINED = 0.25
"""Share of all movement that a mode must explain to be named: in a great upset much follows that no signature lists."""
LATER = 0.75
"""What shows later in a fault's life weighs this much less than what shows before it."""
SHARPNESS = 6.0
"""How fast belief falls with the distance to the best match."""
SURE = 0.5
"""Confidence from which on the advice is the mode's own, and not that of the symptom."""
_SIGNS = {Sense.RISES: 1.0, Sense.FALLS: -1.0}
CANDIDATES = 5
"""Candidates that are named at most."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A failure mode by its name, or `UNKNOWN`: how often such a one is right, 0..1, and the share of belief from which
    that follows; what speaks for it and against it in plain words, and what to do."""

    mode: str
    confidence: float
    belief: float
    supports: tuple[str, ...]
    against: tuple[str, ...]
    action: str

    @property
    def known(self) -> bool:
        """Whether it is a failure mode of the catalogue."""
        return self.mode != UNKNOWN


def diagnose(
    spec: ClassSpec, signals: frozenset[str], found: Deviations, lasting: Deviations | None = None
) -> list[Candidate]:
    """The likeliest candidates, best first; none where nothing has moved.

    Parameters
    ----------
    spec : the asset's class, with its modes; one that has none leaves `UNKNOWN` alone
    signals : the signals that the asset sends; a mode of which it sends none is not thought of
    found : see `Deviations`
    lasting : what of it a driver's or an operator's act of this moment cannot have made; None for all of it. The modes
        that are about such acts are held against `found`, all others against this.
    """
    moved = moving(found)
    if not moved:
        return []
    of_now, of_machine = telling(spec, found), telling(spec, found if lasting is None else lasting)
    matches = [
        _Match.of(mode, of_now if of_driver(spec, mode) else of_machine)
        for mode in spec.modes.values()
        if possible(mode, signals, found)
    ]
    fits = np.array([UNKNOWN_FITS, *(match.fit for match in matches)])
    belief = np.exp(SHARPNESS * (fits - fits.max()))
    belief /= belief.sum()
    sure = confidence(belief)
    named = [n for n in np.argsort(-fits, kind="stable").tolist() if n == 0 or matches[n - 1].holds]
    return [
        matches[n - 1].candidate(sure[n], belief[n]) if n else _unknown(spec, moved, sure[0], belief[0])
        for n in named[:CANDIDATES]
    ]


@dataclass(frozen=True, slots=True)
class _Match:
    """A mode that the asset can have, held against what is seen."""

    mode: FailureMode
    fit: float
    explained: float
    supports: tuple[str, ...]
    against: tuple[str, ...]

    @classmethod
    def of(cls, mode: FailureMode, found: Deviations) -> "_Match":
        """How a mode matches deviations."""
        moved = moving(found)
        against = contradicting(mode, found, moved)
        return cls(mode, fit(mode, found, moved), explained(mode, moved), supporting(mode, found), against)

    @property
    def holds(self) -> bool:
        """Whether it may be named: something speaks for it, and as much as against it, and much of it all is its."""
        return bool(self.supports) and len(self.against) <= len(self.supports) and self.explained >= LEAST_EXPLAINED

    def candidate(self, sure: float, belief: float) -> Candidate:
        """It, with its confidence."""
        return Candidate(self.mode.mode, float(sure), float(belief), self.supports, self.against, self.mode.action)


def moving(found: Deviations) -> Deviations:
    """What of it has moved."""
    return {key: value for key, value in found.items() if abs(value) >= MOVED}


def telling(spec: ClassSpec, found: Deviations) -> Deviations:
    """The same, where what is off in a way that is of no matter, and that no mode shows, counts as not off: a bearing
    that is cooler than expected speaks against no failure."""
    shown = {(effect.signal, _sign(effect)) for mode in spec.modes.values() for effect in mode.shows}
    ways = {"above": (1.0,), "below": (-1.0,), "both": (1.0, -1.0)}
    return {
        (signal, when): value
        if math.copysign(1.0, value) in ways[spec.signals[signal].direction]
        or (signal, math.copysign(1.0, value)) in shown
        else 0.0
        for (signal, when), value in found.items()
    }


def of_driver(spec: ClassSpec, mode: FailureMode) -> bool:
    """Whether a mode is about how a machine is driven, as it shows in what is a driver's business."""
    return any(spec.signals[signal].driver for signal in mode.signals)


def _unknown(spec: ClassSpec, moved: Deviations, sure: float, belief: float) -> Candidate:
    """What can be said where no mode is known: which signals rose and which fell, and how far, the furthest first."""
    furthest: dict[str, float] = {}
    for (signal, _), value in sorted(moved.items(), key=lambda item: -abs(item[1])):
        furthest.setdefault(signal, value)
    seen = tuple(
        f"{signal} {'rose' if value > 0 else 'fell'} to {abs(value):.1f} times its band"
        for signal, value in furthest.items()
    )
    worst = next(iter(furthest))
    action = find(spec.signals[worst], 1 if furthest[worst] > 0 else -1).recommendation
    return Candidate(UNKNOWN, float(sure), float(belief), seen, (), action)


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
            weights.append(LATER**place)
            evidence.append(weights[-1] * min(max(_sign(effect) * value, -FULL), FULL) / FULL)
    return sum(evidence) / sum(weights) if evidence else 0.0


def explained(mode: FailureMode, moved: Deviations) -> float:
    """0..1: the part of all movement that the mode would cause."""
    own = {(effect.signal, _sign(effect)) for effect in mode.shows}
    size: dict[str, float] = {}
    because: dict[str, float] = {}
    for (signal, _), value in moved.items():
        part = min(abs(value), 2 * FULL)
        size[signal] = max(size.get(signal, 0.0), part)
        if (signal, math.copysign(1.0, value)) in own:
            because[signal] = max(because.get(signal, 0.0), part)
    return sum(because.values()) / sum(size.values()) if size else 0.0


def disturbed(mode: FailureMode, found: Deviations) -> float:
    """0..1: how much of what the mode leaves alone has moved."""
    moves = [_against(effect, found[_key(effect)]) for effect in mode.spares if _key(effect) in found]
    return sum(moves) / len(moves) if moves else 0.0


def supporting(mode: FailureMode, found: Deviations) -> tuple[str, ...]:
    """What speaks for a mode."""
    return tuple(
        f"{effect.signal} {effect.sense.value}{_under(effect)}"
        for effect in mode.shows
        if _toward(effect, found) >= SPEAKS
    )


def contradicting(mode: FailureMode, found: Deviations, moved: Deviations) -> tuple[str, ...]:
    """What speaks against a mode: what should have moved by now and has not, what should stay and does not, what it
    leaves open. What shows later in a fault's life than all that has moved is not due yet."""
    last = max((_place(mode, effect) for effect in mode.shows if _toward(effect, found) >= MOVED), default=-1)
    absent = [
        f"{effect.signal} should be {'higher' if effect.sense is Sense.RISES else 'lower'}{_under(effect)}"
        for effect in mode.shows
        if effect.sense is not Sense.FLUTTERS and _key(effect) in found
        if _toward(effect, found) < (MOVED / 2 if _place(mode, effect) <= last else -MOVED / 2)
    ]
    restless = [
        f"{effect.signal} should stay{_under(effect)}"
        for effect in mode.spares
        if effect.sense is Sense.STAYS and abs(found.get(_key(effect), 0.0)) >= MOVED
    ]
    named = {effect.signal for effect in (*mode.shows, *mode.spares)}
    others = [signal for signal in dict.fromkeys(signal for signal, _ in moved) if signal not in named]
    return (*absent, *restless, *([f"{', '.join(others)} moved, too"] if others else []))


def _place(mode: FailureMode, effect: Effect) -> int:
    """The place of what an effect moves in the order in which the mode's signals move."""
    return mode.signals.index(effect.signal)


def _toward(effect: Effect, found: Deviations) -> float:
    """How far a signal has moved the way that an effect says; 0 where that is not known."""
    return _sign(effect) * found.get(_key(effect), 0.0)


def _key(effect: Effect) -> tuple[str, When]:
    return effect.signal, effect.when


def _sign(effect: Effect) -> float:
    return _SIGNS.get(effect.sense, 0.0)


def _against(effect: Effect, value: float) -> float:
    """0..1: how much a signal that a mode spares has moved; where it should move the other way, only that counts."""
    way = _sign(effect)
    return min(max(abs(value) if way == 0 else -way * value, 0.0), FULL) / FULL


def _under(effect: Effect) -> str:
    return "" if effect.when.text == "always" else f" {effect.when.text}"

"""A trained model of one class asked about an asset: how long it lasts, and what in its signs speaks for that."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from analytics.engine.state import State
from analytics.ground.columns import Floats
from analytics.prognosis import similarity
from analytics.prognosis.boosting import Model
from analytics.prognosis.library import index
from analytics.prognosis.lifetime import Lifetime
from analytics.prognosis.outlook import MONTH_H
from analytics.prognosis.signs import LATELY, blocks, deviation, deviations, row_of, signs

NOTICED = 0.1
"""From what probability of failure within 30 days on grounds are told."""
NAMED, TELLING_H = 3, 24.0
"""So many symptoms are named at most, each of which shortens what is expected by so much."""


@dataclass(frozen=True, slots=True)
class Foretold:
    """What a model foretells: the remaining life, None where it knows none like it; why, in words for people, and the
    assets whose courses it resembles."""

    life: Lifetime | None
    because: str
    like: tuple[str, ...] = ()


class Trained(Protocol):
    """A trained model of one class."""

    @property
    def version(self) -> str:
        """Its name among the models of its class."""

    @property
    def method(self) -> str:
        """The word for it in `health/prognosis`."""

    def foretell(self, state: State, asset: int, now: int) -> Foretold:
        """What becomes of an asset, as seen at a time (ns)."""


@dataclass(frozen=True, slots=True)
class Boosted:
    """Layer 3: boosted trees over the signs of these symptoms (see `signs`)."""

    version: str
    symptoms: tuple[str, ...]
    model: Model
    method: str = "boosting"

    def foretell(self, state: State, asset: int, now: int) -> Foretold:
        """See `Trained`."""
        shown = signs(state, asset, now, self.symptoms)
        if np.isnan(blocks(shown)[LATELY]).all():
            return Foretold(None, "nothing is known of its last days")
        expected = self.model.expected(np.vstack((shown, self._without(shown))))
        life = self.model.errors.lifetimes(expected[:1])[0]
        chance = life.within(MONTH_H)
        if chance < NOTICED:
            return Foretold(life, "no sign of a failure within 30 days")
        named = self._named(state, asset, now, expected[1:] - expected[0])
        known = f"{_per_cent(chance)} of assets with such signs failed within 30 days"
        return Foretold(life, f"{known}: {', '.join(named)}" if named else known)

    def _without(self, shown: Floats) -> Floats:
        """(n, k) the signs with each of n symptoms in turn where it was learned to be."""
        rows = np.tile(blocks(shown), (len(self.symptoms), 1, 1))
        place = np.arange(len(self.symptoms))
        rows[place, :, place] = np.where(np.isnan(rows[place, :, place]), np.nan, 0.0)
        return row_of(rows)

    def _named(self, state: State, asset: int, now: int, longer: Floats) -> list[str]:
        """Symptoms that shorten what is expected, most first, with how far each is off in its unit."""
        found = [place for place in np.argsort(-longer, kind="stable").tolist() if longer[place] >= TELLING_H]
        return [deviation(state, asset, now, self.symptoms[place]) for place in found[:NAMED]]


def _per_cent(chance: float) -> str:
    return "over 99 %" if chance >= 0.985 else f"{100 * chance:.0f} %"


@dataclass(frozen=True, slots=True)
class Alike:
    """Layer 2: courses to failure before, as deviations of these symptoms by days over `scale` (k,), how far such a
    symptom is off at a failure."""

    version: str
    symptoms: tuple[str, ...]
    scale: Floats
    library: similarity.Library
    method: str = "similar"

    def foretell(self, state: State, asset: int, now: int) -> Foretold:
        """See `Trained`."""
        found = similarity.foresee(self.library, index(deviations(state, asset, now, self.symptoms), self.scale))
        return Foretold(found.life, found.because, found.like)

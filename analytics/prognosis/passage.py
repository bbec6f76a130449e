"""When a course that goes on as it does first comes to its limit: first passage, over what is not known of it.

Nothing is drawn: every explanation is looked at in the same few points of its distribution, which fill it evenly
(Roberts' sequence, 2018), so that the same course gives the same answer and one more value a similar one.
"""

import numpy as np

from analytics.ground.columns import Floats
from analytics.prognosis.explanations import Explanations
from analytics.prognosis.normal import above_0, deviates
from analytics.prognosis.shapes import steepness, until

POINTS = 24
_ROOTS = np.array([0.8191725133961645, 0.6710436067037893, 0.5497004779019703, 0.4502995220980297])
_EVEN: Floats = np.mod(0.5 + np.arange(1, POINTS + 1)[:, None] * _ROOTS, 1.0)
_BELL = deviates(_EVEN)
_LEAST, _MOST_BLURRED = 1e-9, 1.5


def passages(known: Explanations, only_grows: bool) -> Floats:
    """Days until 1 is reached, (c, POINTS), by each of (c,) explanations, given that they rise and whether they never
    fall; 0 where it is reached already, infinite where it never is."""
    gain, spread = known.gain[:, None], known.diffusion[:, None]
    age, bend = known.age[:, None], known.bend[:, None]
    risen = above_0(gain, known.gain_sd[:, None], _EVEN[:, 0])
    now = known.level[:, None] + known.slant[:, None] * (risen - gain) + known.level_sd[:, None] * _BELL[:, 1]
    left = np.maximum(1.0 - now, 0.0)
    straight = (
        wear(left, risen / age, spread, _BELL[:, 2])
        if only_grows
        else wiener(left, risen / age, spread, _BELL[:, 2], _EVEN[:, 3])
    )
    return np.where(left <= 0, 0.0, np.where(bend == 0, straight, _bent(left, risen, age, bend, spread)))


def _bent(left: Floats, risen: Floats, age: Floats, bend: Floats, spread: Floats) -> Floats:
    """The time of the shape itself, and around it what diffusion until then does at the slope that it has then."""
    ahead = until(bend, left / risen)
    known = np.isfinite(ahead)
    # Of what is all but there the logarithm may round to less than 0.
    days = np.maximum(np.where(known, ahead, 1.0), 0.0) * age
    speed = risen * steepness(bend, days / age) / age
    blurred = np.sqrt(spread * days) / np.maximum(speed * days, _LEAST)
    return np.where(known, days * np.exp(np.minimum(blurred, _MOST_BLURRED) * _BELL[:, 2]), np.inf)


def wiener(left: Floats, drift: Floats, diffusion: Floats, bell: Floats, even: Floats) -> Floats:
    """Days in which a Wiener process of this drift (> 0) and diffusion a day first comes so far: the inverse Gaussian
    distribution at a point of a normal and one of an even distribution (Michael, Schucany and Haas, The American
    Statistician 30, 1976)."""
    mean = left / drift
    ratio = diffusion * bell**2 / np.maximum(drift * left, _LEAST)
    # The smaller root of a quadratic equation, in the form that does not cancel.
    early = mean * 2.0 / (2.0 + ratio + np.sqrt(ratio * (4.0 + ratio)))
    return np.where(even <= mean / np.maximum(mean + early, _LEAST), early, mean**2 / np.maximum(early, _LEAST))


def wear(left: Floats, drift: Floats, diffusion: Floats, bell: Floats) -> Floats:
    """The same of a gamma process of that mean and variance a day: it never falls, so it is past a place at a time if
    and only if it is past it then; nearly Birnbaum and Saunders' distribution (Park and Padgett, Lifetime Data Analysis
    11, 2005)."""
    half = np.sqrt(diffusion) * bell / (2.0 * drift)
    return (half + np.sqrt(half**2 + left / drift)) ** 2

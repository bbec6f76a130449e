"""How often a candidate of a diagnosis is right: its share of belief, set right by what simulated faults have shown.

A share of belief says how much better one candidate fits than the others, not how often such a one is right. The two
are tied by a logistic curve over the logarithm of the odds (Platt, 1999, with odds in place of a score), which keeps
the order of candidates; what is then more than 1 together is shared out anew (Zadrozny and Elkan, 2002).
"""

import numpy as np

from analytics.ground.columns import Floats

SHIFT, SLOPE = -0.03, 1.85
"""Fitted by `forewarn bench faults --seed 301 --assets 60 --days 20`, which prints them. Judge them by another seed."""
_LEAST = 0.002
"""Odds end here: nothing is quite sure, nor quite out of the question."""


def odds(share: Floats) -> Floats:
    """The logarithm of the odds of (n,) shares, 0..1; finite."""
    inside = np.clip(share, _LEAST, 1 - _LEAST)
    return np.asarray(np.log(inside) - np.log1p(-inside))


def chance(share: Floats, shift: float, slope: float) -> Floats:
    """How often (n,) candidates with those shares of belief are right, each by itself; rises with the share."""
    return np.asarray(1 / (1 + np.exp(-shift - slope * odds(share))))


def confidence(belief: Floats) -> Floats:
    """(n,) 0..1, at most 1 together, in the order of the shares of belief (n,) of all candidates of a diagnosis.

    What is the only candidate is sure: nothing else is known that it could be.
    """
    if len(belief) == 1:
        return np.ones(1)
    each = chance(belief, SHIFT, SLOPE)
    return np.asarray(each / max(float(each.sum()), 1.0))

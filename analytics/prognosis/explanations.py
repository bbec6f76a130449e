"""The likeliest explanations of a course, flat, with what follows from each; and what they say together."""

from dataclasses import dataclass

import numpy as np

from analytics.ground.columns import Floats
from analytics.prognosis.evidence import Evidence
from analytics.prognosis.gamma import only_grows
from analytics.prognosis.shapes import BENDS, LINE, steepness

_MOST, _SLIGHT = 160, 2e-3
"""So many explanations are followed at most, and none that is as little likely against the likeliest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanations:
    """(c,) explanations of a rise: their `weight`, which add up to 1, days since onset, bend, and what `Evidence` says
    of each; all on a scale on which 1 is the limit, and a day."""

    weight: Floats
    age: Floats
    bend: Floats
    gain: Floats
    gain_sd: Floats
    level: Floats
    level_sd: Floats
    slant: Floats
    diffusion: Floats
    variance: Floats

    @property
    def speed(self) -> float:
        """How much it rises a day now, on average."""
        return float(self.weight @ (self.gain * steepness(self.bend, np.zeros_like(self.bend)) / self.age))

    @property
    def since(self) -> float:
        """Days since onset, on average on a scale of factors."""
        return float(np.exp(self.weight @ np.log(self.age)))

    def method(self, days: Floats, value: Floats) -> str:
        """`growth` where bent shapes are likelier than the line, otherwise `wear` where (n,) values speak for a course
        that only grows, and `linear`."""
        weight = np.where(self.bend == BENDS[LINE], self.weight, 0.0)
        if weight.sum() < 0.5:
            return "growth"
        weight = weight / weight.sum()
        drift, since = float(weight @ (self.gain / self.age)), days >= -float(weight @ self.age)
        if drift <= 0 or since.sum() < 3:
            return "linear"
        noise = float(np.sqrt(weight @ self.variance))
        grows = only_grows(days[since], value[since], drift, float(weight @ self.diffusion), noise)
        return "wear" if grows else "linear"


def likeliest(evidence: Evidence, age: Floats, weight: Floats) -> Explanations:
    """Those of most of the weight (t, m, k), for onsets `age` (t,) days ago."""
    flat = weight.ravel()
    cells = np.argsort(flat)[: -_MOST - 1 : -1]
    cells = cells[flat[cells] > _SLIGHT * flat[cells[0]]]
    onset, _, shape = np.unravel_index(cells, weight.shape)
    names = ("gain", "gain_sd", "level", "level_sd", "slant", "diffusion", "variance")
    of_each = {name: getattr(evidence, name).ravel()[cells] for name in names}
    return Explanations(weight=flat[cells] / flat[cells].sum(), age=age[onset], bend=BENDS[shape], **of_each)

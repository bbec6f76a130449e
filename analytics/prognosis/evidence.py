"""Which shape, onset and kind of noise a course speaks for, and how strongly: the posterior on a grid.

A course is a level, a rise of one of the `shapes` since an onset, and noise. The noise is that of measurement and, of
one of several kinds, a state that wanders: one that forgets (Ornstein-Uhlenbeck; AR(1) between values at even times), a
random walk all along, or one that begins at the onset, as a Wiener process of degradation does (Whitmore, 1995: the
error of measurement apart from diffusion). That states that wander are among the explanations of a course without any
rise is what keeps a signal that wanders from being taken for one that goes somewhere.

Of each kind the likelihood is by the Kalman filter (Durbin and Koopman, Time Series Analysis by State Space Methods,
2012, 2 and 6.2), which whitens values, level and rises alike. Level, rise and variance are integrated out: conjugate
priors, flat for the level, of the weight of one value for the rise (Zellner's g with g = n; Kass and Wasserman, 1995:
this is BIC), and an inverse gamma around the learned noise for the variance.
"""

from dataclasses import dataclass, fields

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.kernel import kernel
from analytics.prognosis.shapes import rise

# Days to forget (infinite: never), variance against that of a quarter of a day (of a random walk: a day), whether it
# begins at the onset, and prior weight.
_KINDS = (
    (1.0, 0.0, False, 4.0),
    (1.0, 1.0, False, 1.0),
    (1.0, 5.0, False, 1.0),
    (4.0, 1.0, False, 1.0),
    (4.0, 5.0, False, 1.0),
    (4.0, 25.0, False, 1.0),
    (15.0, 3.0, False, 1.0),
    (15.0, 20.0, False, 1.0),
    (np.inf, 0.03, False, 0.5),
    (np.inf, 0.3, False, 0.5),
    (np.inf, 3.0, False, 0.5),
    (np.inf, 0.05, True, 1.0),
    (np.inf, 0.4, True, 1.0),
    (np.inf, 3.0, True, 1.0),
)
FORGETS, AGAINST, _AT_ONSET, _PRIOR = (np.array(column) for column in zip(*_KINDS, strict=True))
WANDERS = np.isinf(FORGETS)
"""The kinds whose state goes on from where it is: diffusion. All other noise passes."""
WEIGHT, UNLEARNED = 8.0, 2.0
"""How many values the learned noise counts as, and how many one that is only guessed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Logarithms of the evidence of every explanation, up to one constant: `still` (m,) of no rise for each kind of
    noise (minus infinity where that has none), `rising` (t, m, k) of a rise of shape k since onset t.

    Of each of the latter `gain` is the rise so far and `gain_sd` its standard deviation; `level` where it is now, all
    but passing noise, `level_sd` its standard deviation and `slant` how much the level moves with a unit of the rise;
    `variance` is that of the measurement of a quarter of a day."""

    still: Floats
    rising: Floats
    gain: Floats
    gain_sd: Floats
    level: Floats
    level_sd: Floats
    slant: Floats
    variance: Floats

    def joined(self, other: "Evidence", order: Ints) -> "Evidence":
        """This and that of other onsets of the same course, the onsets in this order."""
        parts = {
            field.name: np.concatenate((getattr(self, field.name), getattr(other, field.name)))[order]
            for field in fields(self)
            if field.name != "still"
        }
        return Evidence(still=self.still, **parts)

    @property
    def diffusion(self) -> Floats:
        """The variance that is added a day, (t, m, k)."""
        return self.variance * np.where(WANDERS, AGAINST, 0.0)[None, :, None]


def weigh(days: Floats, value: Floats, fine: Floats, noise: float, count: float, age: Floats) -> Evidence:
    """Weigh all explanations of (n,) values at `days` from now, with onsets `age` (t,) days ago.

    `fine` (n,) is the variance of measurement of each value against that of a quarter of a day, `noise` the standard
    deviation of that one and `count` how many values that is worth as a prior.
    """
    step = np.diff(days, prepend=days[0])
    decay = np.exp(-step / FORGETS[:, None])
    forgetful = ~WANDERS
    grown = np.where(forgetful[:, None], AGAINST[:, None] * (1 - decay**2), AGAINST[:, None] * step)
    start = np.where(forgetful, AGAINST, 0.0)
    since = np.clip((days + age[:, None]) / np.where(step > 0, step, 1.0), 0.0, 1.0)
    sums, of_rise, last, of_last = _filtered(
        value, fine, np.ascontiguousarray(rise(days, age).transpose(0, 2, 1)), decay, grown, start, since,
        _AT_ONSET.astype(bool),
    )  # fmt: skip
    return _posterior(len(value), noise, count, sums, of_rise, last, of_last)


@kernel
def _filtered(
    value: Floats, fine: Floats, shape: Floats, decay: Floats, grown: Floats, start: Floats, since: Floats,
    at_onset: Bools,
) -> tuple[Floats, Floats, Floats, Floats]:  # fmt: skip
    """Sums of products of what is new in values v, ones 1 and rises r, each over its variance: `sums` (t, m, 4) are vv,
    v1, 11 and the logarithm of the determinant, `of_rise` (3, t, m, k) vr, 1r, rr; and the last states: `last` (t, m,
    3) of v, of 1 and their variance, `of_last` (t, m, k) of r. `shape` is (t, n, k)."""
    onsets, n, shapes = shape.shape
    kinds = len(start)
    sums, of_rise = np.zeros((onsets, kinds, 4)), np.zeros((3, onsets, kinds, shapes))
    last, of_last = np.zeros((onsets, kinds, 3)), np.zeros((onsets, kinds, shapes))
    new, ever = np.zeros((4, n)), np.ones(n)
    for m in range(kinds):
        for t in range(onsets):
            # What begins at no onset is the same for all.
            if t == 0 or at_onset[m]:
                _whiten(
                    value,
                    fine,
                    decay[m],
                    grown[m],
                    since[t] if at_onset[m] else ever,
                    start[m],
                    new,
                    sums[t, m],
                    last[t, m],
                )
            else:
                sums[t, m], last[t, m] = sums[0, m], last[0, m]
            state = of_last[t, m]
            with_value, with_one, with_itself = of_rise[0, t, m], of_rise[1, t, m], of_rise[2, t, m]
            for i in range(np.searchsorted(since[t], 0.0, side="right"), n):
                kept, gain, of_value, of_one = decay[m, i], new[0, i], new[2, i], new[3, i]
                for k in range(shapes):
                    risen = shape[t, i, k] - state[k] * kept
                    state[k] = state[k] * kept + gain * risen
                    risen_weight = risen * new[1, i]
                    with_value[k] += of_value * risen_weight
                    with_one[k] += of_one * risen_weight
                    with_itself[k] += risen * risen_weight
    return sums, of_rise, last, of_last


@kernel
def _whiten(
    value: Floats, fine: Floats, decay: Floats, grown: Floats, acts: Floats, start: float,
    new: Floats, total: Floats, last: Floats,
) -> None:  # fmt: skip
    """Fill `new` (4, n) with the gain of the filter, the weight of what is new, and that itself of values and of ones;
    `total` (4,) and `last` (3,) as `_filtered` tells. The state wanders as far as it `acts` (n,), 0 to 1."""
    variance, of_value, of_one = start, 0.0, 0.0
    for i in range(len(value)):
        kept = decay[i]
        variance = kept * kept * variance + grown[i] * acts[i]
        spread = variance + fine[i]
        gain, weight = variance / spread, 1.0 / spread
        variance -= gain * variance
        of_value, of_one = of_value * kept, of_one * kept
        value_new, one_new = value[i] - of_value, 1.0 - of_one
        of_value, of_one = of_value + gain * value_new, of_one + gain * one_new
        new[0, i], new[1, i], new[2, i], new[3, i] = gain, weight, value_new, one_new
        total[0] += value_new * value_new * weight
        total[1] += value_new * one_new * weight
        total[2] += one_new * one_new * weight
        total[3] += np.log(spread)
    last[0], last[1], last[2] = of_value, of_one, variance


def _posterior(
    n: int, noise: float, count: float, sums: Floats, of_rise: Floats, last: Floats, of_last: Floats
) -> Evidence:
    vv, v1, ones, logdet = (sums[..., part] for part in range(4))
    vr, r1, rr = of_rise
    rest = vv - v1**2 / ones
    lean = r1 / ones[..., None]
    own = np.maximum(rr - r1 * lean, 1e-12)
    gain = (vr - v1[..., None] * lean) / own * n / (n + 1)
    unexplained = np.maximum(rest[..., None] - gain * gain * own * (n + 1) / n, 0.0)
    prior, freedom = count * noise**2, count + n - 1
    common = np.log(_PRIOR) - 0.5 * (logdet + np.log(ones))
    still = (common - 0.5 * freedom * np.log(prior + rest))[0]
    rising = common[..., None] - 0.5 * freedom * np.log(prior + unexplained) - 0.5 * np.log1p(n)
    variance = (prior + unexplained) / (freedom - 2)
    # What passes is no part of the level; what wanders is.
    stays = WANDERS[None, :, None]
    of_one = np.where(stays, 1 - last[..., 1:2], 1.0)
    slant = 1.0 - np.where(stays, of_last, 0.0) - lean * of_one
    at = np.where(stays, last[..., 0:1], 0.0) + (v1 / ones)[..., None] * of_one + gain * slant
    level_var = variance * (of_one**2 / ones[..., None] + np.where(stays, last[..., 2:3], 0.0))
    return Evidence(
        still=np.where(_AT_ONSET, -np.inf, still),
        rising=rising,
        gain=gain,
        gain_sd=np.sqrt(variance / own * n / (n + 1)),
        level=at,
        level_sd=np.sqrt(level_var),
        slant=slant,
        variance=variance,
    )

"""Small functions of single numbers, which kernels call for each sample."""

import math

from analytics.ground.kernel import kernel


@kernel
def clip(value: float, low: float, high: float) -> float:
    """The value, or the bound that it is beyond; NaN stays NaN."""
    return low if value < low else high if value > high else value


@kernel
def share(elapsed_s: float, tau_s: float) -> float:
    """The weight 1 - exp(-dt/tau) of a new value after `elapsed_s` seconds, as `clock.gain` gives it for arrays."""
    return 1.0 if math.isnan(elapsed_s) else -math.expm1(-max(elapsed_s, 0.0) / tau_s)

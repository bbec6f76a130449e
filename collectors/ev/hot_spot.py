"""The hottest module: a little above the mean by its place, far above it with a short in a cell, and then by itself.

The stages of abuse of an NMC cell: its SEI layer decomposes with heat of its own from 80 °C on; from 130 °C the
separator melts and the cell's voltage collapses; vented gas and electrolyte then bridge the insulation. Heat is held
to what brings the module to about 250 °C: the fire that follows is not simulated.
"""

import numpy as np

from collectors.ev.pack import Pack
from collectors.model import Slow, clip
from collectors.noise import Array

_MODULE_W_PER_K = 3.0
INTO_PACK = 0.5
"""Share of a short's heat that reaches the other modules; the rest leaves through the plate below its own."""
_MODULE_S = 4500.0
"""Time constant of one module against the rest of the pack."""
_SEI_C = (80.0, 120.0)
_SEI_W = 480.0
_SEPARATOR_C = (130.0, 160.0)
_CELL_MV = 3600.0
_VENTED_US = 45.0
_MV_PER_W = 0.35


def hottest_c(slow: Slow, pack: Pack, short_w: Array, dt: Array) -> Array:
    """Temperature of the hottest module, (T, n); `short_w` is what an internal short turns into heat in it."""
    goal = 0.6 + 0.0006 * np.maximum(pack.heat_w, 0.0) + short_w / _MODULE_W_PER_K
    start = slow.last("spot", goal[0])
    above = slow.follow("spot", goal, _MODULE_S, dt)
    if float((pack.mean_c + above).max()) > _SEI_C[0]:
        above = _running_away(start, goal, pack.mean_c, dt)
        slow.keep("spot", above)
    return pack.mean_c + above


def _running_away(start: Array, goal: Array, mean_c: Array, dt: Array) -> Array:
    """The same state where heat depends on temperature: step by step, for below 80 °C with the same result."""
    path = np.empty_like(goal)
    above = start
    for step, keep in enumerate(np.exp(-dt / _MODULE_S).tolist()):
        own = _SEI_W * _passed(mean_c[step] + above, _SEI_C) / _MODULE_W_PER_K
        above = keep * above + (1 - keep) * (goal[step] + own)
        path[step] = above
    return path


def lagging_mv(hottest_c: Array, short_w: Array) -> Array:
    """By how much the shorted cell is behind: it discharges itself, and collapses when its separator has melted."""
    return _MV_PER_W * short_w + _CELL_MV * _passed(hottest_c, _SEPARATOR_C)


def vented_us(hottest_c: Array) -> Array:
    """Conductance over the insulation by what a cell has vented, µS."""
    return _VENTED_US * _passed(hottest_c, _SEPARATOR_C)


def _passed(value: Array, span: tuple[float, float]) -> Array:
    """Share of a span that is passed, 0 to 1."""
    return clip((value - span[0]) / (span[1] - span[0]), 0.0, 1.0)


def rate_c_min(slow: Slow, hottest_c: Array, dt: Array) -> Array:
    """How fast the hottest module warms, °C/min, over the last minute, however often the battery computer is asked."""
    before = np.vstack([slow.last("hottest", hottest_c[0])[None], hottest_c[:-1]])
    slow.keep("hottest", hottest_c)
    return slow.follow("rate", (hottest_c - before) / dt[:, None] * 60, 60.0, dt)

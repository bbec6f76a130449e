"""What each failure mode of a family does: a row a mode, the broken machine (red) with its sound twin (blue) over it.

A panel is one effect of the mode's signature. Where the effect needs a condition (standing, fast, at night), only the
moments that meet it are drawn: the same signal under another condition is often what tells the mode from others.
"""

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill

import numpy as np
from matplotlib.axes import Axes

from bench.pictures.canvas import BROKEN, LIMIT, QUIET, SOUND, canvas
from bench.pictures.families import kind
from bench.pictures.twins import Flags, Twins, broken
from bench.pictures.words import caption
from collectors.noise import Array
from contract.catalogue import CLASSES, Signal
from contract.failures import Effect, FailureMode, Growth

GROW_H = 72.0
"""However long a mode grows in life, here it does so in three days."""
_BEFORE_H, _AFTER_H = 12.0, 24.0
_COLUMNS = 4
_BIN = 30
"""Samples (minutes) a point: what is drawn is their mean, and their range from the 10th to the 90th hundredth."""
_FEWEST = 2
_TITLE_WIDTH = 42


def draw(modes: Sequence[FailureMode], path: Path) -> None:
    """Draw the picture of a family."""
    with canvas(path, 11.5, 1.85 * len(modes)) as figure:
        rows = figure.subfigures(len(modes), 1, squeeze=False).ravel()
        for row, mode in zip(rows, modes, strict=True):
            grow_h = 0.0 if mode.growth is Growth.STEP else GROW_H
            twins = broken(kind(mode), mode.mode, grow_h, (-_BEFORE_H, grow_h + _AFTER_H))
            title = "   ".join(filter(None, (mode.mode, mode.code, f"{kind(mode)}, {mode.growth.value}")))
            row.suptitle(title, x=0.005, ha="left", fontsize=9, fontweight="bold")
            for place, effect in zip(row.subplots(1, _COLUMNS), chosen(mode), strict=False):
                _panel(place, twins, effect, CLASSES[mode.asset_class].signals[effect.signal], grow_h)
            for place in row.axes[len(chosen(mode)) :]:
                place.set_axis_off()
        rows[-1].supxlabel("hours since onset", fontsize=8)


def chosen(mode: FailureMode) -> list[Effect]:
    """The effects that have a panel: what shows first, and at least one that tells the mode from its neighbours."""
    order = (*mode.leads, *(signal for signal in mode.signals if signal not in mode.leads))
    shows = sorted(mode.shows, key=lambda effect: order.index(effect.signal))
    spares = mode.spares[: max(1, _COLUMNS - len(shows))]
    return [*shows[: _COLUMNS - len(spares)], *spares]


def _panel(place: Axes, twins: Twins, effect: Effect, signal: Signal, grow_h: float) -> None:
    met = twins.met(effect.when)
    hours = twins.hours[: len(twins.hours) // _BIN * _BIN].reshape(-1, _BIN).mean(axis=1)
    # The sound line is thin and on top, so that both are seen where they are the same.
    for values, colour, width in zip(twins.signal(signal.name), (BROKEN, SOUND), (1.7, 0.8), strict=True):
        low, middle, high = _binned(values, met)
        place.fill_between(hours, low, high, color=colour, alpha=0.2, linewidth=0)
        place.plot(hours, middle, color=colour, linewidth=width, marker=".", markersize=1.6 * width)
    for moment in {0.0, grow_h}:
        place.axvline(moment, color=QUIET, linewidth=0.8, linestyle=":" if moment else "--")
    _limits(place, signal)
    place.set_ylabel(signal.unit)
    place.set_title(fill(caption(effect, signal.label), _TITLE_WIDTH), loc="left")
    place.set(xlim=(twins.hours[0], twins.hours[-1]), xticks=np.arange(0, grow_h + _AFTER_H + 1, 24 if grow_h else 12))


def _binned(values: Array, met: Flags) -> tuple[Array, Array, Array]:
    """10th hundredth, mean and 90th hundredth of each bin, NaN where hardly a sample meets the condition."""
    whole = len(values) // _BIN * _BIN
    found = np.where(met, values, np.nan)[:whole].reshape(-1, _BIN)
    enough = np.isfinite(found).sum(axis=1) >= _FEWEST
    told = np.full((3, len(found)), np.nan)
    if enough.any():
        told[::2, enough] = np.nanquantile(found[enough], [0.1, 0.9], axis=1)
        told[1, enough] = np.nanmean(found[enough], axis=1)
    return told[0], told[1], told[2]


def _limits(place: Axes, signal: Signal) -> None:
    """The hard limits of the catalogue, where they are near what is drawn."""
    bottom, top = place.get_ylim()
    limits = signal.limits
    for limit, style in (
        (limits.warn_low, ":"),
        (limits.warn_high, ":"),
        (limits.crit_low, "-"),
        (limits.crit_high, "-"),
    ):
        if limit is not None and bottom <= limit <= top:
            place.axhline(limit, color=LIMIT, linewidth=0.7, linestyle=style)

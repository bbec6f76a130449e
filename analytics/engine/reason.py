"""The reason of a risk in plain words: which signal, what it is, what was expected, and for how long.

For example: "vibration_mm_s is 4.2 mm/s, expected 1.9 (0.8 to 3), above its band for 3 h 12 min".
"""

import numpy as np

from analytics.engine.state import State
from analytics.ground.clock import SECOND
from analytics.ground.columns import Floats, Ints
from analytics.layers import quality
from analytics.layers.baseline import LEARNING
from analytics.layers.warmup import SAMPLES
from analytics.verdict import scoring
from contract.levels import SCORE_EDGES

WORTH_SAYING = 15.0
"""Points of risk below which there is nothing to explain."""
ALSO = 0.2
"""Share of the risk from which on a further signal is named."""


def explain(state: State, assets: Ints, series: Ints, slot: Ints, points: Floats) -> list[str]:
    """Why m assets have their risks.

    Parameters
    ----------
    assets : (m,) numbers of the assets
    series, slot, points : (k,) series that can add to the risks, the place of their asset among the m in rising
        order, and what they add
    """
    texts = _quiet(state, assets, series, slot)
    loud = (state.assets.risk[assets[slot]] >= WORTH_SAYING) | (state.alarms.level[series] > 0)
    for place in np.unique(slot[loud]).tolist():
        own = slice(*np.searchsorted(slot, (place, place + 1)))
        text = _loud(state, int(assets[place]), series[own], points[own])
        texts[place] = text or texts[place]
    return texts


def _loud(state: State, asset: int, series: Ints, points: Floats) -> str:
    """The reason of an asset of which some signals are not ordinary; empty where there is nothing to explain."""
    order = np.argsort(-points, kind="stable")
    series, points = series[order], points[order]
    names = [state.fleet.signals[number].name for number in series.tolist()]
    risk = state.assets.risk[asset]
    if risk < WORTH_SAYING:
        return _little(state, asset, series, names)
    text = describe(state, int(series[0]), int(state.assets.time[asset]))
    others = [name for name, part in zip(names[1:], points[1:].tolist(), strict=True) if part >= ALSO * risk]
    return f"{text}; also {', '.join(others)}" if others else text


def _little(state: State, asset: int, series: Ints, names: list[str]) -> str:
    """What is said where little or no risk is left, but an alarm: a signal may still be off, as of one who speeds."""
    held = state.alarms.level[series] > 0
    off = series[held & (state.current.score[series] >= SCORE_EDGES[0])]
    if len(off):
        return describe(state, int(off[0]), int(state.assets.time[asset]))
    still = [name for name, is_held in zip(names, held.tolist(), strict=True) if is_held]
    return f"{', '.join(still)}: nearly as expected again; the alarm ends once that has lasted" if still else ""


def describe(state: State, number: int, time: int) -> str:
    """One signal's newest judgement as a sentence."""
    found, current = state.fleet.signals[number], state.current
    unit = f" {found.unit}" if found.unit else ""
    high = current.side[number] > 0
    observed = f"{found.name} is {figure(current.observed[number])}{unit}"
    began = int(state.alarms.raised[number]) or int(state.alarms.over[0, number])
    lasted = f" for {duration((time - began) / SECOND)}" if began and time > began else ""
    cause = int(current.cause[number])
    if cause == scoring.LIMIT:
        return f"{observed}, {_way(state, number)} of {figure(current.limit[number])}{unit}{lasted}"
    middle, half = float(current.expected[number]), float(current.half[number])
    band = f"expected {figure(middle)} ({figure(middle - half)} to {figure(middle + half)})"
    side = "above" if high else "below"
    near = f"near the {'upper' if high else 'lower'} edge of its band"
    what = {
        scoring.LEVEL: f"{side} its band" if current.score[number] >= 1 else near,
        scoring.CHANGE: f"{'rising' if high else 'falling'} unusually fast",
        scoring.NOISE: "unusually rough",
        scoring.CREEP: f"creeping {side} what is expected",
        scoring.LASTING: f"its mean of hours {side} what is expected",
    }[cause]
    return f"{observed}, {band}, {what}{lasted}{_doubt(state, number)}"


def _way(state: State, number: int) -> str:
    """Which hard limit a signal is at, over or under."""
    current, judging = state.current, state.judging
    limit = float(current.limit[number])
    kind = "critical limit" if limit in (judging.crit_high[number], judging.crit_low[number]) else "limit"
    way = "at" if current.observed[number] == limit else "over" if current.side[number] > 0 else "under"
    return f"{way} its {kind}"


def _doubt(state: State, number: int) -> str:
    """What speaks for the sensor rather than the machine, as the end of a sentence."""
    found = state.quality.open[number]
    if found & quality.ALONE:
        return "; nothing that would move with it has: perhaps its sensor"
    return "; it scatters, and no other signal does: perhaps its sensor" if found & quality.NOISY else ""


def duration(seconds: float) -> str:
    """A time span in its two greatest units: 45 s, 12 min, 3 h 12 min, 2 d 4 h."""
    minutes, hours, days = int(seconds // 60), int(seconds // 3600), int(seconds // 86_400)
    if minutes < 1:
        return f"{max(1, round(seconds))} s"
    if hours < 1:
        return f"{minutes} min"
    if days < 1:
        return f"{hours} h {minutes % 60} min" if minutes % 60 else f"{hours} h"
    return f"{days} d {hours % 24} h" if hours % 24 else f"{days} d"


def figure(value: float) -> str:
    """A number with three or four significant figures, without trailing zeros or exponents."""
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 else 4
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _quiet(state: State, assets: Ints, series: Ints, slot: Ints) -> list[str]:
    """What is said of assets whose signals are all ordinary; only those that still learn are looked at one by one."""
    judged = state.fleet.facts.symptom[series] & state.judging.enabled[series]
    learning = judged & (state.baseline.kind[series] == LEARNING)
    total, unknown = (np.bincount(slot[which], minlength=len(assets)) for which in (judged, learning))
    most = np.zeros(len(assets), np.int64)
    np.maximum.at(most, slot[learning], state.warmup.progress.count[series[learning]])
    texts = np.where(state.modes.working[assets], "as expected", "not working: symptoms are not judged").tolist()
    for place in np.flatnonzero(state.modes.working[assets] & (unknown > 0)).tolist():
        texts[place] = _learning(int(unknown[place]), int(total[place]), int(most[place]))
    return list(texts)


def _learning(unknown: int, total: int, most: int) -> str:
    if unknown < total:
        return f"as expected; {unknown} of {total} signals are still learning"
    return f"still learning: {most} of {SAMPLES} samples seen"

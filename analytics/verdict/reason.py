"""The reason of a risk in plain words: which signal, what it is, what was expected, and for how long.

For example: "vibration_mm_s is 4.2 mm/s, expected 1.9 (0.8 to 3), above its band for 3 h 12 min".
"""

from analytics.engine.clock import SECOND
from analytics.engine.state import State
from analytics.layers.baseline import LEARNING
from analytics.learning.warmup import SAMPLES
from analytics.verdict import scoring

WORTH_SAYING = 15.0
"""Points of risk below which there is nothing to explain."""
ALSO = 0.2
"""Share of the risk from which on a further signal is named."""


def explain(state: State, asset: int, series: list[int], points: list[float], time: int) -> str:
    """Why an asset has its risk; `series` are its symptoms, highest contribution (`points`) first."""
    if not points or points[0] <= 0 or state.assets.risk[asset] < WORTH_SAYING:
        held = [n for n in series if state.alarms.level[n] > 0]
        return _held(state, held) if held else _quiet(state, asset)
    text = describe(state, series[0], time)
    others = [
        state.fleet.signals[number].name
        for number, part in zip(series[1:], points[1:], strict=True)
        if part >= ALSO * state.assets.risk[asset]
    ]
    return f"{text}; also {', '.join(others)}" if others else text


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
        kind = "critical limit" if current.score[number] >= 2 else "limit"
        way = "over" if high else "under"
        return f"{observed}, {way} its {kind} of {figure(current.limit[number])}{unit}{lasted}"
    middle, half = float(current.expected[number]), float(current.half[number])
    band = f"expected {figure(middle)} ({figure(middle - half)} to {figure(middle + half)})"
    side = "above" if high else "below"
    near = f"near the {'upper' if high else 'lower'} edge of its band"
    what = {
        scoring.LEVEL: f"{side} its band" if current.score[number] >= 1 else near,
        scoring.CHANGE: f"{'rising' if high else 'falling'} unusually fast",
        scoring.NOISE: "unusually rough",
        scoring.CREEP: f"creeping {side} what is expected",
    }[cause]
    return f"{observed}, {band}, {what}{lasted}"


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


def _held(state: State, series: list[int]) -> str:
    names = ", ".join(state.fleet.signals[number].name for number in series)
    return f"{names}: nearly as expected again; the alarm ends once that has lasted"


def _quiet(state: State, asset: int) -> str:
    symptoms = [n for n in state.fleet.series_of(asset) if state.fleet.facts.symptom[n] and state.judging.enabled[n]]
    known = [n for n in symptoms if state.baseline.kind[n] != LEARNING]
    if not state.modes.working[asset]:
        return "not working: symptoms are not judged"
    if len(known) == len(symptoms):
        return "as expected"
    if known:
        return f"as expected; {len(symptoms) - len(known)} of {len(symptoms)} signals are still learning"
    most = max((int(state.warmup.progress.count[n]) for n in symptoms), default=0)
    return f"still learning: {most} of {SAMPLES} samples seen"

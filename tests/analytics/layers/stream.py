"""A stream of a small fleet, with all that can be wrong with one: gaps, values that are none, faults, silence."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from analytics.engine.outcome import Pace
from analytics.engine.pipeline import Pipeline
from analytics.engine.state import State
from analytics.ground.columns import Bools, Floats
from analytics.ground.samples import Samples, States
from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import SEASONAL
from analytics.layers.contract import Layer
from analytics.layers.ewma_charts.charts import EwmaCharts
from analytics.layers.order import LAYERS
from analytics.policies.maintenance import Work
from contract.time import SECOND
from tests.analytics.feeds import START, noise

COUNT, STEP_S = 480, 20
"""Moments of the stream, and seconds from one to the next: nearly three hours, so that short baselines are learned."""
SIGNALS = ("vibration_mm_s", "flow_m3h", "bearing_temp_c", "speed_rpm")
LEVELS = (1.5, 45.0, 50.0, 1480.0)
PUMPS = tuple(f"PUMP-{number}" for number in range(3))
LABELS = [(pump, "machine", "north", signal) for pump in PUMPS for signal in SIGNALS]
SAID = [(PUMPS[0], "machine", "north", state) for state in ("running", "off")]

WORK = {PUMPS[1]: (Work(PUMPS[1], START + 2000 * SECOND, START + 2200 * SECOND, relearn=True),)}
"""Maintenance of the second pump, after which its level is learned anew."""

Arrays = Mapping[str, npt.NDArray[Any]]


def values() -> Floats:
    """(COUNT, series) what the pumps measure."""
    found = np.stack([level * (1 + 0.01 * noise(COUNT, n)) for n, level in enumerate(LEVELS * len(PUMPS))], axis=1)
    found[300:, 0] += 2.0
    found[200:260, 5] = np.nan
    found[350:, 6] += np.linspace(0, 8, COUNT - 350)
    found[::50, 9] += 40.0
    found[100:140] = np.nan
    return found


def samples(values: Floats, which: Bools | slice = slice(None)) -> Samples:
    """Those moments of the stream as they are read; NaN is not there."""
    moments = np.arange(COUNT)[which]
    moment, code = np.nonzero(~np.isnan(values[which]))
    return Samples(START + moments[moment] * STEP_S * SECOND, code, values[which][moment, code], LABELS)


def states(first: int, last: int) -> States:
    """The run states of the first pump in moments from `first` to before `last`."""
    said = np.array([moment for moment in (0, 60, 90) if first <= moment < last], np.int64)
    return States(START + said * STEP_S * SECOND, (said == 60).astype(np.int64), SAID)


def fresh(layers: tuple[Layer[Any], ...] = LAYERS) -> Pipeline:
    """A pipeline that knows what is normal for every second series."""
    state = State(layers=layers)
    for pump, kind, site, signal in LABELS:
        state.fleet.series(state.fleet.asset(pump, kind, site), signal)
    state.fit()
    normal, charts = state.of(Baseline).normal, state.of(EwmaCharts).charts
    at = np.arange(0, len(LABELS), 2)
    normal.kind[at], normal.level[at] = SEASONAL, np.tile(LEVELS, len(PUMPS))[at]
    normal.scale[at] = normal.change_scale[at] = 0.01 * normal.level[at]
    normal.noise[at], normal.noise_scale[at] = (0.01 * normal.level[at]) ** 2, 1.0
    charts.unit[:], charts.scale[:] = 0.1, 0.1
    pipeline = Pipeline(state, Pace(score_s=0, risk_s=0))
    pipeline.maintain(WORK)
    return pipeline


def run(pipeline: Pipeline, stream: Floats, first: int = 0, last: int = COUNT, size: int = COUNT) -> Pipeline:
    """Feed a part of the stream in feeds of so many moments."""
    for begin in range(first, last, size):
        end = min(begin + size, last)
        pipeline.feed(samples(stream, slice(begin, end)), states(begin, end))
    return pipeline


def kept(pipeline: Pipeline, name: str) -> Arrays:
    """What a part of the state keeps."""
    return pipeline.state.table[name].pack()


def assert_same(found: Arrays, wanted: Arrays) -> None:
    """Column by column, to the last bit."""
    assert found.keys() == wanted.keys()
    for name, column in wanted.items():
        np.testing.assert_array_equal(found[name], column, err_msg=name)

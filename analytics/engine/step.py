"""One step: one moment of each asset of a round goes through all layers, for all series at once.

Nothing here reads a clock or a store: the same state and the same round give the same result.
"""

from dataclasses import dataclass

from analytics.engine import maintenance
from analytics.engine.conclude import Seen, conclude
from analytics.engine.state import State
from analytics.ground.clock import seconds_since
from analytics.ground.columns import Floats, Ints
from analytics.ground.samples import Round
from analytics.layers.moment import Moment
from contract.data_faults import DataFault


@dataclass(frozen=True, slots=True)
class Judged:
    """What a step found out: which series were judged anew, and the data faults, each as numbers of series; and the
    good samples: series, value, time (ns)."""

    series: Ints
    faults: dict[str, Ints]
    good: Ints
    value: Floats
    time: Ints


def step(state: State, now: Round) -> Judged:
    """Take one round into the state."""
    moment, seen = _begin(state, now), []
    for layer in state.layers:
        views = layer.step(state.table[layer.name], moment)
        seen += [Seen(cause, *view) for cause, view in zip(layer.causes, views, strict=bool(views))]
    alone = conclude(state, moment, seen)
    for layer in state.layers:
        layer.learn(state.table[layer.name], moment)
    state.assets.interval[now.asset], state.assets.time[now.asset] = moment.elapsed_s, now.time
    good, faults = moment.good, moment.faults | ({DataFault.ALONE: alone} if len(alone) else {})
    return Judged(moment.rows.at, faults, good.at, good.value, good.time)


def _begin(state: State, now: Round) -> Moment:
    assets = state.assets
    return Moment(
        round=now,
        fleet=state.fleet,
        judging=state.judging,
        drivers=state.drivers,
        clocks=state.clocks,
        current=state.current,
        level=state.alarms.level,
        raised=state.alarms.raised,
        elapsed_s=seconds_since(now.time, assets.time[now.asset]),
        interval_s=assets.interval[now.asset],
        taught=assets.learned[now.asset] != 0,
        excused=maintenance.excused(state, now.asset, now.time),
    )

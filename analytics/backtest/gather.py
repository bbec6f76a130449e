"""What was watched, put together: by the names of assets and signals, and by time."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from analytics.backtest.found import Coverage, DataFault, Day, Found, Trace
from analytics.backtest.watch import Watch
from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Scores, joined
from analytics.engine.state import State
from analytics.ground.fleet import Label
from analytics.ground.samples import by_label
from analytics.layers.baseline.columns import Baseline


class Run(Protocol):
    """What has judged some courses."""

    pipeline: Pipeline
    watch: Watch
    start: int
    stop: int
    learned: dict[str, list[int]]


def found(run: Run) -> Found:
    """Everything that one run found."""
    state, watch = run.pipeline.state, run.watch
    names = [asset.name for asset in state.fleet.assets]
    return Found(
        run.start,
        run.stop,
        assets={asset.name: (str(asset.spec.name), asset.site) for asset in state.fleet.assets},
        episodes=watch.episodes.found(),
        risk={name: _risk(run, number) for number, name in enumerate(names)},
        bands=_bands(run),
        days={name: _days(run, number) for number, name in enumerate(names)},
        coverage={_name(state, number): _coverage(run, number) for number in range(len(state.fleet))},
        data_faults=[_fault(label, run) for label in watch.faults],
        learned=run.learned,
        values=watch.values,
    )


def _name(state: State, number: int) -> tuple[str, str]:
    return state.fleet.assets[int(state.fleet.facts.asset[number])].name, state.fleet.signals[number].name


def _risk(run: Run, number: int) -> Trace:
    parts = [(time[asset == number], risk[asset == number]) for asset, time, risk in run.watch.risks]
    none = [(np.zeros(0, np.int64), np.zeros(0))]
    time, risk = (np.concatenate(column) for column in zip(*(parts or none), strict=True))
    return Trace(time, risk)


def _bands(run: Run) -> dict[tuple[str, str], Scores]:
    scores, state = joined(run.watch.scores), run.pipeline.state
    return {_name(state, number): scores.take(rows) for number, rows in by_label(scores.series)}


def _days(run: Run, number: int) -> list[Day]:
    return [day for (asset, _begin), day in sorted(run.watch.days.items()) if asset == number]


def _coverage(run: Run, number: int) -> Coverage:
    state, judging = run.pipeline.state, run.pipeline.state.judging
    counted = run.watch.coverage[number]
    moments = max(run.watch.moments[int(state.fleet.facts.asset[number])], 1)
    limits: Sequence[float] = [
        float(getattr(judging, name)[number]) for name in ("warn_low", "warn_high", "crit_low", "crit_high")
    ]
    return replace(
        counted,
        moments=moments,
        share=counted.share / moments,
        learned=counted.learned / moments,
        short=counted.short / moments,
        limits=bool(np.isfinite(limits).any()),
        symptom=bool(state.fleet.facts.symptom[number]),
        enabled=bool(judging.enabled[number]),
        kept=int(state.of(Baseline).warmup.progress.count[number]),
    )


def _fault(label: Label, run: Run) -> DataFault:
    signal, _, issue = label[3].rpartition("/")
    counted = run.watch.faults[label]
    return DataFault(label[0], signal, issue, counted.count, counted.first)

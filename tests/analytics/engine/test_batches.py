"""Neither batching nor order nor a restart changes what samples lead to."""

from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.engine import snapshot
from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.ground.samples import Samples
from contract.time import SECOND
from tests.analytics.engine.pumps import dumped, run, vibration
from tests.analytics.feeds import START, every_sample, noise, samples, seconds, together


def test_samples_that_were_seen_before_change_nothing() -> None:
    value = vibration(900, fault_from=700)
    pipeline = every_sample()
    before = dumped(run({"vibration_mm_s": value}, pipeline))
    again = dumped(run({"vibration_mm_s": value}, pipeline))
    assert before["events"]
    assert again == {"scores": [], "risks": [], "events": []}


def fleet_samples(count: int) -> list[Samples]:
    """Three assets, one of which fails."""
    fault = {"PUMP-001": 500, "PUMP-002": None, "PUMP-003": None}
    return [
        samples(
            name,
            "machine",
            seconds(count, first=0.1 * number),
            {"vibration_mm_s": vibration(count, begin), "flow_m3h": 45 + 0.3 * noise(count, number)},
        )
        for number, (name, begin) in enumerate(fault.items())
    ]


def some(batch: Samples, which: npt.NDArray[Any]) -> Samples:
    """Some rows of a batch."""
    return Samples(batch.time[which], batch.code[which], batch.value[which], batch.labels)


ALL = together(fleet_samples(600))
"""Samples of three assets; PUMP-001 fails at 500 s."""


@cache
def at_once() -> tuple[Pipeline, Results]:
    """What all of them lead to in one feed."""
    pipeline = every_sample()
    return pipeline, pipeline.feed(ALL)


@given(st.lists(st.integers(0, 600), min_size=1, max_size=4))
@settings(deadline=None, max_examples=3)
def test_how_samples_are_batched_changes_nothing(cuts: list[int]) -> None:
    whole = dumped(at_once()[1])
    pipeline, parts = every_sample(), Results()
    edges = [0, *sorted(START + cut * SECOND for cut in cuts), 2**62]
    for low, high in pairwise(edges):
        parts.join(pipeline.feed(some(ALL, (ALL.time >= low) & (ALL.time < high))))
    assert dumped(parts) == whole
    assert whole["events"]


def by_name(pipeline: Pipeline, results: Results) -> list[tuple[str, int, float]]:
    """Risks with names in place of numbers."""
    assets = pipeline.state.fleet.assets
    return sorted((assets[risk.asset].name, risk.time, round(risk.risk, 9)) for risk in results.risks)


@given(st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=3)
def test_the_order_of_rows_and_series_changes_nothing(seed: int) -> None:
    other = every_sample()
    order = np.random.default_rng(seed).permutation(len(ALL.time))
    assert by_name(*at_once()) == by_name(other, other.feed(some(ALL, order)))


@given(st.integers(1, 599))
@settings(deadline=None, max_examples=3)
def test_a_snapshot_continues_as_if_nothing_had_happened(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    folder: Path = tmp_path_factory.mktemp("snapshot")
    early = ALL.time < START + cut * SECOND
    straight = every_sample()
    straight.feed(some(ALL, early))
    snapshot.save(folder, straight.state, {}, {})
    loaded = snapshot.load(folder)
    assert loaded is not None
    resumed = Pipeline(loaded[0], straight.pace)
    assert dumped(resumed.feed(some(ALL, ~early))) == dumped(straight.feed(some(ALL, ~early)))

"""Letting go of assets: the others go on as if those had never been."""

from collections.abc import Sequence

import numpy as np
import pytest

from analytics.engine.forget import without
from analytics.engine.pipeline import REFUSED, Pipeline
from analytics.engine.results import Results
from analytics.engine.state import State
from analytics.ground.samples import Samples, States
from analytics.layers.ewma_charts.charts import EwmaCharts
from contract.time import SECOND
from tests.analytics.feeds import START, every_sample, noise, samples, seconds, states, together

NAMES = ("A", "B", "C", "D")
COUNT = 1200
"""Samples of each, of which a feed takes some."""


def feed(pipeline: Pipeline, first: int, count: int, names: Sequence[str] = NAMES) -> Results:
    """Pumps at 1 Hz, of which C and D are broken; D says its run state."""
    parts = []
    for number, name in enumerate(names):
        level = 5.5 if name in ("C", "D") else 1.5
        value = level + 0.05 * noise(COUNT, seed=ord(name))[first : first + count]
        kind = {"vibration_mm_s": value, "flow_m3h": 45 + value} if number % 2 else {"vibration_mm_s": value}
        parts.append(samples(name, "machine", seconds(count, first), kind))
    said = states("D", "machine", seconds(1, first), ["running"]) if "D" in names else States.none()
    return pipeline.feed(together(parts), said)


def test_who_is_left_is_judged_as_before_and_the_episodes_of_the_others_end() -> None:
    alone, pipeline = every_sample(), every_sample()
    for part in (alone, pipeline):
        feed(part, 0, 600)
    kept, ended = without(pipeline.state, np.array([False, True, True, False]), START + 600 * SECOND)
    assert [(event.tags["asset"], event.fields["state"]) for event in ended] == [("C", "cleared")]
    assert [asset.name for asset in kept.fleet.assets] == ["A", "D"]
    assert [kept.fleet.assets[episode.asset].name for episode in kept.episodes.open.values()] == ["D"]
    after, undisturbed = feed(pipeline.over(kept), 600, 600, ("A", "D")), feed(alone, 600, 600)
    for name in ("A", "D"):
        found, wanted = (
            [
                (risk.time, risk.risk, risk.level)
                for risk in results.risks
                if state.fleet.assets[risk.asset].name == name
            ]
            for results, state in ((after, kept), (undisturbed, alone.state))
        )
        assert found == wanted


def test_all_and_none_can_be_let_go_of() -> None:
    pipeline = every_sample()
    feed(pipeline, 0, 60)
    same, ended = without(pipeline.state, np.zeros(4, np.bool_), START)
    assert not ended
    assert all(
        np.array_equal(values, same.dump()[0][name], equal_nan=True)
        for name, values in pipeline.state.dump()[0].items()
    )
    none, _ = without(pipeline.state, np.ones(4, np.bool_), START)
    assert (len(none.fleet), len(none.fleet.assets), len(none.of(EwmaCharts).charts)) == (0, 0, 0)
    assert feed(pipeline.over(none), 60, 60).scored > 0
    assert isinstance(none, State)


def test_one_asset_too_many_is_refused_and_counted_and_the_known_ones_go_on() -> None:
    pipeline = every_sample()
    pipeline.state.fleet.max_assets = 2
    feed(pipeline, 0, 10)
    batch = samples("B", "machine", seconds(5, 10), {"vibration_mm_s": np.ones(5)})
    more = samples("E", "machine", seconds(5, 10), {"vibration_mm_s": np.ones(5), "flow_m3h": np.ones(5)})
    said = states("F", "machine", seconds(1), ["running"])
    both = Samples(
        np.concatenate((batch.time, more.time)),
        np.concatenate((batch.code, more.code + 1)),
        np.concatenate((batch.value, more.value)),
        [*batch.labels, *more.labels],
    )
    assert pipeline.owners(both, said)[0].tolist() == [1, REFUSED, REFUSED]
    left, _ = pipeline.admit(both, said)
    assert left.time.tolist() == batch.time.tolist()
    assert pipeline.admit(Samples.none(), said)[1].time.tolist() == []
    assert pipeline.refused == 2
    assert [asset.name for asset in pipeline.state.fleet.assets] == ["A", "B"]
    assert pipeline.behind(both).tolist() == [False] * 15
    pipeline.state.fleet.max_assets = 3
    pipeline.forget_labels()
    assert pipeline.owners(both, said)[0].tolist() == [1, 2, 2]


@pytest.mark.parametrize("many", [1000, 1500])
def test_labels_that_break_the_contract_are_told_by_name_up_to_a_thousand(many: int) -> None:
    pipeline = every_sample()
    batch = samples("A", "machine", [START], {f"magic_{number}": [1.0] for number in range(many)})
    left, _ = pipeline.admit(batch, States.none())
    pipeline.count_broken(left)
    assert len(pipeline.issues) == 1000
    assert pipeline.refused == (1 if many > 1000 else 0)

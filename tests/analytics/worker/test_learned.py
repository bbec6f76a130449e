"""When what was learned is written."""

from pathlib import Path

import numpy as np

from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.facts import Found
from analytics.worker.learned import LOOK_S, Told, facts_of
from analytics.worker.limits import EVERY_S
from analytics.worker.output import Encoder
from contract.time import SECOND
from tests.analytics.feeds import every_sample, samples, seconds
from tests.analytics.undescribed import NAME, class_without_facts

HOUR = EVERY_S * SECOND
UNKNOWN = np.full((4, 2), np.nan)


def test_nothing_is_told_of_what_is_not_known_and_what_is_learned_is_told_once() -> None:
    told, known = Told(), UNKNOWN.copy()
    assert told.due(UNKNOWN, HOUR).tolist() == []
    known[0, 1] = 0.5
    assert told.due(known, HOUR + 1).tolist() == [1]
    assert told.due(known.copy(), HOUR + 2).tolist() == []


def test_what_changes_is_told_and_all_that_is_known_after_an_hour() -> None:
    told, known = Told(), np.ones((4, 2))
    assert told.due(known, HOUR).tolist() == [0, 1]
    changed = known.copy()
    changed[2, 0] = 3.0
    assert told.due(changed, HOUR + 1).tolist() == [0]
    assert told.due(changed, 2 * HOUR).tolist() == [0, 1]


def test_a_new_series_is_told_when_it_is_known() -> None:
    told = Told()
    told.due(np.ones((4, 1)), HOUR)
    assert told.due(np.ones((4, 3)), HOUR + 1).tolist() == [1, 2]


def test_after_series_were_let_go_all_that_is_known_is_told_anew() -> None:
    told = Told()
    told.due(np.ones((4, 3)), HOUR)
    assert told.due(np.ones((4, 2)), HOUR + 1).tolist() == [0, 1]


def test_what_is_learned_is_looked_for_where_series_are_new_and_from_time_to_time(tmp_path: Path) -> None:
    told = Told()
    with class_without_facts(tmp_path):
        pipeline = every_sample()
        pipeline.feed(samples("PRESS 1", NAME, seconds(2), {"oil_temp_c": np.array([30.0, 31.0])}))
        told.news(pipeline.state, HOUR)
        pipeline.state.of(Baseline).facts.put(np.array([0]), Found(*np.full((4, 1), 2.5)))
        assert told.news(pipeline.state, HOUR + SECOND)[0].tolist() == []
        series, facts = told.news(pipeline.state, HOUR + LOOK_S * SECOND)
        assert series.tolist() == [0]
        assert (facts[:, 0] == 2.5).all()
        pipeline.feed(samples("PRESS 2", NAME, seconds(2), {"oil_temp_c": np.array([30.0, 31.0])}))
        pipeline.state.of(Baseline).facts.put(np.array([1]), Found(*np.full((4, 1), 2.5)))
        assert told.news(pipeline.state, HOUR + (LOOK_S + 1) * SECOND)[0].tolist() == [1]


def test_only_what_nobody_wrote_becomes_a_line(tmp_path: Path) -> None:
    with class_without_facts(tmp_path):
        pipeline = every_sample()
        pipeline.feed(samples("PRESS 1", NAME, seconds(2), {"oil_temp_c": np.array([30.0, 31.0])}))
        pipeline.feed(samples("PUMP 1", "machine", seconds(2), {"vibration_mm_s": np.ones(2)}))
        state = pipeline.state
        state.of(Baseline).facts.put(
            np.array([0, 1]), Found(*(np.full(2, number) for number in (2.5, 0.1, 18.0, 42.0)))
        )
        lines = Encoder(state.fleet).learned(np.array([0, 1]), facts_of(state), HOUR)
    assert lines == [
        r"learned,asset=PRESS\ 1,asset_class=press,signal=oil_temp_c,site=north "
        f"min_deviation=2.5,resolution=0.1,normal_low=18.0,normal_high=42.0 {HOUR}"
    ]

"""Samples of any cadence as rows of five minutes."""

import numpy as np
import pytest

from analytics.layers.novelty import Novelty, look, recent, watch
from analytics.layers.novelty.layer import MEMORY_S
from analytics.layers.novelty.rows import ROW_S, Rows, close
from contract.time import SECOND
from tests.analytics.layers.novelty import signals

ONE = np.zeros(1, np.int64)


def test_a_row_is_the_mean_of_its_samples_and_ends_with_the_first_of_the_next() -> None:
    rows, ended = Rows.of(1), []
    for second in range(0, 700, 10):
        over, mean, start = close(rows, ONE, np.array([float(second)]), np.array([second * SECOND]))
        ended += [(float(mean[0]), int(start[0]) // SECOND)] if over[0] else []
    assert ended == [(145.0, 0), (445.0, ROW_S)]


def test_samples_slower_than_a_row_are_rows_themselves() -> None:
    rows = Rows.of(1)
    found = [close(rows, ONE, np.array([n * 1.0]), np.array([n * 3600 * SECOND]))[1].tolist() for n in range(4)]
    assert found == [[], [0.0], [1.0], [2.0]]


def test_watching_samples_of_rows_is_looking_at_the_rows() -> None:
    value = signals.seasonal(2000)
    value[1900] += 60
    time = np.arange(2000) * ROW_S * SECOND
    alert = look(Novelty.of(1), np.zeros(2000, np.int64), value, time).alert
    state = Novelty.of(1)
    watched = []
    for row in range(2000):
        before = state.rows.alerted[0]
        watch(state, ONE, value[row : row + 1], time[row : row + 1], time[row : row + 1])
        watched.append(bool(state.rows.alerted[0] != before))
    assert watched[1:] == alert[:-1].tolist()
    assert alert[1900]


@pytest.mark.parametrize(("later_s", "still"), [(0, True), (MEMORY_S, True), (MEMORY_S + 1, False)])
def test_an_alert_supports_others_for_a_while(later_s: int, still: bool) -> None:
    state = Novelty.of(1)
    state.rows.alerted[0] = 5 * SECOND
    assert bool(recent(state, ONE, np.array([(5 + later_s) * SECOND]))[0]) is still


def test_a_series_that_never_alerted_supports_nothing() -> None:
    assert not recent(Novelty.of(1), ONE, np.array([10 * SECOND])).any()

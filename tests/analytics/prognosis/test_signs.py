"""What a trained model is told of an asset."""

import numpy as np
import pytest

from analytics.layers.quality import ISSUES, Quality
from analytics.prognosis.signs import SPANS, blocks, names, row_of, signs, width
from contract.catalogue import CLASSES, Role
from contract.data_faults import DataFault
from tests.analytics.prognosis.machines import SIGNALS, goes, pump

UNTRUE = (DataFault.STUCK, DataFault.STEP, DataFault.UNIT, DataFault.DROPOUT)


def test_signs_are_means_of_days_in_deviations_that_matter_and_how_they_differ() -> None:
    state = pump()
    now = goes(state, "vibration_mm_s", 60, 2.0, lambda day: 0.1 * day)
    found = signs(state, 0, now, ("bearing_temp_c", "vibration_mm_s", "seal_leak_ml_h")).reshape(7, 4)
    unit = float(state.judging.min_deviation[state.fleet.find(0, "vibration_mm_s")])
    middles = [60 - span / 2 for span in SPANS]
    assert found[:4, 1] * unit == pytest.approx([0.1 * middle for middle in middles], abs=0.02)
    assert found[4:, 1] == pytest.approx(-np.diff(found[:4, 1]), abs=1e-9)
    assert np.isnan(found[:, 0]).all()
    assert np.isnan(found[:, 2]).all()
    assert (found[:, 3] == found[:, 1]).all()


@pytest.mark.parametrize("issue", sorted(UNTRUE))
def test_what_a_stuck_or_stepped_sensor_says_is_no_sign(issue: str) -> None:
    state = pump()
    now = goes(state, "vibration_mm_s", 60, 2.0, lambda day: 0.1 * day)
    bit = next(bit for bit, name in ISSUES.items() if name == issue)
    state.of(Quality).open[state.fleet.find(0, "vibration_mm_s")] = bit
    assert np.isnan(signs(state, 0, now, ("vibration_mm_s",))).all()


def test_the_symptoms_of_a_class_are_told_in_one_order_whatever_an_asset_sends() -> None:
    spec = CLASSES["pump"]
    assert list(names(spec)) == sorted(names(spec))
    assert {name for name, signal in spec.signals.items() if signal.role is Role.SYMPTOM} == set(names(spec))
    assert len(signs(pump(), 0, 0, names(spec))) == width(len(names(spec)))
    assert set(SIGNALS) & set(names(spec))


def test_whichever_is_off_most_is_told_beside_the_others_and_upwards() -> None:
    rng = np.random.default_rng(1)
    found = rng.normal(size=(4, 7, 3))
    found[:, 1] = [[0.0, -3.0, 1.0], [2.0, 0.0, 1.0], [np.nan, np.nan, -1.0], [np.nan, 0.0, np.nan]]
    rows = row_of(found)
    assert np.array_equal(blocks(rows), found, equal_nan=True)
    own = rows.reshape(4, 7, 4)[..., 3]
    assert np.array_equal(own[0], -found[0, :, 1])
    assert np.array_equal(own[1], found[1, :, 0])
    assert np.array_equal(own[2], -found[2, :, 2])

"""What a trained model is told of an asset."""

import numpy as np
import pytest

from analytics.prognosis.signs import SPANS, names, signs
from contract.catalogue import CLASSES, Role
from tests.analytics.prognosis.machines import SIGNALS, goes, pump


def test_signs_are_means_of_days_in_deviations_that_matter_and_how_they_differ() -> None:
    state = pump()
    now = goes(state, "vibration_mm_s", 60, 2.0, lambda day: 0.1 * day)
    found = signs(state, 0, now, ("bearing_temp_c", "vibration_mm_s", "seal_leak_ml_h")).reshape(7, 3)
    unit = float(state.judging.min_deviation[state.fleet.find(0, "vibration_mm_s")])
    middles = [60 - span / 2 for span in SPANS]
    assert found[:4, 1] * unit == pytest.approx([0.1 * middle for middle in middles], abs=0.02)
    assert found[4:, 1] == pytest.approx(-np.diff(found[:4, 1]), abs=1e-9)
    assert np.isnan(found[:, 0]).all()
    assert np.isnan(found[:, 2]).all()


def test_the_symptoms_of_a_class_are_told_in_one_order_whatever_an_asset_sends() -> None:
    spec = CLASSES["pump"]
    assert list(names(spec)) == sorted(names(spec))
    assert {name for name, signal in spec.signals.items() if signal.role is Role.SYMPTOM} == set(names(spec))
    assert len(signs(pump(), 0, 0, names(spec))) == 7 * len(names(spec))
    assert set(SIGNALS) & set(names(spec))

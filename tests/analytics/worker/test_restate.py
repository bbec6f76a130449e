"""A risk that was written, fused again with what came late."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.ground.fleet import Fleet
from analytics.verdict.risk import fuse
from analytics.worker.restate import LateRisk, Row, restated

SIGNALS = ("vibration_mm_s", "flow_m3h", "power_kw")
FLEET = Fleet()
for name in SIGNALS:
    FLEET.series(FLEET.asset("PUMP-001", "machine", "north"), name)


def row(points: list[float]) -> Row:
    """The risk that signals with those points of severity lead to, as it is written."""
    risk, added = fuse(np.array(points), np.zeros(len(points), np.int64), 1)
    parts = {f"contribution_{name}": value for name, value in zip(SIGNALS, added.tolist(), strict=True)}
    return {"risk": float(risk[0]), "level": 1, "top_signal": "none", "reason": "as expected", **parts}


@given(st.lists(st.floats(1, 60), min_size=3, max_size=3), st.floats(0, 60))
def test_it_is_the_risk_that_all_signals_would_have_had_together(points: list[float], late: float) -> None:
    found = restated(FLEET, row(points), [LateRisk(1, late, 1.0, 1.0, 1.0)])
    wanted = row([points[0], max(points[1], late), points[2]])
    if found is None:
        assert wanted["risk"] == pytest.approx(row(points)["risk"], abs=0.02)
    else:
        names = ("risk", *(f"contribution_{name}" for name in SIGNALS))
        assert [found[name] for name in names] == pytest.approx([wanted[name] for name in names], abs=1e-2)


def test_where_nothing_was_there_the_late_score_is_the_risk_and_its_reason() -> None:
    found = restated(FLEET, row([0.0, 0.0, 0.0]), [LateRisk(0, 50.0, 4.2, 1.9, 1.1)])
    assert found is not None
    assert (found["risk"], found["level"], found["band"], found["revised"]) == (50.0, 1, "medium", True)
    assert found["top_signal"] == "vibration_mm_s"
    assert found["reason"] == "vibration_mm_s was 4.2 mm/s, expected 1.9 (0.8 to 3), as points say that came late"


def test_a_late_score_below_what_is_known_of_its_signal_changes_nothing() -> None:
    assert restated(FLEET, row([50.0, 0.0, 0.0]), [LateRisk(0, 40.0, 4.2, 1.9, 1.1)]) is None

"""The part that a column plays, and why."""

from collections.abc import Sequence

import numpy as np
import pytest

from collectors.discover.quantities import quantity
from collectors.discover.roles import ASSET, COUNTER, DUTY, LEFT_OUT, POSITION, STATE, SYMPTOM, TRUTH, role
from tests.collectors.discover.tables import noise, one

RISING = list(np.cumsum(np.abs(noise(1, 1))))
RESET = [*RISING[:150], *RISING[:50]]
TWO = [0, 0, 1, 1] * 50


@pytest.mark.parametrize(
    ("header", "cells", "name"),
    [
        ("Bearing temp", noise(60, 1), SYMPTOM),
        ("#", noise(60, 1), SYMPTOM),
        ("#", ["A", "B"] * 100, LEFT_OUT),
        ("Equipment", [1007] * 200, ASSET),
        ("Pump", ["P1", "P2"] * 100, ASSET),
        ("Pump", ["ON", "OFF"] * 100, STATE),
        ("Quality", [192, 0] * 100, LEFT_OUT),
        ("Motor speed rpm", noise(1480, 10), DUTY),
        ("Set Point", noise(70, 1), DUTY),
        ("Outdoor temp", noise(12, 3), DUTY),
        ("Outdoor air damper", noise(0.4, 0.1), DUTY),
        ("Occupancy mode", TWO, DUTY),
        ("Valve command", noise(40, 9), DUTY),
        ("Voltage (Control Module)(V)", noise(14, 0.1), SYMPTOM),
        ("Throttle position", noise(20, 5), DUTY),
        ("Blade pitch", noise(4, 1), DUTY),
        ("Total", RISING, COUNTER),
        ("Anything", RISING, COUNTER),
        ("Operating hours", RESET, COUNTER),
        ("Anything", RESET, SYMPTOM),
        ("Latitude", noise(52, 0.1), POSITION),
        ("lon", noise(21, 0.1), POSITION),
        ("Latitude", noise(520, 1), SYMPTOM),
        ("Pump status", TWO, STATE),
        ("Mode", ["RUN", "STOP", "FAULT", "IDLE"] * 50, STATE),
        ("Zustand", ["Ein", "Aus"] * 100, STATE),
        ("Comment", [f"note {n}" for n in range(200)], LEFT_OUT),
        ("Ground Truth", TWO, TRUTH),
        ("anomaly", TWO, TRUTH),
        ("", list(range(200)), LEFT_OUT),
        ("", list(range(0, 2000, 10)), LEFT_OUT),
        ("ATT_FLAG", TWO, TRUTH),
        ("S_PU1", TWO, DUTY),
        ("COMP", ["0.0", "1.0"] * 100, DUTY),
        ("Spare", [""] * 200, LEFT_OUT),
        ("Gain", [3.5] * 200, LEFT_OUT),
    ],
)
def test_a_column_gets_its_role_with_a_reason(header: str, cells: Sequence[object], name: str) -> None:
    column = one(header, cells)
    found = role(column, quantity(column))
    assert found.name == name, found.reason
    assert found.reason

"""The drive: torque, speed and power of one motor agree, and its heat follows them."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.ev import drive


@settings(deadline=None, max_examples=60)
@given(speed=st.floats(1, 130), accel=st.floats(-3, 2.5))
def test_shaft_power_is_torque_times_speed_within_a_credible_efficiency(speed: float, accel: float) -> None:
    found = drive.drive(np.array([[speed]]), np.array([[accel]]))
    shaft = float((found.torque_nm * found.rpm)[0, 0]) * 2 * np.pi / 60e3
    power = float(found.power_kw[0, 0])
    assert np.sign(shaft) == np.sign(power) or abs(power) < 1e-9
    if power > 1:
        assert 0.85 < shaft / power < 0.95
    elif -44 < power < -1:
        assert 0.75 < power / shaft < 0.95


def test_a_van_that_stands_turns_no_motor_and_a_reduction_of_9_5_gives_its_speed() -> None:
    found = drive.drive(np.array([[0.0, 100.0]]), np.array([[0.0, 0.0]]))
    assert np.allclose(found.rpm, [[0, 100 / 3.6 / 0.34 * 60 / (2 * np.pi) * 9.5]])
    assert found.torque_nm[0, 0] == found.power_kw[0, 0] == 0


def test_recuperation_gives_back_no_more_than_its_limit() -> None:
    assert drive.drive(np.array([[120.0]]), np.array([[-4.0]])).power_kw[0, 0] == -45


def test_a_damaged_bearing_shakes_with_speed() -> None:
    slow, fast = drive.drive(np.array([[20.0, 100.0]]), np.zeros((1, 2))).rpm[0]
    now = drive.Drive(np.array([[slow, fast]]), np.zeros((1, 2)), np.zeros((1, 2)))
    added = drive.vibration_mm_s(now, np.ones((1, 1))) - drive.vibration_mm_s(now, np.zeros((1, 1)))
    assert added[0, 1] > 2.5 * added[0, 0]

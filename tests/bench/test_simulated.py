"""Simulated days: healthy machines stay below warning, injected faults are found."""

from bench.simulated import demo, healthy, trial


def test_a_healthy_fleet_of_all_kinds_stays_below_warning_nearly_always() -> None:
    found = trial(healthy(6), days=0.25)
    assert sum(found.levels[2:]) < 0.01
    assert len(found.raised()) <= 1


def test_the_faults_of_the_demo_are_found_and_its_stuck_sensor_is_a_data_fault() -> None:
    found = trial(demo(), days=0.25)
    codes: dict[str, set[str]] = {}
    for asset, code in found.raised():
        codes.setdefault(asset, set()).add(code)
    assert {"VIBRATION_HIGH", "BEARING_HOT"} <= codes["PUMP-001"]
    assert "STRAINER_CLOGGED" in codes["PUMP-002"]
    assert "COOLANT_FLOW_LOW" in codes["EVAN-001"]
    assert set(codes) <= {"PUMP-001", "PUMP-002", "EVAN-001", "RIG-001", "VAN-002"}
    assert ("MOTOR-001", "machine", "warsaw", "winding_temp_c/stuck") in found.pipeline.issues

"""The catalogue is sound in itself, and keeps the defaults that the contract ships."""

import math

import pytest

from contract.catalogue import CLASSES, ClassSpec, Role, Signal

ALL = [(spec, signal) for spec in CLASSES.values() for signal in spec.signals.values()]
UNIT_ENDINGS = {
    "°C": ("_c",), "%": ("_pct",), "km/h": ("_kmh",), "rpm": ("_rpm",), "mm/s": ("_mm_s",), "kW": ("_kw",),
    "V": ("_v",), "A": ("_a",), "bar": ("_bar",), "g/s": ("_gps",), "l/h": ("_lph",), "l/min": ("_lpm",),
    "mV": ("_mv",), "mΩ": ("_mohm",), "kΩ": ("_kohm",), "°C/min": ("_c_min",), "m³/h": ("_m3h",), "m/s": ("_ms",),
    "t/h": ("_tph",), "h": ("_h", "_hours"), "km": ("_km",), "hPa": ("_hpa",), "N": ("_n",), "kg/s": ("_kgps",),
    "ms": ("_ms",), "°": ("lat", "lon", "_deg"), "g": ("_g",), "kPa": ("_kpa",), "s": ("_s",), "Nm": ("_nm",),
    "dB": ("_db",), "m": ("_m",), "mm": ("_mm",), "ml/h": ("_ml_h",), "kN": ("_kn",),
}  # fmt: skip


@pytest.mark.parametrize(("spec", "signal"), ALL, ids=lambda item: str(item.name))
def test_a_signal_has_ranges_inside_each_other_and_its_unit_in_its_name(spec: ClassSpec, signal: Signal) -> None:
    assert spec.signals[signal.name] is signal
    low, high = signal.physical
    assert signal.normal is not None
    assert signal.min_deviation is not None
    assert low <= signal.normal[0] < signal.normal[1] <= high
    assert signal.min_deviation > 0
    assert signal.unit == "" or signal.name.endswith(UNIT_ENDINGS[signal.unit])
    limits = signal.limits
    given = [limits.crit_low, limits.warn_low, limits.warn_high, limits.crit_high]
    set_limits = [value for value in given if value is not None]
    assert set_limits == sorted(set_limits)
    assert all(low <= value <= high for value in set_limits)


def test_only_the_unit_of_a_signal_must_be_said() -> None:
    bare = Signal("outlet_pressure_bar", "bar")
    assert bare.label == "Outlet pressure"
    assert bare.role is Role.SYMPTOM
    assert bare.physical == (-math.inf, math.inf)
    assert (bare.normal, bare.min_deviation, bare.resolution) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "unit", "label"),
    [
        ("flow_m3h", "m³/h", "Flow"), ("flow_m3_h", "m³/h", "Flow"), ("valve_open_pct", "%", "Valve open"),
        ("insulation_kohm", "kΩ", "Insulation"), ("bar", "bar", "Bar"), ("sensor_r", "bar", "Sensor r"),
        ("starts", "", "Starts"), ("Feed temp °C", "°C", "Feed temp"),
    ],
)  # fmt: skip
def test_a_signal_without_a_label_is_called_by_its_name_without_the_unit(name: str, unit: str, label: str) -> None:
    assert Signal(name, unit).label == label


@pytest.mark.parametrize(
    ("asset_class", "signal", "limit", "value"),
    [
        ("ev", "batt_temp_c", "crit_high", 45),
        ("ev", "speed_kmh", "warn_high", 161),
        ("ice", "coolant_temp_c", "warn_high", 104),
        ("ice", "intake_air_temp_c", "warn_high", 49),
        ("ice", "vibration_score", "warn_high", 1.0),
        ("ice", "engine_rpm", "warn_high", 6200),
        ("machine", "bearing_temp_c", "warn_high", 60),
        ("machine", "bearing_temp_c", "crit_high", 80),
        ("machine", "vibration_mm_s", "warn_high", 3),
        ("machine", "vibration_mm_s", "crit_high", 5),
        ("machine", "discharge_pressure_bar", "warn_low", 3),
        ("machine", "discharge_pressure_bar", "crit_high", 15),
        ("machine", "power_kw", "warn_high", 50),
        ("rig", "cell_temperature_c", "warn_high", 80),
        ("rig", "cell_pressure_hpa", "warn_high", 1100),
    ],
)
def test_the_limits_of_the_contract_are_what_ships(asset_class: str, signal: str, limit: str, value: float) -> None:
    assert getattr(CLASSES[asset_class].signals[signal].limits, limit) == value


def test_a_battery_over_its_limit_is_acted_on_at_once() -> None:
    assert CLASSES["ev"].signals["batt_temp_c"].immediate


@pytest.mark.parametrize("spec", CLASSES.values(), ids=lambda spec: str(spec.name))
def test_working_states_are_run_states(spec: ClassSpec) -> None:
    assert spec.working_states
    assert set(spec.working_states) <= set(spec.run_states)

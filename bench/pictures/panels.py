"""The signals that the picture of a healthy day shows, kind by kind: a tuple a panel, all of one unit."""

from collections.abc import Mapping
from types import MappingProxyType

PANELS: Mapping[str, tuple[tuple[str, ...], ...]] = MappingProxyType(
    {
        "ice": (
            ("speed_kmh", "speed_limit_kmh"),
            ("engine_rpm",),
            ("engine_load_pct", "throttle_pct"),
            ("coolant_temp_c", "oil_temp_c", "intake_air_temp_c", "ambient_temp_c"),
            ("catalyst_temp_c",),
            ("oil_pressure_bar",),
            ("module_voltage_v",),
            ("fuel_level_pct",),
        ),
        "ev": (
            ("speed_kmh",),
            ("hv_current_a",),
            ("hv_voltage_v",),
            ("soc_pct",),
            ("batt_temp_c", "coolant_temp_c", "ambient_temp_c"),
            ("motor_temp_c", "inverter_temp_c", "charge_port_temp_c"),
            ("cell_spread_mv",),
            ("isolation_kohm",),
        ),
        "pump": (
            ("flow_m3h",),
            ("discharge_pressure_bar",),
            ("suction_pressure_bar", "strainer_dp_bar"),
            ("power_kw",),
            ("motor_current_a",),
            ("bearing_temp_c", "winding_temp_c", "fluid_temp_c", "ambient_temp_c"),
            ("vibration_mm_s",),
            ("accel_g",),
        ),
        "motor": (
            ("power_kw",),
            ("speed_rpm",),
            ("motor_current_a",),
            ("winding_temp_c", "bearing_temp_c", "ambient_temp_c"),
            ("vibration_mm_s",),
            ("accel_g",),
        ),
        "conveyor": (
            ("load_tph",),
            ("belt_speed_ms",),
            ("belt_slip_pct",),
            ("power_kw",),
            ("gearbox_oil_temp_c", "bearing_temp_c", "ambient_temp_c"),
            ("vibration_mm_s",),
        ),
        "rig": (
            ("chamber_pressure_bar",),
            ("tank_pressure_bar", "regulator_pressure_bar"),
            ("thrust_n",),
            ("mass_flow_kgps",),
            ("nozzle_wall_temp_c", "turbopump_bearing_temp_c", "cell_temperature_c"),
            ("turbopump_rpm",),
            ("turbopump_vibration_g",),
            ("roughness_pct",),
            ("cell_pressure_hpa",),
        ),
    }
)

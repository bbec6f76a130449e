"""What a failure mode changes in the physics: a parameter, from its healthy value to its failed one."""

from collectors.faults import bind

FAULTS = bind(
    "ev",
    {
        "battery_overheat": ("plate", 0.0), "cooling_pump": ("pump_speed", 0.0), "internal_short": ("short_w", 240.0),
        "weak_cell": ("cell_mismatch", 1.0), "capacity_fade": ("capacity_lost_pct", 28.0),
        "resistance_growth": ("resistance", 2.35), "current_sensor_bias": ("current_offset_a", 8.0),
        "isolation_ingress": ("ingress_us", 32.0), "isolation_ageing": ("ageing_us", 26.0),
        "isolation_drop": ("damp_us", 45.0), "contactor_resistance": ("contactor_mohm", 3.2),
        "dcdc_failure": ("dcdc_output", 0.0), "charge_port_contact": ("contact", 6.0), "inverter_paste": ("paste", 9.0),
        "drive_pump": ("drive_flow", 0.06), "motor_winding": ("winding_heat", 5.0),
        "motor_bearing": ("bearing_damage", 1.0), "overspeed": ("surge", 0.5),
    },
)  # fmt: skip

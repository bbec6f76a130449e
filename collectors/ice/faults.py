"""What a failure mode changes in the physics: a parameter, from its healthy value to its failed one."""

from collectors.faults import bind

FAULTS = bind(
    "ice",
    {
        "thermostat_stuck_open": ("thermostat_leak", 0.7), "thermostat_stuck_closed": ("thermostat_travel", 0.12),
        "coolant_leak": ("coolant_level", 0.42), "water_pump_wear": ("pump_wear", 0.97),
        "radiator_fan": ("fan_flow", 0.0), "radiator_clogged": ("radiator_passages", 0.1),
        "maf_drift": ("maf_gain", 0.77), "vacuum_leak": ("vacuum_leak_gps", 0.48),
        "fuel_filter_clogged": ("filter_clog", 2.2), "misfire": ("misfire_rate", 0.12),
        "catalyst_ageing": ("oxygen_storage", 0.13), "egr_clogged": ("egr_flow", 0.0),
        "alternator_weak": ("alternator_output", 0.15), "battery_weak": ("battery_resistance", 3.2),
        "oil_pump_wear": ("oil_pump", 0.25), "engine_mount": ("mount_wear", 1.0), "brake_drag": ("brake_drag_n", 240.0),
        "slow_puncture": ("tyre_loss", 0.45), "speeding": ("surge", 0.25), "late_shifting": ("late_shift", 2.2),
    },
)  # fmt: skip

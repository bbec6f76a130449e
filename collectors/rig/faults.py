"""What a failure mode changes in the physics: a parameter, from its healthy value to its failed one."""

from collectors.faults import bind

FAULTS = bind(
    "rig",
    {
        "cooling_degradation": ("cooling", 0.4), "injector_clog": ("fuel_orifice", 0.8),
        "oxidiser_clog": ("oxidiser_orifice", 0.82), "throat_erosion": ("throat", 1.15), "chug": ("feed_gas", 1.0),
        "turbopump_bearing": ("turbopump_bearing_damage", 1.0), "pump_cavitation": ("inlet_loss", 10.5),
        "pump_wear": ("pump_head", 0.85), "regulator_creep": ("regulator_creep_bar", 2.0),
        "feed_leak": ("feed_leak_per_h", 4.0), "fuel_feed_leak": ("fuel_leak_per_h", 4.0),
        "seat_leak": ("seat_leak", 1.0), "purge_valve_leak": ("purge_leak", 0.6),
        "valve_stick": ("valve_friction", 9.0), "igniter_delay": ("igniter", 0.2),
        "transducer_zero_drift": ("transducer_drift_bar_per_k", 0.03), "load_cell_creep": ("load_cell_creep", 0.15),
    },
)  # fmt: skip

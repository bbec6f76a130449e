"""What a failure mode changes in the physics: a parameter, from its healthy value to its failed one."""

from collectors.faults import bind
from telemetry.failures import RIG

FAULTS = bind(
    RIG,
    {
        "cooling_degradation": ("cooling", 0.5),
        "regulator_creep": ("regulator_creep_bar", 4.0),
        "feed_leak": ("feed_leak_per_h", 0.6),
        "turbopump_bearing": ("turbopump_bearing_damage", 1.0),
        "valve_stick": ("valve_friction", 9.0),
    },
)

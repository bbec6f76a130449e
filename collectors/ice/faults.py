"""What a failure mode changes in the physics: a parameter, from its healthy value to its failed one."""

from collectors.faults import bind
from telemetry.failures import ICE

FAULTS = bind(
    ICE,
    {
        "coolant_leak": ("coolant_level", 0.45),
        "radiator_fan": ("fan_flow", 0.0),
        "alternator_weak": ("alternator_output", 0.15),
        "misfire": ("misfire_rate", 0.12),
    },
)

"""What a failure mode changes in the physics: a parameter, from its healthy value to its failed one."""

from collectors.faults import bind
from telemetry.failures import EV

FAULTS = bind(
    EV,
    {
        "cooling_pump": ("pump_speed", 0.02),
        "weak_cell": ("cell_mismatch", 1.0),
        "isolation_drop": ("isolation_leak_us", 28.0),
        "internal_short": ("short_w", 160.0),
    },
)

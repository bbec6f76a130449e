"""What a failure mode changes in the physics: a parameter, from its healthy value to its failed one."""

from collectors.faults import bind
from telemetry.failures import MACHINE

FAULTS = bind(
    MACHINE,
    {
        "bearing_wear": ("bearing_damage", 1.0),
        "unbalance": ("unbalance", 5.0),
        "clogged_strainer": ("strainer_open", 0.34),
        "cavitation": ("suction_level_bar", -0.15),
        "belt_slip": ("belt_tension", 0.28),
        "idler_drag": ("idler_drag", 1.35),
        "cooling_blocked": ("cooling_air", 0.55),
    },
)

"""What a failure mode changes in the physics: a parameter, from its healthy value to its failed one."""

from collectors.faults import bind

_SHAFT = {
    "bearing_wear": ("bearing_damage", 1.0), "lubricant_starvation": ("lubrication", 0.0),
    "unbalance": ("unbalance", 6.2), "misalignment": ("misalignment", 1.0), "looseness": ("looseness", 1.0),
}  # fmt: skip
_WINDING = {"winding_insulation": ("winding_short", 1.0)}
_COOLING = {"cooling_blocked": ("cooling_air", 0.42)}
_PHASE = {"phase_loss": ("phase_lost", 1.0)}

FAULTS = (
    *bind(
        "pump",
        {
            **_SHAFT, **_WINDING, **_COOLING, **_PHASE, "clogged_strainer": ("strainer_open", 0.34),
            "cavitation": ("suction_level_bar", -0.38), "impeller_wear": ("impeller", 0.84),
            "seal_leak": ("seal_gap", 1.0), "dry_run": ("primed", 0.0), "dead_head": ("valve_open", 0.001),
        },
    ),
    *bind(
        "motor",
        {
            **_SHAFT, **_WINDING, "overload": ("blower_load", 1.6), **_COOLING, **_PHASE,
            "rotor_bar": ("rotor_damage", 1.0), "drive_fan": ("drive_air", 0.44),
        },
    ),
    *bind(
        "conveyor",
        {
            **_SHAFT, **_PHASE, "belt_slip": ("belt_tension", 0.32), "belt_tracking": ("belt_crooked", 1.0),
            "idler_drag": ("idler_drag", 1.35), "gearbox_drag": ("gearbox_loss", 2.3),
        },
    ),
)  # fmt: skip

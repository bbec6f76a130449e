"""What breaks on a propulsion test rig."""

from collectors.faults import Fault, Growth
from telemetry.catalogue import AssetClass

FAULTS = (
    Fault(
        asset_class=AssetClass.RIG,
        kinds=("rig",),
        mode="cooling_degradation",
        growth=Growth.LINEAR,
        parameter="cooling",
        failed=0.5,
        signals=("nozzle_wall_temp_c",),
        signature="The nozzle wall runs hotter from firing to firing.",
        discriminator="At equal chamber pressure and flow: the engine's working point is unchanged.",
        action="Stop firing; flush and inspect the cooling jacket.",
    ),
    Fault(
        asset_class=AssetClass.RIG,
        kinds=("rig",),
        mode="regulator_creep",
        growth=Growth.LINEAR,
        parameter="regulator_creep_bar",
        failed=4.0,
        signals=("regulator_pressure_bar",),
        signature="Lock-up pressure behind the regulator climbs while the rig is idle.",
        discriminator="Only in idle: under flow the pressure is as set.",
        action="Replace the regulator's seat before the relief valve has to act.",
    ),
    Fault(
        asset_class=AssetClass.RIG,
        kinds=("rig",),
        mode="feed_leak",
        growth=Growth.LINEAR,
        parameter="feed_leak_per_h",
        failed=0.6,
        signals=("tank_pressure_bar",),
        signature="Tank pressure decays while the rig is idle.",
        discriminator="Regulator pressure holds: only the shut-off tank loses.",
        action="Leak-check tank, lines and valve seats.",
    ),
    Fault(
        asset_class=AssetClass.RIG,
        kinds=("rig",),
        mode="turbopump_bearing",
        growth=Growth.EXPONENTIAL,
        parameter="turbopump_bearing_damage",
        failed=1.0,
        signals=("turbopump_vibration_g", "turbopump_bearing_temp_c"),
        signature="Turbopump vibration rises, later the bearing's temperature, last the chamber's roughness.",
        discriminator="Vibration leads temperature; speed, flow and thrust are unchanged.",
        action="Overhaul the turbopump before the next campaign.",
    ),
)

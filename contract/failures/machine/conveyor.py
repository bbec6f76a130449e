"""What breaks on a belt conveyor; told apart by the belt's speed, its tension and its place on the idlers."""

from functools import partial

from contract.catalogue import AssetClass
from contract.failures.types import FailureMode, Growth, When, falls, rises, stays

_DAMP_MORNINGS = When(text="on damp mornings", hours=(2, 9))

_mode = partial(FailureMode, asset_class=AssetClass.MACHINE, kinds=("conveyor",))

# fmt: off
MODES = (
    _mode("belt_slip", growth=Growth.LINEAR, hours=(24, 240),
        shows=(falls("belt_tension_kn"), rises("belt_slip_pct", most=_DAMP_MORNINGS), falls("belt_speed_ms"),
            falls("power_kw", when=_DAMP_MORNINGS)),
        spares=stays("speed_rpm", "belt_misalign_mm", "vibration_mm_s"),
        leads=("belt_tension_kn", "belt_slip_pct"),
        signature="Tension is lost, slip grows with the load, the belt falls behind the drum, power falls.",
        discriminator="The motor's speed is normal: only the belt is slow, and most on damp mornings.",
        action="Tension the belt at the take-up; clean drum and scraper; check the lagging."),
    _mode("belt_tracking", growth=Growth.ERRATIC, hours=(24, 240),
        shows=(rises("belt_misalign_mm", most=_DAMP_MORNINGS),),
        spares=stays("belt_slip_pct", "belt_tension_kn", "belt_speed_ms", "vibration_mm_s"),
        signature="The belt runs off the middle, most when damp material sticks to drums and idlers.",
        discriminator="Tension, slip and speed are normal: the belt runs well, but beside its place.",
        action="Clean tail drum and return idlers; true the idler frames; check the splice and the loading point."),
    _mode("idler_drag", growth=Growth.LINEAR, hours=(72, 720),
        shows=(rises("power_kw"), rises("belt_tension_kn"), rises("gearbox_oil_temp_c")),
        spares=stays("load_tph", "vibration_mm_s", "accel_g", "belt_misalign_mm"),
        signature="Power, belt tension and gearbox oil temperature rise at equal load.",
        discriminator="The pull on the belt rises with the power, and the belt keeps its speed.",
        action="Find the idlers that do not turn, by hand or thermography; replace them before they cut the belt."),
    _mode("gearbox_drag", growth=Growth.LINEAR, hours=(168, 1440),
        shows=(rises("gearbox_oil_temp_c"), rises("power_kw")),
        spares=stays("belt_tension_kn", "belt_slip_pct", "load_tph", "vibration_mm_s"),
        leads=("gearbox_oil_temp_c", "power_kw"),
        signature="The gearbox's oil grows hot and some per cent more power is taken at equal load.",
        discriminator="The pull on the belt is as ever: the power is lost before the drum.",
        action="Check oil level and grade, sample it; look at breather, bearings and teeth."),
)
# fmt: on

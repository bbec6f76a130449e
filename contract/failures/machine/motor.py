"""What breaks in a three-phase motor, in its supply, and in the converter that some of them have."""

from functools import partial

from contract.catalogue import AssetClass
from contract.failures.types import FailureMode, Growth, falls, rises, stays

_mode = partial(FailureMode, asset_class=AssetClass.MACHINE)

# fmt: off
MODES = (
    _mode("winding_insulation", kinds=("pump", "motor"), growth=Growth.ERRATIC, hours=(168, 1440),
        shows=(rises("current_imbalance_pct"), rises("winding_temp_c")),
        spares=stays("power_kw", "vibration_mm_s", "power_factor", "supply_voltage_v"),
        signature="The winding grows hotter than its current squared explains, and the phases drift apart.",
        discriminator="Both at once and swinging for hours with damp; power and vibration are as ever.",
        action="Measure insulation resistance and surge-test the winding; dry or rewind it."),
    _mode("overload", kinds=("motor",), growth=Growth.LINEAR, hours=(4, 240),
        shows=(rises("power_kw"), rises("motor_current_a"), rises("winding_temp_c")),
        spares=stays("current_imbalance_pct", "speed_rpm", "vibration_mm_s", "accel_g"),
        signature="Power and current rise at the same speed, and the winding's heat with the square of the current.",
        discriminator="The heat is explained by the current; phases are even.",
        action="Bring the load back: close the damper to its mark, look for deposits; check what the process asks "
        "for."),
    _mode("cooling_blocked", kinds=("pump", "motor"), growth=Growth.LINEAR, hours=(48, 480),
        shows=(rises("winding_temp_c"),),
        spares=stays("motor_current_a", "current_imbalance_pct", "bearing_temp_c", "power_kw"),
        signature="The winding grows hotter at equal current.",
        discriminator="Current, its balance and the bearing are normal: heat stays in instead of being made.",
        action="Clean the motor's fan cover and fins; check the fan."),
    _mode("phase_loss", kinds=("pump", "motor", "conveyor"), growth=Growth.STEP, hours=(0, 0),
        shows=(rises("current_imbalance_pct"), rises("motor_current_a"), falls("power_factor"),
            rises("vibration_mm_s")),
        spares=stays("supply_voltage_v", "accel_g", "vibration_1x_mm_s"),
        signature="One current goes to nothing, the others to 1.7 times theirs; the motor hums, its winding heats.",
        discriminator="Imbalance near 100 % at once, with the power nearly as before.",
        action="Trip it; check fuses, contactor and terminals. It does not start again on two phases."),
    _mode("rotor_bar", kinds=("motor",), growth=Growth.WEAR, hours=(720, 4320),
        shows=(rises("current_sideband_db"),),
        spares=stays("current_imbalance_pct", "winding_temp_c", "vibration_mm_s", "motor_current_a"),
        signature="Side-bands of the current at twice the slip frequency rise over months, most at high load.",
        discriminator="Seen in the current's spectrum only; hidden at low load.",
        action="Confirm by spectrum at full load; avoid starts; plan a rotor repair."),
    _mode("drive_fan", kinds=("motor",), growth=Growth.WEAR, hours=(168, 1440),
        shows=(rises("drive_temp_c"),),
        spares=stays("winding_temp_c", "bearing_temp_c", "current_imbalance_pct"),
        signature="The drive's heat sink grows hotter at equal power; on hot days the drive lowers its speed.",
        discriminator="Only the drive: the motor behind it is as cool as ever, or cooler.",
        action="Replace the drive's fan, clean filter and heat sink; check the cabinet's ventilation."),
)
# fmt: on

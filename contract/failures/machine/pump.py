"""What breaks in a centrifugal pump and the water around it; told apart by which pressure moves, and which way."""

from functools import partial

from contract.catalogue import AssetClass
from contract.failures.types import FailureMode, Growth, When, falls, flutters, rises, stays

_AFTERNOONS = When(text="in the warm hours of high flow", hours=(10, 18))

_mode = partial(FailureMode, asset_class=AssetClass.MACHINE, kinds=("pump",))

# fmt: off
MODES = (
    _mode("clogged_strainer", growth=Growth.LINEAR, hours=(24, 240),
        shows=(rises("strainer_dp_bar"), falls("suction_pressure_bar"), falls("flow_m3h"), falls("power_kw")),
        spares=stays("vibration_mm_s", "accel_g", "seal_leak_ml_h"),
        signature="Strainer loss rises with one over its open area squared; suction pressure, flow and power fall.",
        discriminator="Loss over flow squared rises, at any hour of the day; power goes down, not up.",
        action="Clean the strainer; look at what clogged it."),
    _mode("cavitation", growth=Growth.INTERMITTENT, hours=(12, 120),
        shows=(falls("suction_pressure_bar"), falls("npsh_margin_m"), rises("accel_g", most=_AFTERNOONS),
            flutters("flow_m3h"), flutters("discharge_pressure_bar"), falls("motor_current_a"),
            flutters("motor_current_a")),
        spares=(falls("strainer_dp_bar"), *stays("accel_kurtosis", "seal_leak_ml_h")),
        signature="Suction falls, flow and pressure flutter, acceleration rises broadly, current drops and flutters, "
        "the head is some per cent short.",
        discriminator="The strainer's loss is normal; comes and goes, worst with warm fluid and high flow.",
        action="Raise the suction level, clean the suction line or throttle the discharge."),
    _mode("impeller_wear", growth=Growth.WEAR, hours=(720, 4320),
        shows=(falls("discharge_pressure_bar"), falls("flow_m3h"), falls("efficiency_pct")),
        spares=stays("vibration_mm_s", "accel_g", "suction_pressure_bar", "seal_leak_ml_h"),
        signature="Head and flow fall at the same speed, and efficiency with them, over months.",
        discriminator="Slow, and no vibration: the suction side and the seal are as ever.",
        action="Compare with the pump's curve; overhaul impeller and wear rings when energy lost pays for it."),
    _mode("seal_leak", growth=Growth.EXPONENTIAL, hours=(48, 480),
        shows=(rises("seal_leak_ml_h"), falls("flow_m3h")),
        spares=stays("vibration_mm_s", "accel_g", "seal_temp_c", "suction_pressure_bar"),
        leads=("seal_leak_ml_h", "flow_m3h"),
        signature="Leakage at the seal grows slowly, then fast; air drawn in costs a little head and flow.",
        discriminator="The drip pan shows it long before the flow does.",
        action="Plan a new mechanical seal; look for the cause: dry running, vibration, dirt in the flush."),
    _mode("dry_run", growth=Growth.STEP, hours=(0, 0),
        shows=(falls("flow_m3h"), falls("discharge_pressure_bar"), falls("power_kw"), rises("seal_temp_c")),
        spares=(falls("suction_pressure_bar"), falls("strainer_dp_bar")),
        signature="Within seconds no flow and no pressure, power 40 to 60 % down, the seal 5 °C hotter each minute.",
        discriminator="Pressure is low; behind a closed valve it would be high.",
        action="Trip it; vent, prime and check the suction side and the seal before it starts again."),
    _mode("dead_head", growth=Growth.STEP, hours=(0, 0),
        shows=(falls("flow_m3h"), rises("discharge_pressure_bar"), falls("power_kw"), rises("fluid_temp_c")),
        spares=(falls("strainer_dp_bar"), *stays("seal_leak_ml_h")),
        signature="Flow goes to nothing, discharge pressure to shut-off, and the water in the casing heats up.",
        discriminator="Pressure is high; running dry it would be low.",
        action="Open the discharge valve or stop the pump; check the check valve and the minimum-flow line."),
)
# fmt: on

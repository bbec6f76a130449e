"""What breaks in a shaft on rolling bearings, whatever it drives; told apart by which part of the vibration grows."""

from functools import partial

from contract.catalogue import AssetClass
from contract.failures.types import FailureMode, Growth, When, flutters, rises, stays

_ALL = ("pump", "motor", "conveyor")
_BY_DAY = When(text="by day, when more is asked of it", hours=(9, 17))

_mode = partial(FailureMode, asset_class=AssetClass.MACHINE, kinds=_ALL)

# fmt: off
MODES = (
    _mode("bearing_wear", growth=Growth.EXPONENTIAL, hours=(72, 720),
        shows=(rises("accel_g"), rises("accel_kurtosis"), rises("vibration_mm_s"), rises("bearing_temp_c"),
            rises("motor_current_a")),
        spares=stays("vibration_1x_mm_s", "vibration_2x_mm_s", "vibration_axial_mm_s", "current_imbalance_pct"),
        leads=("accel_g", "vibration_mm_s", "bearing_temp_c", "motor_current_a"),
        signature="Acceleration and its kurtosis rise first, then vibration velocity, temperature only in the last "
        "third of the fault's life, current last; near the end kurtosis falls again.",
        discriminator="Vibration leads temperature, whatever the load; no single order of the speed stands out, and "
        "the non-drive end changes little.",
        action="Grease it and listen; plan the bearing's change in zone C (2.8 mm/s), stop in zone D (4.5 mm/s)."),
    _mode("lubricant_starvation", growth=Growth.LINEAR, hours=(6, 96),
        shows=(rises("bearing_temp_c"), rises("accel_g")),
        spares=stays("accel_kurtosis", "vibration_mm_s", "vibration_1x_mm_s", "power_kw"),
        leads=("bearing_temp_c", "accel_g"),
        signature="The bearing grows 10 to 25 °C hotter, then acceleration rises without impacts; greasing ends it.",
        discriminator="Temperature leads vibration; kurtosis stays where it was.",
        action="Grease with the right amount and type; look at the lubricator; watch the temperature fall."),
    _mode("unbalance", growth=Growth.LINEAR, hours=(48, 480),
        shows=(rises("vibration_1x_mm_s"), rises("vibration_mm_s"), rises("vibration_nde_mm_s")),
        spares=stays("accel_g", "accel_kurtosis", "vibration_2x_mm_s", "vibration_axial_mm_s", "bearing_temp_c"),
        signature="Radial vibration once a turn rises at both ends, with the square of the speed.",
        discriminator="Once a turn only: no heat, no noise of the bearing, nothing axial.",
        action="Clean the rotor of deposits; balance it in place."),
    _mode("misalignment", growth=Growth.STEP, hours=(0, 0),
        shows=(rises("vibration_axial_mm_s"), rises("vibration_2x_mm_s"), rises("vibration_mm_s"),
            rises("bearing_temp_c")),
        spares=stays("vibration_1x_mm_s", "accel_g", "accel_kurtosis"),
        signature="Axial vibration and vibration twice a turn jump up, the bearing runs some degrees hotter.",
        discriminator="There at once after work on the machine; axial, and twice a turn rather than once.",
        action="Align the coupling, warm and with the pipes bolted on; look for strain from pipes or base."),
    _mode("looseness", growth=Growth.ERRATIC, hours=(168, 1440),
        shows=(rises("vibration_mm_s", most=_BY_DAY), flutters("vibration_mm_s"), rises("vibration_2x_mm_s")),
        spares=stays("vibration_1x_mm_s", "vibration_axial_mm_s", "bearing_temp_c", "accel_g"),
        signature="Vibration and its harmonics rise with the load and jump about from one reading to the next.",
        discriminator="Varies with load and is never steady; neither axial nor hot.",
        action="Check foot bolts, shims and base for cracks; tighten by torque, soft foot corrected first."),
)
# fmt: on

"""What is no fault of the vehicle: how it is driven. It shows in the same signals, and its cure is a talk."""

from functools import partial

from contract.catalogue import AssetClass
from contract.failures.types import FailureMode, Growth, When, flutters, rises, stays

STANDING = When(text="while standing", ranges=(("speed_kmh", 0.0, 1.0),))
HIGHWAY = When(text="on the highway", ranges=(("speed_kmh", 100.0, 200.0),))
MOVING = When(text="while moving", ranges=(("speed_kmh", 25.0, 200.0),))

_mode = partial(FailureMode, asset_class=AssetClass.ICE, kinds=("ice",))

# fmt: off
MODES = (
    _mode("speeding", growth=Growth.INTERMITTENT, hours=(1, 48),
        shows=(flutters("speed_kmh", HIGHWAY),),
        spares=(*stays("speed_kmh", when=STANDING), *stays("ltft_pct", "oil_pressure_bar", when=STANDING)),
        signature="Speed surges past the limit of the road, again and again, with hard braking in between.",
        discriminator="Follows the driver, not the vehicle: nothing is off while it stands.",
        action="Talk with the driver; check brakes and tyres at the next service."),
    _mode("late_shifting", growth=Growth.STEP, hours=(0, 0),
        shows=(rises("engine_rpm", MOVING), rises("vibration_mm_s", MOVING), rises("fuel_rate_lph", MOVING)),
        spares=(*stays("speed_kmh", "vibration_score"), *stays("engine_rpm", when=STANDING)),
        signature="Engine speed near or over the redline at usual road speeds, more fuel, a hotter oil.",
        discriminator="Gears are held too long: vibration is what this engine speed allows, and idle is normal.",
        action="Talk with the driver; check the gear selector where it was not the driver."),
)
# fmt: on

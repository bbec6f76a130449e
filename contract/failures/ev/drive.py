"""What breaks in the drive, told apart by which of inverter and motor is hot and what shakes; and how it is driven."""

from functools import partial

from contract.catalogue import AssetClass
from contract.failures.types import FailureMode, Growth, When, flutters, rises, stays

_DRIVING = When(text="while driving", states=("drive",))
_STANDING = When(text="while standing", ranges=(("speed_kmh", 0, 1),))
_HIGHWAY = When(text="on the highway", ranges=(("speed_kmh", 95, 255),))
_FAST = When(text="above 60 km/h", ranges=(("speed_kmh", 60, 255),))

_mode = partial(FailureMode, asset_class=AssetClass.EV, kinds=("ev",))

# fmt: off
MODES = (
    _mode("inverter_paste", code="P0A3C", growth=Growth.LINEAR, hours=(336, 2160),
        shows=(rises("inverter_temp_c", when=_DRIVING),),
        spares=stays("motor_temp_c", "motor_vibration_mm_s", "batt_temp_c"),
        signature="The inverter runs ever hotter over its coolant, with the square of the torque, past 95 °C.",
        discriminator="The motor, in the same coolant, is normal.",
        action="Limit torque; renew the thermal paste of the power modules."),
    _mode("drive_pump", code="P0A93", growth=Growth.STEP, hours=(0, 0),
        shows=(rises("inverter_temp_c", when=_DRIVING), rises("motor_temp_c", when=_DRIVING)),
        spares=stays("coolant_flow_lpm", "batt_temp_c", "motor_vibration_mm_s"),
        signature="Inverter and motor warm together within minutes.",
        discriminator="Both parts of the drive's coolant; the battery's own circuit is normal.",
        action="Stop and let it cool; check level and pump of the drive's coolant."),
    _mode("motor_winding", code="P0A2F", growth=Growth.LINEAR, hours=(168, 1440),
        shows=(rises("motor_temp_c", when=_DRIVING),),
        spares=stays("inverter_temp_c", "motor_vibration_mm_s", "batt_temp_c"),
        signature="The winding runs ever hotter with the square of the torque, past 155 °C.",
        discriminator="The inverter is normal and nothing shakes: heat that does not leave the winding.",
        action="Derate; check the motor's cooling jacket, then measure winding resistance and insulation."),
    _mode("motor_bearing", growth=Growth.EXPONENTIAL, hours=(120, 1080),
        shows=(rises("motor_vibration_mm_s", when=_DRIVING, most=_FAST), rises("motor_temp_c", when=_FAST)),
        spares=stays("inverter_temp_c", "batt_temp_c"),
        leads=("motor_vibration_mm_s", "motor_temp_c"),
        signature="Vibration grows, most at speed, towards 7.1 mm/s; only near the end does the motor run warmer.",
        discriminator="Vibration leads temperature, and follows speed, not torque.",
        action="Listen and look for metal in the gear oil; plan the bearing's change, stop at 7.1 mm/s."),
    _mode("overspeed", growth=Growth.INTERMITTENT, hours=(1, 48),
        shows=(flutters("speed_kmh", when=_HIGHWAY),),
        spares=(*stays("speed_kmh", "motor_temp_c", when=_STANDING), *stays("pack_resistance_mohm", "cell_spread_mv")),
        signature="Speed surges past 161 km/h (100 mph) on the highway, again and again, and power with its cube.",
        discriminator="Follows the driver, not the van: nothing is off while it stands.",
        action="Talk with the driver; check brakes and tyres at the next service; consider a speed limiter."),
)
# fmt: on

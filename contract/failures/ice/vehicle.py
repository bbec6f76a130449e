"""What breaks around the engine: charging and starting, oil and mounts, brakes and tyres."""

from functools import partial

from contract.catalogue import AssetClass
from contract.failures.types import FailureMode, Growth, When, falls, rises, stays

IDLE = When(text="at warm idle", states=("idle",))
TURNING = When(text="at cruising engine speeds", ranges=(("engine_rpm", 1700.0, 9000.0),))
FAST = When(text="above 60 km/h", ranges=(("speed_kmh", 60.0, 200.0),))

_mode = partial(FailureMode, asset_class=AssetClass.ICE, kinds=("ice",))

# fmt: off
MODES = (
    _mode("alternator_weak", code="P0562", growth=Growth.LINEAR, hours=(24, 240),
        shows=(falls("module_voltage_v"),),
        spares=(*stays("coolant_temp_c"), *stays("crank_voltage_v"), *stays("vibration_mm_s")),
        signature="Module voltage falls below 13 V under electrical load, lower at idle and at night.",
        discriminator="Follows the electrical load (lights, fan, cold); temperatures stay normal, and the battery "
        "cranks well.",
        action="Check belt and charging current; replace the alternator."),
    _mode("battery_weak", code="P0562", growth=Growth.WEAR, hours=(480, 4320),
        shows=(falls("crank_voltage_v"),),
        spares=(*stays("module_voltage_v"), *stays("coolant_temp_c")),
        signature="The battery's voltage dips below 9.6 V while it cranks, deepest on cold mornings.",
        discriminator="Only in a start: once the engine runs the voltage is normal.",
        action="Test the battery and its terminals; replace it before the first frost."),
    _mode("oil_pump_wear", code="P0524", growth=Growth.WEAR, hours=(72, 720),
        shows=(falls("oil_pressure_bar", IDLE), falls("oil_pressure_bar", FAST), rises("oil_temp_c")),
        spares=(*stays("coolant_temp_c"), *stays("vibration_mm_s")),
        signature="Oil pressure at hot idle falls slowly, then over a cliff; the oil gets hotter.",
        discriminator="Hot idle first: at speed the relief valve hides it for long. The coolant is as ever.",
        action="Stop the engine; check the oil's level, then pump, pick-up and bearings."),
    _mode("engine_mount", growth=Growth.EXPONENTIAL, hours=(120, 960),
        shows=(rises("vibration_mm_s", most=TURNING), rises("vibration_score")),
        spares=(*stays("coolant_temp_c"), *stays("catalyst_temp_c"), *stays("ltft_pct")),
        signature="Vibration creeps up, the more the faster the engine turns.",
        discriminator="Ordered by engine speed, with no thermal effect.",
        action="Inspect engine mounts and accessories; replace what is torn or loose."),
    _mode("brake_drag", growth=Growth.LINEAR, hours=(24, 480),
        shows=(rises("brake_temp_c", FAST), rises("brake_temp_c"), rises("fuel_rate_lph", FAST)),
        spares=(*stays("tyre_rl_kpa"), *stays("speed_kmh"), *stays("oil_pressure_bar", when=IDLE)),
        signature="One hub is hot without braking, and the vehicle needs more fuel at equal speed.",
        discriminator="At all speeds, most at the highest: healthy brakes are warm in town and cold on the highway.",
        action="Free or replace the caliper; check hose and hub bearing."),
    _mode("slow_puncture", code="C0750", growth=Growth.LINEAR, hours=(12, 240),
        shows=(rises("tyre_deficit_pct"), falls("tyre_rl_kpa")),
        spares=(*stays("tyre_rr_kpa", "tyre_fl_kpa", "tyre_fr_kpa"),),
        signature="The pressure of one tyre falls, by an equal share a day.",
        discriminator="One wheel only: weather and driving move all four together.",
        action="Find the nail or the leaking valve; repair the tyre."),
)
# fmt: on

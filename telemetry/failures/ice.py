"""What breaks in a combustion vehicle."""

from telemetry.catalogue import AssetClass
from telemetry.failures.types import FailureMode, Growth, When, falls, rises, stays

STANDING = When(text="while standing, warm", ranges=(("speed_kmh", 0.0, 5.0), ("coolant_temp_c", 96.0, 130.0)))
FAST = When(text="above 60 km/h", ranges=(("speed_kmh", 60.0, 200.0),))

MODES = (
    FailureMode(
        asset_class=AssetClass.ICE,
        kinds=("ice",),
        mode="coolant_leak",
        code="P0217",
        growth=Growth.LINEAR,
        hours=(48, 240),
        shows=(rises("coolant_temp_c", FAST),),
        spares=(),
        signature="Coolant temperature creeps up from day to day at equal load, most at high load and idle.",
        discriminator="Hot at speed as well as at idle: more air does not help where coolant is missing.",
        action="Top up, pressure-test the circuit, replace the hose or pump that leaks.",
    ),
    FailureMode(
        asset_class=AssetClass.ICE,
        kinds=("ice",),
        mode="radiator_fan",
        code="P0480",
        growth=Growth.STEP,
        hours=(0, 0),
        shows=(rises("coolant_temp_c", STANDING),),
        spares=(*stays("coolant_temp_c", when=FAST),),
        signature="Coolant overheats while the vehicle stands or crawls.",
        discriminator="Relief at speed: above 50 km/h the temperature is normal.",
        action="Test fan, relay and fuse; avoid long idling until then.",
    ),
    FailureMode(
        asset_class=AssetClass.ICE,
        kinds=("ice",),
        mode="alternator_weak",
        code="P0562",
        growth=Growth.LINEAR,
        hours=(24, 240),
        shows=(falls("module_voltage_v"),),
        spares=(),
        signature="Module voltage falls below 13 V under electrical load, lower at idle and at night.",
        discriminator="Follows the electrical load (lights, fan, cold); temperatures stay normal.",
        action="Check belt and charging current; replace the alternator.",
    ),
    FailureMode(
        asset_class=AssetClass.ICE,
        kinds=("ice",),
        mode="misfire",
        code="P0300",
        growth=Growth.INTERMITTENT,
        hours=(12, 120),
        shows=(
            rises("vibration_mm_s"),
            rises("vibration_score"),
            rises("catalyst_temp_c"),
        ),
        spares=(),
        signature="Vibration at all engine speeds and a catalyst about 100 °C hotter, in bursts at first.",
        discriminator="Vibration and catalyst temperature rise together; the coolant stays normal.",
        action="Read the misfire counters; replace coil, plug or injector of that cylinder.",
    ),
)

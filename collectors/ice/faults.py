"""What breaks in a combustion vehicle."""

from collectors.faults import Fault, Growth
from telemetry.catalogue import AssetClass

FAULTS = (
    Fault(
        asset_class=AssetClass.ICE,
        kinds=("ice",),
        mode="coolant_leak",
        code="P0217",
        growth=Growth.LINEAR,
        parameter="coolant_level",
        failed=0.45,
        signals=("coolant_temp_c",),
        signature="Coolant temperature creeps up from day to day at equal load, most at high load and idle.",
        discriminator="Hot at speed as well as at idle: more air does not help where coolant is missing.",
        action="Top up, pressure-test the circuit, replace the hose or pump that leaks.",
    ),
    Fault(
        asset_class=AssetClass.ICE,
        kinds=("ice",),
        mode="radiator_fan",
        code="P0480",
        growth=Growth.STEP,
        parameter="fan_flow",
        failed=0.0,
        signals=("coolant_temp_c",),
        signature="Coolant overheats while the vehicle stands or crawls.",
        discriminator="Relief at speed: above 50 km/h the temperature is normal.",
        action="Test fan, relay and fuse; avoid long idling until then.",
    ),
    Fault(
        asset_class=AssetClass.ICE,
        kinds=("ice",),
        mode="alternator_weak",
        code="P0562",
        growth=Growth.LINEAR,
        parameter="alternator_output",
        failed=0.15,
        signals=("module_voltage_v",),
        signature="Module voltage falls below 13 V under electrical load, lower at idle and at night.",
        discriminator="Follows the electrical load (lights, fan, cold); temperatures stay normal.",
        action="Check belt and charging current; replace the alternator.",
    ),
    Fault(
        asset_class=AssetClass.ICE,
        kinds=("ice",),
        mode="misfire",
        code="P0300",
        growth=Growth.INTERMITTENT,
        parameter="misfire_rate",
        failed=0.12,
        signals=("vibration_mm_s", "vibration_score", "catalyst_temp_c"),
        signature="Vibration at all engine speeds and a catalyst about 100 °C hotter, in bursts at first.",
        discriminator="Vibration and catalyst temperature rise together; the coolant stays normal.",
        action="Read the misfire counters; replace coil, plug or injector of that cylinder.",
    ),
)

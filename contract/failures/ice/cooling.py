"""What breaks in the cooling circuit: six ways to be too hot or too cold, told apart by when they are."""

from functools import partial

from contract.catalogue import AssetClass
from contract.failures.types import FailureMode, Growth, When, falls, rises, stays

TOWN = When(text="in town", states=("city",), ranges=(("speed_kmh", 15.0, 50.0),))
STANDING = When(text="while standing, warm", ranges=(("speed_kmh", 0.0, 5.0), ("coolant_temp_c", 96.0, 130.0)))
FAST = When(text="above 60 km/h", ranges=(("speed_kmh", 60.0, 200.0),))
HIGHWAY = When(text="on the highway", ranges=(("speed_kmh", 90.0, 200.0),))

_mode = partial(FailureMode, asset_class=AssetClass.ICE, kinds=("ice",))

# fmt: off
MODES = (
    _mode("thermostat_stuck_open", code="P0128", growth=Growth.INTERMITTENT, hours=(12, 240),
        shows=(falls("coolant_temp_c", FAST), rises("fuel_rate_lph", HIGHWAY)),
        spares=(*stays("intake_air_temp_c"), *stays("coolant_level_pct")),
        signature="Coolant at 60 to 75 °C at speed, a warm-up of more than a quarter of an hour, and 5 to 10 % more "
        "fuel.",
        discriminator="The faster it goes, the colder it is; when it stands it warms up. Intake air is as ever.",
        action="Replace the thermostat."),
    _mode("thermostat_stuck_closed", code="P0217", growth=Growth.STEP, hours=(0, 0),
        shows=(rises("coolant_temp_c", FAST), rises("coolant_temp_c", TOWN)),
        spares=(*stays("coolant_level_pct"), *stays("vibration_mm_s")),
        signature="Coolant boils within minutes of load, in town and at speed alike.",
        discriminator="No relief at speed, though coolant and pump are there: level and vibration are as ever.",
        action="Stop before it boils; replace the thermostat."),
    _mode("coolant_leak", code="P0217", growth=Growth.LINEAR, hours=(48, 240),
        shows=(falls("coolant_level_pct"), rises("coolant_temp_c", FAST)),
        spares=(*stays("vibration_mm_s"), *stays("catalyst_temp_c")),
        leads=("coolant_level_pct", "coolant_temp_c"),
        signature="The level falls, and coolant temperature creeps up from day to day at equal load, most at high "
        "load.",
        discriminator="The level falls with it. Hot at speed as well as at idle: more air does not help where coolant "
        "is missing.",
        action="Top up, pressure-test the circuit, replace the hose or pump that leaks."),
    _mode("water_pump_wear", code="P0217", growth=Growth.EXPONENTIAL, hours=(48, 480),
        shows=(rises("vibration_mm_s"), rises("coolant_temp_c", FAST), rises("coolant_temp_c", STANDING)),
        spares=(*stays("coolant_level_pct"), *stays("ltft_pct")),
        leads=("vibration_mm_s", "coolant_temp_c"),
        signature="The pump's bearing is heard first; then coolant is too hot both when standing and at high load.",
        discriminator="Vibration with the engine's speed comes before the heat; the level is as ever.",
        action="Replace the water pump and its belt."),
    _mode("radiator_fan", code="P0480", growth=Growth.STEP, hours=(0, 0),
        shows=(rises("coolant_temp_c", STANDING),),
        spares=(*stays("coolant_temp_c", when=FAST), *stays("coolant_level_pct")),
        signature="Coolant overheats while the vehicle stands or crawls.",
        discriminator="Relief at speed: above 50 km/h the temperature is normal. The opposite of a clogged radiator.",
        action="Test fan, relay and fuse; avoid long idling until then."),
    _mode("radiator_clogged", code="P0217", growth=Growth.LINEAR, hours=(120, 720),
        shows=(rises("coolant_temp_c", FAST, most=HIGHWAY),),
        spares=(*stays("coolant_temp_c", when=STANDING), *stays("coolant_level_pct")),
        signature="Coolant is too hot at high load: on the highway, uphill, with a trailer.",
        discriminator="Normal when standing, hardly warmer in town: the opposite of a failed fan.",
        action="Flush the circuit; replace the radiator where that does not help."),
)
# fmt: on

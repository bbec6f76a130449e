"""What breaks about air, fuel and exhaust: told apart by where in load the fuel trims are off."""

from functools import partial

from contract.catalogue import AssetClass
from contract.failures.types import FailureMode, Growth, When, falls, rises, stays

IDLE = When(text="at warm idle", states=("idle",))
CRUISE = When(text="in cruise", ranges=(("speed_kmh", 60.0, 200.0),))
HIGHWAY = When(text="on the highway", ranges=(("speed_kmh", 90.0, 200.0),))

_mode = partial(FailureMode, asset_class=AssetClass.ICE, kinds=("ice",))

# fmt: off
MODES = (
    _mode("maf_drift", code="P0101", growth=Growth.LINEAR, hours=(120, 960),
        shows=(rises("ltft_pct", IDLE), rises("ltft_pct", HIGHWAY), falls("maf_gps", HIGHWAY)),
        spares=(*stays("fuel_pressure_kpa"), *stays("map_kpa")),
        signature="The long-term fuel trim grows from +8 to +25 % at all loads while less air is metered than the "
        "engine takes.",
        discriminator="Independent of load; manifold and fuel pressure are as ever, so the air-mass meter reads low.",
        action="Clean the air-mass meter, check the air filter; replace it if the trim does not come back."),
    _mode("vacuum_leak", code="P0171", growth=Growth.LINEAR, hours=(24, 240),
        shows=(rises("ltft_pct", IDLE), rises("engine_rpm", IDLE)),
        spares=(*stays("ltft_pct", when=HIGHWAY), *stays("fuel_pressure_kpa")),
        signature="The fuel trim is high at idle, where unmetered air is a large share, and idle speed is up.",
        discriminator="Idle only: the trim is near zero on the highway.",
        action="Smoke-test the intake; replace the hose or gasket that leaks."),
    _mode("fuel_filter_clogged", code="P0087", growth=Growth.LINEAR, hours=(72, 720),
        shows=(falls("fuel_pressure_kpa", HIGHWAY), rises("ltft_pct", HIGHWAY)),
        spares=(*stays("ltft_pct", when=IDLE), *stays("fuel_pressure_kpa", when=IDLE), *stays("vibration_mm_s")),
        signature="Fuel pressure falls at high load, and the fuel trim makes up for it.",
        discriminator="Load only: pressure and trim are normal at idle.",
        action="Replace the fuel filter, then test the pump's delivery."),
    _mode("misfire", code="P0300", growth=Growth.INTERMITTENT, hours=(12, 120),
        shows=(rises("vibration_mm_s"), rises("vibration_score"), rises("catalyst_temp_c")),
        spares=(*stays("map_kpa", when=IDLE), *stays("coolant_level_pct")),
        signature="Vibration at half the engine's order, a rough idle and a catalyst about 100 °C hotter, in bursts at "
        "first.",
        discriminator="Vibration and catalyst temperature rise together, at idle too; the coolant stays normal.",
        action="Read the misfire counters; replace coil, plug or injector of that cylinder."),
    _mode("catalyst_ageing", code="P0420", growth=Growth.WEAR, hours=(480, 4320),
        shows=(rises("o2_switch_ratio", most=HIGHWAY),),
        spares=(*stays("catalyst_temp_c"), *stays("ltft_pct")),
        signature="The oxygen sensor behind the catalyst follows the one before it.",
        discriminator="Seen in warm cruise, most at high flow; mixture and exhaust temperature are as ever.",
        action="Rule out leaks in the exhaust and misfires, then replace the catalyst."),
    _mode("egr_clogged", code="P0401", growth=Growth.LINEAR, hours=(240, 2160),
        shows=(falls("egr_error_pct", CRUISE), falls("map_kpa", CRUISE), falls("timing_adv_deg", CRUISE)),
        spares=(*stays("egr_error_pct", "map_kpa", "timing_adv_deg", when=IDLE), *stays("ltft_pct")),
        signature="Less exhaust gas comes back than is commanded: manifold pressure is lower, and the spark later.",
        discriminator="At part load only, where exhaust gas is led back; idle is normal.",
        action="Clean the valve and its passages; test that it opens."),
)
# fmt: on

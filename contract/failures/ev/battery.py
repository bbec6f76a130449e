"""What breaks in a traction battery; told apart by whether all modules or one warm, and by what current explains."""

from functools import partial

from contract.catalogue import AssetClass
from contract.failures.types import FailureMode, Growth, When, falls, rises, stays

_HIGH_CURRENT = When(text="above 60 A", ranges=(("hv_current_a", 60, 900),))

_mode = partial(FailureMode, asset_class=AssetClass.EV, kinds=("ev",))

# fmt: off
MODES = (
    _mode("battery_overheat", code="P0A7E", growth=Growth.LINEAR, hours=(1, 48),
        shows=(rises("batt_temp_c"), rises("batt_temp_mean_c"), rises("batt_temp_min_c")),
        spares=stays("power_kw", "coolant_flow_lpm", "coolant_temp_c", "pack_resistance_mohm", "cell_spread_mv"),
        signature="All modules warm together with the square of the current, past 45 °C and, under load, 55 °C; the "
        "coolant comes back hardly warmer than it went in.",
        discriminator="Flow and inlet are normal: heat does not get into the coolant. It stops when the current stops.",
        action="Derate and let it cool; look for a blocked plate, air in it, or modules that have come off it."),
    _mode("cooling_pump", code="P0A93", growth=Growth.STEP, hours=(0, 0),
        shows=(falls("coolant_flow_lpm"), rises("coolant_out_temp_c"), rises("batt_temp_c"), rises("batt_temp_min_c")),
        spares=stays("cell_spread_mv", "isolation_kohm", "inverter_temp_c"),
        signature="Coolant flow falls to nothing and the outlet takes the pack's temperature; then the whole pack "
        "warms with the square of the current.",
        discriminator="Flow first, temperature of all modules later; no spread of cells, no heating at rest.",
        action="Limit charge and load; replace the battery's coolant pump."),
    _mode("internal_short", code="P0A7E", growth=Growth.EXPONENTIAL, hours=(24, 168),
        shows=(rises("batt_temp_c"), rises("cell_spread_mv"), falls("cell_min_v"), falls("isolation_kohm")),
        spares=stays("coolant_flow_lpm", "pack_resistance_mohm", "rail_ratio_pct", "batt_temp_min_c"),
        leads=("batt_temp_c", "cell_spread_mv", "isolation_kohm"),
        signature="Days of a small excess in one module, and its cell discharges itself; then minutes: it heats itself "
        "from 80 °C on at more than 1 °C/min, its voltage collapses above 130 °C, venting takes insulation.",
        discriminator="Heating that current does not explain: one module, at rest and while charging slowly, too; the "
        "coolest module stays where it is. Rate and spread lead the 45 °C limit.",
        action="Evacuate, park outdoors, isolate, keep away and call the fire service; later replace the module."),
    _mode("weak_cell", code="P0A7F", growth=Growth.LINEAR, hours=(120, 720),
        shows=(rises("cell_spread_mv", most=_HIGH_CURRENT), falls("cell_min_v", when=_HIGH_CURRENT)),
        spares=stays("batt_temp_c", "pack_resistance_mohm", "soh_pct", "isolation_kohm"),
        signature="The spread of cell voltages grows, most at high current and low charge; the knee comes earlier.",
        discriminator="There at rest as well, and without extra heat.",
        action="Balance the pack; replace the module with the weak cell."),
    _mode("capacity_fade", code="P0A80", growth=Growth.LINEAR, hours=(2000, 17500),
        shows=(falls("soh_pct"), falls("hybrid_batt_life_pct")),
        spares=stays("pack_resistance_mohm", "cell_spread_mv", "batt_temp_c", "soc_error_pct"),
        signature="State of health falls below 80, then 70 %, and the range with it.",
        discriminator="All cells alike, no extra heat, resistance as before.",
        action="Plan a capacity test and the battery's replacement; use the van on shorter rounds."),
    _mode("resistance_growth", code="P0A80", growth=Growth.WEAR, hours=(1000, 8760),
        shows=(rises("pack_resistance_mohm"), falls("hv_voltage_v", when=_HIGH_CURRENT), rises("batt_temp_c")),
        spares=stays("soh_pct", "cell_spread_mv", "contactor_drop_mv", "coolant_flow_lpm"),
        signature="Resistance, corrected for temperature, doubles; voltage sags under load, all modules run warmer.",
        discriminator="Sag and heat grow with current; cells stay together, and the contactors' own drop is normal.",
        action="Confirm with a pulse test at 25 °C; limit fast charging; plan the battery's replacement."),
    _mode("current_sensor_bias", code="P0AC0", growth=Growth.LINEAR, hours=(168, 1440),
        shows=(falls("soc_error_pct"), rises("hv_current_a"), falls("soc_pct")),
        spares=stays("hv_voltage_v", "power_kw", "batt_temp_c", "pack_resistance_mohm", "contactor_drop_mv"),
        signature="Counted charge runs away from what the voltage says while the van works, and jumps back at rest.",
        discriminator="The same offset at any current; voltage, power and the contactors' drop agree with each other.",
        action="Calibrate or replace the current sensor; let the van rest until the charge has been read anew."),
)
# fmt: on

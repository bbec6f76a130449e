"""What breaks in a battery electric vehicle."""

from collectors.faults import Fault, Growth
from telemetry.catalogue import AssetClass

FAULTS = (
    Fault(
        asset_class=AssetClass.EV,
        kinds=("ev",),
        mode="cooling_pump",
        code="P0A93",
        growth=Growth.STEP,
        parameter="pump_speed",
        failed=0.02,
        signals=("coolant_flow_lpm", "batt_temp_c"),
        signature="Coolant flow falls to nothing; then the whole pack warms with the square of the current.",
        discriminator="Flow first, temperature of all modules later; no spread of cells, no heating at rest.",
        action="Limit charge and load; replace the battery's coolant pump.",
    ),
    Fault(
        asset_class=AssetClass.EV,
        kinds=("ev",),
        mode="weak_cell",
        code="P0A80",
        growth=Growth.LINEAR,
        parameter="cell_mismatch",
        failed=1.0,
        signals=("cell_spread_mv",),
        signature="The spread of cell voltages grows, most at high current and low charge.",
        discriminator="There at rest as well, and without extra heat.",
        action="Balance the pack; replace the module with the weak cell.",
    ),
    Fault(
        asset_class=AssetClass.EV,
        kinds=("ev",),
        mode="isolation_drop",
        code="P0AA6",
        growth=Growth.EXPONENTIAL,
        parameter="isolation_leak_us",
        failed=28.0,
        signals=("isolation_kohm",),
        signature="Isolation resistance falls, most on wet mornings, towards 500 Ω/V and below.",
        discriminator="Voltage, temperatures and spread are normal; recovers in part in dry air.",
        action="Do not touch; find the wet harness or compressor with an insulation tester.",
    ),
    Fault(
        asset_class=AssetClass.EV,
        kinds=("ev",),
        mode="internal_short",
        code="P0A7E",
        growth=Growth.EXPONENTIAL,
        parameter="short_w",
        failed=160.0,
        signals=("batt_temp_c", "cell_spread_mv"),
        signature="One module warms, and its cell falls behind: hottest temperature and spread rise together.",
        discriminator="Heating that current does not explain: it goes on at rest and while charging slowly.",
        action="Park outdoors, isolate, keep away; have the module replaced.",
    ),
)

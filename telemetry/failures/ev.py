"""What breaks in a battery electric vehicle."""

from telemetry.catalogue import AssetClass
from telemetry.failures.types import FailureMode, Growth, falls, rises, stays

MODES = (
    FailureMode(
        asset_class=AssetClass.EV,
        kinds=("ev",),
        mode="cooling_pump",
        code="P0A93",
        growth=Growth.STEP,
        hours=(0, 0),
        shows=(
            falls("coolant_flow_lpm"),
            rises("batt_temp_c"),
        ),
        spares=(),
        signature="Coolant flow falls to nothing; then the whole pack warms with the square of the current.",
        discriminator="Flow first, temperature of all modules later; no spread of cells, no heating at rest.",
        action="Limit charge and load; replace the battery's coolant pump.",
    ),
    FailureMode(
        asset_class=AssetClass.EV,
        kinds=("ev",),
        mode="weak_cell",
        code="P0A80",
        growth=Growth.LINEAR,
        hours=(120, 720),
        shows=(rises("cell_spread_mv"),),
        spares=(*stays("batt_temp_c"),),
        signature="The spread of cell voltages grows, most at high current and low charge.",
        discriminator="There at rest as well, and without extra heat.",
        action="Balance the pack; replace the module with the weak cell.",
    ),
    FailureMode(
        asset_class=AssetClass.EV,
        kinds=("ev",),
        mode="isolation_drop",
        code="P0AA6",
        growth=Growth.EXPONENTIAL,
        hours=(24, 240),
        shows=(falls("isolation_kohm"),),
        spares=(),
        signature="Isolation resistance falls, most on wet mornings, towards 500 Ω/V and below.",
        discriminator="Voltage, temperatures and spread are normal; recovers in part in dry air.",
        action="Do not touch; find the wet harness or compressor with an insulation tester.",
    ),
    FailureMode(
        asset_class=AssetClass.EV,
        kinds=("ev",),
        mode="internal_short",
        code="P0A7E",
        growth=Growth.EXPONENTIAL,
        hours=(24, 168),
        shows=(
            rises("batt_temp_c"),
            rises("cell_spread_mv"),
        ),
        spares=(),
        signature="One module warms, and its cell falls behind: hottest temperature and spread rise together.",
        discriminator="Heating that current does not explain: it goes on at rest and while charging slowly.",
        action="Park outdoors, isolate, keep away; have the module replaced.",
    ),
)

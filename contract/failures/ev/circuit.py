"""What breaks round the high voltage: insulation in three ways, contactors, the DC-DC converter, the charge port."""

from functools import partial

from contract.catalogue import AssetClass
from contract.failures.types import FailureMode, Growth, When, falls, rises, stays

_GIVING = When(text="above 40 A", ranges=(("hv_current_a", 40, 900),))
_TAKING = When(text="below -20 A", ranges=(("hv_current_a", -600, -20),))
_DAWN = When(text="on wet mornings, 1:00 to 7:00", hours=(1, 7))
_CHARGING = When(text="while charging fast", states=("charge",), ranges=(("charge_power_kw", 30, 400),))

_mode = partial(FailureMode, asset_class=AssetClass.EV, kinds=("ev",))

# fmt: off
MODES = (
    _mode("isolation_ingress", code="P0AA6", growth=Growth.STEP, hours=(0, 0),
        shows=(falls("isolation_kohm"), falls("rail_ratio_pct")),
        spares=stays("hv_voltage_v", "cell_spread_mv", "batt_temp_c"),
        signature="Isolation resistance steps below 100 Ω/V and stays there, day and night; the positive rail is drawn "
        "to the body.",
        discriminator="At once, after rain or washing, and on one rail; voltages and temperatures are normal.",
        action="Do not touch; take it out of use and open the positive rail's plugs: there is water in one."),
    _mode("isolation_ageing", code="P0AA6", growth=Growth.EXPONENTIAL, hours=(720, 8760),
        shows=(falls("isolation_kohm"),),
        spares=stays("rail_ratio_pct", "hv_voltage_v", "cell_spread_mv", "batt_temp_c"),
        signature="Isolation resistance falls for months on both rails alike, towards 500 Ω/V and below.",
        discriminator="Slow, at any hour and on both rails: the whole insulation, not a place in it.",
        action="Do not touch; measure each part with an insulation tester, the compressor and the heater first."),
    _mode("isolation_drop", code="P0AA6", growth=Growth.ERRATIC, hours=(24, 240),
        shows=(falls("isolation_kohm"), rises("rail_ratio_pct", when=_DAWN)),
        spares=stays("hv_voltage_v", "cell_spread_mv", "batt_temp_c"),
        signature="Isolation resistance falls on wet mornings, towards 100 Ω/V and below, and recovers in dry air.",
        discriminator="Locked to humidity; the negative rail only; voltage, temperatures and spread are normal.",
        action="Do not touch; look on a wet morning for the damp harness on the negative rail."),
    _mode("contactor_resistance", code="P0AA1", growth=Growth.EXPONENTIAL, hours=(240, 2160),
        shows=(rises("contactor_drop_mv", when=_GIVING), falls("contactor_drop_mv", when=_TAKING)),
        spares=stays("pack_resistance_mohm", "hv_voltage_v", "cell_spread_mv", "batt_temp_c"),
        signature="The drop over the main contactors grows in proportion to the current, both ways; at last they weld.",
        discriminator="Nothing without current; the pack's own resistance stays.",
        action="Replace the contactors before they weld; check that the pre-charge is complete when they close."),
    _mode("dcdc_failure", code="P0A94", growth=Growth.STEP, hours=(0, 0),
        shows=(falls("dcdc_v"),),
        spares=stays("hv_voltage_v", "hv_current_a", "isolation_kohm", "soc_error_pct"),
        signature="12 V falls to the battery's own at once and sags on as that empties, below 11.8 V within hours.",
        discriminator="High voltage is normal; lower still with lights, heating or fans on.",
        action="Stop at a safe place before the control units fail; replace the DC-DC converter."),
    _mode("charge_port_contact", growth=Growth.EXPONENTIAL, hours=(168, 1440),
        shows=(rises("charge_port_temp_c", when=_CHARGING), falls("charge_power_kw", when=_CHARGING)),
        spares=stays("inverter_temp_c", "isolation_kohm", "pack_resistance_mohm"),
        signature="The charge port warms with the square of the charging current, past 90 °C; then the power is folded "
        "back and charging takes longer.",
        discriminator="Only while charging, most when fast; cool again within the hour.",
        action="Charge slowly; clean or replace the port's contacts, and look at the station's plug."),
)
# fmt: on

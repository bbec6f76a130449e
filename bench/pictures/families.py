"""Which failure modes share a picture: the parts of a machine that an engineer looks at together."""

from collections.abc import Mapping
from types import MappingProxyType

from contract.catalogue import AssetClass
from contract.failures import FAILURES, FailureMode

OTHER = "other"

FAMILIES: Mapping[AssetClass, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        AssetClass.ICE: {
            "cooling": (
                "thermostat_stuck_open", "thermostat_stuck_closed", "coolant_leak", "water_pump_wear", "radiator_fan",
                "radiator_clogged",
            ),
            "fuel and air": (
                "maf_drift", "vacuum_leak", "fuel_filter_clogged", "misfire", "catalyst_ageing", "egr_clogged",
            ),
            "electrical": ("alternator_weak", "battery_weak"),
            "mechanical": ("oil_pump_wear", "engine_mount", "brake_drag", "slow_puncture"),
            "driving": ("speeding", "late_shifting"),
        },
        AssetClass.EV: {
            "thermal": (
                "cooling_pump", "battery_overheat", "internal_short", "drive_pump", "inverter_paste", "motor_winding",
                "charge_port_contact",
            ),
            "battery": ("weak_cell", "capacity_fade", "resistance_growth", "current_sensor_bias"),
            "electrical": (
                "isolation_drop", "isolation_ageing", "isolation_ingress", "contactor_resistance", "dcdc_failure",
            ),
            "mechanical": ("motor_bearing",),
            "driving": ("overspeed",),
        },
        AssetClass.MACHINE: {
            "shaft": ("bearing_wear", "lubricant_starvation", "unbalance", "misalignment", "looseness"),
            "motor": ("winding_insulation", "overload", "cooling_blocked", "phase_loss", "rotor_bar", "drive_fan"),
            "pump hydraulics": ("clogged_strainer", "cavitation", "impeller_wear", "seal_leak", "dry_run", "dead_head"),
            "conveyor": ("belt_slip", "belt_tracking", "idler_drag", "gearbox_drag"),
        },
        AssetClass.RIG: {
            "tanks": ("regulator_creep", "feed_leak", "fuel_feed_leak", "seat_leak"),
            "feed": ("purge_valve_leak", "oxidiser_clog", "valve_stick"),
            "chamber": ("injector_clog", "chug", "igniter_delay", "cooling_degradation", "throat_erosion"),
            "turbopump": ("turbopump_bearing", "pump_wear", "pump_cavitation"),
            "instruments": ("transducer_zero_drift", "load_cell_creep"),
        },
    }
)  # fmt: skip
"""Modes of each class by family, in the order in which they are shown."""


def families(asset_class: AssetClass) -> dict[str, list[FailureMode]]:
    """The failure modes of a class by family; those that no family names come last."""
    known = FAILURES[asset_class]
    named = {name: [known[mode] for mode in modes if mode in known] for name, modes in FAMILIES[asset_class].items()}
    placed = {mode for modes in FAMILIES[asset_class].values() for mode in modes}
    named[OTHER] = [entry for mode, entry in known.items() if mode not in placed]
    return {name: modes for name, modes in named.items() if modes}


def picture(asset_class: AssetClass, family: str) -> str:
    """File name of a family's picture."""
    return f"{asset_class.value}-{family.replace(' ', '-')}.png"

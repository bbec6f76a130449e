"""Which failure modes share a picture: the parts of a machine that an engineer looks at together."""

from collections.abc import Mapping
from types import MappingProxyType

from collectors import registry
from contract.catalogue import CLASSES
from contract.failures import FailureMode

OTHER = "other"

FAMILIES: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "ice": {
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
        "ev": {
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
        "machine": {
            "shaft": ("bearing_wear", "lubricant_starvation", "unbalance", "misalignment", "looseness"),
            "motor": ("winding_insulation", "overload", "cooling_blocked", "phase_loss", "rotor_bar", "drive_fan"),
            "pump hydraulics": ("clogged_strainer", "cavitation", "impeller_wear", "seal_leak", "dry_run", "dead_head"),
            "conveyor": ("belt_slip", "belt_tracking", "idler_drag", "gearbox_drag"),
        },
        "rig": {
            "tanks": ("regulator_creep", "feed_leak", "fuel_feed_leak", "seat_leak"),
            "feed": ("purge_valve_leak", "oxidiser_clog", "valve_stick"),
            "chamber": ("injector_clog", "chug", "igniter_delay", "cooling_degradation", "throat_erosion"),
            "turbopump": ("turbopump_bearing", "pump_wear", "pump_cavitation"),
            "instruments": ("transducer_zero_drift", "load_cell_creep"),
        },
    }
)  # fmt: skip
"""Modes of each class by family, in the order in which they are shown."""


_PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType({"machine": ("pump", "motor", "conveyor")})
"""The simulated classes that a class is shown by; each other one shows itself."""


def kinds(asset_class: str) -> tuple[str, ...]:
    """The simulated classes that a class is shown by."""
    return _PARTS.get(asset_class, (asset_class,))


def kind(mode: FailureMode) -> str:
    """The simulated class that a failure mode is shown by."""
    return next(name for name in kinds(mode.asset_class) if registry.fault(name, mode.mode))


def families(asset_class: str) -> dict[str, list[FailureMode]]:
    """The failure modes of a class by family; those that no family names come last."""
    known = CLASSES[asset_class].modes
    named = {name: [known[mode] for mode in modes if mode in known] for name, modes in FAMILIES[asset_class].items()}
    placed = {mode for modes in FAMILIES[asset_class].values() for mode in modes}
    named[OTHER] = [entry for mode, entry in known.items() if mode not in placed]
    return {name: modes for name, modes in named.items() if modes}


def picture(asset_class: str, family: str) -> str:
    """File name of a family's picture."""
    return f"{asset_class}-{family.replace(' ', '-')}.png"

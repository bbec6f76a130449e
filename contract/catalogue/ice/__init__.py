"""Combustion vehicles: OBD-II signals by SAE J1979 mode 01, with the resolutions of the standard's formulas."""

from contract.catalogue.ice import engine, mixture, vehicle
from contract.catalogue.types import AssetClass, ClassSpec

_SIGNALS = (*engine.SIGNALS, *mixture.SIGNALS, *vehicle.SIGNALS)

ICE = ClassSpec(
    name=AssetClass.ICE,
    label="Combustion vehicle",
    signals={signal.name: signal for signal in _SIGNALS},
    run_states=("off", "start", "idle", "city", "cruise"),
    working_states=("idle", "city", "cruise"),
)

"""Battery electric vehicles: pack, drive and charging signals of a 400 V class van."""

from contract.catalogue.ev import battery, circuit, vehicle
from contract.catalogue.types import AssetClass, ClassSpec

_SIGNALS = (*vehicle.SIGNALS, *battery.SIGNALS, *circuit.SIGNALS)

EV = ClassSpec(
    name=AssetClass.EV,
    label="Electric vehicle",
    signals={signal.name: signal for signal in _SIGNALS},
    run_states=("off", "drive", "charge"),
    working_states=("drive", "charge"),
)

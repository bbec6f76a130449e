"""Industrial machines: pumps, motors and conveyors. An asset sends those signals that its kind has."""

from contract.catalogue.machine import conveyor, electric, pump, shaft
from contract.catalogue.types import AssetClass, ClassSpec

_SIGNALS = (*shaft.SIGNALS, *electric.SIGNALS, *pump.SIGNALS, *conveyor.SIGNALS)

MACHINE = ClassSpec(
    name=AssetClass.MACHINE,
    label="Industrial machine",
    signals={signal.name: signal for signal in _SIGNALS},
    run_states=("off", "starting", "running"),
    working_states=("running",),
)

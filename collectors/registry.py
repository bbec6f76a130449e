"""Every kind of machine that can be simulated, with its physics, and every fault that it can have."""

from collections.abc import Mapping
from types import MappingProxyType

from collectors import ev, ice, machine, rig
from collectors.faults import Fault
from collectors.model import Physics
from contract.catalogue import AssetClass

KINDS: Mapping[str, tuple[AssetClass, type[Physics]]] = MappingProxyType(
    {
        "ice": (AssetClass.ICE, ice.IcePhysics),
        "ev": (AssetClass.EV, ev.EvPhysics),
        "pump": (AssetClass.MACHINE, machine.PumpPhysics),
        "motor": (AssetClass.MACHINE, machine.MotorPhysics),
        "conveyor": (AssetClass.MACHINE, machine.ConveyorPhysics),
        "rig": (AssetClass.RIG, rig.RigPhysics),
    }
)
"""Class and physics of each kind."""

FAULTS: tuple[Fault, ...] = (*ice.FAULTS, *ev.FAULTS, *machine.FAULTS, *rig.FAULTS)
"""The failure modes of all classes; `sensor_faults.MODES` lie over any signal of any of them."""


def fault(kind: str, mode: str) -> Fault | None:
    """The failure mode of that name that this kind of machine can have, if there is one."""
    return next((entry for entry in FAULTS if entry.mode == mode and kind in entry.kinds), None)

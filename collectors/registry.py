"""Every class of machines that can be simulated, with its physics, and every fault that it can have."""

from collections.abc import Mapping
from types import MappingProxyType

from collectors import ev, ice, machine, rig
from collectors.faults import Fault
from collectors.model import Physics

KINDS: Mapping[str, type[Physics]] = MappingProxyType(
    {
        "ice": ice.IcePhysics,
        "ev": ev.EvPhysics,
        "pump": machine.PumpPhysics,
        "motor": machine.MotorPhysics,
        "conveyor": machine.ConveyorPhysics,
        "rig": rig.RigPhysics,
    }
)
"""The physics of each class."""

FAULTS: tuple[Fault, ...] = (*ice.FAULTS, *ev.FAULTS, *machine.FAULTS, *rig.FAULTS)
"""The failure modes of all classes; `sensor_faults.MODES` lie over any signal of any of them."""


def faults(asset_class: str) -> list[Fault]:
    """The failure modes that machines of a class can have."""
    return [fault for fault in FAULTS if fault.asset_class == asset_class]


def fault(asset_class: str, mode: str) -> Fault | None:
    """The failure mode of that name that machines of this class can have, if there is one."""
    return next((entry for entry in faults(asset_class) if entry.mode == mode), None)

"""Industrial machines: a centrifugal pump, an electric motor that drives a blower, and a belt conveyor."""

from collectors.machine.conveyor import ConveyorPhysics
from collectors.machine.faults import FAULTS
from collectors.machine.motor import MotorPhysics
from collectors.machine.pump import PumpPhysics

__all__ = ["FAULTS", "ConveyorPhysics", "MotorPhysics", "PumpPhysics"]

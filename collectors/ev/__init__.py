"""Battery electric vehicles: a delivery van's pack, drive and charging, driven by its day on the road."""

from collectors.ev.faults import FAULTS
from collectors.ev.physics import EvPhysics

__all__ = ["FAULTS", "EvPhysics"]

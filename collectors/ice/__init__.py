"""Combustion vehicles: a delivery van's engine, cooling, charging and exhaust, driven by its day on the road."""

from collectors.ice.faults import FAULTS
from collectors.ice.physics import IcePhysics

__all__ = ["FAULTS", "IcePhysics"]

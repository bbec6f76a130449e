"""Propulsion test rigs: a small pump-fed bi-propellant engine on its stand, fired several times a day."""

from collectors.rig.faults import FAULTS
from collectors.rig.physics import RigPhysics

__all__ = ["FAULTS", "RigPhysics"]

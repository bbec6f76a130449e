"""The catalogue: asset classes and their signals, the one source of names, units, ranges and default limits."""

from contract.catalogue.ev import EV
from contract.catalogue.ice import ICE
from contract.catalogue.machine import MACHINE
from contract.catalogue.rig import RIG
from contract.catalogue.types import AssetClass, ClassSpec, Direction, Limits, Role, Signal

CLASSES = {spec.name: spec for spec in (ICE, EV, MACHINE, RIG)}
"""Every asset class by its name."""

__all__ = ["CLASSES", "AssetClass", "ClassSpec", "Direction", "Limits", "Role", "Signal"]

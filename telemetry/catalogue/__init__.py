"""The catalogue: asset classes and their signals, the one source of names, units, ranges and default limits."""

from telemetry.catalogue.ev import EV
from telemetry.catalogue.ice import ICE
from telemetry.catalogue.machine import MACHINE
from telemetry.catalogue.rig import RIG
from telemetry.catalogue.types import AssetClass, ClassSpec, Direction, Limits, Role, Signal

CLASSES = {spec.name: spec for spec in (ICE, EV, MACHINE, RIG)}
"""Every asset class by its name."""

__all__ = ["CLASSES", "AssetClass", "ClassSpec", "Direction", "Limits", "Role", "Signal"]

"""The catalogue: asset classes and their signals, the one source of names, units, ranges and default limits."""

from contract.catalogue.live import CLASSES
from contract.catalogue.types import ClassSpec, Code, Codes, Direction, Limits, Role, Signal

__all__ = ["CLASSES", "ClassSpec", "Code", "Codes", "Direction", "Limits", "Role", "Signal"]

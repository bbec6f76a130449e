"""The fault code of a deviation: the contract's, or a plain one."""

from contract.catalogue import Code, Signal
from contract.catalogue.types import HIGH

GENERAL = "Compare with related signals; inspect the asset"
"""What to do where nobody has written down anything better."""


def find(signal: Signal, side: int) -> Code:
    """The code for a signal that is too high (side 1) or too low (-1); a plain one where the contract names none."""
    if (known := signal.codes.of(side)) is not None:
        return known
    way = "high" if side == HIGH else "low"
    name = f"{signal.name}_{way}".upper()
    return Code(name, f"{signal.label} is unexpectedly {way}", GENERAL)

"""The fault code of a deviation: the contract's, or a plain one."""

from contract.catalogue import AssetClass, Signal
from contract.codes import CODES, HIGH, Code


def find(asset_class: AssetClass, signal: Signal, side: int) -> Code:
    """The code for a signal that is too high (side 1) or too low (-1); a plain one where the contract names none."""
    known = CODES[asset_class].get((signal.name, side))
    if known is not None:
        return known
    way = "high" if side == HIGH else "low"
    name = f"{signal.name}_{way}".upper()
    return Code(name, f"{signal.label} is unexpectedly {way}", "Compare with related signals; inspect the asset")

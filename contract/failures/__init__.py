"""Failure modes: what an engineer knows of each before it is seen; simulators inject them, diagnosis matches them."""

from contract.catalogue import AssetClass
from contract.failures import ev, ice, machine, rig
from contract.failures.types import ALWAYS, Effect, FailureMode, Growth, Sense, When

ICE, EV, MACHINE, RIG = (
    {entry.mode: entry for entry in part.MODES}  # modes are unique within a class
    for part in (ice, ev, machine, rig)
)
FAILURES = {AssetClass.ICE: ICE, AssetClass.EV: EV, AssetClass.MACHINE: MACHINE, AssetClass.RIG: RIG}
"""The failure modes of each class, by name."""

__all__ = [
    "ALWAYS", "EV", "FAILURES", "ICE", "MACHINE", "RIG", "Effect", "FailureMode", "Growth", "Sense", "When",
]  # fmt: skip

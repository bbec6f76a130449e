"""The types of failure modes, which are data in `machines/`; `sensors` has the faults of measuring."""

from contract.failures.types import ALWAYS, Cost, Effect, FailureMode, Growth, Sense, When

__all__ = ["ALWAYS", "Cost", "Effect", "FailureMode", "Growth", "Sense", "When"]

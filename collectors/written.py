"""Facts of a signal that a simulator cannot do without: those that ships say them all, and nothing is learned here."""

from contract.catalogue import Signal
from contract.errors import ContractError


def normal(signal: Signal) -> tuple[float, float]:
    """The healthy range, in the signal's unit; raises `ContractError` where nobody wrote one."""
    if signal.normal is None:
        raise ContractError(signal.name, "has no normal range, which a simulator needs")
    return signal.normal


def min_deviation(signal: Signal) -> float:
    """The smallest deviation that matters, in the signal's unit; raises `ContractError` where nobody wrote one."""
    if signal.min_deviation is None:
        raise ContractError(signal.name, "has no smallest deviation that matters, which a simulator needs")
    return signal.min_deviation

"""What a label breaks of the data contract: without asset or class, of an unknown class, of an unknown signal.

The names of the first are those that Telegraf's door gives to the same faults.
"""

from analytics.ground.fleet import Label
from contract.catalogue import CLASSES
from contract.data_faults import WITHOUT, DataFault

RUN_STATE = "run_state"
UNKNOWN_STATE = ""
"""What stands for every run state that no class has: an asset in it is not at work."""


def run_states() -> frozenset[str]:
    """The run states of all classes."""
    return frozenset(state for spec in CLASSES.values() for state in spec.run_states)


def owner_problem(label: Label) -> DataFault | None:
    """The data fault of a label's asset and class; None where they keep the contract."""
    for fault, value in zip(WITHOUT.values(), label, strict=False):
        if not value:
            return fault
    return None if label[1] in CLASSES else DataFault.UNKNOWN_CLASS


def problem(label: Label) -> DataFault | None:
    """The data fault of the label of a signal; None where it keeps the contract."""
    found = owner_problem(label)
    if found or label[3] in CLASSES[label[1]].signals:
        return found
    return DataFault.UNKNOWN_STATE if label[3] == RUN_STATE else DataFault.UNKNOWN_SIGNAL


def known_state(label: Label) -> bool:
    """Whether the label of a run state keeps the contract; one with `UNKNOWN_STATE` does not."""
    return owner_problem(label) is None and label[3] in CLASSES[label[1]].run_states

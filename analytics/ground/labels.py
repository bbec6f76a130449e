"""What a label breaks of the data contract: without asset, class or site, of an unknown class, of an unknown signal.

The names of the first are those that Telegraf's door gives to the same faults.
"""

from analytics.ground.fleet import Label
from contract.catalogue import CLASSES, AssetClass

RUN_STATE = "run_state"
UNKNOWN_STATE = ""
"""What stands for every run state that no class has: an asset in it is not at work."""
RUN_STATES = frozenset(state for spec in CLASSES.values() for state in spec.run_states)


def owner_problem(label: Label) -> str | None:
    """The data fault of a label's asset, class and site; None where they keep the contract."""
    for name, value in zip(("asset", "asset_class", "site"), label, strict=False):
        if not value:
            return f"refused_without_{name}"
    return None if label[1] in CLASSES else "unknown_class"


def problem(label: Label) -> str | None:
    """The data fault of the label of a signal; None where it keeps the contract."""
    found = owner_problem(label)
    if found or label[3] in CLASSES[AssetClass(label[1])].signals:
        return found
    return "unknown_state" if label[3] == RUN_STATE else "unknown_signal"


def known_state(label: Label) -> bool:
    """Whether the label of a run state keeps the contract; one with `UNKNOWN_STATE` does not."""
    return owner_problem(label) is None and label[3] in CLASSES[AssetClass(label[1])].run_states

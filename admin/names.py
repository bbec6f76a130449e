"""Names for people: of classes and signals from the catalogue, of data faults in plain words."""

import re

from contract.catalogue import CLASSES, ClassSpec, Signal
from contract.data_faults import DATA_FAULTS

_ID = re.compile(r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b")


def find_class(name: str) -> ClassSpec | None:
    """The catalogue's entry for a class."""
    return CLASSES.get(name)


def class_label(name: str) -> str:
    """What a class is called; a class that the catalogue does not know keeps its id."""
    found = find_class(name)
    return found.label if found else name


def find_signal(asset_class: str, name: str) -> Signal | None:
    """The catalogue's entry for a class's signal."""
    found = find_class(asset_class)
    return found.signals.get(name) if found else None


def signal_label(name: str, asset_class: str = "") -> str:
    """What a signal is called in short: without a remark in brackets, and of a list the first part (and the last)."""
    found = find_signal(asset_class, name) or next(
        (spec.signals[name] for spec in CLASSES.values() if name in spec.signals), None
    )
    if found is None:
        return plain(name)
    first, *others = found.label.split(" (")[0].split(", ")
    return f"{first} ({others[-1]})" if others else first


def in_words(text: str, asset_class: str = "") -> str:
    """A sentence of the worker with every signal's id replaced by its name, and a capital at its start."""

    def name(match: re.Match[str]) -> str:
        known = find_signal(asset_class, match[0])
        label = signal_label(match[0], asset_class)
        # A label that begins with an abbreviation keeps its capitals.
        plain_word = label[1:2].islower() and match.start() > 0
        return label[:1].lower() + label[1:] if known is not None and plain_word else label

    said = _ID.sub(name, text)
    return said[:1].upper() + said[1:]


def issue_label(issue: str) -> str:
    """A data fault's word as people say it; one that is not of ours is shown as it is, without underscores."""
    return DATA_FAULTS[issue].label if issue in DATA_FAULTS else plain(issue)


def plain(name: str) -> str:
    """A word of the contract without underscores, such as a failure mode's."""
    return name.replace("_", " ")


def limit_label(name: str) -> str:
    """What a hard limit is called: `crit_low` is critical below."""
    severity, side = name.split("_")
    return f"{'critical' if severity == 'crit' else 'warning'} {'below' if side == 'low' else 'above'}"

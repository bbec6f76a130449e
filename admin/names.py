"""Names for people: of classes and signals from the catalogue, of data faults in plain words."""

import re

from contract.catalogue import CLASSES, AssetClass, Signal

ISSUES = {
    "impossible": "physically impossible",
    "jump": "sudden jump",
    "unit": "wrong unit",
    "step": "impossible step",
    "stuck": "stuck sensor",
    "noisy": "noisy sensor",
    "reset": "counter reset",
    "alone": "moves alone",
    "late": "too late",
    "ahead": "clock ahead",
    "future": "more than an hour ahead",
    "unknown_state": "unknown run state",
    "unscored": "could not be scored",
    "refused_too_many": "refused: too many assets",
    "refused_without_asset": "refused: no asset named",
    "refused_without_asset_class": "refused: no class named",
    "refused_without_site": "refused: no site named",
    "refused_unknown_class": "refused: unknown class",
    "refused_time": "refused: unreadable time",
    "refused_time_without_zone": "refused: time without a zone",
    "refused_not_a_number": "value that is no number",
    "refused_not_a_word": "run state that is no short text",
}
"""What codes of data faults mean, the worker's and those of Telegraf's door; those not here speak for themselves."""

_ID = re.compile(r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b")


def class_label(asset_class: str) -> str:
    """What a class is called; a class that the catalogue does not know keeps its id."""
    return CLASSES[AssetClass(asset_class)].label if asset_class in set(AssetClass) else asset_class


def find_signal(asset_class: str, name: str) -> Signal | None:
    """The catalogue's entry for a class's signal."""
    return CLASSES[AssetClass(asset_class)].signals.get(name) if asset_class in set(AssetClass) else None


def signal_label(name: str, asset_class: str = "") -> str:
    """What a signal is called in short: without a remark in brackets, and of a list the first part (and the last)."""
    found = find_signal(asset_class, name) or next(
        (spec.signals[name] for spec in CLASSES.values() if name in spec.signals), None
    )
    if found is None:
        return name.replace("_", " ")
    first, *others = found.label.split(" (")[0].split(", ")
    return f"{first} ({others[-1]})" if others else first


def signal_unit(name: str, asset_class: str = "") -> str:
    """A signal's unit, "" where it has none or is not known."""
    found = find_signal(asset_class, name)
    return found.unit if found else ""


def in_words(text: str, asset_class: str = "") -> str:
    """A sentence of the worker with every signal's id replaced by its name, and a capital at its start."""

    def name(match: re.Match[str]) -> str:
        known = find_signal(asset_class, match[0])
        label = signal_label(match[0], asset_class)
        return label if known is None or match.start() == 0 else label[:1].lower() + label[1:]

    said = _ID.sub(name, text)
    return said[:1].upper() + said[1:]


def issue_label(issue: str) -> str:
    """A data fault's code as words; a code that is not known here is shown as it is, without underscores."""
    return ISSUES.get(issue, issue.replace("_", " "))

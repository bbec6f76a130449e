"""What a task is called, and what it asks for."""

from admin.incidents.incident import Incident
from admin.names import find_signal, in_words, plain, signal_label
from admin.prognosis.outlook import Prognosis
from contract.catalogue import CLASSES

LONGEST = 500
"""Characters of a title or an action; what others wrote is cut there."""


def title_of(found: Incident | Prognosis) -> str:
    """What is wrong, or on its way."""
    said = found.description or found.code if isinstance(found, Incident) else _foretold(found)
    return (said or "Something is off")[:LONGEST]


def action_of(found: Incident | Prognosis) -> str:
    """What is to be done; "" where nobody knows."""
    if isinstance(found, Incident):
        return found.recommendation[:LONGEST]
    modes = CLASSES[found.asset_class].modes if found.asset_class in CLASSES else {}
    return modes[found.indicator].action if found.indicator in modes else ""


def _foretold(found: Prognosis) -> str:
    if not found.indicator:
        return in_words(found.because, found.asset_class) or "Likely to fail"
    if find_signal(found.asset_class, found.indicator):
        return f"{signal_label(found.indicator, found.asset_class)} is on its way to its limit"
    return f"{plain(found.indicator).capitalize()} is foretold"

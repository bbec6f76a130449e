"""What tests need to find in the catalogue."""

from contract.catalogue import CLASSES
from contract.failures import FailureMode, When

MODES: list[FailureMode] = [mode for spec in CLASSES.values() for mode in spec.modes.values()]
"""The failure modes of every class that ships."""


def when(asset_class: str, text: str) -> When:
    """The condition of a class that reads like that."""
    effects = (effect for mode in CLASSES[asset_class].modes.values() for effect in (*mode.shows, *mode.spares))
    return next(effect.when for effect in effects if effect.when.text == text)

"""Failure modes that a class has from a part: of what they show and spare, what the class has signals for.

A bearing heats whether or not somebody measures the motor's current. What is no signal of any file is a mistake, and
stays for the checks to find.
"""

from contract.catalogue.document import ClassDocument, ModePart
from contract.catalogue.stack import Library, Stack


def fitted(found: ClassDocument, stack: Stack, library: Library) -> ClassDocument:
    """The class with the modes of parts cut down to its own signals; a mode of which nothing shows is left out."""
    absent = library.signals - set(found.signals)
    modes = {
        name: _cut(mode, absent) if library.is_part(stack.writer(("modes", name))) else mode
        for name, mode in found.modes.items()
    }
    return found.model_copy(update={"modes": {name: mode for name, mode in modes.items() if mode.shows}})


def _cut(mode: ModePart, absent: frozenset[str]) -> ModePart:
    return mode.model_copy(
        update={
            "shows": tuple(effect for effect in mode.shows if effect.signal not in absent),
            "spares": tuple(effect for effect in mode.spares if effect.signal not in absent),
            "leads": tuple(signal for signal in mode.leads if signal not in absent),
        }
    )

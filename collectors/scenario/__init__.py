"""A scenario: the machines of a world, when it begins, and what will break when. Read from TOML, checked whole."""

from collectors.scenario.checking import LONGEST, duration
from collectors.scenario.reading import LAUNCH, launched, load, materialise, parse, read
from collectors.scenario.shipped import DEMO, SHIPPED, find, summary
from collectors.scenario.types import Planned, Scenario

__all__ = [
    "DEMO", "LAUNCH", "LONGEST", "SHIPPED", "Planned", "Scenario",
    "duration", "find", "launched", "load", "materialise", "parse", "read", "summary",
]  # fmt: skip

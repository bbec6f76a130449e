"""Data faults: what is wrong with the measuring, kept apart from what is wrong with the machine.

impossible   a value that the quantity cannot have
jump         a lone value far from its neighbours: held back until the next sample agrees with it, or shows it alone
spiky        lone values again and again; what lies between them is still judged
unit         the value is what it was, in another unit, while the machine goes on as it did
step         heat that moved from one sample to the next as no heat can, and stayed there
stuck        the same value for many times as long as it ever rested in health
noisy        many times as restless from sample to sample as in health, while the asset's other signals are calm
dropout      missing while its asset goes on sending
reset        a counter that fell
alone        off, while nothing has moved that every failure we know would have moved, too (`verdict.corroboration`)

A signal that is missing or in a wrong unit is not judged and adds nothing to risk; a stuck or a stepped one is held to
its hard limits alone, but not where the step is just what another unit would read. One that is noisy is judged by its
slow means and its limits: noise leaves the mean where it was. One that is alone is watched, and calls nobody. A spiky
one is still judged: its lone values are held back. An offset that grows slowly, or that comes at once in a signal that
can move so, looks the same as a fault of the machine where that signal is the first that some failure moves: those are
left to be judged.
"""

from analytics.layers.quality.dropout import know, missing
from analytics.layers.quality.inspect import Verdict, inspect
from analytics.layers.quality.state import (
    ALONE,
    ISSUES,
    NOISY,
    Quality,
    broken,
    doubted,
    know_range,
    know_rest,
    names,
    noisy,
    pace,
    untrue,
)

__all__ = [
    "ALONE",
    "ISSUES",
    "NOISY",
    "Quality",
    "Verdict",
    "broken",
    "doubted",
    "inspect",
    "know",
    "know_range",
    "know_rest",
    "missing",
    "names",
    "noisy",
    "pace",
    "untrue",
]

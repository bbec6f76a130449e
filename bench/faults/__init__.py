"""Faults in a simulated fleet with its truth, scored by the product's own pipeline: what is found, when, at what price.

    forewarn bench faults [--seed N] [--assets M] [--days D] [--verbose]

M machines of all kinds are healthy for 14 days, which are learned as the worker learns; it learns anew each week,
except what is in alarm. D days follow at a sample a minute, in which each machine fails about once in 20 days, in any
mode of its kind, growing as long as that mode does, and is repaired 4 to 48 hours after it failed. On every fifth
machine a sensor fails as often, which is no fault of the machine. The numbers:

*episode*      a fault that can be seen (a reading is three sigma off that of a sound twin) within the span, and either
               has failed within it or is there for 24 hours after it can be seen
*found*        a warning or worse was raised on the machine between the fault's onset and its repair
*delay*        from when it can be seen to that first warning; 0 where the warning came first
*fast*         modes that need 48 hours at most, or none, from onset to failure; all others are slow
*alarm*        what was raised on one machine within an hour, and each next severity of it: one call to an operator
*false alarm*  one outside the time from the onset of a fault of the machine to 12 hours after its repair, per week of
               machines in that time; where a sensor was faulty, also counted as a data-fault alarm
*precision*    the share of alarms that are not false
*top-1, top-3* of found episodes, how often the mode is what the product names first, or one of the first three modes
               that it names, when it first warns and 12 hours later (or last before the repair)
*said*         how sure the product was of what it named first when it raised a warning or worse, against how often that
               was right: a mode that is at work, or `unknown` where none is (every fault here has its mode in the
               catalogue); left out for 12 hours after a repair. The expected calibration error is the mean distance
               of both over the bins, by their times
*asset-hours*  each hour of a machine, by its highest risk: positive from when a fault can be seen to its repair; left
               out before that and for 12 hours after; called positive where the risk is medium or high
"""

from bench.faults.counting import count
from bench.faults.plan import draw, truth
from bench.faults.table import table
from bench.faults.trial import run

__all__ = ["measure"]


def measure(assets: int, days: float, seed: int, verbose: bool = False) -> str:
    """The figures as text; `verbose` adds a line for each episode."""
    plan = draw(assets, days, seed)
    return table(count(plan, truth(plan), run(plan)), verbose)

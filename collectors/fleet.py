"""A healthy fleet of any size, for benchmarks and trials: the classes mixed, everything at work around the clock."""

from itertools import cycle, islice

from collectors import registry
from collectors.model import Asset
from collectors.scenario import Scenario
from contract.time import MINUTE

SITES = ("warsaw", "gdansk")


def fleet(n: int, seed: int, start: int, backfill: int = 0) -> Scenario:
    """A scenario of n machines, kind by kind in turn, named `<KIND>-0001` and on; times in ns (see `Scenario`)."""
    kinds = islice(cycle(registry.KINDS), n)
    assets = (
        Asset(f"{kind.upper()}-{number:04d}", kind, SITES[number % 2]) for number, kind in enumerate(kinds, start=1)
    )
    return Scenario(seed, start, backfill, MINUTE, tuple(assets))

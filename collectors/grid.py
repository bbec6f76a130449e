"""The moments that a run simulates: whole multiples of its step, in blocks that fit the processor's cache."""

from collections.abc import Iterator

import numpy as np

from collectors.model import Times

BLOCK_STEPS = 360
"""Most moments of a block."""


def following(moment: int, step: int) -> int:
    """The first whole multiple of the step after a moment, both in ns."""
    return moment // step * step + step


def grid(start: int, stop: int, step: int) -> Times:
    """Whole multiples of the step in (start, stop], all in ns."""
    return np.arange(following(start, step), stop + 1, step, dtype=np.int64)


def blocks(times: Times) -> Iterator[Times]:
    """The moments in pieces of at most `BLOCK_STEPS`."""
    return (times[done : done + BLOCK_STEPS] for done in range(0, len(times), BLOCK_STEPS))

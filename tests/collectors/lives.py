"""A machine's life with a fault, beside its sound twin, and what the tests of signatures say of it."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from contract.time import DAY, HOUR
from tests.collectors.worlds import Life, episode, live_through

Flags = npt.NDArray[np.bool_]


@lru_cache
def life(kind: str, mode: str, grow_h: int = 48) -> Life:
    """A machine's life with that fault: growth, and a day after it has failed."""
    return live_through(episode(kind, mode, grow_h * HOUR), grow_h * HOUR + DAY)


def strong(kind: str, mode: str, *names: str) -> None:
    """Each of these signals ends up clearly, lastingly off."""
    for name in names:
        late = life(kind, mode).sigmas(kind, name)[-12 * 60 :]
        late = late[np.isfinite(late)]
        assert np.quantile(np.abs(late), 0.9) > 6, name


def calm(kind: str, mode: str, *names: str, sigmas: float = 3) -> None:
    """None of these signals is ever off by more than its noise."""
    for name in names:
        assert np.nanmax(np.abs(life(kind, mode).sigmas(kind, name))) < sigmas, name


def first(found: Flags) -> int:
    """The first minute at which something is so."""
    assert found.any()
    return int(np.argmax(found))

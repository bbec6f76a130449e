"""Reading on: where the worker is in the store's telemetry, and how much of it is read at once.

Behind its time it reads in chunks, larger ones where there is little in them. At the present a reading goes back behind
the newest moment that every active asset has shown, as points are a moment under way.
"""

import logging

import numpy as np

from analytics.ground.columns import Ints
from analytics.ground.samples import Samples, States
from analytics.ground.source import Telemetry
from contract.errors import GatewayError
from contract.time import SECOND

log = logging.getLogger(__name__)

REREAD_S = 2
"""How far each read goes back at least over what was read: points are that long on their way. What others of its asset
overtook by more is found by the counts of `sweep`."""
ACTIVE_S = 30
"""An asset that sent within this time holds the reading back, at most by this time, until its next point is there."""
CHUNK_S = (60.0, 1800.0)
"""How much time is read at once when the worker is behind: at first, and at most."""
MIN_CHUNK_S = 0.1
"""How far that shrinks where the store does not answer: what was sent at once may be more than it gives at once."""
CHUNK_ROWS = 200_000
"""Values in one reading from which on less time is read at once; half of them let it grow."""
MOST_ROWS = 2 * CHUNK_ROWS
"""Values that are judged at once, at most, as what they give waits in memory to be written: behind hours without any,
a reading may be of far more."""


class Reading:
    """The place that was reached, `cursor` in nanoseconds, 0 where nothing was read yet.

    It reads at most `most_s` seconds at once.
    """

    def __init__(self, telemetry: Telemetry, most_s: float = CHUNK_S[1]) -> None:
        self.telemetry, self.cursor, self._most_s = telemetry, 0, most_s
        self._chunk_s = CHUNK_S[0]

    def stop(self, now: int) -> int:
        """Where the next reading ends."""
        return min(now, self.cursor + round(self._chunk_s * SECOND))

    def read(self, stop: int) -> tuple[Samples, States]:
        """What the store has from the cursor on; where it cannot answer, less is asked of it the next time."""
        try:
            samples, states = self.telemetry.new(self.cursor, stop)
        except GatewayError as error:
            if error.status is not None and self._chunk_s <= MIN_CHUNK_S:
                self._pass_over(stop)
            self._chunk_s = max(self._chunk_s / 2, MIN_CHUNK_S)
            raise
        self._pace(len(samples.time))
        return samples, states

    def _pass_over(self, stop: int) -> None:
        """Leave a moment out that the store cannot answer for, where it can for the next one."""
        try:
            self.telemetry.new(stop, stop + round(MIN_CHUNK_S * SECOND))
        except GatewayError:
            return
        moment = np.datetime64(self.cursor, "ns")
        log.error(
            "%.1f s of %s from %s on cannot be read and are passed over", MIN_CHUNK_S, self.telemetry.place.name, moment
        )
        self.cursor = stop

    def advance(self, stop: int, now: int, newest: Ints) -> None:
        """Read on behind the `newest` moment that every active asset has shown, and a little before now."""
        active = newest[newest >= now - ACTIVE_S * SECOND]
        known = int(np.min(active)) + 1 if len(active) else stop
        self.cursor = max(self.cursor, min(stop, known, now - REREAD_S * SECOND))

    def _pace(self, rows: int) -> None:
        """Read more time at once where there is little in it, and less where there is much."""
        if rows > CHUNK_ROWS:
            self._chunk_s = max(self._chunk_s / 2, MIN_CHUNK_S)
        elif rows < CHUNK_ROWS / 2:
            self._chunk_s = min(2 * self._chunk_s, self._most_s)


def first_of(samples: Samples, states: States, stop: int) -> tuple[Samples, States, int]:
    """As much of a reading up to `stop` (ns) as is judged at once, and up to where that is: the rest is read again."""
    if len(samples.time) <= MOST_ROWS:
        return samples, states, stop
    end = int(np.partition(samples.time, CHUNK_ROWS)[CHUNK_ROWS])
    before = samples.time < end
    if not before.any():
        return samples, states, stop
    return samples.take(before), states.take(states.time < end), end

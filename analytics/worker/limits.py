"""When limits are to be written: where they come into force, and hourly, so that who looks at an hour finds them."""

import numpy as np

from analytics.ground.columns import Ints
from analytics.policies.judging import Judging
from contract.time import SECOND

EVERY_S = 3600


class Telling:
    """Remembers which limits were told, and when."""

    def __init__(self) -> None:
        self._reported_of: Judging | None = None
        self._known = self._last_reported = 0

    def due(self, judging: Judging, time: int) -> Ints:
        """The series whose limits are to be written: new ones, and all of them after an hour or a new threshold."""
        if judging is not self._reported_of or not self._last_reported <= time < self._last_reported + EVERY_S * SECOND:
            self._reported_of, self._last_reported, self._known = judging, time, 0
        first, self._known = self._known, len(judging)
        return np.arange(first, self._known)

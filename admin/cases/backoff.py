"""When what did not come through is tried again, and when nobody tries any more.

Exponential backoff with full jitter: a wait drawn evenly from 0 to a bound that doubles, so that cases that failed
together do not come back together.
"""

import random

from contract.time import DAY, SECOND

FIRST_S, LONGEST_S, LEAST_S = 4.0, 1800.0, 1.0
"""The bound after the first attempt, the greatest, and what is waited at least, in seconds."""
MOST_ATTEMPTS = 100
MOST_AGE = 3 * DAY
"""How often and for how long a case is tried, before it is for people to look at."""
MOST_ASKED_S = 24 * 3600.0
"""What a receiver asks to wait is believed up to this."""


def pause_s(attempts: int, asked_s: float | None = None) -> float:
    """How long to wait after so many attempts, of which the last failed; no shorter than the receiver asked for."""
    bound = min(FIRST_S * 2.0 ** min(attempts - 1, 20), LONGEST_S)
    drawn = max(random.uniform(0, bound), LEAST_S)
    return max(drawn, min(asked_s or 0.0, MOST_ASKED_S))


def is_over(attempts: int, since: int, now: int) -> bool:
    """Whether it has been tried for long enough; times are nanoseconds since 1970."""
    return attempts >= MOST_ATTEMPTS or now - since >= MOST_AGE


def after(now: int, seconds: float) -> int:
    """The time (ns) that many seconds after another."""
    return now + round(seconds * SECOND)

"""Lengths of time: points carry nanoseconds since 1970, everything else counts in seconds."""

SECOND = 10**9
"""Nanoseconds in a second, and so on."""
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

HOUR_S = 3600
"""Seconds in an hour, and so on."""
DAY_S = 24 * HOUR_S
WEEK_S = 7 * DAY_S

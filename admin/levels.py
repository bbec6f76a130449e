"""The state of an asset as people read it: the word of its level, or that it is silent."""

from datetime import UTC, datetime, timedelta

from contract.levels import CRITICAL, LEVELS
from contract.silence import ASSET_S

SILENT = "silent"
"""Shown in place of a level where nothing has come for a while: an old risk says nothing of now."""
SILENT_AFTER = timedelta(seconds=ASSET_S)

RETIRED = "retired"
"""The same of an asset that is out of service: nobody waits for it."""

STATES = (*reversed(LEVELS), SILENT)
"""All that an asset in service may be in, the worst first."""


def level_name(level: int) -> str:
    """The name of a level; what is out of range is taken as the nearest."""
    return LEVELS[min(max(level, 0), len(LEVELS) - 1)]


def is_silent(due: datetime | None, now: datetime | None = None) -> bool:
    """Whether nothing has come from an asset for `SILENT_AFTER` since its next value was due, or ever.

    Where values come often, one is due from the newest on.
    """
    return due is None or (now or datetime.now(UTC)) - due > SILENT_AFTER


def state_of(level: int, silent: bool, has_critical: bool, *, retired: bool = False) -> str:
    """The name of a level, or `silent`: but a critical fault that is open is no less so for want of news.

    One that is retired and sends nothing is just that; while it sends, it is as any other.
    """
    if silent and retired:
        return RETIRED
    if silent:
        return LEVELS[CRITICAL] if has_critical else SILENT
    return level_name(level)

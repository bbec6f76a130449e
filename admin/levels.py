"""The state of an asset as people read it: the word of its level, or that it is silent."""

from datetime import UTC, datetime, timedelta

from contract.levels import CRITICAL, LEVELS
from contract.silence import ASSET_S

SILENT = "silent"
"""Shown in place of a level where nothing has come for a while: an old risk says nothing of now."""
SILENT_AFTER = timedelta(seconds=ASSET_S)

STATES = (*reversed(LEVELS), SILENT)
"""All of them, the worst first."""


def level_name(level: int) -> str:
    """The name of a level; what is out of range is taken as the nearest."""
    return LEVELS[min(max(level, 0), len(LEVELS) - 1)]


def is_silent(due: datetime | None, now: datetime | None = None) -> bool:
    """Whether nothing has come from an asset for `SILENT_AFTER` since its next value was due, or ever.

    Where values come often, one is due from the newest on.
    """
    return due is None or (now or datetime.now(UTC)) - due > SILENT_AFTER


def state_of(level: int, silent: bool, has_critical: bool) -> str:
    """The name of a level, or `silent`: but a critical fault that is open is no less so for want of news."""
    if silent:
        return LEVELS[CRITICAL] if has_critical else SILENT
    return level_name(level)

"""The four levels of risk by number, and what else a reader has to know of an asset: that it is silent."""

from datetime import UTC, datetime, timedelta

from contract.levels import LEVELS
from contract.silence import ASSET_S

SILENT = "silent"
"""Shown in place of a level where nothing has come for a while: an old risk says nothing of now."""

SILENT_AFTER = timedelta(seconds=ASSET_S)


def level_name(level: int) -> str:
    """The name of a level; what is out of range is taken as the nearest."""
    return LEVELS[min(max(level, 0), len(LEVELS) - 1)]


def is_silent(seen: datetime | None, now: datetime | None = None) -> bool:
    """Whether nothing has come from an asset for `SILENT_AFTER`, or ever."""
    return seen is None or (now or datetime.now(UTC)) - seen > SILENT_AFTER

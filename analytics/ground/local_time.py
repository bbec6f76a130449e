"""Local time of assets: which hour of the day and which day of the week a moment is where the asset stands.

A change of the clocks moves people's habits by an hour against UTC, and with them what is normal for a machine.
"""

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from analytics.ground.columns import Ints
from analytics.ground.fleet import Fleet
from contract.time import DAY_S, SECOND
from contract.zones import UTC as UTC_NAME
from contract.zones import Zones

_FIRST_YEAR, _LAST_YEAR = 1970, 2100
_STEP_S = 6 * DAY_S
"""No zone changes its clocks twice within so many seconds."""


class LocalTime:
    """The clocks of a fleet's assets; call `follow` when the fleet has grown or an asset has moved."""

    def __init__(self, zones: Zones | None = None) -> None:
        self.zones = zones or Zones()
        self._names: list[str] = []
        self._zone = np.zeros(0, np.int64)
        self._seen = (0, 0)

    def follow(self, fleet: Fleet) -> None:
        """Look up the zones of new assets, and of those that moved."""
        seen = (len(fleet.assets), fleet.moves)
        if seen == self._seen:
            return
        names = [self.zones.of(asset.site) for asset in fleet.assets]
        self._names = sorted(set(names))
        self._zone = np.searchsorted(self._names, names)
        self._seen = seen

    def of(self, asset: Ints, time: Ints) -> Ints:
        """What clocks on the wall show at each asset (n,) at each time (n,), as nanoseconds from 1970 in local time."""
        if not self._names or self._names == [UTC_NAME]:
            return time
        if len(self._names) == 1:
            return time + offset(self._names[0], time)
        local, zone = time.copy(), self._zone[asset]
        for number in np.unique(zone).tolist():
            mine = zone == number
            local[mine] += offset(self._names[number], time[mine])
        return local


def offset(zone: str, time: Ints) -> Ints:
    """By how much local time is ahead of UTC at each time (both nanoseconds)."""
    changes, offsets = _table(zone)
    return np.asarray(offsets[np.searchsorted(changes, time, side="right")])


@lru_cache(maxsize=64)
def _table(zone: str) -> tuple[Ints, Ints]:
    """When a zone changes its clocks, and the offset before the first change and after each; nanoseconds."""
    place = ZoneInfo(zone)
    first, last = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (_FIRST_YEAR, _LAST_YEAR))
    changes, offsets = [], [_offset_s(place, first)]
    for begin in range(first, last, _STEP_S):
        if _offset_s(place, begin + _STEP_S) != offsets[-1]:
            changes.append(_change(place, begin, begin + _STEP_S))
            offsets.append(_offset_s(place, begin + _STEP_S))
    return np.array(changes, np.int64) * SECOND, np.array(offsets, np.int64) * SECOND


def _change(place: ZoneInfo, before: int, after: int) -> int:
    """The first second of the offset that holds at `after`, which is another than at `before`."""
    new = _offset_s(place, after)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (before, middle) if _offset_s(place, middle) == new else (middle, after)
    return after


def _offset_s(place: ZoneInfo, seconds: int) -> int:
    shift = datetime.fromtimestamp(seconds, place).utcoffset()
    assert shift is not None  # the time is aware
    return round(shift.total_seconds())

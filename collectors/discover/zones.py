"""The zone of a clock, by the letters behind its times, or by the hour at which it was changed."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from contract.zones import UTC

_LETTERS = {
    "CET CEST MEZ MESZ": "Europe/Berlin", "EET EEST": "Europe/Helsinki", "BST": "Europe/London",
    "EST EDT": "America/New_York", "CST CDT": "America/Chicago", "MST MDT": "America/Denver",
    "PST PDT": "America/Los_Angeles", "UTC GMT Z": UTC,
}  # fmt: skip
_ZONE = {letters: zone for several, zone in _LETTERS.items() for letters in several.split()}
_CHANGING = ("Europe/Berlin", "Europe/London", "Europe/Helsinki", "America/New_York", "Australia/Sydney")
"""Zones whose clocks are changed at an hour of their own; that of New York is that of all of North America."""
_MOST_CHANGES = 8
_HOUR_S = 3600.0


def zone_by_letters(texts: npt.NDArray[np.object_]) -> tuple[str, str]:
    """The zone that the letters at the end of times are of, and why; "" where they are of none that is known."""
    letters = sorted({str(text).rpartition(" ")[2].upper() for text in texts})
    found = {_ZONE[word] for word in letters if word in _ZONE}
    zone = found.pop() if len(found) == 1 else ""
    return zone, f"{' and '.join(letters)} behind it"


def zone_by_changes(moments: npt.NDArray[np.datetime64]) -> tuple[str, str]:
    """The zone whose clocks are changed where an hour of (n,) local moments comes twice, or lacks, and why."""
    moments = moments[~np.isnat(moments)]
    steps = np.diff(moments.view(np.int64)).astype(np.float64) / 1e9
    if (steps < 0).sum() > (steps > 0).sum():
        moments, steps = moments[::-1], -steps[::-1]
    usual = float(np.median(steps[steps > 0])) if (steps > 0).any() else 0.0
    back = (steps <= 0) if usual >= _HOUR_S / 2 else (steps <= -_HOUR_S / 4) & (steps >= -_HOUR_S)
    ahead = (steps > _HOUR_S) & (steps <= _HOUR_S + 2 * usual)
    if not 0 < back.sum() + ahead.sum() <= _MOST_CHANGES or usual > 2 * _HOUR_S:
        return "", ""
    twice, lacking = moments[1:][back], moments[:-1][ahead] + np.timedelta64(round(usual * 1e9), "ns")
    for zone in _CHANGING:
        if _come_twice(twice, zone).all() and _are_none(lacking, zone).all():
            return zone, f"its clocks were changed as those of {zone} are"
    return "", ""


def _come_twice(moments: npt.NDArray[np.datetime64], zone: str) -> npt.NDArray[np.bool_]:
    shown = pd.DatetimeIndex(moments)
    summer, winter = (
        shown.tz_localize(zone, ambiguous=np.full(len(shown), first), nonexistent="NaT").asi8 for first in (True, False)
    )
    return np.asarray(summer != winter)


def _are_none(moments: npt.NDArray[np.datetime64], zone: str) -> npt.NDArray[np.bool_]:
    shown = pd.DatetimeIndex(moments)
    return np.asarray(shown.tz_localize(zone, ambiguous=np.ones(len(shown), bool), nonexistent="NaT").isna())

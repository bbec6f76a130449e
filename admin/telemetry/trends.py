"""How signals of an asset went: mean, lowest and highest of each window, and what was wrong with their data."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from admin.records import moment, number, records
from admin.store import Store
from contract.errors import ContractError

MOST_WINDOWS = 2000
MOST_SIGNALS = 50
WINDOWS = 100
"""Windows where nobody says how long one is to be, about."""
_MINUTE_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A window by its begin, in the signal's unit: `mean` is that of its minutes, `count` that of samples."""

    time: datetime
    mean: float | None
    min: float | None
    max: float | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A signal's windows that have samples, the oldest first; `issues` is how often each data fault happened to it."""

    signal: str
    unit: str
    windows: list[Window]
    issues: dict[str, int]


def window_s(start: int, stop: int, every_s: int | None) -> int:
    """How long a window of a range (ns) is; raises `ContractError` where there would be too many."""
    length_s = (stop - start) / 1e9
    if every_s is None:
        return max(1, -(-int(length_s) // (WINDOWS * _MINUTE_S))) * _MINUTE_S
    if length_s / every_s > MOST_WINDOWS:
        raise ContractError("every_s", f"cuts the range into more than {MOST_WINDOWS} windows")
    return every_s


def trends(store: Store, asset: str, units: Mapping[str, str], start: int, stop: int, every_s: int) -> list[Trend]:
    """The trends of those of an asset's signals that `units` names, between two times (ns)."""
    asking = store.start(_issues, store, asset, start, stop)
    rows = store.points(
        "api_trends", "signal", start=start, stop=stop, every_s=every_s, asset=asset, signals=list(units)
    )
    windows: dict[str, list[Window]] = defaultdict(list)
    for row in rows:
        windows[row.get("signal", "")].append(_window(row))
    issues = asking.result()
    return [Trend(signal=name, unit=unit, windows=windows[name], issues=issues[name]) for name, unit in units.items()]


def _window(row: dict[str, Any]) -> Window:
    mean, low, high = (number(row, name) for name in ("mean", "min", "max"))
    return Window(time=moment(row["_time"]), mean=mean, min=low, max=high, count=int(number(row, "count") or 0))


def _issues(store: Store, asset: str, start: int, stop: int) -> dict[str, dict[str, int]]:
    rows = records(store.ask("api_asset_issues", start=start, stop=stop, asset=asset))
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in store.sound(rows, "signal", "issue", numbers=("_value",)):
        found[row["signal"]][row["issue"]] = int(row["_value"])
    return found


def named(asked: Sequence[str], units: Mapping[str, str]) -> dict[str, str]:
    """The signals that are asked for with their units, all of `units` where none is; raises `ContractError`."""
    for name in asked:
        if name not in units:
            known = ", ".join(units) or "none that is known"
            raise ContractError("signal", f"{name[:100]!r} is not one of this asset's: {known[:1000]}")
    chosen = {name: units[name] for name in dict.fromkeys(asked)} or dict(units)
    return dict(list(chosen.items())[:MOST_SIGNALS])

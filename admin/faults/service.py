"""Fault episodes: those of one asset, those that are open, and a choice among all."""

from collections import defaultdict
from collections.abc import Sequence

from admin.faults import repository
from admin.faults.episode import Fault
from admin.store import Store

DAYS = 30
"""How far back an episode's newest point may lie; one that is open is written again at least hourly."""


def by_asset(store: Store, assets: Sequence[str]) -> dict[str, list[Fault]]:
    """The episodes of some assets, by asset: open ones first, of each kind the newest first."""
    found: dict[str, list[Fault]] = defaultdict(list)
    for fault in repository.of_assets(store, assets, DAYS):
        found[fault.asset].append(fault)
    return found


def chosen(store: Store, state: str, severity: str, asset: str, days: int) -> list[Fault]:
    """Episodes in a state (open, cleared or all), of a severity and an asset ("" is any)."""
    found = repository.of_assets(store, [asset], days) if asset else repository.episodes(store, days)
    wanted = [fault for fault in found if state == "all" or fault.is_open == (state == "open")]
    return [fault for fault in wanted if severity in ("", fault.severity)]

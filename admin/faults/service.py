"""Fault episodes: those of one asset, those that are open, and a choice among all."""

from collections import defaultdict

from admin.faults import repository
from admin.faults.episode import Fault
from admin.store import Store

DAYS = 30
"""How far back an episode's newest point may lie; one that is open is written again at least hourly."""


def of_asset(store: Store, asset: str, days: int = DAYS) -> list[Fault]:
    """The episodes of one asset, open ones first, of each kind the newest first."""
    return repository.of_asset(store, asset, days)


def open_by_asset(store: Store) -> dict[str, list[Fault]]:
    """The open episodes of the fleet."""
    found: dict[str, list[Fault]] = defaultdict(list)
    for fault in repository.episodes(store, DAYS):
        if fault.is_open:
            found[fault.asset].append(fault)
    return found


def chosen(store: Store, state: str, severity: str, asset: str, days: int) -> list[Fault]:
    """Episodes in a state (open, cleared or all), of a severity and an asset ("" is any)."""
    found = of_asset(store, asset, days) if asset else repository.episodes(store, days)
    wanted = [fault for fault in found if state == "all" or fault.is_open == (state == "open")]
    return [fault for fault in wanted if severity in ("", fault.severity)]

"""Fault episodes: those of one asset, those that are open, and a choice among all."""

from collections import defaultdict
from collections.abc import Sequence

from admin.faults import repository
from admin.faults.episode import Fault
from admin.store import Store
from admin.v1.events import KEPT_DAYS, Choice, paged
from admin.v1.paging import Page
from web.errors import not_found

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


def page_of(store: Store, choice: Choice, cursor: str, limit: int) -> Page[Fault]:
    """Those of a choice, the newest first. Raises `ContractError`."""
    assets = [choice.asset] if choice.asset else []
    found = repository.of_assets(store, assets, choice.days) if assets else repository.episodes(store, choice.days)
    return paged(found, choice, lambda each: each.raised, lambda each: each.episode, cursor, limit)


def one(store: Store, episode: str) -> Fault:
    """An episode by its id. Raises a 404 `ApiError`."""
    if (found := repository.episode(store, episode, KEPT_DAYS)) is None:
        raise not_found("episode", episode)
    return found

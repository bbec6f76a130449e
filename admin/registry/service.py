"""The registry: which assets there are, one more, another version of one, and which send without being in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from admin.readings import presence
from admin.readings.presence import Presence
from admin.registry import repository
from admin.registry.asset import Asset, Shown, broken, parse, shown
from admin.registry.facts import Facts, checked
from admin.registry.repository import Change
from admin.store import Store
from admin.versions import Newest, Refused, newest, next_time, said_why
from contract.errors import ContractError
from web.errors import conflict, not_found

Rows = Newest[Asset]
Seen = Callable[[Asset], None]
"""Raises an `ApiError` where a version is not the one that was seen."""

Known = Asset | Refused | None
"""The newest row of an asset, whatever it is worth."""
Plan = Callable[[Rows], Sequence[tuple[Facts, Known]]]
"""What is to be said of assets, each with its newest row, by the rows that nobody changes meanwhile."""

_saving = Lock()


@dataclass(frozen=True, slots=True)
class Choice:
    """Which assets: "" and `None` are all. `search` is in any text that is said of one, whatever the case."""

    asset_class: str = ""
    site: str = ""
    criticality: str = ""
    retired: bool | None = None
    search: str = ""

    def takes(self, one: Shown) -> bool:
        """Whether an asset is chosen."""
        is_of = self.asset_class in ("", one.asset_class) and self.site in ("", one.site)
        is_so = self.criticality in ("", one.criticality) and self.retired in (None, one.retired)
        return is_of and is_so and self._finds(one)

    def _finds(self, one: Shown) -> bool:
        wanted = self.search.strip().casefold()
        labels = (f"{name}={value}" for name, value in one.labels.items())
        said = (one.asset, one.site, one.name, one.model, one.serial, one.vin, one.firmware, one.location, *labels)
        return not wanted or any(wanted in each.casefold() for each in said)


def rows_of(store: Store) -> Rows:
    """The newest row of every asset. Raises `GatewayError`."""
    return repository.rows(store)


def entries(rows: Rows, chosen: Choice | None = None) -> list[Shown]:
    """The assets that are chosen, in the order of their ids."""
    chosen = chosen or Choice()
    found = [*map(shown, rows.sound.values()), *(broken(name, row) for name, row in rows.refused.items())]
    return sorted(filter(chosen.takes, found), key=lambda one: one.asset)


def one(store: Store, asset: str) -> Shown:
    """One asset. Raises `GatewayError`, and a 404 `ApiError` where the registry does not know it."""
    return history(store, asset)[0]


def history(store: Store, asset: str) -> list[Shown]:
    """Every version of an asset, the newest first. Raises as `one` does."""
    found = [_version(asset, row) for row in repository.versions(store, asset)]
    if not found:
        raise not_found("asset", asset[:100])
    return found[::-1]


def unknown(store: Store, rows: Rows, search: str = "") -> list[Presence]:
    """Assets that sent within a week and are not in the registry, by their ids. Raises `GatewayError`.

    With `search`, those that have it in their id or site.
    """
    known, wanted = rows.sound.keys() | rows.refused.keys(), search.strip().casefold()
    strangers = [seen for asset, seen in sorted(presence.present(store).items()) if asset not in known]
    return [one for one in strangers if wanted in one.asset.casefold() or wanted in one.site.casefold()]


def create(store: Store, said: Facts, why: str, actor: str) -> Shown:
    """Put an asset into the registry.

    Raises `ContractError` for what makes no sense, `GatewayError`, and a 409 `ApiError` where it is in it already.
    """
    facts, why = checked(said), said_why(why)
    with _saving:
        found = _one(store, facts.asset).known(facts.asset)
        if isinstance(found, Asset):
            raise conflict(f"The registry has an asset {facts.asset} already.", "asset")
        return _put(store, [(_next(facts, found, why, actor), None)])[0]


def change(store: Store, asset: str, changes: Mapping[str, object], why: str, actor: str, check_seen: Seen) -> Shown:
    """Set a new version of an asset: what `changes` does not name stays as it is.

    Raises `ContractError` for what makes no sense, `GatewayError`, what `check_seen` does, a 404 `ApiError` where the
    registry does not know it, and a 409 one where its newest row is not whole: that asset is created anew.
    """
    if not changes:
        raise ContractError("name", "nothing is to be changed")
    with _saving:
        before = _sound(_one(store, asset), asset)
        check_seen(before)
        facts = checked(before.facts.model_copy(update=dict(changes)))
        return _put(store, [(_next(facts, before, said_why(why), actor), before)])[0]


def retire(store: Store, asset: str, day: str, why: str, actor: str, check_seen: Seen) -> Shown:
    """Take an asset out of service on a day, "" for today (UTC). Raises as `change` does."""
    return change(store, asset, {"retired_on": day or f"{datetime.now(UTC):%Y-%m-%d}"}, why, actor, check_seen)


def save_many(store: Store, why: str, actor: str, plan: Plan) -> list[Shown]:
    """Set the next version of each asset that is planned, all or nothing. Raises what `plan` does.

    Raises `ContractError` where `why` says nothing, or too much.
    """
    why = said_why(why)
    with _saving:
        wanted = plan(repository.rows(store))
        # Entries of the audit of one moment would be one entry.
        begin = max((next_time(found) for _, found in wanted), default=0)
        changes = [
            (_next(facts, found, why, actor, begin + place), found if isinstance(found, Asset) else None)
            for place, (facts, found) in enumerate(wanted)
        ]
        return _put(store, changes) if changes else []


def _one(store: Store, asset: str) -> Rows:
    return newest(repository.versions(store, asset), "asset", parse)


def _sound(rows: Rows, asset: str) -> Asset:
    found = rows.known(asset)
    if found is None:
        raise not_found("asset", asset[:100])
    if isinstance(found, Refused):
        raise conflict(f"What is stored of {asset} is broken ({found.reason}); create it anew.", "asset")
    return found


def _next(facts: Facts, found: Known, why: str, actor: str, time: int = 0) -> Asset:
    version = (found.version if found else 0) + 1
    return Asset(**dict(facts), version=version, actor=actor, why=why, time=time or next_time(found))


def _put(store: Store, changes: Sequence[Change]) -> list[Shown]:
    repository.put(store, changes)
    return [shown(after) for after, _ in changes]


def _version(asset: str, row: dict[str, object]) -> Shown:
    found = newest([row], "asset", parse)
    return shown(found.sound[asset]) if asset in found.sound else broken(asset, found.refused[asset])

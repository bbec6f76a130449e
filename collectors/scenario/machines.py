"""The machines of a scenario: named one by one, or a fleet of one class by its count."""

from collections import Counter
from collections.abc import Iterator

from collectors import registry
from collectors.documents import Table, only
from collectors.model import Asset
from collectors.scenario.checking import choice, tables, text, whole
from collectors.shifts import SCHEDULES
from contract.errors import ContractError

MOST_OF_A_FLEET, MOST_ASSETS = 10_000, 20_000

_COMMON = frozenset({"class", "site", "schedule"})


def machines(document: Table) -> tuple[Asset, ...]:
    """All machines, in the order of the document: the single ones first; raises `ContractError`."""
    single = (_asset(table, field) for field, table in tables(document, "assets"))
    found = (*single, *_fleets(document))
    if not 1 <= len(found) <= MOST_ASSETS:
        raise ContractError("assets", f"a scenario needs at least one asset and at most {MOST_ASSETS}")
    name, count = Counter(asset.name for asset in found).most_common(1)[0]
    if count > 1:
        raise ContractError("assets", f"{name!r} is there twice")
    return found


def _asset(table: Table, field: str) -> Asset:
    only(table, _COMMON | {"name"}, field)
    return _machine(table, field, text(table, "name", field))


def _fleets(document: Table) -> Iterator[Asset]:
    """Fleets of one prefix are numbered on, so that a prefix can be spread over sites and schedules."""
    numbers: Counter[str] = Counter()
    for field, table in tables(document, "fleet"):
        only(table, _COMMON | {"count", "prefix"}, field)
        count = whole(table, "count", f"{field}.count", 1, MOST_OF_A_FLEET)
        model = _machine(table, field, "")
        prefix = text(table, "prefix", field, model.asset_class.upper())
        for _ in range(count):
            numbers[prefix] += 1
            yield Asset(f"{prefix}-{numbers[prefix]:03d}", model.asset_class, model.site, model.schedule)


def _machine(table: Table, field: str, name: str) -> Asset:
    asset_class = choice(text(table, "class", field), registry.KINDS, f"{field}.class")
    schedule = choice(text(table, "schedule", field, "continuous"), SCHEDULES, f"{field}.schedule")
    return Asset(name, asset_class, text(table, "site", field), schedule)

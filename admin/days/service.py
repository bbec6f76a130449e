"""Days: a choice among them, page by page or as a table."""

from collections.abc import Sequence
from datetime import timedelta

from admin import tables
from admin.days.repository import COUNTED, DayFacts, days
from admin.records import nanoseconds
from admin.store import Store
from admin.v1.newest import newest
from admin.v1.paging import Page, page, read_like
from admin.v1.span import edges

USUAL, MOST = timedelta(days=31), timedelta(days=400)
_OF = ("day", "asset", "asset_class", "site")


def chosen(store: Store, assets: Sequence[str], begin: str, end: str, cursor: str, limit: int) -> Page[DayFacts]:
    """Those that begin in a range, the newest first. Raises `ContractError` and `GatewayError`."""
    start, stop = edges(begin, end, USUAL, MOST)
    last = read_like(cursor, (0, "", "", "")) if cursor else (-stop,)
    until = min(stop, 1 - int(last[0]))

    def ask(since: int) -> list[DayFacts]:
        return [day for day in days(store, assets, since, until) if _place(day) > last]

    return page(newest(ask, start, until, limit + 1), _place, cursor, limit)


def table(store: Store, assets: Sequence[str], begin: str, end: str) -> str:
    """All that begin in a range as CSV, the newest first, a column a fact. Raises `ContractError`, `GatewayError`."""
    found = sorted(days(store, assets, *edges(begin, end, USUAL, MOST)), key=_place)
    signals = sorted({(what, name) for each in found for what in ("mean", "max") for name in getattr(each, what)})
    names = [*_OF, *COUNTED, *(f"{what}_{name}" for what, name in signals)]
    return tables.write(names, (_cells(each, signals) for each in found))


def _cells(day: DayFacts, signals: Sequence[tuple[str, str]]) -> list[object]:
    told = [getattr(day, name) for name in (*_OF, *COUNTED)]
    return [*told, *(getattr(day, what).get(name) for what, name in signals)]


def _place(day: DayFacts) -> tuple[int | str, ...]:
    return (-nanoseconds(day.begin), day.asset, day.asset_class, day.site)

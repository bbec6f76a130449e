"""Violations: a choice among them, page by page."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Literal

from admin.records import nanoseconds
from admin.store import Store
from admin.v1.paging import Page, page
from admin.v1.span import edges
from admin.violations import repository
from admin.violations.repository import Violation

Kind = Literal["", "speeding", "redline"]
DAY, MOST = timedelta(days=1), timedelta(days=31)


def chosen(
    store: Store, sites: Iterable[str], asset: str, kind: Kind, begin: str, end: str, cursor: str, limit: int
) -> Page[Violation]:
    """Those of an asset and a kind ("" is any) in a range, the newest first. Raises `ContractError`."""
    start, stop = edges(begin, end, DAY, MOST)
    wanted = sorted(set(sites))
    found = repository.violations(store, wanted, start, stop) if wanted else []
    fitting = [each for each in found if asset in ("", each.asset) and kind in ("", each.kind)]
    return page(fitting, lambda each: (-nanoseconds(each.begin), each.asset, each.kind), cursor, limit)

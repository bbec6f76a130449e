"""Data quality: faults of the data itself, which never raise an asset's risk."""

from dataclasses import dataclass

from admin.records import Record, records, text
from admin.store import Store

SHOWN = 12
"""Issues that the fleet page names; the rest is in the API."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """How often one kind of data fault happened to one signal of one asset."""

    asset: str
    signal: str
    issue: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """How often one kind of data fault happened, and to how many assets."""

    issue: str
    count: int
    assets: int


def totals(store: Store, hours: int = 24) -> list[Total]:
    """Those of the last hours, most frequent first."""
    rows = store.sound(
        records(store.ask("admin_issue_totals", start=f"-{hours}h")), "issue", numbers=("times", "assets")
    )
    return [Total(issue=row["issue"], count=int(row["times"]), assets=int(row["assets"])) for row in rows]


def issues(store: Store, hours: int = 24, most: int = 1000) -> list[Issue]:
    """The `most` frequent ones of the last hours, the most frequent first."""
    rows = records(store.ask("admin_issues", start=f"-{hours}h", most=most))
    return [_issue(row) for row in store.sound(rows, "issue", numbers=("_value",))]


def _issue(row: Record) -> Issue:
    # A dropout is of the whole asset and names no signal, and a line without its tags names no asset.
    return Issue(asset=text(row, "asset"), signal=text(row, "signal"), issue=row["issue"], count=int(row["_value"]))

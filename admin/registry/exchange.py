"""Assets in from a file: what it would change first, then all of it or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from admin.registry import repository
from admin.registry.asset import Asset
from admin.registry.differences import Change, differences
from admin.registry.facts import Facts, checked
from admin.registry.files import Entry
from admin.registry.service import Known, Rows, save_many
from admin.store import Store
from contract.errors import ContractError
from web.errors import conflict

MOST_CHANGES = 5_000
"""Assets that one file changes."""
MOST_NAMED = 50
"""Rows that are refused and named in one sentence; a dry run names all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """What the row in line `line` would change; "" in a field is what nobody has said."""

    line: int
    asset: str
    kind: Literal["new", "changed"]
    fields: list[Change]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A row that cannot be set, with the field and the reason; `stale` where it is of an older version."""

    line: int
    asset: str
    field: str
    reason: str
    stale: bool

    def __str__(self) -> str:
        return f"line {self.line}: {self.asset}: {self.field}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a file is to the registry, its rows counted; with `applied`, it has been set.

    What the file does not name stays as it is: assets, and columns.
    """

    applied: bool
    unchanged: int
    new: int
    changed: int
    rows: list[RowChange]
    refused: list[Refusal]


class _StaleError(ContractError):
    """A row is of an older version than the newest."""


@dataclass(frozen=True, slots=True)
class _Judged:
    facts: Facts
    known: Known
    change: RowChange


def difference(store: Store, entries: Sequence[Entry]) -> Difference:
    """What setting a file's rows would change; nothing is set. Raises `GatewayError`."""
    return _difference(entries, *_judge(entries, repository.rows(store)))


def apply(store: Store, entries: Sequence[Entry], why: str, actor: str) -> Difference:
    """Set a file's rows, all or nothing.

    Raises `GatewayError`, a 409 `ApiError` that names every row of an older version, else a `ContractError` that names
    the rows that make no sense, or where `why` says nothing.
    """
    judged: list[_Judged] = []

    def plan(rows: Rows) -> list[tuple[Facts, Known]]:
        found, refused = _judge(entries, rows)
        _check(found, refused)
        judged[:] = found
        return [(each.facts, each.known) for each in found]

    save_many(store, why, actor, plan)
    return replace(_difference(entries, judged, []), applied=True)


def _judge(entries: Iterable[Entry], rows: Rows) -> tuple[list[_Judged], list[Refusal]]:
    """The entries that change something, and those that are refused."""
    judged: list[_Judged] = []
    refused: list[Refusal] = []
    named: set[str] = set()
    for entry in entries:
        try:
            if found := _judged(entry, rows, named):
                judged.append(found)
        except ContractError as error:
            refused.append(_refusal(entry, error))
    return judged, refused


def _judged(entry: Entry, rows: Rows, named: set[str]) -> _Judged | None:
    """What an entry changes; `None` where it says what the registry says."""
    if entry.problem:
        raise entry.problem
    if entry.asset in named:
        raise ContractError("asset", "the file names this asset twice")
    named.add(entry.asset)
    known = rows.known(entry.asset)
    before = known.facts if isinstance(known, Asset) else None
    base = before or Facts.model_construct(asset=entry.asset, asset_class="")
    facts = checked(base.model_copy(update=dict(entry.changes)))
    fields = differences(before, facts)
    if before and not fields:
        return None
    _check_version(entry, known)
    kind: Literal["new", "changed"] = "changed" if before else "new"
    return _Judged(facts, known, RowChange(line=entry.line, asset=entry.asset, kind=kind, fields=fields))


def _check_version(entry: Entry, known: Known) -> None:
    newest = known.version if known else 0
    if entry.version is not None and entry.version != newest:
        by = f", set by {known.actor}: {known.why}" if known and known.actor else ""
        raise _StaleError("version", f"version {newest} is the newest{by}. The file has version {entry.version}.")


def _refusal(entry: Entry, error: ContractError) -> Refusal:
    return Refusal(
        line=entry.line,
        asset=entry.asset[:100],
        field=error.field,
        reason=error.reason,
        stale=isinstance(error, _StaleError),
    )


def _check(judged: Sequence[_Judged], refused: Sequence[Refusal]) -> None:
    """Raise what names the refused rows: every one of an older version, and else the first of them."""
    if late := [str(each) for each in refused if each.stale]:
        raise conflict(" ".join(late[:MOST_NAMED]), "version")
    if refused:
        more = f" And {len(refused) - MOST_NAMED} more." if len(refused) > MOST_NAMED else ""
        raise ContractError(refused[0].field, " ".join(map(str, refused[:MOST_NAMED])) + more)
    if len(judged) > MOST_CHANGES:
        raise ContractError("text", f"changes {len(judged):,} assets; at most {MOST_CHANGES:,} are set at a time")


def _difference(entries: Sequence[Entry], judged: Sequence[_Judged], refused: list[Refusal]) -> Difference:
    kinds = [each.change.kind for each in judged]
    return Difference(
        applied=False,
        unchanged=len(entries) - len(judged) - len(refused),
        new=kinds.count("new"),
        changed=kinds.count("changed"),
        rows=[each.change for each in judged],
        refused=refused,
    )

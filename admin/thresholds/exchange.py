"""Threshold rows out to a file, and in again: the difference first, then all of it or nothing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from itertools import count
from typing import Literal

from admin.store import Store
from admin.thresholds import files, repository, service
from admin.thresholds.files import Entry, Format, Record
from admin.thresholds.forms import MOST_ROWS, POLICY_FIELDS
from admin.thresholds.saving import Wanted, ended, save, stale
from admin.thresholds.service import Carrier, Name, Rows, basis, source, version_of
from analytics.policies.policy import Policy, Threshold, newest, parse, record_of
from contract.errors import ContractError
from web.errors import ApiError, conflict, problem_of

Value = str | float | bool | None
Kind = Literal["new", "changed", "withdrawn"]
Find = Callable[[str, str], Carrier]


MOST_NAMED = 50
"""Rows that make no sense and are named in one sentence; a dry run names all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of a row; `None` is no limit, or a smallest deviation that is learned."""

    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """What the file's row in line `line` (0 where that is not known) would change of what is in force."""

    line: int
    scope: str
    signal: str
    kind: Kind
    fields: list[FieldChange]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A row that cannot be set, with the field and the reason; `stale` where it is no longer as the file has it."""

    line: int
    scope: str
    signal: str
    field: str
    reason: str
    stale: bool

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        return f"{place}{self.scope}/{self.signal}: {self.field}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a file is to what is in force, its rows counted; with `applied`, it has been set.

    A row that says what is in force is `unchanged`, whatever version it names.
    """

    applied: bool
    unchanged: int
    new: int
    changed: int
    withdrawn: int
    rows: list[RowChange]
    refused: list[Refusal]


class _StaleError(ContractError):
    """A row is no longer as the file has it."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """An entry that changes something: the row to set, with the version that was seen, and what is told of it."""

    row: Threshold
    known: Carrier
    change: RowChange


def export(store: Store, form: Format, *, changed: bool = False) -> str:
    """What is in force as a file; with `changed`, only what a row of its own scope says."""
    found = service.in_force(store).all
    return files.write(form, [asdict(setting) for setting in found if setting.is_own or not changed])


def difference(store: Store, entries: Sequence[Entry]) -> Difference:
    """What setting a file's rows would change; nothing is set."""
    rows = newest(repository.rows(store).sound)
    judged, refused = _judge(entries, rows, _finder(store))
    return _difference(entries, judged, refused)


def apply(store: Store, entries: Sequence[Entry], why: str, actor: str) -> Difference:
    """Set a file's rows, all or nothing.

    Raises a 409 `ApiError` that names every row that is no longer as the file has it, else a `ContractError` that names
    the rows that make no sense, or where `why` says nothing.
    """
    find = _finder(store)
    judged: list[_Judged] = []

    def plan(rows: Rows) -> Wanted:
        found, refused = _judge(entries, rows, find)
        _check(refused)
        judged[:] = found
        return [(each.row, each.known) for each in found]

    # What the store knows of the assets is looked up here, as others wait while rows are set.
    plan(newest(repository.rows(store).sound))
    save(store, why, actor, plan)
    return replace(_difference(entries, judged, []), applied=True)


def _finder(store: Store) -> Find:
    """Looks up what carries a row's signal, each row once, and no more rows of assets than one order changes."""
    looked_up = count(1)

    @cache
    def find(scope: str, signal: str) -> Carrier:
        if service.scope_kind(scope) == "asset" and next(looked_up) > MOST_ROWS:
            raise ContractError(
                "scope", f"is of the row of an asset after {MOST_ROWS} others that change: import fewer"
            )
        return service.carrier(store, scope, signal)

    return find


def _judge(entries: Iterable[Entry], rows: Rows, find: Find) -> tuple[list[_Judged], list[Refusal]]:
    """The entries that change something, and those that are refused."""
    judged: list[_Judged] = []
    refused: list[Refusal] = []
    named: set[Name] = set()
    for entry in entries:
        try:
            if found := _judged(entry, rows, find, named):
                judged.append(found)
        except (ApiError, ContractError) as error:
            refused.append(_refusal(entry, error))
    return judged, refused


def _judged(entry: Entry, rows: Rows, find: Find, named: set[Name]) -> _Judged | None:
    """What an entry changes; `None` where it says what is in force."""
    if entry.problem:
        raise entry.problem
    name = _name(entry.record)
    if name in named:
        raise ContractError("scope", "the file names this row twice")
    named.add(name)
    before, ruling = _in_force(name, rows, find)
    row = _wanted(entry.record, name, before, rows, find)
    fields = _changes(before, row.policy)
    is_own = ruling is not None and ruling.scope == row.scope
    if not is_own if row.withdrawn else not fields:
        return None
    _check_seen(entry.record, row, ruling, rows)
    kind: Kind = "withdrawn" if row.withdrawn else "changed" if is_own else "new"
    told = RowChange(line=entry.line, scope=row.scope, signal=row.signal, kind=kind, fields=fields)
    return _Judged(row, find(*name), told)


def _name(said: Record) -> Name:
    scope, signal = said.get("scope"), said.get("signal")
    for field, value in (("scope", scope), ("signal", signal)):
        if not isinstance(value, str) or not value.strip():
            raise ContractError(field, "must not be empty")
    return str(scope).strip(), str(signal).strip()


def _in_force(name: Name, rows: Rows, find: Find) -> tuple[Policy, Threshold | None]:
    own = rows.get(name)
    if own and not own.withdrawn:
        return own.policy, own
    known = find(*name)
    return source(known.scopes, known.signal, rows)


def _wanted(said: Record, name: Name, before: Policy, rows: Rows, find: Find) -> Threshold:
    """The row that an entry asks for; one that is to end need not say what nobody will go by."""
    row = parse({**said, **record_of(before)} if said.get("withdrawn") else said)
    return replace(ended(name, find(*name), rows), version=row.version) if row.withdrawn else row


def _changes(before: Policy, after: Policy) -> list[FieldChange]:
    old, new = record_of(before), record_of(after)
    return [
        FieldChange(field=name, before=old[name], after=new[name]) for name in POLICY_FIELDS if old[name] != new[name]
    ]


def _check_seen(said: Record, row: Threshold, ruling: Threshold | None, rows: Rows) -> None:
    """Raise `_StaleError` where the row, or the one that it inherits from, is no longer the one of the file."""
    name = (row.scope, row.signal)
    if row.version != version_of(rows, name):
        raise _StaleError("version", stale(row.version, rows.get(name)))
    seen = said.get("basis") or ""
    if not isinstance(seen, str):
        raise ContractError("basis", "is not a text")
    if seen.strip() not in ("", basis(ruling)):
        raise _StaleError("basis", f"{basis(ruling)} is in force. You saw {seen.strip()[:100]}.")


def _refusal(entry: Entry, error: ApiError | ContractError) -> Refusal:
    problem = problem_of(error)
    return Refusal(
        line=entry.line,
        scope=str(entry.record.get("scope", ""))[:100],
        signal=str(entry.record.get("signal", ""))[:100],
        field=problem.field or "",
        reason=problem.message,
        stale=isinstance(error, _StaleError),
    )


def _check(refused: Sequence[Refusal]) -> None:
    """Raise what names the refused rows: every stale one, and else the first of them."""
    stale_rows = [str(each) for each in refused if each.stale]
    if stale_rows:
        raise conflict(" ".join(stale_rows), "version")
    if refused:
        more = f" And {len(refused) - MOST_NAMED} more." if len(refused) > MOST_NAMED else ""
        raise ContractError(refused[0].field, " ".join(map(str, refused[:MOST_NAMED])) + more)


def _difference(entries: Sequence[Entry], judged: Sequence[_Judged], refused: list[Refusal]) -> Difference:
    kinds = [each.change.kind for each in judged]
    return Difference(
        applied=False,
        unchanged=len(entries) - len(judged) - len(refused),
        new=kinds.count("new"),
        changed=kinds.count("changed"),
        withdrawn=kinds.count("withdrawn"),
        rows=[each.change for each in judged],
        refused=refused,
    )

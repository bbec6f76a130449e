"""New versions of threshold rows: one or many, an older one again, or none any more."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock

from admin.store import Store
from admin.thresholds import repository
from admin.thresholds.service import Carrier, Name, Rows, Setting, carrier, flat, source, version_of
from analytics.policies.policy import Policy, Threshold, newest, parse, record_of
from contract.checks import text
from contract.errors import ContractError
from web.errors import conflict, not_found

LONGEST_WHY = 500

Carriers = Mapping[Name, Carrier]
Wanted = Callable[[Carriers, Rows], list[Threshold]]
"""The rows to set, made of what is in force, which nobody else changes meanwhile."""

_saving = Lock()


def change(store: Store, record: Mapping[str, object], actor: str) -> Setting:
    """Set a new version of one row; `record` holds the policy, `why`, and in `version` the version that was seen.

    Raises `ContractError` for a value that makes no sense, and a 409 `ApiError` where that version is not the newest.
    """
    row = parse(record)
    return _save(store, {(row.scope, row.signal): row.version}, row.why, actor, lambda _carriers, _rows: [row])[0]


def change_many(
    store: Store, seen: Mapping[Name, int], changes: Mapping[str, object], why: str, actor: str
) -> list[Setting]:
    """Make the same changes to what is in force of many scopes and signals, all or nothing.

    `seen` holds the version that was seen of each (scope, signal), `changes` the fields of a policy.
    Raises `ContractError` that names the row and the field of a value that makes no sense, and a 409 `ApiError` that
    names every row whose version is not the newest.
    """

    def changed(carriers: Carriers, rows: Rows) -> list[Threshold]:
        return [_changed(name, known, rows, changes) for name, known in carriers.items()]

    return _save(store, seen, why, actor, changed)


def revert(store: Store, scope: str, signal: str, to: int, seen: int, why: str, actor: str) -> Setting:
    """Put an older version in force again, as a new version; 0 withdraws the row, and the next wider scope rules.

    Raises a 404 `ApiError` for a version that never was, and a 409 one where `seen` is not the newest.
    """
    name = (scope, signal)
    older = _version(store, name, to) if to else None

    def reverted(carriers: Carriers, rows: Rows) -> list[Threshold]:
        return [older or _ended(name, carriers[name], rows)]

    return _save(store, {name: seen}, why, actor, reverted)[0]


def _save(store: Store, seen: Mapping[Name, int], why: str, actor: str, wanted: Wanted) -> list[Setting]:
    """Store the rows that are wanted as the next version of each that was seen, in one write."""
    _check_why(why)
    carriers = {name: carrier(store, *name) for name in seen}
    with _saving:
        rows = newest(repository.rows(store).sound)
        _check_versions(seen, rows)
        new = [
            replace(row, version=seen[row.scope, row.signal] + 1, why=why, actor=actor, time=time.time_ns() + place)
            for place, row in enumerate(wanted(carriers, rows))
        ]
        repository.add(store, [(row, _in_force(carriers, row, rows)) for row in new])
    return [_told(row, carriers[row.scope, row.signal]) for row in new]


def _in_force(carriers: Carriers, row: Threshold, rows: Rows) -> Policy:
    known = carriers[row.scope, row.signal]
    return source(known.scopes, known.signal, rows)[0]


def _told(row: Threshold, known: Carrier) -> Setting:
    return replace(flat(row.scope, known.signal, row.policy, row, row.version), note=known.note)


def _changed(name: Name, known: Carrier, rows: Rows, changes: Mapping[str, object]) -> Threshold:
    """What is in force of a scope and signal, with changes."""
    scope, signal = name
    policy = record_of(source(known.scopes, known.signal, rows)[0])
    try:
        return parse({**policy, **changes, "scope": scope, "signal": signal})
    except ContractError as error:
        raise ContractError(error.field, f"{scope}/{signal}: {error.reason}") from error


def _ended(name: Name, known: Carrier, rows: Rows) -> Threshold:
    """The row that withdraws one: with what the next wider scope says."""
    wider = tuple(scope for scope in known.scopes if scope != name[0])
    return Threshold(scope=name[0], signal=name[1], policy=source(wider, known.signal, rows)[0], withdrawn=True)


def _version(store: Store, name: Name, number: int) -> Threshold:
    for row in repository.rows(store).sound:
        if (row.scope, row.signal, row.version) == (*name, number):
            return row
    raise not_found("version", str(number))


def _check_why(why: str) -> None:
    if not why.strip():
        raise ContractError("why", "say why, for those who read it in a year")
    text("why", why, LONGEST_WHY)


def _check_versions(seen: Mapping[Name, int], rows: Rows) -> None:
    stale = [
        (f"{'/'.join(name)}: " if len(seen) > 1 else "") + _stale(version, rows.get(name))
        for name, version in seen.items()
        if version != version_of(rows, name)
    ]
    if stale:
        raise conflict(" ".join(stale), "version")


def _stale(seen: int, found: Threshold | None) -> str:
    by = f", set by {found.actor}: {found.why}" if found else ""
    return f"Version {found.version if found else 0} is in force{by}. You saw version {seen}."

"""New versions of threshold rows: one or many, an older one again, or none any more."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from threading import Lock

from admin.store import Store
from admin.thresholds import repository
from admin.thresholds.service import Carrier, Name, Rows, Setting, carrier, flat, source, version_of
from analytics.policies.policy import Threshold, newest, parse, record_of
from contract.checks import text
from contract.errors import ContractError
from web.errors import conflict, not_found

LONGEST_WHY = 500

Wanted = Sequence[tuple[Threshold, Carrier]]
"""Rows to set, each with the version that was seen and what carries its signal."""
Plan = Callable[[Rows], Wanted]
"""Makes them of what is in force, which nobody else changes meanwhile."""

_saving = Lock()


def change(store: Store, said: Mapping[str, object], actor: str) -> Setting:
    """Set a new version of one row; `said` holds the policy, `why`, and in `version` the version that was seen.

    Raises `ContractError` for a value that makes no sense, and a 409 `ApiError` where that version is not the newest.
    """
    row = parse(said)
    known = carrier(store, row.scope, row.signal)

    def plan(rows: Rows) -> Wanted:
        _check_versions({(row.scope, row.signal): row.version}, rows)
        return [(row, known)]

    return save(store, row.why, actor, plan)[0]


def change_many(
    store: Store, seen: Mapping[Name, int], changes: Mapping[str, object], why: str, actor: str
) -> list[Setting]:
    """Make the same changes to what is in force of many scopes and signals, all or nothing.

    `seen` holds the version that was seen of each (scope, signal), `changes` the fields of a policy.
    Raises `ContractError` that names the row and the field of a value that makes no sense, and a 409 `ApiError` that
    names every row whose version is not the newest.
    """
    carriers = {name: carrier(store, *name) for name in seen}

    def plan(rows: Rows) -> Wanted:
        _check_versions(seen, rows)
        said = {name: {**changes, "version": version} for name, version in seen.items()}
        return [(_changed(name, known, rows, said[name]), known) for name, known in carriers.items()]

    return save(store, why, actor, plan)


def revert(store: Store, scope: str, signal: str, to: int, seen: int, why: str, actor: str) -> Setting:
    """Put an older version in force again, as a new version; 0 withdraws the row, and the next wider scope rules.

    Raises a 404 `ApiError` for a version that never was, and a 409 one where `seen` is not the newest.
    """
    name = (scope, signal)
    known = carrier(store, scope, signal)
    older = _version(store, name, to) if to else None

    def plan(rows: Rows) -> Wanted:
        _check_versions({name: seen}, rows)
        return [(replace(older or ended(name, known, rows), version=seen), known)]

    return save(store, why, actor, plan)[0]


def save(store: Store, why: str, actor: str, plan: Plan) -> list[Setting]:
    """Store the next version of each row that is planned, all or nothing. Raises what `plan` does.

    Raises `ContractError` where `why` says nothing, or too much.
    """
    _check_why(why)
    with _saving:
        rows = newest(repository.rows(store).sound)
        now = time.time_ns()
        new = [
            (replace(row, version=row.version + 1, actor=actor, why=why, time=now + place), known)
            for place, (row, known) in enumerate(plan(rows))
        ]
        if new:
            repository.add(store, [(row, source(known.scopes, known.signal, rows)[0]) for row, known in new])
    return [replace(flat(row.scope, known.signal, row.policy, row, row.version), note=known.note) for row, known in new]


def ended(name: Name, known: Carrier, rows: Rows) -> Threshold:
    """The row that withdraws one: with what the next wider scope says."""
    wider = tuple(scope for scope in known.scopes if scope != name[0])
    return Threshold(scope=name[0], signal=name[1], policy=source(wider, known.signal, rows)[0], withdrawn=True)


def _changed(name: Name, known: Carrier, rows: Rows, changes: Mapping[str, object]) -> Threshold:
    """What is in force of a scope and signal, with changes."""
    scope, signal = name
    policy = record_of(source(known.scopes, known.signal, rows)[0])
    try:
        return parse({**policy, **changes, "scope": scope, "signal": signal})
    except ContractError as error:
        raise ContractError(error.field, f"{scope}/{signal}: {error.reason}") from error


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
    late = [
        (f"{'/'.join(name)}: " if len(seen) > 1 else "") + stale(version, rows.get(name))
        for name, version in seen.items()
        if version != version_of(rows, name)
    ]
    if late:
        raise conflict(" ".join(late), "version")


def stale(seen: int, found: Threshold | None) -> str:
    """What is to be said to who saw another version than the newest."""
    by = f", set by {found.actor}: {found.why}" if found else ""
    return f"Version {found.version if found else 0} is in force{by}. You saw version {seen}."

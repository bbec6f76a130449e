"""Rows of cases and of the lease of who sends them. Rows of cases are only ever added."""

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from threading import Lock
from typing import Any

from admin.audit import audit
from admin.cases.case import Case
from admin.records import Record, newest, number, text
from admin.store import Store
from contract.cases import CASE, CASE_LEASE
from contract.measurements import Value
from store.points import Point

KEPT_DAYS = 400
"""How long a case is known, as its incident is."""

changing = Lock()
"""Whoever decides by the state of a case and changes it then holds it."""


def rows(store: Store, start: int | str = f"-{KEPT_DAYS}d") -> list[Record]:
    """Of every case with a row since then, what its newest fields say. Raises `GatewayError`."""
    return newest(store.points("admin_cases", *CASE.tags, start=start), "case")


def cases(found: Iterable[Record]) -> list[Case]:
    """Those of the rows that are whole, the newest made first."""
    known = [case for row in found if (case := Case.of(row))]
    return sorted(known, key=lambda case: (-case.created, case.id))


def find(store: Store, case: str) -> Case | None:
    """One case, `None` where there is none. Raises `GatewayError`."""
    found = cases(newest(store.points("admin_case", *CASE.tags, case=case), "case"))
    return found[0] if found else None


def put(store: Store, case: Case, *, before: Case | None = None, by: str = "", why: str = "") -> Case:
    """Store what has changed since `before`, all of it where that is `None`; gives the case with its new time.

    With `by` it is a person's doing, and leaves an audit. Raises `GatewayError`.
    """
    after = replace(case, time=max(time.time_ns(), case.time + 1))
    points = [Point(CASE.name, after.tags, _changed(after, before), after.time)]
    if by:
        points.append(_audit(after, before, by, why))
    store.put(CASE.bucket, points)
    return after


def row_of(case: Case) -> Record:
    """A case as the rows of the store have it."""
    return {**_fields(case), **case.tags, "_time": case.time}


def lease(store: Store) -> tuple[str, int]:
    """Who sends cases, and until when (ns); "" for nobody. Raises `GatewayError`."""
    found = store.points("admin_case_lease")
    row = found[-1] if found else {}
    return text(row, "holder"), int(number(row, "until") or 0)


def take_lease(store: Store, holder: str, until: int) -> None:
    """Say who sends cases until a time (ns). Raises `GatewayError`."""
    store.put(CASE_LEASE.bucket, [Point(CASE_LEASE.name, {}, {"holder": holder, "until": until}, 0)])


def _changed(after: Case, before: Case | None) -> dict[str, Value]:
    told, known = _fields(after), _fields(before) if before else {}
    # The state is said by every row, so that none is without a field.
    return {name: value for name, value in told.items() if name == "state" or known.get(name) != value}


def _fields(case: Case) -> dict[str, Value]:
    values: Mapping[str, Any] = asdict(case)
    told = {name: values[name] for name in CASE.fields if values[name] is not None}
    return {**told, "state": str(case.state)}


def _audit(after: Case, before: Case | None, by: str, why: str) -> Point:
    return audit(
        "case",
        after.time,
        actor=by,
        target=after.id,
        before=json.dumps(_fields(before) if before else None),
        after=json.dumps(_changed(after, before)),
        why=why,
    )

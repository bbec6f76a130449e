"""The cases of a store as the outbox knows them: read once as a whole, from then on only what was written since."""

import time
from dataclasses import replace
from typing import Any

from admin.cases import repository
from admin.cases.case import Case
from admin.store import Store
from contract.time import MINUTE

OVERLAP = 2 * MINUTE
"""How far back rows are read again: another admin's clock may be behind."""


class Book:
    """For one thread; `cases` are those known, by id."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.cases: dict[str, Case] = {}
        self._read = 0

    def learn(self) -> None:
        """Read what was written since the last time. Raises `GatewayError`."""
        begun = time.time_ns()
        found = repository.rows(self._store, self._read - OVERLAP) if self._read else repository.rows(self._store)
        for row in found:
            known = self.cases.get(str(row.get("case")))
            if known is None or row["_time"] >= known.time:
                self._take(Case.of({**(repository.row_of(known) if known else {}), **row}))
        self._read = begun

    def add(self, case: Case) -> None:
        """Store a new case. Raises `GatewayError`."""
        self._take(repository.put(self._store, case))

    def change(self, case: Case, **changes: Any) -> Case | None:
        """Change a case and give it as it is then; `None` where the store has it in another state by now.

        Raises `GatewayError`.
        """
        with repository.changing:
            current = repository.find(self._store, case.id)
            if current is None or current.state != case.state:
                return None
            after = repository.put(self._store, replace(current, **changes), before=current)
        self._take(after)
        return after

    def _take(self, case: Case | None) -> None:
        if case is not None:
            self.cases[case.id] = case

"""Atlas CMMS: a case is a request or a work order there.

Atlas knows no idempotency key, and gives every request an id of its own. The case's id stands in the description, and
whoever sends a case looks for it there first.
"""

import json
from typing import Any

from admin.cases.adapters.contract import Receipt
from admin.cases.adapters.receiver import TIMEOUT_S, Receiver, json_of, word
from admin.cases.case import Case

REQUEST, WORK_ORDER = "requests", "work-orders"
"""What Atlas calls them in its paths, and we before their numbers."""
KINDS = {"request": REQUEST, "work-order": WORK_ORDER}
_BEGUN = {REQUEST: "PENDING", WORK_ORDER: "OPEN"}


class Atlas:
    """Creates requests, or work orders, by its API with an API key."""

    name, label = "atlas", "Atlas CMMS"
    # That an incident is over does not mean that the work is done: Atlas says when it is.
    closes = False
    # A request whose answer was not waited for may still be written.
    settle_s = 1.5 * TIMEOUT_S

    def __init__(self, url: str, key: str, kind: str) -> None:
        self._receiver, self._kind = Receiver(url, (key,)), KINDS[kind]
        self._headers = {"x-api-key": key}

    def open(self, case: Case) -> Receipt:
        """See `Adapter`."""
        number = self._find(case) or self._create(case)
        return Receipt(f"{self._kind}/{number}", _BEGUN[self._kind])

    def close(self, case: Case) -> Receipt:
        """See `Adapter`: Atlas is not told."""
        return Receipt(case.external, case.status)

    def _find(self, case: Case) -> str:
        """The number of what holds the case's id; "" for none."""
        wanted = {"field": "description", "operation": "cn", "value": case.id, "values": []}
        asked = {"filterFields": [wanted], "pageNum": 0, "pageSize": 1, "sortField": "id", "direction": "ASC"}
        found = self._ask("/search", asked)
        if not isinstance(found, dict) or not isinstance(found.get("content"), list):
            raise self._receiver.strange()
        return next((number for each in found["content"] if (number := word(each, "id"))), "")

    def _create(self, case: Case) -> str:
        asked = {"title": case.subject, "description": case.description, "priority": case.priority.upper()}
        number = word(self._ask("", asked), "id")
        if not number:
            raise self._receiver.strange()
        return number

    def _ask(self, path: str, asked: object) -> Any:
        body = json.dumps(asked).encode()
        return json_of(self._receiver.ask("POST", f"/{self._kind}{path}", body, headers=self._headers))

"""Salesforce: a case is a record of Case, written by an external id, so that writing it twice changes nothing."""

import json
from collections.abc import Mapping
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode

from admin.cases.adapters.contract import Receipt
from admin.cases.adapters.receiver import Receiver, json_of, word
from admin.cases.adapters.webhook import facts
from admin.cases.case import Case
from web.client import Answer

VERSION = "v62.0"
ORIGIN = "Forewarn"
FORM = "application/x-www-form-urlencoded"
UNAUTHORISED = 401


class Salesforce:
    """Upserts cases with a token of the client-credentials flow; safe to share between threads.

    `field` is the external id of Case; `fields` are fields of Case with the fact that each is given; `closed` is the
    status of a case whose incident is over, "" where Salesforce is not told.
    """

    name, label = "salesforce", "Salesforce"
    settle_s = 0.0

    def __init__(
        self, url: str, client: str, secret: str, *, field: str, fields: Mapping[str, str], closed: str = ""
    ) -> None:
        self._receiver, self._secret = Receiver(url, (secret,)), secret
        self._form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
        self._path, self._fields, self._closed = f"/services/data/{VERSION}/sobjects/Case/{field}", fields, closed
        self._lock, self._token = Lock(), ""

    @property
    def closes(self) -> bool:
        """See `Adapter`."""
        return bool(self._closed)

    def open(self, case: Case) -> Receipt:
        """See `Adapter`."""
        known = facts(case)
        return self._put(
            case,
            {
                "Subject": case.subject,
                "Description": case.description,
                "Priority": case.priority.capitalize(),
                "Origin": ORIGIN,
                **{name: known[fact] for name, fact in self._fields.items()},
            },
        )

    def close(self, case: Case) -> Receipt:
        """See `Adapter`."""
        return self._put(case, {"Status": self._closed})

    def _put(self, case: Case, record: Mapping[str, object]) -> Receipt:
        path = f"{self._path}/{quote(case.id)}"
        number = word(json_of(self._ask("PATCH", path, json.dumps(record).encode())), "id")
        # What was there already is answered without its id.
        found: Any = {} if number else json_of(self._ask("GET", f"{path}?fields=Id,Status"))
        number = number or word(found, "Id")
        if not number:
            raise self._receiver.strange()
        return Receipt(number, word(found, "Status"))

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        """A good answer; a token that has ended is renewed once."""
        with self._lock:
            self._token = self._token or self._sign_in()
            answer = self._receiver.ask(method, path, body, headers=self._shown(), also=(UNAUTHORISED,))
            if answer.status == UNAUTHORISED:
                self._token = self._sign_in()
                answer = self._receiver.ask(method, path, body, headers=self._shown())
            return answer

    def _shown(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    def _sign_in(self) -> str:
        found = json_of(self._receiver.ask("POST", "/services/oauth2/token", urlencode(self._form).encode(), kind=FORM))
        token = found.get("access_token") if isinstance(found, dict) else None
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or " " in token:
            raise self._receiver.strange()
        self._receiver.secrets = (self._secret, token)
        return token

"""Any address that takes a case as JSON, signed, and knows by its key what it has already."""

import hashlib
import hmac
import json
import time

from admin.cases.adapters.contract import Receipt
from admin.cases.adapters.receiver import Receiver, json_of, word
from admin.cases.case import Case
from contract.time import rfc3339

KEY, SIGNATURE = "Idempotency-Key", "X-Forewarn-Signature"


class Webhook:
    """POSTs a case to an address; the secret signs it."""

    name, label = "webhook", "the webhook"
    closes, settle_s = True, 0.0

    def __init__(self, url: str, secret: str) -> None:
        self._receiver, self._secret = Receiver(url, (secret,)), secret

    def open(self, case: Case) -> Receipt:
        """See `Adapter`: what it has already by this key it must not take twice."""
        return self._send(case)

    def close(self, case: Case) -> Receipt:
        """See `Adapter`."""
        return self._send(case)

    def _send(self, case: Case) -> Receipt:
        body = json.dumps(told(case)).encode()
        headers = {KEY: case.key, SIGNATURE: signature(self._secret, int(time.time()), body)}
        found = json_of(self._receiver.ask("POST", "", body, headers=headers))
        return Receipt(word(found, "id") or case.external, word(found, "status"))


def told(case: Case) -> dict[str, object]:
    """A case as JSON."""
    return {
        "type": f"case.{case.action}",
        "case": case.id,
        "incident": case.incident,
        **facts(case),
        "subject": case.subject,
        "description": case.description,
        "url": case.url,
        "created": rfc3339(case.created),
    }


def facts(case: Case) -> dict[str, object]:
    """What is known of a case, by the names that receivers use; `failure_probability` is 0 to 1, within 30 days."""
    return {
        "equipment_id": case.asset,
        "asset_class": case.asset_class,
        "site": case.site,
        "severity": case.severity,
        "failure_probability": case.probability,
        "rul_days": case.rul_days,
        "priority": case.priority,
    }


def signature(secret: str, time_s: int, body: bytes) -> str:
    """The header that proves who sent a body, and when (seconds since 1970)."""
    signed = f"{time_s}.".encode() + body
    return f"t={time_s},v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"

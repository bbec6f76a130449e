"""Messages as JSON to any address, signed where there is a key."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from forewarn.messages.message import Message
from forewarn.messages.receiver import post


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address, which may hold a secret, and the key to sign with, "" for none."""

    url: str = field(repr=False)
    secret: str = field(default="", repr=False)
    kind: str = "webhook"

    @property
    def name(self) -> str:
        """Its host."""
        return f"webhook at {urlsplit(self.url).netloc}"

    def send(self, message: Message) -> None:
        """See `Receiver`."""
        body = json.dumps({"id": message.id, "title": message.subject, **message.data, "text": message.text}).encode()
        post(self.url, body, signed(body, self.secret, int(time.time())) if self.secret else {})


def signed(body: bytes, secret: str, now: int) -> dict[str, str]:
    """Headers by which a receiver sees that a body is ours, and of now (seconds since 1970), not one played again."""
    mac = hmac.new(secret.encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Forewarn-Time": str(now), "X-Forewarn-Signature": f"sha256={mac}"}

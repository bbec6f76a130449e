"""Asking a receiver over HTTP: what its answer means for a case, told without what is secret."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from admin.cases.adapters.contract import DeliveryError
from web.client import Answer, AnswerError, Client

TIMEOUT_S = 10.0
LONGEST_REASON = 300
LONGEST_ID = 100
TEMPORARY = frozenset({408, 425, 429})
"""What a client is refused with that may come again; and all from 500 on."""


class Receiver:
    """Asks one receiver; whatever stands in `secrets` is told nowhere. Safe to share between threads."""

    def __init__(self, url: str, secrets: tuple[str, ...] = ()) -> None:
        self._client, self.secrets = Client(url, timeout_s=TIMEOUT_S), secrets
        self.name = urlsplit(url).netloc

    def ask(
        self,
        method: str,
        path: str = "",
        body: bytes | None = None,
        *,
        kind: str = "application/json",
        headers: Mapping[str, str] | None = None,
        also: tuple[int, ...] = (),
    ) -> Answer:
        """A good answer, of 200 to 299 or one of `also`. Raises `DeliveryError` for any other, and for none."""
        try:
            answer = self._client.ask(method, path, body, kind, headers)
        except AnswerError as error:
            raise DeliveryError(self.clean(str(error))) from None
        if 200 <= answer.status < 300 or answer.status in also:
            return answer
        raise self.refusal(answer)

    def refusal(self, answer: Answer) -> DeliveryError:
        """What an answer that is not good means."""
        said = answer.body[: 4 * LONGEST_REASON].decode(errors="replace")
        redirect = " (a redirect, which is not followed)" if 300 <= answer.status < 400 else ""
        return DeliveryError(
            self.clean(f"{self.name} answers {answer.status}{redirect}: {said}").rstrip(": "),
            permanent=answer.status < 500 and answer.status not in TEMPORARY,
            retry_after_s=retry_after_s(answer.headers.get("retry-after", "")),
        )

    def strange(self) -> DeliveryError:
        """An answer that is good, and not what such a receiver says: who answers there is another one."""
        return DeliveryError(f"{self.name} answers as no such receiver does")

    def clean(self, said: str) -> str:
        """A text that came from elsewhere as one line for people, without secrets."""
        for secret in self.secrets:
            said = said.replace(secret, "…")
        return plain(said, LONGEST_REASON)


def json_of(answer: Answer) -> Any:
    """The JSON of an answer, `None` for what is none."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None


def word(found: Any, name: str) -> str:
    """A short word or number of a JSON object as text; "" for anything else."""
    value = found.get(name) if isinstance(found, dict) else None
    is_short = isinstance(value, str | int) and not isinstance(value, bool)
    return plain(str(value), LONGEST_ID) if is_short else ""


def plain(said: str, longest: int) -> str:
    """A text as one line that can be stored and shown, cut where it is long."""
    whole = " ".join(said.encode(errors="replace").decode().split())
    shown = "".join(letter for letter in whole if letter.isprintable())
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


def retry_after_s(said: str) -> float | None:
    """What a `Retry-After` asks for, in seconds; `None` for nothing and for what cannot be understood."""
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max((until - datetime.now(UTC)).total_seconds(), 0.0)

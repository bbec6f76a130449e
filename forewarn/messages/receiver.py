"""Who gets messages: what each must do, and how one says that it could not."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import urlsplit

from contract.errors import ForewarnError
from forewarn.messages.message import Message
from web.client import AnswerError, Client

TIMEOUT_S = 20.0
LONGEST_WAIT_S = 3600.0
"""No receiver may ask to be left alone for longer."""


class ReceiverError(ForewarnError):
    """A receiver did not take a message; it asks to be left alone for `wait_s` seconds, 0 where it does not say."""

    def __init__(self, message: str, wait_s: float = 0.0) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class Receiver(Protocol):
    """Where messages go to; `kind` names its file of what it was told, `name` says without a secret who it is."""

    @property
    def kind(self) -> str:
        """A word."""

    @property
    def name(self) -> str:
        """What people call it."""

    def send(self, message: Message) -> None:
        """Return once it has the message. Raises `ReceiverError`."""


def post(url: str, body: bytes, more: dict[str, str]) -> None:
    """POST JSON to an address whose path may be a secret; any answer of 200 to 299 is good. Raises `ReceiverError`."""
    host = urlsplit(url).netloc
    try:
        answer = Client(url, timeout_s=TIMEOUT_S).ask("POST", "", body, headers=more)
    except AnswerError as error:
        raise ReceiverError(str(error)) from error
    if not 200 <= answer.status < 300:
        said = " ".join(answer.body[:200].decode(errors="replace").split())
        raise ReceiverError(
            f"{host} answers {answer.status}: {said or 'nothing'}", wait(answer.headers.get("retry-after", ""))
        )


def wait(retry_after: str, now: datetime | None = None) -> float:
    """The seconds that a header `Retry-After` asks for, at most `LONGEST_WAIT_S`; 0 where it asks for none."""
    if retry_after.isascii() and retry_after.isdecimal():
        seconds = float(retry_after[:9])
    else:
        seconds = _until(retry_after, now or datetime.now(UTC))
    return min(max(seconds, 0.0), LONGEST_WAIT_S)


def _until(date: str, now: datetime) -> float:
    try:
        then = parsedate_to_datetime(date)
    except ValueError:
        return 0.0
    return (then.replace(tzinfo=then.tzinfo or UTC) - now).total_seconds()

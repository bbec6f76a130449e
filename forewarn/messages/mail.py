"""Messages by mail, as plain text and as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, localtime

from forewarn.messages.message import Message
from forewarn.messages.receiver import ReceiverError
from web.mail import Mailer, MailError


@dataclass(frozen=True, slots=True)
class Mail:
    """Some mailboxes, which get one letter together."""

    to: Sequence[str]
    mailer: Mailer
    kind: str = "mail"

    @property
    def name(self) -> str:
        """Their addresses."""
        return f"mail to {', '.join(self.to)}"

    def send(self, message: Message) -> None:
        """See `Receiver`."""
        try:
            self.mailer.send(letter(message, self.to))
        except MailError as error:
            raise ReceiverError(str(error)) from error


def letter(message: Message, to: Sequence[str]) -> EmailMessage:
    """A message as a letter; no machine that gets it is to answer."""
    made = EmailMessage()
    made["To"], made["Subject"] = ", ".join(to), message.subject
    made["Date"] = format_datetime(localtime())
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(message.text)
    made.add_alternative(message.html, subtype="html")
    return made

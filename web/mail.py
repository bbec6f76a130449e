"""Mail: one server that takes it, and one sentence for why it did not."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Self
from urllib.parse import urlsplit

from contract import outgoing
from contract.errors import ForewarnError, SettingsError
from contract.settings import Settings

TIMEOUT_S = 20.0
"""For each step of a conversation."""


class MailError(ForewarnError):
    """A letter was not taken; the text says by whom and why."""


@dataclass(frozen=True, slots=True)
class Mailer:
    """Sends letters through `server`, smtp:// (with STARTTLS where the server offers it) or smtps://."""

    sender: str
    server: str
    user: str | None = None
    password: str | None = None

    @classmethod
    def of(cls, settings: Settings, wanted_by: str) -> Self:
        """As the settings say; raises `SettingsError` where they name no server, which `wanted_by` needs."""
        if settings.forewarn_mail_server is None:
            raise SettingsError(f"FOREWARN_MAIL_SERVER: not set; {wanted_by} names a mail address")
        password = settings.forewarn_mail_password
        return cls(
            settings.forewarn_mail_from,
            settings.forewarn_mail_server,
            settings.forewarn_mail_user,
            password.get_secret_value() if password else None,
        )

    def send(self, letter: EmailMessage) -> None:
        """Hand a letter over, which gets its sender here. Raises `MailError` where nobody gets it."""
        letter["From"] = self.sender
        try:
            with self._connected() as server:
                server.send_message(letter)
        except (OSError, smtplib.SMTPException) as error:
            host = urlsplit(self.server).netloc
            raise MailError(f"{host} does not take the mail to {letter['To']}: {error}") from error

    def _connected(self) -> smtplib.SMTP:
        parts, tls = urlsplit(self.server), outgoing.context(None)
        host = parts.hostname or ""
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_S, context=tls)
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_S)
            _encrypt(server, tls)
        if self.user and self.password:
            server.login(self.user, self.password)
        return server


def is_address(text: str) -> bool:
    """Whether a text can be a mail address."""
    name, at, host = text.rpartition("@")
    return bool(name and at and host) and text.isprintable() and text.isascii() and not set(text) & set(" ,;<>")


def _encrypt(server: smtplib.SMTP, tls: ssl.SSLContext) -> None:
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=tls)
        server.ehlo()

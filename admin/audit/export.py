"""Where checkpoints go to, out of reach of who rewrites the store: folders, addresses that take a POST, mailboxes."""

import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from admin.audit.checkpoint import Checkpoint
from contract import outgoing
from contract.errors import ForewarnError, SettingsError
from contract.files import write_whole
from contract.settings import Settings
from web.client import AnswerError, Client

TIMEOUT_S = 20.0


class ExportError(ForewarnError):
    """A checkpoint did not come to where it should."""


class Place(Protocol):
    """Where checkpoints go to; `name` says it without a secret."""

    @property
    def name(self) -> str:
        """What people call it."""

    def send(self, checkpoint: Checkpoint) -> None:
        """Bring a checkpoint there. Raises `ExportError`."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that gets a file for each."""

    path: Path

    @property
    def name(self) -> str:
        """Its path."""
        return str(self.path)

    def send(self, checkpoint: Checkpoint) -> None:
        """Write a file, which nothing that was there before is replaced by."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            write_whole(self.path / file_name(checkpoint), checkpoint.model_dump_json(indent=2) + "\n")
        except OSError as error:
            raise ExportError(f"{self.path}: {error.strerror or error}") from error


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that takes a checkpoint as JSON."""

    url: str

    @property
    def name(self) -> str:
        """Its host: what stands behind it may be a secret."""
        return urlsplit(self.url).netloc

    def send(self, checkpoint: Checkpoint) -> None:
        """POST it; any answer of 200 to 299 is good."""
        try:
            answer = Client(self.url, timeout_s=TIMEOUT_S).ask("POST", "", checkpoint.model_dump_json().encode())
        except AnswerError as error:
            raise ExportError(str(error)) from error
        if not 200 <= answer.status < 300:
            raise ExportError(f"{self.name} answers {answer.status}")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mailbox; `server` is smtp:// (with STARTTLS where the server offers it) or smtps://."""

    to: str
    sender: str
    server: str
    user: str | None = None
    password: str | None = None

    @property
    def name(self) -> str:
        """Its address."""
        return self.to

    def send(self, checkpoint: Checkpoint) -> None:
        """Send it, as text and as an attached file."""
        try:
            with self._connected() as server:
                server.send_message(self._letter(checkpoint))
        except (OSError, smtplib.SMTPException) as error:
            raise ExportError(f"{urlsplit(self.server).netloc} does not take the mail to {self.to}: {error}") from error

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

    def _letter(self, checkpoint: Checkpoint) -> EmailMessage:
        letter = EmailMessage()
        letter["From"], letter["To"] = self.sender, self.to
        letter["Subject"] = f"Forewarn audit: {checkpoint.size} entries, root {checkpoint.root[:16]}"
        text = checkpoint.model_dump_json(indent=2) + "\n"
        letter.set_content(f"Keep this where nobody of the store can change it.\n\n{text}")
        letter.add_attachment(text.encode(), "application", "json", filename=file_name(checkpoint))
        return letter


def _encrypt(server: smtplib.SMTP, tls: ssl.SSLContext) -> None:
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=tls)
        server.ehlo()


def file_name(checkpoint: Checkpoint) -> str:
    """What the file of a checkpoint is called, so that names sort as times do."""
    return f"audit-{checkpoint.made.replace('-', '').replace(':', '')}.json"


def places(settings: Settings) -> Sequence[Place]:
    """Those that the settings name. Raises `SettingsError`."""
    named = (part.strip() for part in settings.forewarn_audit_export.split(","))
    return [_place(part, settings) for part in named if part]


def _place(said: str, settings: Settings) -> Place:
    if said.startswith("mailto:"):
        return _mail(said.removeprefix("mailto:"), settings)
    if "://" not in said:
        return Folder(Path(said))
    if not said.startswith(("http://", "https://")) or not urlsplit(said).hostname:
        raise SettingsError(f"FOREWARN_AUDIT_EXPORT: {said!r} is neither a folder, an http address nor mailto:")
    return Webhook(said)


def _mail(to: str, settings: Settings) -> Mail:
    if "@" not in to or not to.isprintable():
        raise SettingsError(f"FOREWARN_AUDIT_EXPORT: {to!r} is no mail address")
    if settings.forewarn_mail_server is None:
        raise SettingsError("FOREWARN_MAIL_SERVER: not set; FOREWARN_AUDIT_EXPORT names a mail address")
    password = settings.forewarn_mail_password
    return Mail(
        to,
        settings.forewarn_mail_from,
        settings.forewarn_mail_server,
        settings.forewarn_mail_user,
        password.get_secret_value() if password else None,
    )

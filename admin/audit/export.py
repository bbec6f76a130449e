"""Where checkpoints go to, out of reach of who rewrites the store: folders, addresses that take a POST, mailboxes."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from admin.audit.checkpoint import Checkpoint
from contract.errors import ForewarnError, SettingsError
from contract.files import write_whole
from contract.settings import Settings
from web.client import AnswerError, Client
from web.mail import Mailer, MailError, is_address

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
    """A mailbox."""

    to: str
    mailer: Mailer

    @property
    def name(self) -> str:
        """Its address."""
        return self.to

    def send(self, checkpoint: Checkpoint) -> None:
        """Send it, as text and as an attached file."""
        try:
            self.mailer.send(self._letter(checkpoint))
        except MailError as error:
            raise ExportError(str(error)) from error

    def _letter(self, checkpoint: Checkpoint) -> EmailMessage:
        letter = EmailMessage()
        letter["To"] = self.to
        letter["Subject"] = f"Forewarn audit: {checkpoint.size} entries, root {checkpoint.root[:16]}"
        text = checkpoint.model_dump_json(indent=2) + "\n"
        letter.set_content(f"Keep this where nobody of the store can change it.\n\n{text}")
        letter.add_attachment(text.encode(), "application", "json", filename=file_name(checkpoint))
        return letter


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
    if not is_address(to):
        raise SettingsError(f"FOREWARN_AUDIT_EXPORT: {to!r} is no mail address")
    return Mail(to, Mailer.of(settings, "FOREWARN_AUDIT_EXPORT"))

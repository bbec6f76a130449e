"""The folder of `make run`: where its data, addresses and secrets lie, so that commands in another shell find them."""

import json
import logging
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from contract.files import write_whole

log = logging.getLogger(__name__)

DEFAULT = Path("var")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the parts are that run on a folder, or ran last."""

    store: str
    org: str
    own_store: bool
    """Whether the store is the embedded one, and its data lies in the folder."""
    admin: str
    simulator: str | None
    """None where there is no simulated fleet."""


@dataclass(frozen=True, slots=True)
class LocalFolder:
    """Paths below one folder; it can be deleted to start from nothing."""

    root: Path

    @property
    def store(self) -> Path:
        """The embedded store's data."""
        return self.root / "store"

    @property
    def secrets(self) -> Path:
        """Token and password files, each of mode 0600."""
        return self.root / "secrets"

    @property
    def snapshots(self) -> Path:
        """What the worker has learned."""
        return self.root / "worker"

    def spool(self, component: str) -> Path:
        """Lines of one component that wait for the store."""
        return self.root / "spool" / component

    def secret(self, name: str) -> str:
        """The secret of that name, made at random where there is none yet, or an empty file of a start that failed."""
        path = self.secrets / name
        kept = path.read_text(encoding="utf-8").strip() if path.exists() else ""
        if kept:
            return kept
        self.secrets.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = secrets.token_urlsafe(24)
        write_whole(path, f"{made}\n", 0o600)
        return made

    def addresses(self) -> Addresses | None:
        """Where its parts are or were; None where nobody has noted that, or the note is damaged."""
        path = self.root / "addresses.json"
        try:
            return TypeAdapter(Addresses).validate_json(path.read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValidationError) as error:
            log.warning("%s cannot be read, as if it were not there: %s", path, error)
            return None

    def remember(self, addresses: Addresses) -> None:
        """Note where its parts are."""
        write_whole(self.root / "addresses.json", json.dumps(asdict(addresses), indent=2) + "\n")

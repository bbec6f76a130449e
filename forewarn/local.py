"""The folder of `make run`: where its data and secrets lie, so that commands in another shell find them."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from contract.files import write_whole

DEFAULT = Path("var")


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

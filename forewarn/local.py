"""The folder of `make run`: where its data and secrets lie, so that commands in another shell find them."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

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
    def scenario(self) -> Path:
        """The simulated fleet, written at the first start; edit it to change the fleet."""
        return self.root / "fleet.toml"

    @property
    def snapshots(self) -> Path:
        """What the worker has learned."""
        return self.root / "worker"

    def spool(self, component: str) -> Path:
        """Lines of one component that wait for the store."""
        return self.root / "spool" / component

    def secret(self, name: str) -> str:
        """The secret of that name, made at random where there is none yet."""
        path = self.secrets / name
        if not path.exists():
            self.secrets.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as handle:
                handle.write(secrets.token_urlsafe(24) + "\n")
        return path.read_text(encoding="utf-8").strip()

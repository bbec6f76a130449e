"""Calls of `docker compose`, whose words go to the terminal as they are."""

import subprocess
from pathlib import Path
from typing import BinaryIO

from contract.errors import ForewarnError


class StackError(ForewarnError):
    """The stack, or a backup of it, is not what it must be for what was asked."""


def compose(*words: str) -> None:
    """Run `docker compose WORDS` in this folder. Raises `StackError` where it cannot be run or fails."""
    _run(words, None, None)


def save(path: Path, *words: str) -> None:
    """Run `docker compose WORDS` and keep what it writes; nobody else may read the file."""
    path.touch(mode=0o600, exist_ok=False)
    with path.open("wb") as out:
        _run(words, None, out)


def feed(path: Path, *words: str) -> None:
    """Run `docker compose WORDS` with the file as its input."""
    with path.open("rb") as source:
        _run(words, source, None)


def _run(words: tuple[str, ...], source: BinaryIO | None, out: BinaryIO | None) -> None:
    try:
        done = subprocess.run(["docker", "compose", *words], stdin=source, stdout=out, check=False)
    except FileNotFoundError as error:
        raise StackError("docker: not installed; this is for the stack of docker-compose.yml") from error
    if done.returncode:
        raise StackError(f"docker compose {' '.join(words[:6])}: ended with status {done.returncode}")

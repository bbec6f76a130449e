"""What a backup holds beside InfluxDB's own: tokens, and Grafana's database. Runs in the container `keeper`."""

import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from forewarn.stack.compose import StackError

_DATABASE = "grafana.db"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the files are in the container."""

    tokens: Path = Path("/run/forewarn")
    grafana: Path = Path("/var/lib/grafana")


def pack(places: Places, out: BinaryIO) -> None:
    """Write a tar of every token and of Grafana's database as it is at one moment.

    Raises `StackError` where there is no token: then the stack has not been set up.
    """
    tokens = sorted(places.tokens.glob("*.token"))
    if not tokens:
        raise StackError(f"{places.tokens}: no token; has the stack been started?")
    with tarfile.open(fileobj=out, mode="w|") as tar:
        for token in tokens:
            tar.add(token, f"tokens/{token.name}")
        if (places.grafana / _DATABASE).exists():
            with tempfile.TemporaryDirectory(dir=places.grafana) as folder:
                copy = Path(folder) / _DATABASE
                _copy(places.grafana / _DATABASE, copy)
                tar.add(copy, _DATABASE)


def unpack(places: Places, source: BinaryIO) -> list[str]:
    """Put the files of such a tar in their places, readable by their owner only; gives their names.

    Grafana must not run meanwhile. Raises `StackError` at a name that is none of ours.
    """
    with tarfile.open(fileobj=source, mode="r|") as tar:
        return [_put(places, tar, member) for member in _files(tar)]


def _copy(database: Path, copy: Path) -> None:
    """A copy by SQLite itself, which waits for whoever writes: a file copied bluntly may be torn."""
    with closing(sqlite3.connect(database, timeout=60)) as live, closing(sqlite3.connect(copy)) as made:
        live.backup(made)


def _files(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for member in tar:
        if not member.isfile():
            raise StackError(f"{member.name}: not a file of a backup")
        yield member


def _put(places: Places, tar: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    path = _place(places, member.name)
    content = tar.extractfile(member)
    if content is None:
        raise StackError(f"{member.name}: cannot be read")
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content.read())
    if path.name == _DATABASE:
        for journal in path.parent.glob(f"{_DATABASE}-*"):
            journal.unlink()  # what has not gone into the old database must not go into the new one
    part.rename(path)
    return member.name


def _place(places: Places, name: str) -> Path:
    folder, _, token = name.rpartition("/")
    if name == _DATABASE:
        return places.grafana / _DATABASE
    if folder == "tokens" and token.endswith(".token"):
        return places.tokens / token
    raise StackError(f"{name}: not a file of a backup")

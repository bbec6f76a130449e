"""A program's token as a row of the store says it."""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from admin.records import number, text
from admin.roles import Role, parse_role
from contract.access import API_TOKEN
from contract.errors import ContractError

PREFIX = "forewarn_"
"""What every token of ours begins with, so that people and scanners of source code know one."""
_TOKEN = re.compile(PREFIX + r"[A-Za-z0-9_-]{43}")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One version of a program's token; `hash` is all that is kept of it, `time` is nanoseconds since 1970."""

    program: str
    role: Role
    hash: str = field(repr=False)
    expires: datetime
    revoked: bool = False
    version: int
    actor: str
    why: str
    time: int

    def holds(self, now: datetime) -> bool:
        """Whether it lets in at a moment."""
        return not self.revoked and now < self.expires


def make() -> str:
    """A new token: 256 bits at random."""
    return PREFIX + secrets.token_urlsafe(32)


def may_be_one(said: str) -> bool:
    """Whether a text may be a token of ours at all."""
    return _TOKEN.fullmatch(said) is not None


def digest(token: str) -> str:
    """What is kept of a token. It is too long to be guessed, so that a fast hash is enough."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def parse(row: dict[str, Any]) -> Token:
    """The token of a row; raises `ContractError` where it is not whole, as when it is just being written."""
    missing = [name for name in API_TOKEN.fields if name not in row]
    if missing:
        raise ContractError(missing[0], "is missing")
    if not isinstance(row["revoked"], bool):
        raise ContractError("revoked", "is neither true nor false")
    if (version := number(row, "version") or 0) < 1:
        raise ContractError("version", "does not count from 1")
    if not _HASH.fullmatch(text(row, "hash")):
        raise ContractError("hash", "is no SHA-256")
    return Token(
        program=checked_program(text(row, "program")),
        role=parse_role(row["role"]),
        hash=text(row, "hash"),
        expires=_moment(text(row, "expires")),
        revoked=row["revoked"],
        version=int(version),
        actor=text(row, "actor"),
        why=text(row, "why"),
        time=row["_time"],
    )


def checked_program(name: str) -> str:
    """A name that a program may have; raises `ContractError`."""
    if not _NAME.fullmatch(name):
        raise ContractError(
            "program", f"{name[:100]!r} is not 1 to 100 of a-z, 0-9 and . _ -, beginning with a letter or digit"
        )
    return name


def _moment(said: str) -> datetime:
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        raise ContractError("expires", "is no moment") from None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)

"""A user as a row of the store says it."""

import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from admin.records import number, text
from admin.roles import Role, parse_role
from admin.users.passwords import is_hash
from contract.access import USER
from contract.errors import ContractError

_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,99}")


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One version of a user; `time` is nanoseconds since 1970. Without a `password` the provider signs in."""

    name: str
    role: Role
    password: str = field(repr=False)
    subject: str = ""
    disabled: bool = False
    stamp: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    version: int
    actor: str
    why: str
    time: int


def parse(row: dict[str, Any]) -> User:
    """The user of a row; raises `ContractError` where it is not whole, as when it is just being written."""
    missing = [name for name in USER.fields if name not in row]
    if missing:
        raise ContractError(missing[0], "is missing")
    if not isinstance(row["disabled"], bool):
        raise ContractError("disabled", "is neither true nor false")
    if (version := number(row, "version") or 0) < 1:
        raise ContractError("version", "does not count from 1")
    if not text(row, "stamp"):
        raise ContractError("stamp", "is empty")
    password, subject = text(row, "password"), text(row, "subject")
    if not (is_hash(password) or (subject and not password)):
        raise ContractError("password", "is no hash by argon2id")
    return User(
        name=checked_name(text(row, "user")),
        role=parse_role(row["role"]),
        password=password,
        subject=subject,
        disabled=row["disabled"],
        stamp=text(row, "stamp"),
        version=int(version),
        actor=text(row, "actor"),
        why=text(row, "why"),
        time=row["_time"],
    )


def bound(issuer: str, sub: str) -> str:
    """What binds a user to an identity provider's own name of them; raises `ContractError` for what can be none."""
    if not (0 < len(sub) <= 255 and sub.isprintable() and not sub.isspace()):
        raise ContractError("subject", "is not 1 to 255 letters, digits and marks")
    return f"{issuer} {sub}"


def is_name(name: str) -> bool:
    """Whether a user may have that name."""
    return _NAME.fullmatch(name) is not None


def checked_name(name: str) -> str:
    """A name that a user may have; raises `ContractError`."""
    if not is_name(name):
        raise ContractError(
            "name", f"{name[:100]!r} is not 1 to 100 of a-z, 0-9 and . _ @ + -, beginning with a letter or digit"
        )
    return name

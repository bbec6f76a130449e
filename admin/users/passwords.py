"""Passwords as they are kept: hashed with argon2id (RFC 9106), in memory and time that guessing has to spend, too."""

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from contract.checks import storable
from contract.errors import ContractError

LEAST, MOST = 12, 200
"""Characters of a password."""
_KIND = "$argon2id$"
# The second of the sets that RFC 9106 recommends: 64 MiB, 3 passes, 4 lanes.
_hasher = PasswordHasher()


def hashed(password: str, name: str) -> str:
    """The hash of a new password of a user; raises `ContractError` for one that is easily guessed."""
    if not storable(password):
        raise ContractError("password", "holds half a character (a lone surrogate)")
    if not LEAST <= len(password) <= MOST:
        raise ContractError("password", f"has {len(password)} characters; {LEAST} to {MOST} are needed")
    if len(set(password)) < 5:
        raise ContractError("password", "has fewer than five different characters")
    if name and name in password.casefold():
        raise ContractError("password", "holds the user's name")
    return _hasher.hash(_bytes(password))


def fits(found: str, password: str) -> bool:
    """Whether this is the password of a hash; a wrong one takes as long as the right one."""
    try:
        return _hasher.verify(found, _bytes(password))
    except (Argon2Error, InvalidHashError):
        return False


def is_hash(found: str) -> bool:
    """Whether a text may be the hash of a password."""
    return found.startswith(_KIND)


@cache
def of_nobody() -> str:
    """A hash that no password is known of: to verify one costs as much for a name that nobody has."""
    return _hasher.hash(secrets.token_bytes(32))


def _bytes(password: str) -> bytes:
    # The same letters may be typed composed or not, as keyboards go; half a character is a wrong password.
    return unicodedata.normalize("NFC", password).encode(errors="surrogatepass")

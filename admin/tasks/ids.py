"""Ids of tasks, in a form that any address takes."""

import hashlib
import secrets


def following(*parts: object) -> str:
    """The id of a task that follows from something: the same at each look."""
    return "p-" + hashlib.blake2b("\x00".join(map(str, parts)).encode(), digest_size=9).hexdigest()


def fresh() -> str:
    """The id of a task that people make."""
    return "m-" + secrets.token_hex(9)

"""Who may come into the admin: users, and the tokens of programs; and what these have asked for with a key."""

from contract.measurements import ACTOR, REASON, Field, Measurement

_ROLE = Field(str, "viewer, operator or admin: what may be done")
_VERSION = Field(int, "counts up from 1")

USER = Measurement(
    bucket="config",
    name="user",
    says="A version of a user of the admin. Rows are only ever added, and the newest holds; where it is not whole, that"
    " user is not let in.",
    tags=("user",),
    fields={
        "role": _ROLE,
        "password": Field(str, "hash of the password, argon2id; empty where it is the identity provider that signs in"),
        "subject": Field(str, "issuer and subject of the identity provider, with a space; empty where there is none"),
        "stamp": Field(str, "another one in each version: sessions of an earlier one have ended"),
        "disabled": Field(bool, "true: is not let in"),
        "version": _VERSION,
        "actor": ACTOR,
        "why": REASON,
    },
)
API_TOKEN = Measurement(
    bucket="config",
    name="api_token",
    says="A version of a program's token for the JSON API. Rows are only ever added, and the newest holds; where it is"
    " not whole, that program is not let in.",
    tags=("program",),
    fields={
        "role": _ROLE,
        "hash": Field(str, "SHA-256 of the token, which is long and random, hexadecimal"),
        "expires": Field(str, "when it ends, RFC 3339"),
        "revoked": Field(bool, "true: it has ended before"),
        "version": _VERSION,
        "actor": ACTOR,
        "why": REASON,
    },
)
REQUEST = Measurement(
    bucket="config",
    name="request",
    says="A write with an `Idempotency-Key`, at the time when it began: written then, and over itself when it was"
    " answered. It counts for a day.",
    tags=("request",),
    fields={
        "digest": Field(str, "SHA-256 of method, path, query and body, hexadecimal; empty where it was refused"),
        "status": Field(int, "HTTP status of the answer; 0 while there is none"),
        "media_type": Field(str, "Content-Type of the answer"),
        "body": Field(str, "the answer, empty where it is longer than 32 kB"),
    },
)

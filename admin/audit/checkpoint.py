"""A checkpoint: how long each chain is and where it ends, signed, so that it proves something away from the store."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from admin.audit.merkle import root
from admin.chain.entry import canonical
from admin.chain.ledger import Head
from contract.errors import ContractError

Hex32 = Field(pattern=r"^[0-9a-f]{64}$")
"""32 bytes in hexadecimal."""


class End(BaseModel):
    """Where a chain ends: how many entries it has, and the hash of the last."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size: int = Field(ge=0)
    head: str = Hex32


class Checkpoint(BaseModel):
    """All chains at a moment (RFC 3339); `size` is of all entries, `root` of the Merkle tree over the chains' ends."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    made: str = Field(min_length=1, max_length=100)
    size: int = Field(ge=0)
    root: str = Hex32
    chains: dict[str, End]
    key: str = Hex32
    signature: str = Field(pattern=r"^[0-9a-f]{128}$")


class Signer:
    """Signs checkpoints with an Ed25519 key that follows from a secret of any length."""

    def __init__(self, secret: str) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(secret.encode()).digest())

    @property
    def public(self) -> str:
        """The public key, hexadecimal: what others check by."""
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, heads: Mapping[str, Head], now: datetime) -> Checkpoint:
        """A checkpoint of chains that end so."""
        chains = {name: End(size=head.size, head=head.hash) for name, head in sorted(heads.items())}
        size = sum(end.size for end in chains.values())
        bare = Checkpoint(
            made=f"{now:%Y-%m-%dT%H:%M:%SZ}", size=size, root=_root(chains), chains=chains,
            key=self.public, signature="0" * 128,
        )  # fmt: skip
        return bare.model_copy(update={"signature": self._key.sign(_signed(bare)).hex()})


def parse(text: str | bytes) -> Checkpoint:
    """A checkpoint as it was exported; raises `ContractError` for what is none."""
    try:
        return Checkpoint.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ContractError("checkpoint", f"{place + ': ' if place else ''}{first['msg']}") from None


def fault(checkpoint: Checkpoint, key: str) -> str | None:
    """What is wrong with a checkpoint that should be of a public key: the end of a sentence, `None` for nothing."""
    if checkpoint.key != key:
        return f"is of another key, {checkpoint.key}"
    if checkpoint.root != _root(checkpoint.chains):
        return "contradicts itself: its root is not that of its chains"
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
            bytes.fromhex(checkpoint.signature), _signed(checkpoint)
        )
    except InvalidSignature:
        return "was changed: its signature does not fit"
    return None


def _root(chains: Mapping[str, End]) -> str:
    return root([canonical([name, end.size, end.head]) for name, end in sorted(chains.items())]).hex()


def _signed(checkpoint: Checkpoint) -> bytes:
    return canonical(checkpoint.model_dump(exclude={"signature"}))

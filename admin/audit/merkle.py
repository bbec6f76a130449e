"""The root of a Merkle tree, as RFC 9162 (section 2.1.1) hashes it: a leaf can never pass for a node."""

import hashlib
from collections.abc import Sequence


def root(leaves: Sequence[bytes]) -> bytes:
    """SHA-256 root of leaves in their order; of none it is the hash of nothing."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + root(leaves[:half]) + root(leaves[half:])).digest()

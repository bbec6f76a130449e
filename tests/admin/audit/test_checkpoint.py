"""Checkpoints: signed, and what a chain that was rewritten as a whole cannot be made to fit."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from admin.audit.checkpoint import Checkpoint, Signer, fault, parse
from admin.audit.merkle import root
from admin.audit.verify import verify
from admin.chain.entry import Entry
from contract.errors import ContractError
from tests.admin.audit.chains import chain, recomputed

SIGNER = Signer("a-secret-for-tests")
GOLDEN = Path(__file__).parent / "golden" / "checkpoint.json"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def checkpoint(entries: list[Entry], hour: int = 12) -> Checkpoint:
    return SIGNER.sign(verify(entries).heads, NOON.replace(hour=hour))


def test_the_root_is_that_of_rfc_9162() -> None:
    """Its test vectors are those of Certificate Transparency (RFC 6962 and 9162 hash alike)."""
    leaves = [bytes.fromhex(leaf) for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
    leaves.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
    assert root([]) == hashlib.sha256(b"").digest()
    assert root(leaves[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root(leaves[:3]).hex() == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
    assert root(leaves).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def test_a_checkpoint_is_the_same_for_ever() -> None:
    """Else those that people have exported would prove nothing after an update."""
    assert checkpoint(chain(3)) == parse(GOLDEN.read_bytes())


def test_a_checkpoint_fits_the_chain_that_it_was_made_of_and_what_it_has_become() -> None:
    entries = chain(9)
    found = verify(entries, [parse(checkpoint(entries[:4]).model_dump_json()), checkpoint(entries)], SIGNER.public)
    assert (found.broken, found.checkpoints) == (None, 2)


def test_a_row_that_was_rewritten_with_all_hashes_after_it_passes_the_chain_and_fails_the_checkpoint() -> None:
    entries = chain(9)
    exported = [checkpoint(entries[:4], hour=1), checkpoint(entries, hour=2)]
    false = recomputed([*entries[:6], replace(entries[6], why="it did not shake"), *entries[7:]])
    assert verify(false).broken is None
    broken = verify(false, exported, SIGNER.public).broken
    assert broken is not None
    assert (broken.sequence, broken.entry) == (5, false[4])
    assert "up to entry 9" in broken.why
    assert "2026-11-21T02:00:00Z" in broken.why


def test_entries_cut_off_at_the_end_and_a_chain_that_is_gone_are_found() -> None:
    entries = chain(9)
    for left in (entries[:7], []):
        broken = verify(left, [checkpoint(entries)], SIGNER.public).broken
        assert broken is not None
        assert (broken.chain, broken.sequence) == ("admin", len(left) + 1)
        assert "knew 9 entries" in broken.why


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"made": "2026-11-20T12:00:00Z"}, "signature"),
        ({"size": 8}, "signature"),
        ({"root": "0" * 64}, "root"),
        ({"key": "0" * 64}, "another key"),
        ({"signature": "0" * 128}, "signature"),
    ],
)
def test_a_checkpoint_that_was_changed_is_told_from_a_chain_that_was(change: dict[str, str | int], words: str) -> None:
    wrong = fault(checkpoint(chain(3)).model_copy(update=change), SIGNER.public)
    assert wrong is not None
    assert words in wrong


@pytest.mark.parametrize(("text", "words"), [("{", "JSON"), ("{}", "made"), ('{"made": 5}', "made"), ("[]", "object")])
def test_what_is_no_checkpoint_is_refused_with_the_reason(text: str, words: str) -> None:
    with pytest.raises(ContractError, match=words):
        parse(text)

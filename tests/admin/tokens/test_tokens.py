"""Tokens of programs: made, told once, and revoked, each time as a version with its audit."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from admin.chain.entry import Entry
from admin.store import Store
from admin.tokens.service import Tokens
from admin.tokens.token import digest, may_be_one
from contract.access import API_TOKEN
from contract.errors import ContractError
from tests.support.memory import MemoryGateway
from web.errors import ApiError

ROW = f'role="viewer",hash="{"0" * 64}",expires="2199-01-01T00:00:00+00:00",revoked=false,version=1i,actor="a",why="w"'


@pytest.fixture
def gateway() -> Iterator[MemoryGateway]:
    with MemoryGateway() as opened:
        yield opened


@pytest.fixture
def store(gateway: MemoryGateway) -> Iterator[Store]:
    opened = Store(gateway)
    yield opened
    opened.close()


@pytest.fixture
def tokens(store: Store) -> Tokens:
    return Tokens(store)


def status(call: object, *arguments: object) -> int:
    assert callable(call)
    with pytest.raises(ApiError) as refused:
        call(*arguments)
    return refused.value.status


def test_a_token_is_told_once_and_only_its_hash_is_kept(tokens: Tokens, store: Store) -> None:
    made = tokens.add("Historian", "viewer", 30, "nightly export", "steward")
    assert may_be_one(made.token)
    assert made.program == "historian"
    assert timedelta(days=29) < made.expires - datetime.now(UTC) <= timedelta(days=30)
    kept = asyncio.run(tokens.known.get()).sound["historian"]
    assert kept.hash == digest(made.token)
    (entry,) = [Entry.of(row) for row in store.points("admin_audit", "action", "chain")]
    assert (entry.action, entry.target, json.loads(entry.after)["role"]) == ("token", "historian", "viewer")
    (shown,) = tokens.entries()
    told = entry.before + entry.after + shown.model_dump_json() + repr(kept)
    assert made.token not in told
    assert kept.hash not in told


def test_a_program_has_one_token_at_a_time_and_another_once_that_is_revoked_or_over(
    tokens: Tokens, gateway: MemoryGateway
) -> None:
    first = tokens.add("historian", "viewer", 30, "export", "steward")
    assert status(tokens.add, "historian", "viewer", 30, "again", "steward") == 409
    assert status(tokens.revoke, "historian", 7, "lost", "steward") == 409
    assert tokens.revoke("historian", 1, "lost", "steward").holds is False
    assert status(tokens.revoke, "historian", 2, "lost", "steward") == 409
    second = tokens.add("historian", "operator", 30, "anew", "steward")
    assert (second.version, second.token != first.token) == (3, True)
    gateway.write("config", [f"api_token,program=old {ROW.replace('2199', '2001')} 1000"])
    assert tokens.add("old", "viewer", 1, "anew", "steward").version == 2


def test_an_unknown_program_has_no_token_to_revoke(tokens: Tokens) -> None:
    assert status(tokens.revoke, "nobody", 1, "x", "steward") == 404


@pytest.mark.parametrize("days", [0, -1, 3651, 10**12])
def test_a_token_ends_within_ten_years(tokens: Tokens, days: int) -> None:
    with pytest.raises(ContractError, match="is not 1 to 3650"):
        tokens.add("historian", "viewer", days, "x", "steward")


@pytest.mark.parametrize("name", ["", "a b", "ü", "a:b", "a/b", "a" * 101, "\ud800"])
def test_a_program_with_an_odd_name_is_refused(tokens: Tokens, name: str) -> None:
    with pytest.raises(ContractError, match="is not 1 to 100 of a-z"):
        tokens.add(name, "viewer", 1, "x", "steward")


@pytest.mark.parametrize("field", list(API_TOKEN.fields))
def test_a_newest_row_that_is_not_whole_lets_nobody_in(tokens: Tokens, gateway: MemoryGateway, field: str) -> None:
    gateway.write("config", [f"api_token,program=historian {ROW} 1000"])
    assert tokens.entries()[0].holds
    half = ",".join(part for part in ROW.split(",") if not part.startswith(f"{field}="))
    gateway.write("config", [f"api_token,program=historian {half} 2000"])
    (shown,) = tokens.entries()
    assert not shown.holds
    assert field in shown.broken


@pytest.mark.parametrize(
    ("said", "odd"),
    [
        ('role="viewer"', 'role="root"'),
        ("0" * 64, "short"),
        ("2199-01-01T00:00:00+00:00", "soon"),
        ("version=1i", "version=-1i"),
    ],
)
def test_a_row_with_an_odd_value_lets_nobody_in(tokens: Tokens, gateway: MemoryGateway, said: str, odd: str) -> None:
    gateway.write("config", [f"api_token,program=historian {ROW.replace(said, odd)} 1000"])
    assert not asyncio.run(tokens.known.get()).sound


@pytest.mark.parametrize("said", ["", "wrong", "forewarn_", "forewarn_" + "a" * 42, "forewarn_" + "ü" * 43])
def test_what_cannot_be_a_token_is_told_by_its_form(said: str) -> None:
    assert not may_be_one(said)

"""Users: added, changed and disabled, each time as a version with its audit."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from admin.chain.entry import Entry
from admin.store import Store
from admin.users.passwords import fits
from admin.users.service import Users
from admin.users.user import User
from contract.access import USER
from contract.errors import ContractError, GatewayError
from store.gateway import Gateway
from tests.admin.fixtures.server import NOWHERE
from tests.support.memory import MemoryGateway
from web.errors import ApiError

PASSWORD = "correct horse battery"
ROW = 'role="viewer",password="$argon2id$x",subject="",stamp="s",disabled=false,version=1i,actor="a",why="w"'


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
def users(store: Store) -> Users:
    return Users(store, "Steward")


def audited(store: Store) -> list[Entry]:
    return [Entry.of(row) for row in store.points("admin_audit", "action", "chain")]


def now(users: Users, name: str) -> User:
    found = asyncio.run(users.known.get()).sound[name]
    assert isinstance(found, User)
    return found


def refusal(call: Any, *arguments: Any, **named: Any) -> ApiError:
    with pytest.raises(ApiError) as refused:
        call(*arguments, **named)
    return refused.value


def test_a_user_who_was_added_is_known_with_a_hash_and_without_the_password(users: Users, store: Store) -> None:
    made = users.add("Ada", "operator", PASSWORD, "new on shift B", "steward")
    assert (made.name, made.role, made.disabled, made.version, made.actor) == ("ada", "operator", False, 1, "steward")
    assert [one.name for one in users.entries()] == ["ada"]
    assert fits(now(users, "ada").password, PASSWORD)
    (entry,) = audited(store)
    assert (entry.action, entry.actor, entry.target, entry.why) == ("user", "steward", "ada", "new on shift B")
    assert json.loads(entry.after)["role"] == "operator"
    assert json.loads(entry.before) is None


def test_no_hash_and_no_stamp_is_in_the_audit_or_in_what_people_see(users: Users, store: Store) -> None:
    users.add("ada", "operator", PASSWORD, "new", "steward")
    users.change("ada", 1, "forgotten", "steward", password="another horse battery")
    kept = now(users, "ada")
    told = json.dumps([entry.before + entry.after + entry.why for entry in audited(store)])
    told += repr(kept) + json.dumps([one.model_dump(mode="json") for one in users.entries()])
    assert not [secret for secret in (kept.password, kept.stamp, PASSWORD, "argon2", "another horse") if secret in told]
    assert json.loads(audited(store)[-1].after)["password"] == "new"


def test_every_change_is_a_new_version_with_another_stamp(users: Users) -> None:
    users.add("ada", "viewer", PASSWORD, "new", "steward")
    stamps = {now(users, "ada").stamp}
    changes: list[dict[str, Any]] = [
        {"role": "admin"}, {"disabled": True}, {"disabled": False}, {"password": "another horse battery"},
    ]  # fmt: skip
    for seen, change in enumerate(changes, 1):
        made = users.change("ada", seen, "because", "steward", **change)
        assert made.version == seen + 1
        stamps.add(now(users, "ada").stamp)
    kept = now(users, "ada")
    assert len(stamps) == 5
    assert (kept.role, kept.disabled) == ("admin", False)
    assert fits(kept.password, "another horse battery")


def test_a_change_of_a_version_that_is_not_the_newest_is_refused_with_who_was_faster(users: Users) -> None:
    users.add("ada", "viewer", PASSWORD, "new", "steward")
    users.change("ada", 1, "left the plant", "bea", disabled=True)
    refused = refusal(users.change, "ada", 1, "more rights", "steward", role="admin")
    assert (refused.status, refused.field) == (409, "version")
    assert "Version 2 is in force, set by bea: left the plant" in refused.message
    assert now(users, "ada").disabled


def test_a_name_that_is_taken_reserved_or_unknown_is_refused(users: Users) -> None:
    users.add("ada", "viewer", PASSWORD, "new", "steward")
    assert refusal(users.add, "ADA", "viewer", PASSWORD, "again", "steward").status == 409
    assert refusal(users.change, "bea", 1, "x", "steward", role="admin").status == 404
    for name in ("api", "command", "steward", "STEWARD "):
        with pytest.raises(ContractError, match="reserved"):
            users.add(name, "viewer", PASSWORD, "new", "steward")


@pytest.mark.parametrize("name", ["", " ", "a b", "müller", "-ada", "a/b", "a:b", "a\nb", "\ud800", "a" * 101])
def test_a_name_that_could_be_taken_for_another_is_refused(users: Users, name: str) -> None:
    with pytest.raises(ContractError, match="is not 1 to 100 of a-z"):
        users.add(name, "viewer", PASSWORD, "new", "steward")


def test_a_role_that_there_is_not_and_a_change_without_a_reason_are_refused(users: Users) -> None:
    with pytest.raises(ContractError, match="'root' is not one of viewer, operator, admin"):
        users.add("ada", "root", PASSWORD, "new", "steward")
    for why in ("", "  "):
        with pytest.raises(ContractError, match="say why"):
            users.add("ada", "viewer", PASSWORD, why, "steward")
    users.add("ada", "viewer", PASSWORD, "new", "steward")
    with pytest.raises(ContractError, match="nothing is to be changed"):
        users.change("ada", 1, "x", "steward")


@pytest.mark.parametrize("field", list(USER.fields))
def test_a_newest_row_that_is_not_whole_lets_nobody_in_and_no_older_one_stands_in_for_it(
    users: Users, gateway: MemoryGateway, field: str
) -> None:
    gateway.write("config", [f"user,user=ada {ROW} 1000"])
    assert now(users, "ada").role == "viewer"
    half = ",".join(part for part in ROW.split(",") if not part.startswith(f"{field}="))
    gateway.write("config", [f"user,user=ada {half} 2000"])
    users.known.forget()
    found = asyncio.run(users.known.get())
    assert "ada" not in found.sound
    assert field in found.refused["ada"].reason
    (shown,) = users.entries()
    assert shown.disabled
    assert field in shown.broken


@pytest.mark.parametrize(
    ("said", "odd"),
    [
        ('role="viewer"', 'role="root"'),
        ('password="$argon2id$x"', 'password="plain"'),
        ('password="$argon2id$x"', 'password=""'),
        ('stamp="s"', 'stamp=""'),
        ("version=1i", "version=0i"),
    ],
)
def test_a_row_with_an_odd_value_lets_nobody_in(users: Users, gateway: MemoryGateway, said: str, odd: str) -> None:
    gateway.write("config", [f"user,user=ada {ROW.replace(said, odd)} 1000"])
    assert not asyncio.run(users.known.get()).sound


def test_a_user_whose_row_is_broken_is_added_anew(users: Users, gateway: MemoryGateway) -> None:
    gateway.write("config", ["user,user=ada version=4i 1000"])
    refused = refusal(users.change, "ada", 4, "x", "steward", disabled=False)
    assert (refused.status, "add that user anew" in refused.message) == (409, True)
    assert users.add("ada", "viewer", PASSWORD, "mended", "steward").version == 5


def test_the_newest_version_holds_although_the_clock_was_set_back(users: Users, gateway: MemoryGateway) -> None:
    gateway.write("config", [f"user,user=ada {ROW} 4102444800000000000"])
    users.change("ada", 1, "left", "steward", disabled=True)
    assert now(users, "ada").disabled


def test_a_store_that_is_away_is_said_to_be() -> None:
    with Gateway(NOWHERE, "any-token", "forewarn") as gateway:
        store = Store(gateway)
        with pytest.raises(GatewayError):
            Users(store, "steward").add("ada", "viewer", PASSWORD, "new", "steward")
        store.close()

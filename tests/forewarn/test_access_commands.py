"""`forewarn users` and `forewarn tokens`: who runs the stack lets people and programs in from a terminal."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from admin.store import Store
from admin.tokens.service import Tokens
from admin.tokens.token import digest
from admin.users.passwords import fits
from admin.users.service import Users
from store.gateway import Gateway
from tests.support.command import clean_environment, forewarn
from tests.support.provisioned import provisioned
from tests.support.store import ROOT

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The settings of a store of its own, with the admin's rights and no more."""
    folder = tmp_path_factory.mktemp("secrets")
    with provisioned(folder) as running:
        yield {"INFLUX_URL": running.url, "INFLUX_TOKEN_FILE": str(folder / "admin.token")}


@pytest.fixture
def store(environment: dict[str, str]) -> Iterator[Store]:
    token = Path(environment["INFLUX_TOKEN_FILE"]).read_text(encoding="utf-8").strip()
    with Gateway(environment["INFLUX_URL"], token, "forewarn") as gateway:
        opened = Store(gateway)
        yield opened
        opened.close()


def typed(environment: dict[str, str], said: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command that reads its standard input."""
    return subprocess.run(
        [sys.executable, "-m", "forewarn", *arguments],
        cwd=ROOT, env=clean_environment(**environment), input=said, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip


def test_a_user_is_added_with_a_password_from_standard_input_changed_and_disabled(
    environment: dict[str, str], store: Store
) -> None:
    add = ("users", "add", "ada", "--role", "operator", "--why", "new on shift B")
    made = typed(environment, f"{PASSWORD}\n", *add)
    assert (made.returncode, made.stdout) == (0, "added ada, operator\n"), made.stderr
    again = typed(environment, f"{PASSWORD}\n", *add)
    assert (again.returncode, again.stderr) == (1, "forewarn: There is a user ada already.\n")
    for words in (("set-role", "ada", "admin"), ("disable", "ada"), ("enable", "ADA"), ("disable", "ada")):
        done = forewarn("users", *words, "--why", "because", environment=environment)
        assert done.returncode == 0, done.stderr
    anew = typed(environment, "another horse battery\r\n", "users", "password", "ada", "--why", "forgotten")
    assert anew.returncode == 0, anew.stderr
    kept = asyncio.run(Users(store, "admin").known.get()).sound["ada"]
    assert (kept.role, kept.disabled, kept.version) == ("admin", True, 6)
    assert kept.actor.startswith("command")
    assert fits(kept.password, "another horse battery")
    shown = forewarn("users", "list", environment=environment).stdout
    assert "disabled" in shown
    assert "argon2" not in shown
    entries = store.points("admin_audit", "action", "chain")
    assert {(entry["action"], entry["chain"]) for entry in entries} == {("user", "command")}


def test_what_cannot_be_is_said_in_a_sentence(environment: dict[str, str]) -> None:
    short = typed(environment, "short\n", "users", "add", "bea", "--role", "viewer", "--why", "x")
    assert (short.returncode, short.stderr) == (1, "forewarn: password: has 5 characters; 12 to 200 are needed\n")
    none = typed(environment, "", "users", "add", "bea", "--role", "viewer", "--why", "x")
    assert "has 0 characters" in none.stderr
    founder = typed(environment, f"{PASSWORD}\n", "users", "add", "admin", "--role", "viewer", "--why", "x")
    assert "admin is reserved" in founder.stderr
    unknown = forewarn("users", "disable", "nobody", "--why", "x", environment=environment)
    assert (unknown.returncode, unknown.stderr) == (1, "forewarn: name: there is no 'nobody'\n")
    away = {**environment, "INFLUX_URL": "http://127.0.0.1:9"}
    assert forewarn("users", "list", environment=away).returncode == 1


def test_a_token_is_printed_alone_and_once_and_can_be_revoked(environment: dict[str, str], store: Store) -> None:
    made = forewarn("tokens", "add", "historian", "--role", "viewer", "--why", "export", environment=environment)
    assert made.returncode == 0, made.stderr
    token = made.stdout.strip()
    kept = asyncio.run(Tokens(store).known.get()).sound["historian"]
    assert kept.hash == digest(token)
    shown = forewarn("tokens", "list", environment=environment).stdout
    assert "holds" in shown
    assert token not in shown
    revoked = forewarn("tokens", "revoke", "historian", "--why", "lost", environment=environment)
    assert revoked.returncode == 0, revoked.stderr
    assert "revoked" in forewarn("tokens", "list", environment=environment).stdout
    again = forewarn("tokens", "revoke", "historian", "--why", "lost", environment=environment)
    assert (again.returncode, again.stderr) == (1, "forewarn: The token of historian lets nobody in as it is.\n")

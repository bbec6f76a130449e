"""The door: a right password gets in, whoever else is guessing."""

import asyncio
from collections.abc import Iterator

import pytest

from admin.auth.accounts import Account, Accounts
from admin.auth.browsers import Browsers
from admin.auth.credentials import Credentials
from admin.auth.door import Door
from admin.auth.throttle import Throttle
from admin.roles import Role
from admin.store import Store
from admin.tokens.service import Tokens
from admin.users.service import Users
from tests.admin.auth.clock import Clock
from tests.admin.fixtures.access import PASSPHRASE, add_users
from tests.support.memory import MemoryGateway
from web.errors import ApiError

FOUNDER, SECRET = "correct horse", "session-secret"


@pytest.fixture(scope="module")
def accounts() -> Iterator[Accounts]:
    """The environment's user `steward`, and `viewer-1` and `operator-1` of the store."""
    with MemoryGateway() as gateway:
        add_users(gateway, Role.VIEWER, Role.OPERATOR)
        store = Store(gateway)
        credentials = Credentials("steward", FOUNDER, "token-1", SECRET)
        opened = Accounts(credentials, Users(store, "steward"), Tokens(store))
        yield opened
        opened.close()
        store.close()


def impatient(limit: int) -> Throttle:
    """A throttle whose clock stands still, so that every failure is a new one; nobody waits for long."""
    return Throttle(limit=limit, longest_s=0.01, clock=Clock())


def door(accounts: Accounts, *, own: int = 3, address: int = 100, name: int = 100, everybody: int = 100) -> Door:
    return Door(
        accounts,
        Browsers(SECRET),
        own=impatient(own),
        address=impatient(address),
        name=impatient(name),
        everybody=impatient(everybody),
    )


def tries(tested: Door, password: str, address: str, browser: str = "", user: str = "steward") -> bool | int:
    """Whether a try gets in, or the status that it is turned away with."""
    try:
        return isinstance(asyncio.run(tested.try_password(user, password, address, browser)), Account)
    except ApiError as error:
        return error.status


def flood(tested: Door, address: str, user: str = "steward") -> None:
    """Guess until no further try is let wait."""
    while tries(tested, "wrong", address, user=user) is False:
        pass


def test_somebody_elses_failures_at_another_address_cost_nothing(accounts: Accounts) -> None:
    tested = door(accounts)
    flood(tested, "203.0.113.9")
    assert tries(tested, FOUNDER, "203.0.113.9") == 429
    assert tries(tested, FOUNDER, "192.0.2.7") is True


def test_somebody_who_guesses_another_name_behind_the_same_proxy_costs_nothing(accounts: Accounts) -> None:
    tested = door(accounts)
    flood(tested, "203.0.113.9", "steward")
    assert tries(tested, PASSPHRASE, "203.0.113.9", user="viewer-1") is True
    assert tries(tested, FOUNDER, "203.0.113.9") == 429


def test_five_failures_at_the_same_address_cost_a_wait_and_no_more(accounts: Accounts) -> None:
    tested = Door(accounts, Browsers(SECRET), own=Throttle(longest_s=0.01))
    assert [tries(tested, "wrong", "10.0.0.1") for _ in range(5)] == [False] * 5
    assert tries(tested, FOUNDER, "10.0.0.1") is True


def test_many_guesses_at_once_are_no_way_round_the_wait(accounts: Accounts) -> None:
    tested = door(accounts)

    async def at_once() -> list[object]:
        tried = (tested.try_password("steward", "wrong", "10.0.0.1", "") for _ in range(20))
        return await asyncio.gather(*tried, return_exceptions=True)

    assert sum(isinstance(found, ApiError) for found in asyncio.run(at_once())) >= 20 - 3 - 2


def test_who_tries_ever_new_names_from_one_address_is_held_up_by_the_address(accounts: Accounts) -> None:
    tested = door(accounts, address=6)
    found = [tries(tested, "wrong", "203.0.113.9", user=f"name-{number}") for number in range(12)]
    assert found[:6] == [False] * 6
    assert found[-1] == 429
    assert tries(tested, FOUNDER, "192.0.2.7") is True


def test_who_tries_one_name_from_ever_new_addresses_is_held_up_by_the_name(accounts: Accounts) -> None:
    tested = door(accounts, name=6)
    found = [tries(tested, "wrong", f"203.0.113.{number}") for number in range(12)]
    assert found[:6] == [False] * 6
    assert found[-1] == 429
    assert tries(tested, PASSPHRASE, "203.0.113.9", user="viewer-1") is True


def test_who_is_turned_away_takes_no_turn_of_others(accounts: Accounts) -> None:
    clock = Clock()
    name = Throttle(limit=3, longest_s=0.01, clock=clock)
    tested = Door(accounts, Browsers(SECRET), own=impatient(3), name=name)
    flood(tested, "203.0.113.9")
    for _ in range(50):
        assert tries(tested, "wrong", "203.0.113.9") == 429
    clock.now = 0.05
    assert tries(tested, FOUNDER, "192.0.2.7") is True


def test_one_address_alone_never_holds_up_a_name_or_everybody(accounts: Accounts) -> None:
    clock, tried = Clock(), 0
    address = Throttle(limit=20, clock=clock)
    while clock.now < address.window_s:
        if address.is_open("203.0.113.9"):
            address.turn("203.0.113.9")
            address.failed("203.0.113.9")
            tried += 1
        else:
            clock.now += 1
    tested = Door(accounts, Browsers(SECRET))
    assert tried < tested._name.limit < tested._everybody.limit


def test_a_success_gives_back_its_own_try_and_not_those_of_others_at_the_address(accounts: Accounts) -> None:
    tested = door(accounts, address=6)
    for number in range(5):
        assert tries(tested, "wrong", "203.0.113.9", user=f"name-{number}") is False
    assert [tries(tested, PASSPHRASE, "203.0.113.9", user="viewer-1") for _ in range(5)] == [True] * 5
    found = [tries(tested, "wrong", "203.0.113.9", user=f"more-{number}") for number in range(6)]
    assert found[-1] == 429


def test_a_browser_that_is_known_gets_in_whatever_others_do_at_its_address_and_everywhere(accounts: Accounts) -> None:
    tested = door(accounts, everybody=3, name=3)
    browser = tested.remember("", "steward")
    for number in range(3):
        flood(tested, f"203.0.113.{number}")
    assert tries(tested, FOUNDER, "192.0.2.7") == 429
    assert tries(tested, FOUNDER, "203.0.113.0", browser) is True


def test_a_known_browser_is_slowed_down_too_where_it_guesses(accounts: Accounts) -> None:
    tested = door(accounts)
    browser = tested.remember("", "steward")
    while tries(tested, "wrong", "192.0.2.7", browser) is False:
        pass
    assert tries(tested, FOUNDER, "192.0.2.7", browser) == 429
    assert tries(tested, FOUNDER, "192.0.2.7", tested.remember("", "steward")) is True


def test_a_browser_is_known_only_of_those_who_have_signed_in_with_it(accounts: Accounts) -> None:
    tested = door(accounts)
    flood(tested, "203.0.113.9")
    browser = tested.remember("", "viewer-1")
    assert tries(tested, FOUNDER, "203.0.113.9", browser) == 429
    assert tries(tested, FOUNDER, "203.0.113.9", tested.remember(browser, "steward")) is True


@pytest.mark.parametrize("forged", ["", "x", "a.b.c"])
def test_a_forged_browser_is_a_stranger(accounts: Accounts, forged: str) -> None:
    tested = door(accounts)
    flood(tested, "203.0.113.9")
    assert tries(tested, FOUNDER, "203.0.113.9", forged) == 429
    other = Browsers("another-secret").remember("", "steward")
    assert tries(tested, FOUNDER, "203.0.113.9", other) == 429


def test_addresses_of_one_network_of_ipv6_are_one_client(accounts: Accounts) -> None:
    tested = door(accounts)
    flood(tested, "2001:db8::1")
    assert tries(tested, FOUNDER, "2001:db8::2") == 429
    assert tries(tested, FOUNDER, "2001:db8:0:1::2") is True


def test_two_addresses_of_ipv4_are_two_clients_where_the_admin_listens_on_ipv6_too(accounts: Accounts) -> None:
    tested = door(accounts)
    flood(tested, "::ffff:203.0.113.9")
    assert tries(tested, FOUNDER, "::ffff:203.0.113.9") == 429
    assert tries(tested, FOUNDER, "::ffff:192.0.2.7") is True


@pytest.mark.parametrize("name", ["", "\ud800", "x" * 1000, "../steward", "Steward "])
def test_an_odd_name_is_a_wrong_one(accounts: Accounts, name: str) -> None:
    assert tries(door(accounts), FOUNDER, "192.0.2.7", user=name) is False

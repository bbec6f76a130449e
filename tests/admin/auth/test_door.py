"""The door: a right password gets in, whoever else is guessing."""

import asyncio

import pytest

from admin.auth.credentials import Credentials
from admin.auth.door import Door
from admin.auth.throttle import Throttle
from tests.admin.auth.clock import Clock
from web.errors import ApiError

KNOWN = Credentials("steward", "correct horse", "token-1", "session-secret")


def door(everybody: int = 100) -> Door:
    """A door whose clock stands still, so that every failure is a new one; nobody waits for long."""
    own = Throttle(limit=3, longest_s=0.01, clock=Clock())
    return Door(KNOWN, own, Throttle(limit=everybody, longest_s=0.01, clock=Clock()))


def tries(tested: Door, password: str, address: str, browser: str = "") -> bool | int:
    """Whether a try gets in, or the status that it is turned away with."""
    try:
        return asyncio.run(tested.try_password("steward", password, address, browser))
    except ApiError as error:
        return error.status


def flood(tested: Door, address: str) -> None:
    """Guess until no further try is let wait."""
    while tries(tested, "wrong", address) is False:
        pass


def test_somebody_elses_failures_at_another_address_cost_nothing() -> None:
    tested = door()
    flood(tested, "203.0.113.9")
    assert tries(tested, "correct horse", "203.0.113.9") == 429
    assert tries(tested, "correct horse", "192.0.2.7") is True


def test_five_failures_at_the_same_address_cost_a_wait_and_no_more() -> None:
    tested = Door(KNOWN, Throttle(longest_s=0.01), Throttle(limit=100))
    assert [tries(tested, "wrong", "10.0.0.1") for _ in range(5)] == [False] * 5
    assert tries(tested, "correct horse", "10.0.0.1") is True


def test_a_browser_that_is_known_gets_in_whatever_others_do_at_its_address_and_everywhere() -> None:
    tested = door(everybody=3)
    browser = tested.remember()
    for number in range(3):
        flood(tested, f"203.0.113.{number}")
    assert tries(tested, "correct horse", "192.0.2.7") == 429
    assert tries(tested, "correct horse", "203.0.113.0", browser) is True


def test_a_known_browser_is_slowed_down_too_where_it_guesses() -> None:
    tested = door()
    browser = tested.remember()
    while tries(tested, "wrong", "192.0.2.7", browser) is False:
        pass
    assert tries(tested, "correct horse", "192.0.2.7", browser) == 429
    assert tries(tested, "correct horse", "192.0.2.7", tested.remember()) is True


@pytest.mark.parametrize("forged", ["", "x", "a.b.c"])
def test_a_forged_browser_is_a_stranger(forged: str) -> None:
    tested = door()
    flood(tested, "203.0.113.9")
    assert tries(tested, "correct horse", "203.0.113.9", forged) == 429
    other = Door(Credentials("steward", "another", "t", "session-secret"))
    assert tries(tested, "correct horse", "203.0.113.9", other.remember()) == 429


def test_addresses_of_one_network_of_ipv6_are_one_client() -> None:
    tested = door()
    flood(tested, "2001:db8::1")
    assert tries(tested, "correct horse", "2001:db8::2") == 429
    assert tries(tested, "correct horse", "2001:db8:0:1::2") is True


def test_two_addresses_of_ipv4_are_two_clients_where_the_admin_listens_on_ipv6_too() -> None:
    tested = door()
    flood(tested, "::ffff:203.0.113.9")
    assert tries(tested, "correct horse", "::ffff:203.0.113.9") == 429
    assert tries(tested, "correct horse", "::ffff:192.0.2.7") is True

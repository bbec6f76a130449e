"""Credentials: what fits and what does not."""

import pytest

from admin.auth.credentials import Credentials
from contract.errors import SettingsError
from contract.settings import Settings

KNOWN = Credentials("steward", "correct horse", "token-1", "session-secret")


def test_the_right_name_and_password_fit() -> None:
    assert KNOWN.password_fits("steward", "correct horse")


@pytest.mark.parametrize(("user", "password"), [("steward", "wrong"), ("other", "correct horse"), ("", ""), ("ß", "é")])
def test_a_wrong_name_or_password_does_not_fit(user: str, password: str) -> None:
    assert not KNOWN.password_fits(user, password)


def test_only_the_token_itself_fits_as_a_token() -> None:
    assert KNOWN.token_fits("token-1")
    assert not KNOWN.token_fits("token-")
    assert not KNOWN.token_fits("")


def test_half_a_character_is_a_wrong_password_and_no_crash() -> None:
    assert not KNOWN.password_fits("steward", "\ud800")
    assert not KNOWN.token_fits("\udfff")


def test_with_another_password_the_key_of_cookies_is_another() -> None:
    changed = Credentials("steward", "another horse", "token-1", "session-secret")
    assert changed.stamp != KNOWN.stamp == Credentials("steward", "correct horse", "token-1", "session-secret").stamp


@pytest.mark.parametrize("missing", ["FOREWARN_ADMIN_PASSWORD", "FOREWARN_ADMIN_TOKEN", "FOREWARN_SESSION_SECRET"])
def test_a_secret_that_is_not_set_is_named(missing: str) -> None:
    given = {"FOREWARN_ADMIN_PASSWORD": "p-1", "FOREWARN_ADMIN_TOKEN": "t-1", "FOREWARN_SESSION_SECRET": "s-1"}
    del given[missing]
    with pytest.raises(SettingsError, match=missing):
        Credentials.of(Settings.load(given))

"""Passwords: what is kept of one, and which are refused."""

import pytest

from admin.users.passwords import fits, hashed, is_hash, of_nobody
from contract.errors import ContractError

GOOD = "correct horse battery"


def test_a_password_fits_its_own_hash_by_argon2id_and_no_other_does() -> None:
    kept = hashed(GOOD, "ada")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert is_hash(kept)
    assert fits(kept, GOOD)
    assert not fits(kept, GOOD.upper())
    assert not fits(kept, "\ud800")


def test_the_same_password_is_never_kept_as_the_same_text() -> None:
    assert hashed(GOOD, "ada") != hashed(GOOD, "ada")


def test_letters_that_look_the_same_fit_however_a_keyboard_composes_them() -> None:
    assert fits(hashed("gr\u00fcner Tee um vier", "ada"), "gru\u0308ner Tee um vier")


@pytest.mark.parametrize("broken", ["", "x", "$argon2id$", "$argon2id$v=19$m=65536,t=3,p=4$x$y"])
def test_no_password_fits_what_is_no_hash(broken: str) -> None:
    assert not fits(broken, "")
    assert not fits(broken, GOOD)


def test_no_password_that_anybody_may_type_fits_the_hash_of_nobody() -> None:
    assert not any(fits(of_nobody(), guess) for guess in ("", "\0\0", GOOD))


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "has 0 characters; 12 to 200 are needed"),
        ("short", "12 to 200"),
        ("x" * 201, "12 to 200"),
        ("ababababababab", "fewer than five different"),
        ("Ada-is-my-name", "holds the user's name"),
        ("half a character \ud800", "half a character"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused_with_the_reason(password: str, why: str) -> None:
    with pytest.raises(ContractError, match=why) as refused:
        hashed(password, "ada")
    assert refused.value.field == "password"

"""The account page: who one is, and a new password of one's own."""

from collections.abc import Iterator

import httpx
import pytest

from admin.roles import Role
from tests.admin.fixtures.access import PASSPHRASE, add_users
from tests.admin.fixtures.server import RunningAdmin
from tests.support.memory import MemoryGateway

NEW = "another horse battery"


@pytest.fixture
def running() -> Iterator[RunningAdmin]:
    with MemoryGateway() as gateway:
        add_users(gateway, Role.VIEWER)
        with RunningAdmin(gateway) as opened:
            yield opened


@pytest.fixture
def viewer(running: RunningAdmin) -> Iterator[httpx.Client]:
    with running.person("viewer-1", PASSPHRASE) as browser:
        yield browser


def change(browser: httpx.Client, old: str = PASSPHRASE, new: str = NEW, again: str = NEW) -> httpx.Response:
    return browser.post("/account", data={"old": old, "new": new, "again": again})


def signs_in(running: RunningAdmin, password: str) -> bool:
    with running.stranger() as browser:
        return browser.post("/sign-in", data={"user": "viewer-1", "password": password}).status_code == 303


def test_it_says_who_one_is_and_what_the_role_may_do(viewer: httpx.Client) -> None:
    text = viewer.get("/account").text
    assert "viewer-1" in text
    assert "you see everything of the fleet, and change nothing" in text


def test_a_new_password_holds_at_once_ends_other_sessions_and_this_one_goes_on(
    running: RunningAdmin, viewer: httpx.Client
) -> None:
    with running.person("viewer-1", PASSPHRASE) as other:
        reply = change(viewer)
        assert (reply.status_code, reply.headers["location"]) == (303, "/account?changed=on")
        assert "Your password is changed" in viewer.get("/account?changed=on").text
        assert other.get("/account").status_code == 303
    assert (signs_in(running, PASSPHRASE), signs_in(running, NEW)) == (False, True)


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("wrong", NEW, NEW, "is not your password"),
        ("", NEW, NEW, "is not your password"),
        (PASSPHRASE, NEW, f"{NEW} ", "is not the same as the new one"),
        (PASSPHRASE, "short", "short", "12 to 200 are needed"),
        (PASSPHRASE, "", "", "12 to 200 are needed"),
        (PASSPHRASE, "viewer-1-viewer-1", "viewer-1-viewer-1", "holds the user&#39;s name"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_changes_nothing(
    running: RunningAdmin, viewer: httpx.Client, old: str, new: str, again: str, words: str
) -> None:
    reply = change(viewer, old, new, again)
    assert reply.status_code == 422
    assert words in reply.text
    assert 'type="password"' in reply.text
    assert NEW not in reply.text
    assert viewer.get("/account").status_code == 200
    assert signs_in(running, PASSPHRASE)


def test_who_guesses_the_old_password_in_a_session_that_was_left_open_is_slowed_down(viewer: httpx.Client) -> None:
    for _ in range(5):
        assert change(viewer, old="wrong").status_code == 422
    assert change(viewer).status_code == 303


def test_the_user_and_the_token_of_the_environment_are_told_where_their_password_is(running: RunningAdmin) -> None:
    with running.person() as founder, running.program() as program:
        assert "FOREWARN_ADMIN_PASSWORD" in founder.get("/account").text
        for client in (founder, program):
            assert change(client).status_code == 409

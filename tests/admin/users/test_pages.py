"""The pages of users: the list, a new one, and a change of one."""

from collections.abc import Iterator

import httpx
import pytest

from admin.roles import Role
from tests.admin.fixtures.access import PASSPHRASE, add_users
from tests.admin.fixtures.server import RunningAdmin
from tests.support.memory import MemoryGateway

NEW = {"name": "Anna@plant.example", "role": "operator", "password": PASSPHRASE, "why": "joins the night shift"}
CHANGE = {"version": "1", "role": "operator", "enabled": "on", "password": "", "why": "other work"}


@pytest.fixture
def gateway() -> Iterator[MemoryGateway]:
    with MemoryGateway() as opened:
        add_users(opened, Role.VIEWER)
        yield opened


@pytest.fixture
def running(gateway: MemoryGateway) -> Iterator[RunningAdmin]:
    with RunningAdmin(gateway) as opened:
        yield opened


@pytest.fixture
def person(running: RunningAdmin) -> Iterator[httpx.Client]:
    with running.person() as browser:
        yield browser


def signs_in(running: RunningAdmin, user: str, password: str = PASSPHRASE) -> bool:
    with running.stranger() as browser:
        return browser.post("/sign-in", data={"user": user, "password": password}).status_code == 303


def test_a_user_who_was_added_is_listed_and_signs_in(running: RunningAdmin, person: httpx.Client) -> None:
    assert person.post("/users", data=NEW).headers["location"] == "/users"
    text = person.get("/users").text
    assert "anna@plant.example" in text
    assert "joins the night shift" in text
    assert signs_in(running, "anna@plant.example")


@pytest.mark.parametrize(
    ("field", "value", "status", "words"),
    [
        ("name", "viewer-1", 409, "There is a user viewer-1 already"),
        ("name", "no spaces", 422, "is not 1 to 100 of"),
        ("name", "steward", 422, "steward is reserved"),
        ("role", "king", 422, "is not one of viewer, operator, admin"),
        ("password", "short", 422, "12 to 200 are needed"),
        ("why", " ", 422, "say why"),
        ("why", "x" * 501, 422, "500"),
    ],
)
def test_what_is_wrong_with_a_new_user_is_said_and_the_rest_is_kept_but_the_password(
    person: httpx.Client, field: str, value: str, status: int, words: str
) -> None:
    reply = person.post("/users", data={**NEW, field: value})
    assert reply.status_code == status
    assert words in reply.text
    assert field == "why" or "joins the night shift" in reply.text
    assert PASSPHRASE not in reply.text


def test_role_and_password_are_changed_and_a_user_is_disabled_and_enabled(
    running: RunningAdmin, person: httpx.Client
) -> None:
    assert 'name="enabled" checked' in person.get("/users/viewer-1").text
    changed = {**CHANGE, "password": "another horse battery"}
    assert person.post("/users/viewer-1", data=changed).headers["location"] == "/users"
    assert signs_in(running, "viewer-1", "another horse battery")
    shut_out = {name: value for name, value in CHANGE.items() if name != "enabled"}
    assert person.post("/users/viewer-1", data={**shut_out, "version": "2"}).status_code == 303
    assert "Disabled" in person.get("/users").text
    assert not signs_in(running, "viewer-1", "another horse battery")
    assert person.post("/users/viewer-1", data={**CHANGE, "version": "3"}).status_code == 303
    assert signs_in(running, "viewer-1", "another horse battery")


def test_who_did_not_see_the_newest_version_is_told_so_and_may_save_again(person: httpx.Client) -> None:
    assert person.post("/users/viewer-1", data=CHANGE).status_code == 303
    late = person.post("/users/viewer-1", data={**CHANGE, "role": "admin", "why": "too late"})
    assert late.status_code == 409
    assert "You saw version 1" in late.text
    assert 'name="version" value="2"' in late.text
    assert "too late" in late.text


@pytest.mark.parametrize("odd", [{"version": "x"}, {"version": "-1"}, {"more": "field"}, {"version": "1" * 400}])
def test_a_form_that_no_page_of_ours_sends_is_refused(person: httpx.Client, odd: dict[str, str]) -> None:
    assert person.post("/users/viewer-1", data={**CHANGE, **odd}).status_code == 422


def test_nobody_of_that_name_is_not_found(person: httpx.Client) -> None:
    assert person.get("/users/nobody").status_code == 404
    assert person.post("/users/nobody", data=CHANGE).status_code == 404


def test_a_user_whose_row_is_broken_is_named_with_the_reason(person: httpx.Client, gateway: MemoryGateway) -> None:
    gateway.write("config", ['user,user=bert role="king" 1700000000000000000'])
    for path in ("/users", "/users/bert"):
        assert "is broken (password: is missing)" in person.get(path).text


def test_only_an_admin_is_offered_the_pages_of_access(running: RunningAdmin, person: httpx.Client) -> None:
    assert 'href="/users"' in person.get("/account").text
    with running.person("viewer-1", PASSPHRASE) as viewer:
        text = viewer.get("/account").text
        assert 'href="/users"' not in text
        assert 'href="/audit"' not in text
        assert viewer.get("/users").status_code == 403

"""Accounts over HTTP: who is let in by which password, session and token, and when no more."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from admin.roles import Role
from admin.tokens.token import digest, make
from contract.access import API_TOKEN
from contract.measurements import Value
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures.access import PASSPHRASE, add_token, add_users, tokens_of, users_of
from tests.admin.fixtures.server import RunningAdmin
from tests.support.memory import MemoryGateway
from tests.support.waiting import wait_until

WHO = "/thresholds/import"
"""A route that every role may ask, and that needs no store: it leads to the thresholds."""


@pytest.fixture
def gateway() -> Iterator[MemoryGateway]:
    with MemoryGateway() as opened:
        yield opened


@pytest.fixture
def running(gateway: MemoryGateway) -> Iterator[RunningAdmin]:
    add_users(gateway)
    with RunningAdmin(gateway) as opened:
        yield opened


def is_in(browser: httpx.Client) -> bool:
    return browser.get(WHO).headers["location"] == "/thresholds"


def signs_in(running: RunningAdmin, user: str, password: str) -> int:
    with running.stranger() as browser:
        return browser.post("/sign-in", data={"user": user, "password": password}).status_code


@pytest.mark.parametrize("role", list(Role))
def test_a_user_of_the_store_signs_in(running: RunningAdmin, role: Role) -> None:
    with running.person(f"{role}-1", PASSPHRASE) as browser:
        assert is_in(browser)


@pytest.mark.parametrize("typed", [" Viewer-1 ", "VIEWER-1"])
def test_a_name_may_be_typed_in_capitals_and_with_spaces_around(running: RunningAdmin, typed: str) -> None:
    assert signs_in(running, typed, PASSPHRASE) == 303


@pytest.mark.parametrize("password", ["", "wrong", f"{PASSPHRASE} ", "\ud800", "x" * 1000])
def test_a_wrong_password_is_refused(running: RunningAdmin, password: str) -> None:
    assert signs_in(running, "viewer-1", password.encode(errors="replace").decode()) == 401


def test_a_user_who_is_disabled_is_out_and_comes_in_no_more_until_enabled(
    running: RunningAdmin, gateway: MemoryGateway
) -> None:
    with running.person("viewer-1", PASSPHRASE) as browser, users_of(gateway) as users:
        users.change("viewer-1", 1, "left", "tester", disabled=True)
        wait_until(lambda: not is_in(browser))
        assert signs_in(running, "viewer-1", PASSPHRASE) == 401
        users.change("viewer-1", 2, "is back", "tester", disabled=False)
        wait_until(lambda: signs_in(running, "viewer-1", PASSPHRASE) == 303)
        assert not is_in(browser)


def test_a_change_by_this_process_counts_at_once(running: RunningAdmin) -> None:
    with running.person("viewer-1", PASSPHRASE) as browser, running.program() as program:
        order = {"version": 1, "why": "left", "disabled": True}
        assert program.patch("/api/users/viewer-1", json=order).status_code == 200
        assert not is_in(browser)
        assert signs_in(running, "viewer-1", PASSPHRASE) == 401


def test_a_new_password_ends_the_sessions_of_the_old_one(running: RunningAdmin) -> None:
    with running.person("viewer-1", PASSPHRASE) as browser, running.program() as program:
        order = {"version": 1, "why": "lost", "password": "another horse battery"}
        assert program.patch("/api/users/viewer-1", json=order).status_code == 200
        assert not is_in(browser)
    assert signs_in(running, "viewer-1", PASSPHRASE) == 401
    assert signs_in(running, "viewer-1", "another horse battery") == 303


def test_another_role_holds_from_the_next_sign_in_and_ends_the_sessions_of_the_old_one(running: RunningAdmin) -> None:
    with running.person("admin-1", PASSPHRASE) as browser, running.program() as program:
        order = {"version": 1, "why": "other work", "role": "viewer"}
        assert program.patch("/api/users/admin-1", json=order).status_code == 200
        assert not is_in(browser)
    with running.person("admin-1", PASSPHRASE) as browser:
        assert browser.get("/audit").status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_a_programs_token_lets_it_in_with_its_role(running: RunningAdmin, gateway: MemoryGateway, role: Role) -> None:
    with running.program(add_token(gateway, role)) as program:
        wait_until(lambda: program.get(WHO).status_code == 303)
        assert program.get("/api/users").status_code == (200 if role is Role.ADMIN else 403)


def test_a_revoked_token_lets_nobody_in(running: RunningAdmin, gateway: MemoryGateway) -> None:
    with running.program(add_token(gateway, Role.VIEWER)) as program, tokens_of(gateway) as tokens:
        wait_until(lambda: program.get(WHO).status_code == 303)
        tokens.revoke("viewer-program", 1, "leaked", "tester")
        wait_until(lambda: program.get(WHO).status_code == 401)


def test_a_token_lets_nobody_in_once_it_has_expired(running: RunningAdmin, gateway: MemoryGateway) -> None:
    token, now = make(), datetime.now(UTC)
    fields: dict[str, Value] = {
        "role": "viewer", "hash": digest(token), "expires": (now - timedelta(seconds=1)).isoformat(), "revoked": False,
        "version": 1, "actor": "tester", "why": "for tests",
    }  # fmt: skip
    gateway.write("config", encode([Point(API_TOKEN.name, {"program": "late"}, fields, int(now.timestamp()) * 10**9)]))
    with running.program(token) as program:
        assert program.get(WHO).status_code == 401


@pytest.mark.parametrize("token", ["forewarn_", f"forewarn_{'x' * 43}", f"forewarn_{'x' * 5000}", "Forewarn_x"])
def test_a_token_that_nobody_made_lets_nobody_in(running: RunningAdmin, token: str) -> None:
    with running.program(token) as program:
        assert program.get(WHO).status_code == 401


def test_what_a_program_does_is_told_by_its_name(running: RunningAdmin, gateway: MemoryGateway) -> None:
    with running.program(add_token(gateway, Role.ADMIN)) as program:
        wait_until(lambda: program.get(WHO).status_code == 303)
        new = {"name": "bert", "role": "viewer", "password": PASSPHRASE, "why": "joins"}
        assert program.post("/api/users", json=new).json()["actor"] == "api:admin-program"


def test_without_the_store_the_environments_user_and_token_come_in_and_others_have_to_wait(
    running: RunningAdmin, gateway: MemoryGateway, stranded: RunningAdmin
) -> None:
    token = add_token(gateway, Role.ADMIN)
    with stranded.person() as browser:
        assert is_in(browser)
    with stranded.program() as program:
        assert program.get(WHO).status_code == 303
    with stranded.program(token) as program:
        assert json.loads(program.get(WHO).text)["error"]["field"] == "store"
    with running.person("viewer-1", PASSPHRASE) as browser:
        cookie = {"Cookie": f"forewarn_session={browser.cookies['forewarn_session']}"}
    with stranded.stranger() as browser:
        assert browser.get(WHO, headers=cookie).status_code == 503
        assert browser.get("/sign-in", headers=cookie).status_code == 200
        assert browser.get("/runbook", headers=cookie).status_code == 200
    assert signs_in(stranded, "viewer-1", PASSPHRASE) == 503


@pytest.mark.parametrize("password", ["", "\0", "wrong"])
def test_no_password_lets_in_a_user_who_has_none_here(
    running: RunningAdmin, gateway: MemoryGateway, password: str
) -> None:
    row = (
        'role="admin",password="",subject="https://idp.example 1",stamp="s",disabled=false,version=1i,actor="a",why="w"'
    )
    gateway.write("config", [f"user,user=provided {row} 1700000000000000000"])
    assert signs_in(running, "provided", password) == 401


def test_a_row_that_is_not_whole_lets_nobody_in_and_others_come_in(running: RunningAdmin, gateway: Gateway) -> None:
    with running.person("viewer-1", PASSPHRASE) as browser, running.person("admin-1", PASSPHRASE) as other:
        gateway.write("config", ['user,user=viewer-1 role="admin" 4102444800000000000'])
        wait_until(lambda: not is_in(browser))
        assert is_in(other)
